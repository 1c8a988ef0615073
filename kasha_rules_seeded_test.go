package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// TestRulesFindFaultsSeededIntoRealTemplates catches a rule that finds mistakes in the small templates of its examples, but not
// in what the CDK really writes.
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
			t.Errorf("%s: %s does not find %s %s", seed.in, seed.rule, seed.at, seed.edit.Change)
		}
	}
	notHere := []string{
		"Kasha-Tier",         // the tag is on every resource
		"Kasha-WebACLRegion", // the region is the stack's, not the template's
	}
	for rule := range readExamples(t) {
		if !seeded[rule] && !slices.Contains(notHere, rule) {
			t.Errorf("%s: no fault that it should find is seeded into a real template", rule)
		}
	}
}

// seed is a mistake in a template of the shapes.
type seed struct {
	rule string
	in   string // shape/part; what cannot be wrong at the same time stands in a copy of its own: prod/data/2
	at   string // construct path of a resource, or Outputs
	edit edit   // below it
}

func seeds() []seed {
	const database, jobs = "Database/Primary/Resource", "Messaging/jobs/Resource"
	const statement = "Properties/PolicyDocument/Statement/0/"
	const distribution, acl = "Edge/Distribution/Resource", "Edge/WebAcl"
	return []seed{
		{"Kasha-DatabaseEngineVersion", "prod/data", database, edit{"Properties/EngineVersion", "8.0.35"}},
		{"Kasha-DatabaseUpgrades", "prod/data", "Database/Replica/Resource", edit{"Properties/AutoMinorVersionUpgrade", true}},
		{"Kasha-DatabaseExtendedSupport", "prod/data", database, edit{"Properties/EngineLifecycleSupport", nil}},
		{"Kasha-DatabaseInsightsClass", "prod/data", database, edit{"Properties/DBInstanceClass", "db.t3.micro"}},
		{"Kasha-DatabaseInsightsMode", "prod/data", database, edit{"Properties/DatabaseInsightsMode", "advanced"}},
		{"Kasha-DatabaseMultiAZ", "prod/data", database, edit{"Properties/MultiAZ", false}},
		{"Kasha-DatabaseTLS", "prod/data", "Database/Parameters/Resource", edit{"Properties/Parameters/require_secure_transport", "0"}},
		{"Kasha-DatabaseLogs", "prod/data", "Database/Parameters/Resource", edit{"Properties/Parameters/log_output", "TABLE"}},
		{"Kasha-BackupProduction", "prod/data", database, edit{"Properties/BackupRetentionPeriod", 6}},
		{"Kasha-BackupForReplica", "prod/data/2", database, edit{"Properties/BackupRetentionPeriod", 0}},
		{"Kasha-BackupRetention", "prod/data/3", database, edit{"Properties/BackupRetentionPeriod", 36}},
		{"Kasha-FinalSnapshot", "prod/data", database, edit{"DeletionPolicy", "Delete"}},
		{"Kasha-BackupsOutliveDatabase", "prod/data", database, edit{"Properties/DeleteAutomatedBackups", true}},
		{"Kasha-DeletionProtection", "prod/data", database, edit{"Properties/DeletionProtection", false}},
		{"Kasha-DataKept", "prod/data", "Storage/Application/Resource", edit{"DeletionPolicy", "Delete"}},
		{"Kasha-CredentialsKept", "prod/data", "Database/AdminSecret/Resource", edit{"DeletionPolicy", "Delete"}},
		{"Kasha-QueueTLS", "prod/data", "Messaging/jobs/Policy/Resource", edit{statement + "Effect", "Allow"}},
		{"Kasha-BucketTLS", "prod/data", "Storage/Application/Policy/Resource", edit{statement + "Effect", "Allow"}},
		{"Kasha-DeadLetters", "prod/data", jobs, edit{"Properties/RedrivePolicy/maxReceiveCount", 5}},
		{"Kasha-DeadLetterRetention", "prod/data", "Messaging/email-dead/Resource", edit{"Properties/MessageRetentionPeriod", 345600}},
		{"Kasha-OutputDatabase", "prod/data", "Outputs", edit{"DatabaseEndpoint", nil}},
		{"Kasha-OutputReadReplica", "prod/data", "Outputs", edit{"ReadReplicaEndpoint", nil}},
		{"Kasha-OutputQueue", "prod/data", "Outputs", edit{"QueueUrlJobs", nil}},
		{"Kasha-OutputSecret", "prod/data", "Outputs", edit{"AdminSecretArn", nil}},

		{"Kasha-TopicTLS", "prod/network", "Alarms/Policy/Resource", edit{statement + "Effect", "Allow"}},
		{"Kasha-LogRetention", "prod/network", "FlowLogGroup/Resource", edit{"Properties/RetentionInDays", nil}},

		{"Kasha-LoadBalancerProtected", "prod/services", "InternalLoadBalancer/Resource", edit{"Properties/LoadBalancerAttributes/0/Value", "false"}},
		{"Kasha-NoExec", "prod/services", "Backend/Service/Service/Service", edit{"Properties/EnableExecuteCommand", true}},
		{"Kasha-ImagePinned", "prod/services", "Backend/Task/Resource", edit{"Properties/ContainerDefinitions/0/Image/Fn::Join/1/2", "/nginx:latest"}},
		{"Kasha-OutputPublicLoadBalancer", "prod/services", "Outputs", edit{"PublicLoadBalancerDnsName", nil}},
		{"Kasha-OutputBackendLoadBalancer", "prod/services", "Outputs", edit{"BackendLoadBalancerDnsName", nil}},
		{"Kasha-ListenerTLS", "prod-domain/services", "PublicLoadBalancer/SecureListener/Resource", edit{"Properties/SslPolicy", nil}},
		{"Kasha-ListenerRedirect", "prod-domain/services", "PublicLoadBalancer/PublicListener/Resource", edit{"Properties/DefaultActions/0/RedirectConfig", nil}},
		{"Kasha-ListenerSecret", "prod-domain/services", "PublicLoadBalancer/PublicListener/FromCloudFrontRule/Resource", edit{"Properties/Conditions/0/HttpHeaderConfig/Values/0", "open sesame"}},
		{"Kasha-ProxyTLS", "spot/services", "DatabaseProxy/Proxy/Resource", edit{"Properties/RequireTLS", false}},

		{"Kasha-ViewerHTTPS", "prod/edge", distribution, edit{"Properties/DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy", "allow-all"}},
		{"Kasha-WebACLRate", "prod/edge", acl, edit{"Properties/Rules/0/Action", map[string]any{"Count": map[string]any{}}}},
		{"Kasha-WebACLManagedRules", "prod/edge", acl, edit{"Properties/Rules/2/OverrideAction", map[string]any{"Count": map[string]any{}}}},
		{"Kasha-OutputDistribution", "prod/edge", "Outputs", edit{"DistributionDomainName", nil}},
		{"Kasha-ViewerTLS", "prod-domain/edge", distribution, edit{"Properties/DistributionConfig/ViewerCertificate/MinimumProtocolVersion", "TLSv1"}},
		{"Kasha-OriginTLS", "prod-domain/edge", distribution, edit{"Properties/DistributionConfig/Origins/0/CustomOriginConfig/OriginProtocolPolicy", "http-only"}},
	}
}

// realTemplate reads a template as it would be uploaded.
func realTemplate(t *testing.T, in string) map[string]any {
	t.Helper()
	var template map[string]any
	if err := json.Unmarshal([]byte(readFile(t, realStack(t, in).TemplateFile)), &template); err != nil {
		t.Fatal(err)
	}
	return template
}

func realStack(t *testing.T, in string) assembly.Stack {
	t.Helper()
	parts := strings.Split(in, "/")
	for _, stack := range synthesized(t, parts[0]).Stacks {
		if strings.HasSuffix(stack.Path, "/"+parts[1]) {
			return stack
		}
	}
	t.Fatalf("no stack %s", in)
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
	t.Fatalf("%s: no resource %s", seed.in, seed.at)
	return ""
}
