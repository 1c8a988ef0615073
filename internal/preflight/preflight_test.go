package preflight

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// platform returns a configuration with dev in Ireland, staging in Virginia, a sandbox without an account, and a prod whose account is
// a placeholder.
func platform() config.Kasha {
	ireland, virginia := []string{"eu-west-1a", "eu-west-1b"}, []string{"us-east-1a", "us-east-1b"}
	return config.Kasha{Environments: []config.Environment{
		{Name: "dev", Tier: config.Nonproduction, Account: "444444444444", Region: "eu-west-1", AvailabilityZones: ireland},
		{Name: "staging", Tier: config.Nonproduction, Account: "555555555555", Region: "us-east-1", AvailabilityZones: virginia},
		{Name: "sandbox", Tier: config.Nonproduction, Region: "eu-west-1", AvailabilityZones: ireland},
		{Name: "prod", Tier: config.Production, Account: "333333333333", Region: "us-east-1", AvailabilityZones: virginia},
	}}
}

// TestCheckClears catches a check that refuses without an obstacle, asks in the wrong region, or prints a command for more or less than
// the environment.
func TestCheckClears(t *testing.T) {
	piped := platform()
	piped.Pipeline = &config.Pipeline{Account: "777777777777"}
	unsubscribed, subscribed := platform(), platform()
	unsubscribed.Environments[3].Account, subscribed.Environments[3].Account = "888888888888", "888888888888"
	subscribed.Environments[3].Alarms.Email = "oncall@example.com"
	everywhere := map[string]string{"eu-west-1": "6", "us-east-1": "30"}
	for _, test := range []struct {
		name    string
		kasha   config.Kasha
		env     string
		purpose Purpose
		aws     standIn
		summary string
		notes   []string
		command string
		trusts  string
		asked   string
	}{
		{
			name: "deploy in two regions", kasha: platform(), env: "dev", purpose: Deploy, aws: standIn{account: "444444444444",
				bootstraps: everywhere, noCLI: true},
			summary: "dev: account 444444444444, bootstrap version 6 in eu-west-1, bootstrap version 30 in us-east-1.",
			command: "npx cdk deploy 'dev/*'",
			asked:   "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1 iam/us-east-1 ec2/eu-west-1 cloudformation/us-east-1",
		},
		{
			name: "production without an address for alarms", kasha: unsubscribed, env: "prod", purpose: Deploy,
			aws:     standIn{account: "888888888888", bootstraps: everywhere},
			summary: "prod: account 888888888888, bootstrap version 30 in us-east-1.",
			notes: []string{"No one is subscribed to prod's alarms: alarms.email in cdk.json is empty. Put an address there, or subscribe a " +
				"pager to the topic kasha-prod-alarms (docs/alarms.md)."},
			command: "npx cdk deploy 'prod/*'", asked: "sts/us-east-1 ssm/us-east-1 iam/us-east-1 ec2/us-east-1 cloudformation/us-east-1",
		},
		{
			name: "a diff of it changes nothing", kasha: unsubscribed, env: "prod", purpose: Diff, aws: standIn{account: "888888888888",
				bootstraps: everywhere},
			summary: "prod: account 888888888888, bootstrap version 30 in us-east-1.",
			command: "npx cdk diff 'prod/*'", asked: "sts/us-east-1 ssm/us-east-1",
		},
		{
			name: "production with an address for alarms", kasha: subscribed, env: "prod", purpose: Deploy, aws: standIn{account: "888888888888",
				bootstraps: everywhere},
			summary: "prod: account 888888888888, bootstrap version 30 in us-east-1.",
			command: "npx cdk deploy 'prod/*'", asked: "sts/us-east-1 ssm/us-east-1 iam/us-east-1 ec2/us-east-1 cloudformation/us-east-1",
		},
		{
			name: "diff in us-east-1 asks once", kasha: platform(), env: "staging", purpose: Diff, aws: standIn{account: "555555555555",
				bootstraps: everywhere},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			command: "npx cdk diff 'staging/*'", asked: "sts/us-east-1 ssm/us-east-1",
		},
		{
			name: "the account of the credentials", kasha: platform(), env: "sandbox", purpose: Destroy, aws: standIn{account: "666666666666",
				bootstraps: everywhere},
			summary: "sandbox: account 666666666666, bootstrap version 6 in eu-west-1, bootstrap version 30 in us-east-1.",
			command: "build/kasha wake --env sandbox && npx cdk destroy --force 'sandbox/*' && " +
				"build/kasha leftovers --env sandbox --confirm sandbox",
			asked: "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1",
		},
		{
			name: "bootstrap does not ask for a bootstrap", kasha: platform(), env: "dev", purpose: Bootstrap, aws: standIn{account: "444444444444"},
			summary: "dev: account 444444444444, to be bootstrapped in eu-west-1 and us-east-1.",
			command: "npx cdk bootstrap aws://444444444444/eu-west-1 aws://444444444444/us-east-1",
			asked:   "sts/us-east-1 cloudformation/eu-west-1 cloudformation/us-east-1 iam/us-east-1",
		},
		{
			name: "bootstrap trusts a pipeline in another account", kasha: piped, env: "staging", purpose: Bootstrap,
			aws: standIn{account: "555555555555"},
			summary: "staging: account 555555555555, to be bootstrapped in us-east-1, trusting account 777777777777 with " +
				"arn:aws:iam::aws:policy/AdministratorAccess.",
			trusts: "777777777777",
			command: "npx cdk bootstrap --trust 777777777777 --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess " +
				"aws://555555555555/us-east-1",
			asked: "sts/us-east-1 cloudformation/us-east-1 iam/us-east-1",
		},
		{
			name: "a pipeline of the same account needs no trust", kasha: piped, env: "sandbox", purpose: Bootstrap,
			aws:     standIn{account: "777777777777"},
			summary: "sandbox: account 777777777777, to be bootstrapped in eu-west-1 and us-east-1.",
			command: "npx cdk bootstrap aws://777777777777/eu-west-1 aws://777777777777/us-east-1",
			asked:   "sts/us-east-1 cloudformation/eu-west-1 cloudformation/us-east-1 iam/us-east-1",
		},
		{
			name: "credentials that may only assume the CDK's roles", kasha: platform(), env: "dev", purpose: Deploy,
			aws:     standIn{account: "444444444444", bootstraps: everywhere, refusals: map[string]string{"eu-west-1": "AccessDeniedException"}},
			summary: "dev: account 444444444444, bootstrap version 30 in us-east-1.",
			notes: []string{"These credentials may not read /cdk-bootstrap/hnb659fds/version in eu-west-1, so this check does not know " +
				"whether the CDK is bootstrapped there. The CDK will check."},
			command: "npx cdk deploy 'dev/*'",
			asked:   "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1 iam/us-east-1 ec2/eu-west-1 cloudformation/us-east-1",
		},
		{
			name: "credentials that may not read ECS's role", kasha: platform(), env: "staging", purpose: Deploy,
			aws:     standIn{account: "555555555555", bootstraps: everywhere, role: "AccessDenied"},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			notes: []string{"These credentials may not read the role AWSServiceRoleForECS. If the account has never had an ECS cluster, run " +
				"first: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"},
			command: "npx cdk deploy 'staging/*'",
			asked:   "sts/us-east-1 ssm/us-east-1 iam/us-east-1 ec2/us-east-1 cloudformation/us-east-1",
		},
		{
			name: "IAM out of reach", kasha: platform(), env: "staging", purpose: Deploy,
			aws:     standIn{account: "555555555555", bootstraps: everywhere, role: hangUp},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			notes: []string{"IAM does not say whether the role AWSServiceRoleForECS exists (EOF). If the account has never had an ECS " +
				"cluster, run first: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"},
			command: "npx cdk deploy 'staging/*'",
			asked:   "sts/us-east-1 ssm/us-east-1 iam/us-east-1 ec2/us-east-1 cloudformation/us-east-1",
		},
		{
			name: "a diff creates no cluster", kasha: platform(), env: "staging", purpose: Diff,
			aws:     standIn{account: "555555555555", bootstraps: everywhere, role: "NoSuchEntity"},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			command: "npx cdk diff 'staging/*'", asked: "sts/us-east-1 ssm/us-east-1",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.aws.start(t)
			env, err := Find(test.kasha, test.env, test.purpose)
			if err != nil {
				t.Fatal(err)
			}
			clearance, err := Check(context.Background(), test.kasha, env, test.purpose, Toolkit{})
			if err != nil {
				t.Fatal(err)
			}
			if clearance.Summary != test.summary {
				t.Errorf("summary %q, want %q", clearance.Summary, test.summary)
			}
			if clearance.Command != test.command {
				t.Errorf("command %q, want %q", clearance.Command, test.command)
			}
			if clearance.Trusts != test.trusts {
				t.Errorf("trusts %q, want %q", clearance.Trusts, test.trusts)
			}
			if !slices.Equal(clearance.Notes, test.notes) {
				t.Errorf("notes %q, want %q", clearance.Notes, test.notes)
			}
			if asked := strings.Join(test.aws.asked, " "); asked != test.asked {
				t.Errorf("asked %q, want %q", asked, test.asked)
			}
		})
	}
}
