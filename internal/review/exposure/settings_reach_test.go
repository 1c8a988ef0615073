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
		{what: "subnets in which tasks run", resource: "AWS::ECS::Service",
			before: `"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["a", "b"]}}`,
			after:  `"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["a"]}}`},
		{what: "subnets in which the function runs", resource: "AWS::Lambda::Function",
			before: `"VpcConfig": {"SubnetIds": ["a", "b"]}`, after: `"VpcConfig": {"SubnetIds": ["b"]}`},
		{what: "regions that have a copy of the secret", resource: "AWS::SecretsManager::Secret",
			before: `"ReplicaRegions": [{"Region": "us-east-1"}]`, after: `"ReplicaRegions": []`},
	}
}
