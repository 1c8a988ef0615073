package exposure_test

const (
	geo    = `"DistributionConfig": {"Restrictions": {"GeoRestriction": {"RestrictionType": `
	signed = `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/paid/*", "TrustedKeyGroups": ["k"]}]}`
	free   = `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/paid/*"}]}`
)

// worseReach are changes after which more viewers are answered.
func worseReach() []worse {
	const distribution = "AWS::CloudFront::Distribution"
	more := func(before, after string) worse {
		return worse{what: "viewers of more countries are answered", resource: distribution, before: before, after: after}
	}
	connected := func(resource, property string) worse {
		return worse{what: "the VPC is connected with another network", resource: resource, before: ``, after: `"` + property + `": "x"`}
	}
	return []worse{
		connected("AWS::EC2::TransitGatewayAttachment", "TransitGatewayId"),
		connected("AWS::EC2::TransitGatewayVpcAttachment", "TransitGatewayId"),
		connected("AWS::EC2::VPCPeeringConnection", "PeerVpcId"),
		connected("AWS::EC2::VPCGatewayAttachment", "VpnGatewayId"),
		more(geo+`"whitelist", "Locations": ["DE"]}}}`, ``),
		more(geo+`"whitelist", "Locations": ["DE"]}}}`, geo+`"whitelist", "Locations": ["FR", "DE"]}}}`),
		more(geo+`"whitelist", "Locations": ["DE"]}}}`, geo+`"none"}}}`),
		more(geo+`"blacklist", "Locations": ["KP", "RU"]}}}`, geo+`"blacklist", "Locations": ["KP"]}}}`),
		{what: "paths for which viewers need a signed URL", resource: distribution, before: signed, after: free},
		{what: "rule a matches other requests", resource: "AWS::WAFv2::WebACL",
			before: rated(`"Block": {}`, "CONSTANT"), after: rated(`"Block": {}`, "IP")},
		{what: "connections to the origin may use older TLS", resource: distribution,
			before: origins(`{"Id": "a", "CustomOriginConfig": {"OriginSSLProtocols": ["TLSv1.2"]}}`),
			after:  origins(`{"Id": "b", "CustomOriginConfig": {"OriginSSLProtocols": ["TLSv1.2", "TLSv1.1"]}}`)},
	}
}

// worseService are changes after which fewer viewers are answered, or fewer things answer them.
func worseService() []worse {
	const distribution = "AWS::CloudFront::Distribution"
	return []worse{
		{what: "viewers of more countries are refused", resource: distribution, before: ``, after: geo + `"whitelist", "Locations": ["DE"]}}}`},
		{what: "viewers of more countries are refused", resource: distribution, before: geo + `"blacklist", "Locations": ["KP"]}}}`,
			after: geo + `"blacklist", "Locations": ["KP", "DE"]}}}`},
		{what: "more paths for which viewers need a signed URL", resource: distribution, before: free, after: signed},
		{what: "seconds that CloudFront waits for the origin: slow responses are cut off", resource: distribution,
			before: `"DistributionConfig": {"Origins": [{"VpcOriginConfig": {"VpcOriginId": "v", "OriginReadTimeout": 60}}]}`,
			after:  `"DistributionConfig": {"Origins": [{"VpcOriginConfig": {"VpcOriginId": "v"}}]}`},
		{what: "path patterns that are tried before others", resource: distribution,
			before: `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/app/api/*"}, {"PathPattern": "/app/*"}, {"PathPattern": "/b/*"}]}`,
			after:  `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/b/*"}, {"PathPattern": "/app/*"}, {"PathPattern": "/app/api/*"}]}`},
		{what: "viewers that ask without TLS are refused", resource: distribution,
			before: `"DistributionConfig": {"DefaultCacheBehavior": {"ViewerProtocolPolicy": "redirect-to-https"}}`,
			after:  `"DistributionConfig": {"DefaultCacheBehavior": {"ViewerProtocolPolicy": "https-only"}}`},
		{what: "viewers that ask without TLS are refused", resource: distribution,
			before: `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a", "ViewerProtocolPolicy": "allow-all"}]}`,
			after: `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a", "ViewerProtocolPolicy": "https-only"},
				{"PathPattern": "/b", "ViewerProtocolPolicy": "https-only"}]}`},
		{what: "default action of the web ACL: every request is refused that no rule allows", resource: "AWS::WAFv2::WebACL",
			before: `"DefaultAction": {"Allow": {}}`, after: `"DefaultAction": {"Block": {}}`},
		{what: "a rule counts the requests of all viewers together: beyond the limit it refuses everybody", resource: "AWS::WAFv2::WebACL",
			before: rated(`"Block": {}`, "IP"), after: rated(`"Block": {}`, "CONSTANT")},
		{what: "errors that viewers get as a success, which no alarm on errors counts", resource: "AWS::CloudFront::Distribution",
			before: `"DistributionConfig": {"CustomErrorResponses": [{"ErrorCode": 404}]}`,
			after:  `"DistributionConfig": {"CustomErrorResponses": [{"ErrorCode": 404}, {"ErrorCode": 503, "ResponseCode": 200}]}`},
		{what: "security headers of the application that are removed", resource: "AWS::CloudFront::ResponseHeadersPolicy",
			before: `"ResponseHeadersPolicyConfig": {"RemoveHeadersConfig": {"Items": []}}`,
			after:  `"ResponseHeadersPolicyConfig": {"RemoveHeadersConfig": {"Items": [{"Header": "X-Frame-Options"}]}}`},
		{what: "another command decides whether a task is healthy, or none", resource: "AWS::ECS::TaskDefinition",
			before: `"ContainerDefinitions": [{"Name": "a", "HealthCheck": {"Command": ["CMD", "a"]}}]`,
			after:  `"ContainerDefinitions": [{"Name": "a", "HealthCheck": {"Command": ["CMD", "b"]}}]`},
		{what: "the function runs in the VPC; outside of it, no private address is reached", resource: "AWS::Lambda::Function",
			before: `"VpcConfig": {"Ipv6AllowedForDualStack": false}`, after: ``},
		{what: "subnets in which tasks run", resource: "AWS::ECS::Service",
			before: `"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["a", "b"]}}`,
			after:  `"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["a"]}}`},
		{what: "subnets in which tasks run", resource: "AWS::ECS::Service",
			before: `"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["a", "b"]}}`, after: `"NetworkConfiguration": {}`},
		{what: "subnets in which the function runs", resource: "AWS::Lambda::Function",
			before: `"VpcConfig": {"SubnetIds": ["a", "b"]}`, after: `"VpcConfig": {"SubnetIds": ["b"]}`},
		{what: "regions that have a copy of the secret", resource: "AWS::SecretsManager::Secret",
			before: `"ReplicaRegions": [{"Region": "us-east-1"}]`, after: `"ReplicaRegions": []`},
	}
}

func origins(all string) string { return `"DistributionConfig": {"Origins": [` + all + `]}` }

// rated is a web ACL with a limit of requests.
func rated(action, key string) string {
	return `"Rules": [{"Name": "a", "Action": {` + action + `}, "Statement": {"RateBasedStatement": {"Limit": 100, "AggregateKeyType": "` +
		key + `"}}}]`
}
