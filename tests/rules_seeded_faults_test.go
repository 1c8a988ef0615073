package tests

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// TestRulesFindFaultsSeededIntoRealTemplates catches a rule that finds faults in the small templates of its examples, but not in the CDK's
// templates.
func TestRulesFindFaultsSeededIntoRealTemplates(t *testing.T) {
	t.Parallel()
	copies := map[string]candidate{}
	seeded := map[string]bool{}
	for _, seed := range seeds() {
		seeded[seed.rule] = true
		if _, ok := copies[seed.in]; !ok {
			copies[seed.in] = candidate{Name: seed.in, Template: realTemplate(t, seed.in)}
		}
		edit := seed.edit
		edit.Change = place(t, seed) + "/" + edit.Change
		edit.apply(t, copies[seed.in].Template)
	}
	found := findings(t, slices.Collect(maps.Values(copies)))
	for _, seed := range seeds() {
		if !slices.ContainsFunc(found[seed.in], func(f ruleFinding) bool { return f.Rule == seed.rule }) {
			t.Errorf("%s: %s does not find the fault at %s %s, want a finding", seed.in, seed.rule, seed.at, seed.edit.Change)
		}
	}
	notHere := []string{
		"Kasha-Tier",         // the tag is on every resource
		"Kasha-WebACLRegion", // the region is the stack's, not the template's
	}
	for rule := range readExamples(t) {
		if !seeded[rule] && !slices.Contains(notHere, rule) {
			t.Errorf("%s: seeds() has no fault for this rule, want one", rule)
		}
	}
}

// seed is a fault in a template of a shape.
type seed struct {
	rule string
	in   string // shape/part; faults that exclude each other are in different copies, such as prod/data/2
	at   string // construct path of a resource, or Outputs
	edit edit   // below it
}

