package review

import (
	"strings"
)

// openings are settings that let more of the world in. Policies and security groups are read by the engine; see
// permissions.go and firewall.go.
func openings() []setting {
	public := func(name string) setting {
		return setting{"AWS::S3::Bucket", "public access block " + name, at("PublicAccessBlockConfiguration", name), unblocked, true}
	}
	return []setting{
		{"AWS::RDS::DBInstance", "reachable under a public address", at("PubliclyAccessible"), turnedOn, true},
		{"AWS::RDS::DBCluster", "reachable under a public address", at("PubliclyAccessible"), turnedOn, true},
		{"AWS::EC2::Subnet", "every interface in the subnet gets a public address", at("MapPublicIpOnLaunch"), turnedOn, true},
		{"AWS::EC2::Route", "a way to and from the internet", internetRoute, turnedOn, true},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "load balancer faces the internet", or(at("Scheme"), "internet-facing"), becomes("internet-facing"), true},
		{"AWS::ElasticLoadBalancingV2::Listener", "what a request meets by default", defaultAction, forwards, false},
		{"AWS::ElasticLoadBalancingV2::Listener", "connections without TLS", at("Protocol"), leaves("HTTPS"), false},
		{"AWS::ElasticLoadBalancingV2::Listener", "older TLS versions are let in", at("SslPolicy"), olderTLS, false},
		{"AWS::ElasticLoadBalancingV2::ListenerRule", "what a request must have to be let in", at("Conditions"), fewer, false},
		{"AWS::ECS::Service", "tasks get public addresses", at("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"), becomes("ENABLED"), true},
		{"AWS::ECS::Service", "a shell in running containers (ECS Exec)", at("EnableExecuteCommand"), turnedOn, true},
		public("BlockPublicAcls"), public("BlockPublicPolicy"), public("IgnorePublicAcls"), public("RestrictPublicBuckets"),
		{"AWS::S3::Bucket", "access lists are in force", or(ownership, "BucketOwnerEnforced"), leaves("BucketOwnerEnforced"), false},
		{"AWS::S3::Bucket", "canned access list", at("AccessControl"), func(_, new any) bool { return strings.HasPrefix(show(new), "Public") }, true},
		{"AWS::SecretsManager::ResourcePolicy", "Secrets Manager's check against public policies", at("BlockPublicPolicy"), turnedOff, false},
		{"AWS::IAM::Role", "permissions boundary", at("PermissionsBoundary"), dropped, false},
		{"AWS::IAM::Role", "longest session", or(at("MaxSessionDuration"), 3600), raised, false},
		{"AWS::Lambda::Url", "who may call the function's address", at("AuthType"), becomes("NONE"), true},
		{"AWS::WAFv2::WebACL", "what happens to a request that no rule matches", webACLDefault, among("Allow", "Block"), false},
		{"AWS::CloudFront::Distribution", "web ACL", at("DistributionConfig", "WebACLId"), dropped, false},
		{"AWS::CloudFront::Distribution", "older TLS versions are let in", at("DistributionConfig", "ViewerCertificate", "MinimumProtocolVersion"), olderTLS, false},
		{"AWS::CloudFront::Distribution", "viewers without TLS", viewerProtocols, more, false},
		{"AWS::CloudFront::Distribution", "requests to the origin without TLS", originProtocols, more, false},
		{"AWS::CloudFront::Distribution", "headers that prove to the origin where a request comes from", originHeaders, fewer, false},
		{"AWS::CloudFront::Distribution", "origin access control", originAccess, fewer, false},
	}
}

// unblocked knows that a new bucket blocks public access by itself, and that an old one stops when the setting goes.
func unblocked(old, new any) bool { return isTrue(old) && !isTrue(new) || show(new) == "false" }

// internetRoute reports whether a route leads everything to an internet gateway.
func internetRoute(route map[string]any) any {
	all := show(route["DestinationCidrBlock"]) == "0.0.0.0/0" || show(route["DestinationIpv6CidrBlock"]) == "::/0"
	return all && route["GatewayId"] != nil
}

func defaultAction(listener map[string]any) any {
	actions, _ := listener["DefaultActions"].([]any)
	var types []string
	for _, action := range actions {
		if object, ok := action.(map[string]any); ok {
			types = append(types, show(object["Type"]))
		}
	}
	return strings.Join(types, ", ")
}

// forwards reports whether a listener that answered by itself now lets requests through.
func forwards(old, new any) bool {
	return !strings.Contains(show(old), "forward") && strings.Contains(show(new), "forward")
}

func ownership(bucket map[string]any) any {
	rules, _ := at("OwnershipControls", "Rules")(bucket).([]any)
	for _, rule := range rules {
		if object, ok := rule.(map[string]any); ok {
			return object["ObjectOwnership"]
		}
	}
	return nil
}

func webACLDefault(acl map[string]any) any {
	if at("DefaultAction", "Block")(acl) != nil {
		return "Block"
	}
	return "Allow"
}

// viewerProtocols lists the paths of a distribution that answer viewers without TLS.
func viewerProtocols(distribution map[string]any) any {
	var open []any
	add := func(path, behavior any) {
		if object, ok := behavior.(map[string]any); ok && object["ViewerProtocolPolicy"] == "allow-all" {
			open = append(open, path)
		}
	}
	add("*", at("DistributionConfig", "DefaultCacheBehavior")(distribution))
	behaviors, _ := at("DistributionConfig", "CacheBehaviors")(distribution).([]any)
	for _, behavior := range behaviors {
		if object, ok := behavior.(map[string]any); ok {
			add(object["PathPattern"], behavior)
		}
	}
	return open
}

// eachOrigin collects what read finds in the origins of a distribution.
func eachOrigin(distribution map[string]any, read func(origin map[string]any) []any) any {
	var found []any
	origins, _ := at("DistributionConfig", "Origins")(distribution).([]any)
	for _, origin := range origins {
		if object, ok := origin.(map[string]any); ok {
			found = append(found, read(object)...)
		}
	}
	return found
}

func originProtocols(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		policy := at("CustomOriginConfig", "OriginProtocolPolicy")(origin)
		if policy == nil || policy == "https-only" {
			return nil
		}
		return []any{policy}
	})
}

func originHeaders(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		var names []any
		headers, _ := origin["OriginCustomHeaders"].([]any)
		for _, header := range headers {
			if object, ok := header.(map[string]any); ok {
				names = append(names, object["HeaderName"])
			}
		}
		return names
	})
}

func originAccess(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		if control := origin["OriginAccessControlId"]; control != nil {
			return []any{control}
		}
		return nil
	})
}
