package review

import (
	"net/netip"
	"strings"
)

// openings are settings that let more of the world in. Policies and security groups are read by the engine; see
// permissions.go and firewall.go.
func openings() []setting {
	public := func(name string) setting {
		return on("AWS::S3::Bucket", "public access block "+name, at("PublicAccessBlockConfiguration", name), unblocked).evenNew()
	}
	settings := []setting{
		on("AWS::RDS::DBInstance", "reachable under a public address", at("PubliclyAccessible"), turnedOn).evenNew(),
		on("AWS::RDS::DBCluster", "reachable under a public address", at("PubliclyAccessible"), turnedOn).evenNew(),
		on("AWS::EC2::Subnet", "every interface in the subnet gets a public address", at("MapPublicIpOnLaunch"), turnedOn).evenNew(),
		on("AWS::EC2::Route", "a way to the internet", internetRoute, opensFurther).evenNew(),
		on("AWS::EC2::SecurityGroup", "what the group may call is no longer restricted", egressRules, dropped),
		on("AWS::ElasticLoadBalancingV2::LoadBalancer", "load balancer faces the internet", or(at("Scheme"), "internet-facing"), becomes("internet-facing")).evenNew(),
		on("AWS::ElasticLoadBalancingV2::Listener", "what a request meets by default", defaultAction, forwards),
		on("AWS::ElasticLoadBalancingV2::Listener", "connections without TLS", at("Protocol"), leaves("HTTPS")),
		on("AWS::ElasticLoadBalancingV2::Listener", "older TLS versions are let in", at("SslPolicy"), olderTLS),
		on("AWS::ElasticLoadBalancingV2::ListenerRule", "what a request must have to be let in", at("Conditions"), fewer),
		on("AWS::ElasticLoadBalancingV2::ListenerRule", "requests are let through whatever their headers say", uncheckedForward, appears).evenNew(),
		on("AWS::ECS::Service", "tasks get public addresses", at("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"), becomes("ENABLED")).evenNew(),
		on("AWS::ECS::Service", "a shell in running containers (ECS Exec)", at("EnableExecuteCommand"), turnedOn).evenNew(),
		public("BlockPublicAcls"), public("BlockPublicPolicy"), public("IgnorePublicAcls"), public("RestrictPublicBuckets"),
		on("AWS::S3::Bucket", "access lists are in force", or(ownership, "BucketOwnerEnforced"), leaves("BucketOwnerEnforced")),
		on("AWS::S3::Bucket", "canned access list", at("AccessControl"), func(_, new any) bool { return strings.HasPrefix(show(new), "Public") }).evenNew(),
		on("AWS::SecretsManager::ResourcePolicy", "Secrets Manager's check against public policies", at("BlockPublicPolicy"), turnedOff),
		on("AWS::IAM::Role", "permissions boundary", at("PermissionsBoundary"), differs),
		on("AWS::IAM::Role", "longest session", or(at("MaxSessionDuration"), 3600), raised),
		on("AWS::Lambda::Url", "who may call the function's address", at("AuthType"), becomes("NONE")).evenNew(),
		on("AWS::WAFv2::WebACL", "what happens to a request that no rule matches", webACLDefault, among("Allow", "Block")),
		on("AWS::CloudFront::Distribution", "web ACL", at("DistributionConfig", "WebACLId"), dropped),
		on("AWS::CloudFront::Distribution", "older TLS versions are let in", at("DistributionConfig", "ViewerCertificate", "MinimumProtocolVersion"), olderTLS),
		on("AWS::CloudFront::Distribution", "viewers without TLS", viewerProtocols, more),
		on("AWS::CloudFront::Distribution", "requests to the origin without TLS", originProtocols, more),
		on("AWS::CloudFront::Distribution", "headers that prove to the origin where a request comes from", originHeaders, fewer),
		on("AWS::CloudFront::Distribution", "origin access control", originAccess, fewer),
	}
	return append(settings, standings()...)
}

