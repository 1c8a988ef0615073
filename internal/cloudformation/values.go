package cloudformation

import "strings"

// pseudo resolves a pseudo parameter.
func (r *resolver) pseudo(stack, name string) any {
	s := r.stacks[stack]
	switch name {
	case "AWS::NoValue":
		return absent{}
	case "AWS::AccountId":
		return account(s)
	case "AWS::Region":
		if s.Region != "" && s.Region != "unknown-region" {
			return s.Region
		}
	case "AWS::StackName":
		return s.Name
	case "AWS::Partition":
		return Partition(s.Region)
	case "AWS::URLSuffix":
		if Partition(s.Region) == "aws-cn" {
			return "amazonaws.com.cn"
		}
		return "amazonaws.com"
	}
	return "${" + name + "}" // a stack's id and notification topics exist only once it is deployed
}

// Partition is the part of AWS that a region belongs to; the first part of every ARN in it.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// repeated names the property that an attribute repeats. With it a rule that says "from the VPC's addresses" has addresses.
func repeated(resourceType, attribute string) string {
	switch resourceType + "." + attribute {
	case "AWS::EC2::VPC.CidrBlock", "AWS::EC2::Subnet.CidrBlock":
		return "CidrBlock"
	case "AWS::EC2::Subnet.VpcId", "AWS::EC2::SecurityGroup.VpcId":
		return "VpcId"
	case "AWS::EC2::Subnet.AvailabilityZone":
		return "AvailabilityZone"
	case "AWS::RDS::DBInstance.Endpoint.Port":
		return "Port"
	case "AWS::SQS::Queue.QueueName":
		return "QueueName"
	case "AWS::SNS::Topic.TopicName":
		return "TopicName"
	}
	return ""
}
