package texts

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// accepts is lib/rules/texts.rego's check of a text that is known completely.
func (r Rule) accepts(text string) bool {
	n := len([]rune(text))
	return n >= r.Least && n <= r.Most && !regexp.MustCompile(r.Outside()).MatchString(text) &&
		(r.Form == "" || regexp.MustCompile("^(?:"+r.Form+")$").MatchString(text)) &&
		(r.Never == "" || !regexp.MustCompile(r.Never).MatchString(text))
}

// TestEveryEntryIsComplete catches a rule without a source, and one that refuses its own example. It also catches two rules of one
// name, because a finding would show only one of them.
func TestEveryEntryIsComplete(t *testing.T) {
	name := regexp.MustCompile("^[A-Z][A-Za-z]+$")
	rules := map[string]Rule{}
	type place struct{ resourceType, path, rule string }
	places := map[place]bool{}
	for _, text := range Table() {
		rule := text.Rule
		if !name.MatchString(rule.Name) || rule.What == "" || rule.Characters == "" || rule.Write == "" ||
			rule.Source == "" || rule.Most == 0 {
			t.Errorf("%s %s: the rule %+v is incomplete", text.Type, text.Path, rule)
		}
		if !rule.accepts(rule.Example) {
			t.Errorf("%s: it refuses its example %q", rule.Name, rule.Example)
		}
		if one, ok := rules[rule.Name]; ok && !reflect.DeepEqual(one, rule) {
			t.Errorf("two rules are named %s:\n%+v\n%+v", rule.Name, one, rule)
		}
		rules[rule.Name] = rule
		at := place{text.Type, text.Path, rule.Name}
		if places[at] {
			t.Errorf("%+v is in the table twice", at)
		}
		places[at] = true
	}
	if len(rules) < 100 || len(places) < 400 {
		t.Errorf("%d rules at %d places, want the whole table", len(rules), len(places))
	}
}

// TestRulesHoldWhatAWSSays catches an alphabet or a length that was typed wrongly, in rules that a deployment tripped over.
func TestRulesHoldWhatAWSSays(t *testing.T) {
	for _, c := range []struct {
		resourceType, path, text string
		accepted                 bool
	}{
		{"AWS::EC2::SecurityGroupIngress", "Description", "CloudFront's addresses", false},
		{"AWS::EC2::SecurityGroupIngress", "Description", "._-:/()#,@[]+=;{}!$* aZ9", true},
		{"AWS::EC2::SecurityGroup", "SecurityGroupEgress[].Description", strings.Repeat("a", 256), false},
		{"AWS::SecretsManager::Secret", "Name", "shop/prod/origin-header", false},
		{"AWS::SecretsManager::Secret", "Name", "shop/prod/origin/secret", true},
		{"AWS::SQS::Queue", "Tags[].Key", "AWS:team", false},
		{"AWS::SQS::Queue", "Tags[].Key", "aws-cdk:subnet-type", true},
		{"AWS::SQS::Queue", "Tags[].Value", "Straße 5 + @home", true},
		{"AWS::SQS::Queue", "Tags[].Value", "what?", false},
		{"AWS::Backup::BackupPlan", "BackupPlanTags.environment", "a'b", false},
		{"AWS::Backup::RestoreTestingPlan", "RestoreTestingPlanName", "shop-prod", false},
		{"AWS::CloudFront::Distribution", "DistributionConfig.Comment", strings.Repeat("a", 129), false},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", "internal-shop", false},
		{"AWS::IAM::Policy", "PolicyDocument.Statement[].Sid", "With spaces", false},
		{"AWS::KMS::Key", "KeyPolicy.Statement[].Sid", "With spaces", true},
		{"AWS::CodeBuild::Project", "Source.Type", "GITHUB", true},
		{"AWS::CodeBuild::Project", "Source.Type", "GITHUP", false},
		{"AWS::CodeBuild::Project", "Artifacts.Type", "NO_SOURCE", false},
		{"AWS::Lambda::Function", "Environment.Variables{}", "AWS_LAMBDA_EXEC_WRAPPER", true},
		{"AWS::Lambda::Function", "Environment.Variables{}", "TZ", true},
		{"AWS::Lambda::Function", "Environment.Variables{}", "AWS_REGION", false},
		{"AWS::Lambda::Function", "Environment.Variables{}", "_HANDLER", false},
		{"AWS::Lambda::Permission", "Principal", "alexa-connectedhome.amazon.com", true},
		{"AWS::Route53::HealthCheck", "HealthCheckConfig.Type", "CALCULATED", true},
		{"AWS::S3::BucketPolicy", "PolicyDocument.Statement[].Principal.AWS",
			"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC", true},
		{"AWS::IAM::Policy", "PolicyDocument.Statement[].Resource", "arn:aws:iam::aws:policy/ReadOnlyAccess", true},
		{"AWS::EC2::Subnet", "AvailabilityZone", "us-east-1-bos-1a", true},
		{"AWS::ECR::PullThroughCacheRule", "UpstreamRegistryUrl", "shop.azurecr.io", true},
		{"AWS::ECS::TaskDefinition", "ContainerDefinitions[].LinuxParameters.Capabilities.Drop[]", "SYS_ADMIN", true},
		{"AWS::KMS::Key", "KeyPolicy.Statement[].Condition.StringEquals.kms:ViaService", "s3.us-east-1.amazonaws.com", true},
		{"AWS::ECS::TaskDefinition", "ContainerDefinitions[].LinuxParameters.Tmpfs[].MountOptions[]", "mode=1777", true},
		{"AWS::ECS::TaskDefinition", "ContainerDefinitions[].LinuxParameters.Tmpfs[].MountOptions[]", "writable", false},
		{"AWS::StepFunctions::StateMachine", "DefinitionSubstitutions.Environment", `a"b`, false},
		{"AWS::CodePipeline::Pipeline", "Stages[].Actions[].Configuration.CustomData", strings.Repeat("a", 1001), false},
		{"AWS::RDS::DBInstance", "PreferredMaintenanceWindow", "Sun:05:00-Sun:06:00", false},
	} {
		accepted := true
		found := Find(c.resourceType, c.path)
		for _, text := range found {
			accepted = accepted && text.accepts(c.text)
		}
		if len(found) == 0 || accepted != c.accepted {
			t.Errorf("%s %s: %.40q is accepted: %t (%d rules), want %t", c.resourceType, c.path, c.text, accepted, len(found), c.accepted)
		}
	}
}

