package cloudformation

import (
	"cmp"
	"strings"

	"kasha/internal/assembly"
)

// pseudo resolves a pseudo parameter.
func (r *resolver) pseudo(stack, name string) any {
	s := r.stacks[stack]
	switch name {
	case "AWS::NoValue":
		return absent{}
	case "AWS::AccountId":
		return cmp.Or(s.Account, assembly.OpenAccount)
	case "AWS::Region":
		return cmp.Or(s.Region, assembly.OpenRegion)
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
	return "${" + name + "}" // a stack's id and notification topics exist only after its deployment
}

// Partition is the AWS partition of a region, which every ARN in it names: aws, aws-cn, aws-us-gov.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// repeated names the property whose value an attribute repeats. It gives addresses to a rule from the CIDR block of a VPC.
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
