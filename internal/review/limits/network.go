package limits

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

const balancerType = "AWS::ElasticLoadBalancingV2::LoadBalancer"

// networkChecks are those of load balancers, web ACLs and security groups.
func networkChecks() []check {
	return []check{
		of(slowHealthCheck, "AWS::ElasticLoadBalancingV2::TargetGroup"), of(oneZone, balancerType), of(logsWithoutBucket, balancerType),
		of(noHealthCheck, "AWS::ElasticLoadBalancingV2::TargetGroup"),
		of(sharedPriorities, "AWS::WAFv2::WebACL", "AWS::WAFv2::RuleGroup"),
		of(portsBackwards, "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"),
	}
}

// slowHealthCheck is for HTTP: a check must end before the next one begins. An interval that is not written is 30 seconds.
func slowHealthCheck(group map[string]any) []Refusal {
	protocol := values.Text(or(or(group["HealthCheckProtocol"], group["Protocol"]), "HTTP"))
	interval := or(group["HealthCheckIntervalSeconds"], 30)
	timeout := group["HealthCheckTimeoutSeconds"]
	late, written := number(timeout)
	every, writtenToo := number(interval)
	return one(strings.HasPrefix(protocol, "HTTP") && written && writtenToo && late >= every, "HealthCheckTimeoutSeconds",
		fmt.Sprintf("HealthCheckTimeoutSeconds must be lower than HealthCheckIntervalSeconds, which is %v (Elastic Load Balancing user guide "+
			"for Application Load Balancers, \"Health checks for target groups\")", every), timeout)
}

func oneZone(balancer map[string]any) []Refusal {
	subnets, isList := balancer["Subnets"].([]any)
	application := values.Text(or(balancer["Type"], "application")) == "application"
	return one(application && isList && len(subnets) < 2, "Subnets",
		"Subnets must be in at least two Availability Zones (Elastic Load Balancing API, CreateLoadBalancer)", balancer["Subnets"])
}

// sharedPriorities is for the rules within one web ACL. Rules of a listener are resources of their own, which package review compares.
func sharedPriorities(acl map[string]any) []Refusal {
	priorities, names := map[string]string{}, map[string]bool{}
	var found []Refusal
	for _, rule := range values.Objects(acl["Rules"]) {
		name, priority := values.Text(rule["Name"]), values.Text(rule["Priority"])
		other, taken := priorities[priority]
		priorities[priority] = name
		at := "Rules[" + name + "]"
		found = append(found, one(taken, at+".Priority",
			at+".Priority is also that of the rule "+other+"; fix: a number that no other rule has (AWS WAF API, Rule)", rule["Priority"])...)
		found = append(found, one(names[name], at+".Name",
			at+".Name: two rules have this name (AWS WAF API, Rule)", name)...)
		names[name] = true
	}
	return found
}

func portsBackwards(rule map[string]any) []Refusal {
	tcpOrUDP := slices.Contains([]string{"tcp", "udp", "6", "17"}, values.Text(rule["IpProtocol"]))
	return one(tcpOrUDP && exceeds(rule["FromPort"], rule["ToPort"]), "FromPort",
		"FromPort must not be above ToPort, which is "+values.Text(rule["ToPort"])+" (EC2 API, IpPermission)", rule["FromPort"])
}

// logsWithoutBucket is for the three kinds of logs that a load balancer writes into a bucket.
func logsWithoutBucket(balancer map[string]any) []Refusal {
	attributes := map[string]any{}
	for _, pair := range values.Objects(balancer["LoadBalancerAttributes"]) {
		attributes[values.Text(pair["Key"])] = pair["Value"]
	}
	var found []Refusal
	for _, logs := range []string{"access_logs", "connection_logs", "health_check_logs"} {
		enabled, bucket := logs+".s3.enabled", attributes[logs+".s3.bucket"]
		found = append(found, one(values.IsTrue(attributes[enabled]) && (bucket == nil || bucket == ""),
			"LoadBalancerAttributes["+enabled+"]", "LoadBalancerAttributes["+enabled+"]: such logs need "+logs+
				".s3.bucket (Elastic Load Balancing API, LoadBalancerAttribute)", attributes[enabled])...)
	}
	return found
}

func noHealthCheck(group map[string]any) []Refusal {
	return one(values.Text(group["HealthCheckEnabled"]) == "false" && group["TargetType"] != "lambda", "HealthCheckEnabled",
		"HealthCheckEnabled must be true, but for targets that are functions (Elastic Load Balancing API, CreateTargetGroup)", false)
}