// TestFindTakesPathsApart catches a wildcard that reaches into another level, or that a name with colons does not match.
func TestFindTakesPathsApart(t *testing.T) {
	for _, c := range []struct {
		resourceType, path string
		want               string
	}{
		{"AWS::KMS::Key", "KeyPolicy.Statement[].Condition.ArnLike.aws:SourceArn[]", "PolicyCondition"},
		{"AWS::CodePipeline::Pipeline", "Stages[].Actions[].Configuration.StackName", "ActionSetting"},
		{"AWS::CodePipeline::Pipeline", "Stages[].Actions[].Configuration{}", "ActionSettingKey"},
		{"AWS::WAFv2::WebACL", "Rules[].Statement.NotStatement.Statement.OrStatement.Statements[].GeoMatchStatement.X", ""},
		{"AWS::Events::Rule", "EventPattern.detail.deep.state[]", ""},
		{"AWS::Events::Rule", "EventPattern.detail.state[]", "EventPattern"},
		{"AWS::Events::Rule", "EventPattern.detail-type[]", "EventPattern"},
		{"AWS::Made::Up", "Tags[].Value", "TagValue"},
		{"AWS::SQS::Queue", "QueueNames", ""},
		{"AWS::Backup::BackupVault", "BackupVaultTags.a[]", ""},
	} {
		found := Find(c.resourceType, c.path)
		got := ""
		if len(found) > 0 {
			got = found[0].Name
		}
		if got != c.want {
			t.Errorf("%s %s: %q, want %q", c.resourceType, c.path, got, c.want)
		}
	}
}

// TestFindingsSayWhatToWrite catches a finding without its remedy or its source.
func TestFindingsSayWhatToWrite(t *testing.T) {
	rule := Find("AWS::EC2::SecurityGroupIngress", "Description")[0].Rule
	if got, want := rule.Wrong(),
		"AWS would refuse this description of a security group or of its rule during the deployment"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	kind := Find("AWS::CodeBuild::Project", "Source.Type")[0].Rule
	if got, want := kind.Wrong(), "Kasha does not know this type of a source, and AWS may refuse it during the deployment"; got != want {
		t.Errorf("an enumeration may lack a value: got %q, want %q", got, want)
	}
	want := "Write a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=;{}!$*, so no apostrophe, at most 255 characters " +
		"(EC2 API, CreateSecurityGroup and IpRange)."
	if got := rule.Fix(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