// standings are settings that say as whom something acts and in which security groups it stands: it may do and be reached
// as those allow, without a change of their own.
func standings() []setting {
	return []setting{
		on("AWS::ECS::TaskDefinition", "the role that the containers act as", at("TaskRoleArn"), becomesAnother),
		on("AWS::ECS::TaskDefinition", "the role that starts the containers", at("ExecutionRoleArn"), becomesAnother),
		on("AWS::Lambda::Function", "the role that the function acts as", at("Role"), becomesAnother),
		on("AWS::CodeBuild::Project", "the role that the build acts as", at("ServiceRole"), becomesAnother),
		on("AWS::ECS::Service", "security groups it stands in", at("NetworkConfiguration", "AwsvpcConfiguration", "SecurityGroups"), more),
		on("AWS::RDS::DBInstance", "security groups it stands in", at("VPCSecurityGroups"), more),
		on("AWS::RDS::DBCluster", "security groups it stands in", at("VpcSecurityGroupIds"), more),
		on("AWS::RDS::DBProxy", "security groups it stands in", at("VpcSecurityGroupIds"), more),
		on("AWS::ElasticLoadBalancingV2::LoadBalancer", "security groups it stands in", at("SecurityGroups"), more),
		on("AWS::EC2::VPCEndpoint", "security groups it stands in", at("SecurityGroupIds"), more),
		on("AWS::Lambda::Function", "security groups it stands in", at("VpcConfig", "SecurityGroupIds"), more),
	}
}

// becomesAnother is for who acts: giving up a role opens nothing.
func becomesAnother(_, new any) bool { return new != nil }

// egressRules are the rules in a group itself. To a group that has none, AWS gives one that lets everything out.
func egressRules(group map[string]any) any {
	if rules := at("SecurityGroupEgress")(group); len(objects(rules)) > 0 {
		return rules
	}
	return nil
}

// unblocked knows that a new bucket blocks public access by itself, and that an old one stops when the setting goes.
func unblocked(old, new any) bool { return isTrue(old) && !isTrue(new) || show(new) == "false" }

// forwards reports whether a listener that answered by itself now lets requests through.
func forwards(old, new any) bool {
	return !strings.Contains(show(old), "forward") && strings.Contains(show(new), "forward")
}

// defaultAction is what a listener does with a request that no rule matches.
func defaultAction(listener map[string]any) any { return actionTypes(listener, "DefaultActions") }

func actionTypes(resource map[string]any, list string) string {
	var types []string
	for _, action := range objects(at(list)(resource)) {
		types = append(types, show(action["Type"]))
	}
	return strings.Join(types, ", ")
}

// uncheckedForward reports whether a rule lets requests through to a service without a look at their headers: the secret
// header of the edge is what keeps everybody else out.
func uncheckedForward(rule map[string]any) any {
	for _, condition := range objects(at("Conditions")(rule)) {
		if condition["Field"] == "http-header" {
			return nil
		}
	}
	if !strings.Contains(actionTypes(rule, "Actions"), "forward") {
		return nil
	}
	return "forward"
}

func ownership(bucket map[string]any) any {
	for _, rule := range objects(at("OwnershipControls", "Rules")(bucket)) {
		return rule["ObjectOwnership"]
	}
	return nil
}

func webACLDefault(acl map[string]any) any {
	if at("DefaultAction", "Block")(acl) != nil {
		return "Block"
	}
	return "Allow"
}

// The ways that a route opens, the closed one first.
const (
	noWay  = "no way"
	wayOut = "outward only"
	bothOf = "both ways"
)

// internetRoute says which way a route opens a subnet to most of the internet. A default route may be written in halves;
// the largest private network is a /8.
func internetRoute(route map[string]any) any {
	p := properties(route)
	wide := false
	for _, name := range []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock"} {
		prefix, err := netip.ParsePrefix(show(p[name]))
		wide = wide || err == nil && prefix.Bits() < 8
	}
	switch {
	case wide && p["GatewayId"] != nil:
		return bothOf
	case wide && (p["NatGatewayId"] != nil || p["EgressOnlyInternetGatewayId"] != nil):
		return wayOut
	}
	return noWay
}

// opensFurther compares routes; a new one opens from no way.
func opensFurther(old, new any) bool {
	if old == nil {
		old = noWay
	}
	return among(bothOf, wayOut, noWay)(old, new)
}
