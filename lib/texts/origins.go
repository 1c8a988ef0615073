package texts

import "slices"

// origins are CloudFront's VPC origins.
func origins() []Text {
	const origin = "AWS::CloudFront::VpcOrigin"
	name := Rule{
		Name: "VpcOriginName", What: "name of a VPC origin", Characters: wordDash, Least: 1, Most: 64, Write: dashWords,
		Example: "shop-https", Source: "CloudFront API, VpcOriginEndpointConfig; the CDK shortens names to 64",
	}
	protocol := oneOf("VpcOriginSSLProtocol", "protocol to a VPC origin", "CloudFront API, OriginSslProtocols", "TLSv1.2", "TLSv1.1", "TLSv1",
		"SSLv3")
	return slices.Concat(
		at(name, origin, "VpcOriginEndpointConfig.Name"),
		at(protocol, origin, "VpcOriginEndpointConfig.OriginSSLProtocols[]"),
	)
}
