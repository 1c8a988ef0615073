package exposure

import (
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// newNetworkAndEdge are the types of the network, of load balancers and of CloudFront.
func newNetworkAndEdge() map[string]newResource {
	return map[string]newResource{
		"AWS::CertificateManager::Certificate": {why: byUser},
		"AWS::CloudFront::Distribution": {sends: []string{
			"DistributionConfig.Logging.Bucket", "DistributionConfig.Origins[].DomainName",
		}},
		functionType:                                {why: byUser},
		"AWS::CloudFront::KeyValueStore":            {why: byUser},
		"AWS::CloudFront::OriginAccessControl":      {why: byUser},
		"AWS::CloudFront::ResponseHeadersPolicy":    {why: byUser},
		"AWS::CloudFront::VpcOrigin":                {sends: []string{"VpcOriginEndpointConfig.Arn"}},
		"AWS::EC2::EIP":                             {why: byUser},
		"AWS::EC2::InternetGateway":                 {why: "routes to it are judged"},
		"AWS::EC2::NatGateway":                      {why: "routes to it are judged"},
		"AWS::EC2::Route":                           {why: bySettings},
		"AWS::EC2::RouteTable":                      {why: "its routes are judged"},
		"AWS::EC2::SecurityGroup":                   {why: byRules},
		"AWS::EC2::SecurityGroupEgress":             {why: byRules},
		"AWS::EC2::SecurityGroupIngress":            {why: byRules},
		"AWS::EC2::Subnet":                          {why: bySettings},
		"AWS::EC2::SubnetRouteTableAssociation":     {why: byPromises},
		"AWS::EC2::VPC":                             {why: "nothing is in it yet"},
		"AWS::EC2::VPCEndpoint":                     {judge: (*Environment).foreignService},
		"AWS::EC2::VPCGatewayAttachment":            {why: bySettings},
		"AWS::ElasticLoadBalancingV2::Listener":     {sends: []string{"DefaultActions[].RedirectConfig.Host"}},
		"AWS::ElasticLoadBalancingV2::ListenerRule": {sends: []string{"Actions[].RedirectConfig.Host"}},
		"AWS::ElasticLoadBalancingV2::LoadBalancer": {sends: []string{"LoadBalancerAttributes[access_logs.s3.bucket]"}},
		"AWS::ElasticLoadBalancingV2::TargetGroup":  {why: byUser},
		"AWS::Route53::RecordSet":                   {judge: (*Environment).newRecord},
		"AWS::WAFv2::IPSet":                         {why: byUser},
		"AWS::WAFv2::WebACL":                        {why: byUser},
	}
}

// newHolders are the types that hold data or rights.
func newHolders() map[string]newResource {
	return map[string]newResource{
		"AWS::ECR::PullThroughCacheRule":       {judge: (*Environment).otherRegistry},
		"AWS::ECR::Repository":                 {why: byPermissions},
		"AWS::ECR::RepositoryCreationTemplate": {why: byPermissions},
		"AWS::IAM::ManagedPolicy":              {why: byPermissions},
		"AWS::IAM::Policy":                     {why: byPermissions},
		"AWS::IAM::Role":                       {why: byPermissions},
		"AWS::KMS::Alias":                      {judge: (*Environment).admittingAlias},
		"AWS::KMS::Key":                        {why: byPermissions},
		"AWS::RDS::DBInstance":                 {why: bySettings + "; a role or security group of before is judged"},
		"AWS::RDS::DBParameterGroup":           {why: byUser},
		"AWS::RDS::DBProxy":                    {why: "its role is judged; " + byPromises},
		"AWS::RDS::DBProxyTargetGroup":         {why: inside},
		"AWS::RDS::DBSubnetGroup":              {why: byUser},
		"AWS::S3::Bucket": {sends: []string{"LoggingConfiguration.DestinationBucketName",
			"ReplicationConfiguration.Rules[].Destination.Bucket"}},
		"AWS::S3::BucketPolicy":                       {why: byPermissions},
		"AWS::SecretsManager::Secret":                 {why: "its value is new"},
		"AWS::SecretsManager::SecretTargetAttachment": {why: inside},
	}
}

// newRecord reports a DNS record whose answer is not a resource of the templates. Who controls a name can get certificates for it.
// Source: Route 53 developer guide, "Routing traffic for subdomains".
func (e *Environment) newRecord(s Stack, r Resource) []Finding {
	record := values.Properties(r.New)
	kind := values.String(record["Type"])
	what := "a new name leads to something outside of the templates: " + kind + " record of " + values.Text(record["Name"])
	switch kind {
	case "NS":
		what = "other name servers answer for this name: NS record of " + values.Text(record["Name"])
	case "MX", "TXT", "CAA":
		what = "a new record speaks for this name: " + kind + " record of " + values.Text(record["Name"])
	}
	answers := asList(record["ResourceRecords"])
	if target := within(record, "AliasTarget", "DNSName"); target != nil {
		answers = []any{target}
	}
	for _, answer := range answers {
		if !e.isOurs(strings.TrimPrefix(values.Text(answer), "dualstack.")) {
			return []Finding{e.isAfter(s, r, properties.Opening, what, values.Text(answer))}
		}
	}
	return nil
}

// isOurs reports whether a text begins with a reference to a resource of the templates.
func (e *Environment) isOurs(text string) bool {
	start, _, _ := strings.Cut(text, "}")
	at, ok := cloudformation.ParseReference(start + "}")
	return ok && e.after.resources[values.Name(at.Stack, at.LogicalID)] != nil
}

// foreignService reports an endpoint to a service that is not one of AWS. Whoever offers it gets what is sent to it.
func (e *Environment) foreignService(s Stack, r Resource) []Finding {
	name := values.Text(at("ServiceName")(r.New))
	if name == "" || strings.HasPrefix(name, "com.amazonaws.") && !strings.HasPrefix(name, "com.amazonaws.vpce.") {
		return nil
	}
	return []Finding{e.isAfter(s, r, properties.Opening, "a new endpoint leads to a service that is not one of AWS", name)}
}

// publicRegistry is the one that Kasha's images come from if they are not of an account's own registry.
const publicRegistry = "public.ecr.aws"

// otherRegistry reports a cache of images from another registry than Amazon's public one.
func (e *Environment) otherRegistry(s Stack, r Resource) []Finding {
	if registry := values.Text(at("UpstreamRegistryUrl")(r.New)); registry != publicRegistry {
		return []Finding{e.isAfter(s, r, properties.Opening, "images of another registry can be pulled through ECR", registry)}
	}
	return nil
}

// admittingAlias reports an alias for a key of before, if a policy admits by this alias (kms:ResourceAliases, kms:RequestAlias).
func (e *Environment) admittingAlias(s Stack, r Resource) []Finding {
	alias := values.Text(at("AliasName")(r.New))
	if key := values.Text(at("TargetKeyId")(r.New)); e.allNew([]string{key}) {
		return nil
	}
	for _, statement := range e.statements.after {
		if strings.Contains(values.Text(statement.Conditions), alias) {
			return []Finding{e.isAfter(s, r, properties.Opening, "a policy admits by this alias, which names a key of before", alias)}
		}
	}
	return nil
}