func seeds() []seed {
	const database, jobs = "Database/Primary/Resource", "Messaging/jobs/Resource"
	const statement = "Properties/PolicyDocument/Statement/0/"
	const distribution, acl = "Edge/Distribution/Resource", "Edge/WebAcl"
	return []seed{
		{rule: "Kasha-TextSecurityGroupDescription", in: "prod/services", at: "FromCloudFront80/from pl-3b927c52:80",
			edit: edit{Change: "Properties/Description", To: "CloudFront's addresses"}},
		{rule: "Kasha-TextSecretDescription", in: "prod/data", at: "OriginSecret/Resource",
			edit: edit{Change: "Properties/Description", To: strings.Repeat("a", 2049)}},
		{rule: "Kasha-TextTagKey", in: "prod/data", at: jobs, edit: edit{Change: "Properties/Tags/0/Key", To: "aws:team"}},
		{rule: "Kasha-TextTagValue", in: "prod/network", at: "Alarms/Resource", edit: edit{Change: "Properties/Tags/0/Value", To: "Who is it?"}},

		{rule: "Kasha-DatabaseEngineVersion", in: "prod/data", at: database, edit: edit{Change: "Properties/EngineVersion", To: "8.0.35"}},
		{rule: "Kasha-DatabaseUpgrades", in: "prod/data", at: "Database/Replica/Resource",
			edit: edit{Change: "Properties/AutoMinorVersionUpgrade", To: true}},
		{rule: "Kasha-DatabaseExtendedSupport", in: "prod/data", at: database, edit: edit{Change: "Properties/EngineLifecycleSupport"}},
		{rule: "Kasha-DatabaseInsightsClass", in: "prod/data", at: database, edit: edit{Change: "Properties/DBInstanceClass", To: "db.t3.micro"}},
		{rule: "Kasha-DatabaseInsightsMode", in: "prod/data", at: database,
			edit: edit{Change: "Properties/DatabaseInsightsMode", To: "advanced"}},
		{rule: "Kasha-DatabaseMultiAZ", in: "prod/data", at: database, edit: edit{Change: "Properties/MultiAZ", To: false}},
		{rule: "Kasha-DatabaseTLS", in: "prod/data", at: "Database/Parameters/Resource",
			edit: edit{Change: "Properties/Parameters/require_secure_transport", To: "0"}},
		{rule: "Kasha-DatabaseLogs", in: "prod/data", at: "Database/Parameters/Resource",
			edit: edit{Change: "Properties/Parameters/log_output", To: "TABLE"}},
		{rule: "Kasha-BackupProduction", in: "prod/data", at: database, edit: edit{Change: "Properties/BackupRetentionPeriod", To: 6}},
		{rule: "Kasha-BackupForReplica", in: "prod/data/2", at: database, edit: edit{Change: "Properties/BackupRetentionPeriod", To: 0}},
		{rule: "Kasha-BackupRetention", in: "prod/data/3", at: database, edit: edit{Change: "Properties/BackupRetentionPeriod", To: 36}},
		{rule: "Kasha-FinalSnapshot", in: "prod/data", at: database, edit: edit{Change: "DeletionPolicy", To: "Delete"}},
		{rule: "Kasha-BackupsOutliveDatabase", in: "prod/data", at: database, edit: edit{Change: "Properties/DeleteAutomatedBackups", To: true}},
		{rule: "Kasha-DeletionProtection", in: "prod/data", at: database, edit: edit{Change: "Properties/DeletionProtection", To: false}},
		{rule: "Kasha-DataKept", in: "prod/data", at: "Storage/Application/Resource", edit: edit{Change: "DeletionPolicy", To: "Delete"}},
		{rule: "Kasha-CredentialsKept", in: "prod/data", at: "Database/AdminSecret/Resource", edit: edit{Change: "DeletionPolicy", To: "Delete"}},
		{rule: "Kasha-QueueTLS", in: "prod/data", at: "Messaging/jobs/Policy/Resource", edit: edit{Change: statement + "Effect", To: "Allow"}},
		{rule: "Kasha-BucketTLS", in: "prod/data", at: "Storage/Application/Policy/Resource",
			edit: edit{Change: statement + "Effect", To: "Allow"}},
		{rule: "Kasha-DeadLetters", in: "prod/data", at: jobs, edit: edit{Change: "Properties/RedrivePolicy/maxReceiveCount", To: 5}},
		{rule: "Kasha-DeadLetterRetention", in: "prod/data", at: "Messaging/email-dead/Resource",
			edit: edit{Change: "Properties/MessageRetentionPeriod", To: 345600}},
		{rule: "Kasha-OutputDatabase", in: "prod/data", at: "Outputs", edit: edit{Change: "DatabaseEndpoint"}},
		{rule: "Kasha-OutputReadReplica", in: "prod/data", at: "Outputs", edit: edit{Change: "ReadReplicaEndpoint"}},
		{rule: "Kasha-OutputQueue", in: "prod/data", at: "Outputs", edit: edit{Change: "QueueUrlJobs"}},
		{rule: "Kasha-OutputSecret", in: "prod/data", at: "Outputs", edit: edit{Change: "AdminSecretArn"}},

		{rule: "Kasha-TopicTLS", in: "prod/network", at: "Alarms/Policy/Resource", edit: edit{Change: statement + "Effect", To: "Allow"}},
		{rule: "Kasha-LogRetention", in: "prod/network", at: "FlowLogGroup/Resource", edit: edit{Change: "Properties/RetentionInDays"}},

		{rule: "Kasha-LoadBalancerProtected", in: "prod/services", at: "InternalLoadBalancer/Resource",
			edit: edit{Change: "Properties/LoadBalancerAttributes/0/Value", To: "false"}},
		{rule: "Kasha-NoExec", in: "prod/services", at: "Backend/Service/Service/Service",
			edit: edit{Change: "Properties/EnableExecuteCommand", To: true}},
		{rule: "Kasha-ImagePinned", in: "prod/services", at: "Backend/Task/Resource",
			edit: edit{Change: "Properties/ContainerDefinitions/0/Image/Fn::Join/1/2", To: "/nginx:latest"}},
		{rule: "Kasha-OutputPublicLoadBalancer", in: "prod/services", at: "Outputs", edit: edit{Change: "PublicLoadBalancerDnsName"}},
		{rule: "Kasha-OutputBackendLoadBalancer", in: "prod/services", at: "Outputs", edit: edit{Change: "BackendLoadBalancerDnsName"}},
		{rule: "Kasha-ListenerTLS", in: "prod-domain/services", at: "PublicLoadBalancer/SecureListener/Resource",
			edit: edit{Change: "Properties/SslPolicy"}},
		{rule: "Kasha-ListenerRedirect", in: "prod-domain/services", at: "PublicLoadBalancer/PublicListener/Resource",
			edit: edit{Change: "Properties/DefaultActions/0/RedirectConfig"}},
		{rule: "Kasha-ListenerSecret", in: "prod-domain/services", at: "PublicLoadBalancer/PublicListener/FromCloudFrontRule/Resource",
			edit: edit{Change: "Properties/Conditions/0/HttpHeaderConfig/Values/0", To: "open sesame"}},
		{rule: "Kasha-PublicRoute", in: "prod/services", at: "PublicLoadBalancer/PublicListener/FromCloudFrontRule/Resource",
			edit: edit{Change: "Properties/Conditions/0/HttpHeaderConfig/Values/0", To: "open sesame"}},
		{rule: "Kasha-ProxyTLS", in: "spot/services", at: "DatabaseProxy/Proxy/Resource", edit: edit{Change: "Properties/RequireTLS", To: false}},

		{rule: "Kasha-ViewerHTTPS", in: "prod/edge", at: distribution,
			edit: edit{Change: "Properties/DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy", To: "allow-all"}},
		{rule: "Kasha-ErrorsNotCached", in: "prod/edge", at: distribution,
			edit: edit{Change: "Properties/DistributionConfig/CustomErrorResponses/7"}},
		{rule: "Kasha-WebACLRate", in: "prod/edge", at: acl,
			edit: edit{Change: "Properties/Rules/0/Action", To: map[string]any{"Count": map[string]any{}}}},
		{rule: "Kasha-WebACLManagedRules", in: "prod/edge", at: acl,
			edit: edit{Change: "Properties/Rules/2/OverrideAction", To: map[string]any{"Count": map[string]any{}}}},
		// The fields of edge.access, edge.static and edge.waf: their rules count, their sets are in no rule, their pages and paths leak.
		{rule: "Kasha-WebACLRefuses", in: "prod-domain/edge", at: acl,
			edit: edit{Change: "Properties/Rules/0/Action", To: map[string]any{"Count": map[string]any{}}}},
		{rule: "Kasha-WebACLAddresses", in: "prod-domain/edge/2", at: acl, edit: edit{Change: "Properties/Rules/0"}},
		{rule: "Kasha-ErrorPages", in: "prod-domain/edge", at: distribution,
			edit: edit{Change: "Properties/DistributionConfig/CustomErrorResponses/8/ResponseCode", To: 200}},
		{rule: "Kasha-CachedForAll", in: "prod-domain/edge", at: distribution, // edge.static.except
			edit: edit{Change: "Properties/DistributionConfig/CacheBehaviors/1/CachePolicyId", To: cachingOptimized}},
		{rule: "Kasha-NoIndex", in: "prod-domain/edge", at: "Edge/Headers_embed__/Resource",
			edit: edit{Change: "Properties/ResponseHeadersPolicyConfig/CustomHeadersConfig"}},
		{rule: "Kasha-PasswordEverywhere", in: "ap-southeast-2/edge", at: distribution,
			edit: edit{Change: "Properties/DistributionConfig/CacheBehaviors/1/FunctionAssociations"}},
		{rule: "Kasha-PasswordNotInTemplate", in: "ap-southeast-2/edge", at: "Edge/AccessStore/Resource",
			edit: edit{Change: "Properties", To: map[string]any{"Name": "kasha-sydney-access",
				"ImportSource": map[string]any{"SourceType": "S3", "SourceArn": "arn:aws:s3:::shop/hashes.json"}}}},
		{rule: "Kasha-WebACLBots", in: "ap-southeast-2/edge", at: acl,
			edit: edit{Change: "Properties/Rules/5/Statement/ManagedRuleGroupStatement/ScopeDownStatement"}},
		{rule: "Kasha-OutputDistribution", in: "prod/edge", at: "Outputs", edit: edit{Change: "DistributionDomainName"}},
		{rule: "Kasha-ViewerTLS", in: "prod-domain/edge", at: distribution,
			edit: edit{Change: "Properties/DistributionConfig/ViewerCertificate/MinimumProtocolVersion", To: "TLSv1"}},
		{rule: "Kasha-OriginTLS", in: "prod-domain/edge", at: distribution,
			edit: edit{Change: "Properties/DistributionConfig/Origins/0/CustomOriginConfig/OriginProtocolPolicy", To: "http-only"}},
	}
}

// realTemplate reads a template as it would be uploaded.
func realTemplate(t *testing.T, in string) map[string]any {
	t.Helper()
	var template map[string]any
	if err := json.Unmarshal([]byte(readPath(t, realStack(t, in).TemplateFile)), &template); err != nil {
		t.Fatal(err)
	}
	return template
}

// realStack is a stack of a shape: prod/data. A third part, as in prod/data/2, only names another copy.
func realStack(t *testing.T, in string) assembly.Stack {
	t.Helper()
	parts := strings.Split(in, "/")
	for _, stack := range stacksOf(t, parts[0]) {
		if strings.HasSuffix(stack.Path, "/"+parts[1]) {
			return stack
		}
	}
	t.Fatalf("no stack %s, want one", in)
	return assembly.Stack{}
}

// place is where a seed's resource stands in its template.
func place(t *testing.T, seed seed) string {
	t.Helper()
	if seed.at == "Outputs" {
		return seed.at
	}
	for _, resource := range realStack(t, seed.in).Template.Resources {
		if resource.Path == seed.at {
			return "Resources/" + resource.LogicalID
		}
	}
	t.Fatalf("%s: no resource %s, want one", seed.in, seed.at)
	return ""
}
