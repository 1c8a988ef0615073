package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// platform is a configuration with a real-looking dev in Ireland, staging in Virginia, and a prod nobody has filled in.
func platform() config.Kasha {
	return config.Kasha{Environments: []config.Environment{
		{Name: "dev", Tier: config.Nonproduction, Account: "444444444444", Region: "eu-west-1"},
		{Name: "staging", Tier: config.Nonproduction, Account: "555555555555", Region: "us-east-1"},
		{Name: "sandbox", Tier: config.Nonproduction, Region: "eu-west-1"},
		{Name: "prod", Tier: config.Production, Account: "333333333333", Region: "us-east-1"},
	}}
}

// TestCheckSaysWhatIsInTheWay catches an obstacle that is overlooked, blamed on something else, or reported without the
// way out.
func TestCheckSaysWhatIsInTheWay(t *testing.T) {
	everywhere := map[string]string{"eu-west-1": "30", "us-east-1": "30"}
	for _, test := range []struct {
		name    string
		env     string
		purpose Purpose
		aws     standIn
		want    []string // every obstacle, word for word
	}{
		{
			name: "expired token", env: "dev", purpose: Deploy, aws: standIn{identity: "ExpiredToken"},
			want: []string{"The AWS credentials have expired: get new ones where these came from."},
		},
		{
			name: "unknown key", env: "dev", purpose: Deploy, aws: standIn{identity: "InvalidClientTokenId"},
			want: []string{"AWS does not know these credentials (InvalidClientTokenId): they are mistyped, disabled or deleted; get new ones where these came from."},
		},
		{
			name: "account of nobody", env: "dev", purpose: Deploy, aws: standIn{account: "666666666666", bootstraps: everywhere},
			want: []string{"These credentials are for account 666666666666, and dev is in account 444444444444 (cdk.json): use that account's credentials, for example with AWS_PROFILE=..."},
		},
		{
			name: "account of another environment", env: "dev", purpose: Destroy, aws: standIn{account: "555555555555", bootstraps: everywhere},
			want: []string{"These credentials are for account 555555555555, which is staging's, and dev is in account 444444444444 (cdk.json): use that account's credentials, for example with AWS_PROFILE=..."},
		},
		{
			name: "placeholder account", env: "prod", purpose: Deploy, aws: standIn{account: "666666666666", bootstraps: everywhere},
			want: []string{"prod's account in cdk.json, 333333333333, is a placeholder: put the real account there (these credentials are for 666666666666)."},
		},
		{
			name: "placeholder account and expired token", env: "prod", purpose: Bootstrap, aws: standIn{identity: "ExpiredToken"},
			want: []string{
				"prod's account in cdk.json, 333333333333, is a placeholder: put the real account there.",
				"The AWS credentials have expired: get new ones where these came from.",
			},
		},
		{
			name: "home region not bootstrapped", env: "dev", purpose: Deploy, aws: standIn{account: "444444444444", bootstraps: map[string]string{"us-east-1": "30"}},
			want: []string{"Account 444444444444 is not bootstrapped for the CDK in eu-west-1; run: make bootstrap ENV=dev (for this region alone: npx cdk bootstrap aws://444444444444/eu-west-1)"},
		},
		{
			name: "us-east-1 not bootstrapped", env: "dev", purpose: Diff, aws: standIn{account: "444444444444", bootstraps: map[string]string{"eu-west-1": "30"}},
			want: []string{"Account 444444444444 is not bootstrapped for the CDK in us-east-1, where the edge stack goes; run: make bootstrap ENV=dev (for this region alone: npx cdk bootstrap aws://444444444444/us-east-1)"},
		},
		{
			name: "neither bootstrapped", env: "sandbox", purpose: Deploy, aws: standIn{account: "666666666666"},
			want: []string{
				"Account 666666666666 is not bootstrapped for the CDK in eu-west-1; run: make bootstrap ENV=sandbox (for this region alone: npx cdk bootstrap aws://666666666666/eu-west-1)",
				"Account 666666666666 is not bootstrapped for the CDK in us-east-1, where the edge stack goes; run: make bootstrap ENV=sandbox (for this region alone: npx cdk bootstrap aws://666666666666/us-east-1)",
			},
		},
		{
			name: "us-east-1 not bootstrapped and home", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555"},
			want: []string{"Account 555555555555 is not bootstrapped for the CDK in us-east-1; run: make bootstrap ENV=staging (for this region alone: npx cdk bootstrap aws://555555555555/us-east-1)"},
		},
		{
			name: "bootstrap too old", env: "dev", purpose: Deploy, aws: standIn{account: "444444444444", bootstraps: map[string]string{"eu-west-1": "5", "us-east-1": "6"}},
			want: []string{"The CDK's bootstrap stack of account 444444444444 in eu-west-1 is version 5, and Kasha needs 6; run: make bootstrap ENV=dev (for this region alone: npx cdk bootstrap aws://444444444444/eu-west-1)"},
		},
		{
			name: "version that is none", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555", bootstraps: map[string]string{"us-east-1": "new"}},
			want: []string{`The parameter /cdk-bootstrap/hnb659fds/version in us-east-1 says "new", which is no version of a bootstrap stack: bootstrap again.`},
		},
		{
			name: "region not enabled", env: "dev", purpose: Deploy, aws: standIn{account: "444444444444", bootstraps: everywhere, refusals: map[string]string{"eu-west-1": "UnrecognizedClientException"}},
			want: []string{"eu-west-1 does not accept these credentials, which us-east-1 does: the account has not enabled that region; enable it in the account's settings, or choose another one in cdk.json."},
		},
		{
			name: "token that expires on the way", env: "dev", purpose: Deploy,
			aws:  standIn{account: "444444444444", refusals: map[string]string{"eu-west-1": "ExpiredTokenException", "us-east-1": "ExpiredTokenException"}},
			want: []string{"The AWS credentials have expired: get new ones where these came from."},
		},
		{
			name: "nothing to remove the leftovers with", env: "dev", purpose: Destroy, aws: standIn{account: "444444444444", bootstraps: everywhere, noCLI: true},
			want: []string{`The AWS command line is not installed, and what the stacks leave behind is removed with it: see AWS's guide, "Installing the AWS CLI".`},
		},
		{
			name: "first cluster of an account", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555", bootstraps: everywhere, role: "NoSuchEntity"},
			want: []string{"Account 555555555555 has no role AWSServiceRoleForECS, which ECS makes with the first cluster, a moment too late for it; run: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"},
		},
		{
			name: "new account", env: "sandbox", purpose: Deploy, aws: standIn{account: "666666666666", bootstraps: map[string]string{"eu-west-1": "30"}, role: "NoSuchEntity"},
			want: []string{
				"Account 666666666666 is not bootstrapped for the CDK in us-east-1, where the edge stack goes; run: make bootstrap ENV=sandbox (for this region alone: npx cdk bootstrap aws://666666666666/us-east-1)",
				"Account 666666666666 has no role AWSServiceRoleForECS, which ECS makes with the first cluster, a moment too late for it; run: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
			},
		},
		{
			name: "region out of reach", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555", refusals: map[string]string{"us-east-1": hangUp}},
			want: []string{"AWS Systems Manager in us-east-1 cannot be reached from here: check the network and the proxy (EOF)."},
		},
		{
			name: "refusal of an unforeseen kind", env: "staging", purpose: Deploy,
			aws:  standIn{account: "555555555555", refusals: map[string]string{"us-east-1": "ValidationException"}},
			want: []string{"AWS Systems Manager in us-east-1 does not say whether the CDK is bootstrapped there: The stand-in says so."},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.aws.start(t)
			env, err := Find(platform(), test.env, test.purpose)
			if err != nil {
				t.Fatal(err)
			}
			clearance, err := Check(context.Background(), platform(), env, test.purpose)
			var obstacles Obstacles
			if !errors.As(err, &obstacles) {
				t.Fatalf("cleared with %q, error %v", clearance.Summary, err)
			}
			if !slices.Equal(obstacles.Sentences, test.want) {
				t.Errorf("says\n  %s\nwant\n  %s", strings.Join(obstacles.Sentences, "\n  "), strings.Join(test.want, "\n  "))
			}
			if obstacles.Environment != test.env || obstacles.Purpose != test.purpose {
				t.Errorf("speaks of %s and %s", obstacles.Environment, obstacles.Purpose)
			}
		})
	}
}

// TestCheckClears catches a check that refuses what is well, asks in the wrong region, or hands on a command that touches
// more or less than the environment.
func TestCheckClears(t *testing.T) {
	piped := platform()
	piped.Pipeline = &config.Pipeline{Account: "777777777777"}
	unheard, heard := platform(), platform()
	unheard.Environments[3].Account, heard.Environments[3].Account = "888888888888", "888888888888"
	heard.Environments[3].Alarms.Email = "oncall@example.com"
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
			name: "deploy in two regions", kasha: platform(), env: "dev", purpose: Deploy, aws: standIn{account: "444444444444", bootstraps: everywhere, noCLI: true},
			summary: "dev: account 444444444444, bootstrap version 6 in eu-west-1, bootstrap version 30 in us-east-1.",
			command: "npx cdk deploy 'dev/*'", asked: "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1 iam/us-east-1",
		},
		{
			name: "production whose alarms nobody hears", kasha: unheard, env: "prod", purpose: Deploy, aws: standIn{account: "888888888888", bootstraps: everywhere},
			summary: "prod: account 888888888888, bootstrap version 30 in us-east-1.",
			notes:   []string{"Nobody hears prod's alarms: alarms.email is empty in cdk.json. Put an address there, or subscribe a pager to the topic kasha-prod-alarms (docs/alarms.md)."},
			command: "npx cdk deploy 'prod/*'", asked: "sts/us-east-1 ssm/us-east-1 iam/us-east-1",
		},
		{
			name: "a diff of it changes nothing", kasha: unheard, env: "prod", purpose: Diff, aws: standIn{account: "888888888888", bootstraps: everywhere},
			summary: "prod: account 888888888888, bootstrap version 30 in us-east-1.",
			command: "npx cdk diff 'prod/*'", asked: "sts/us-east-1 ssm/us-east-1",
		},
		{
			name: "production whose alarms somebody hears", kasha: heard, env: "prod", purpose: Deploy, aws: standIn{account: "888888888888", bootstraps: everywhere},
			summary: "prod: account 888888888888, bootstrap version 30 in us-east-1.",
			command: "npx cdk deploy 'prod/*'", asked: "sts/us-east-1 ssm/us-east-1 iam/us-east-1",
		},
		{
			name: "diff in us-east-1 asks once", kasha: platform(), env: "staging", purpose: Diff, aws: standIn{account: "555555555555", bootstraps: everywhere},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			command: "npx cdk diff 'staging/*'", asked: "sts/us-east-1 ssm/us-east-1",
		},
		{
			name: "the account of the credentials", kasha: platform(), env: "sandbox", purpose: Destroy, aws: standIn{account: "666666666666", bootstraps: everywhere},
			summary: "sandbox: account 666666666666, bootstrap version 6 in eu-west-1, bootstrap version 30 in us-east-1.",
			command: "npx cdk destroy --force 'sandbox/*' && build/kasha leftovers sandbox --confirm sandbox", asked: "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1",
		},
		{
			name: "bootstrap does not ask for a bootstrap", kasha: platform(), env: "dev", purpose: Bootstrap, aws: standIn{account: "444444444444"},
			summary: "dev: account 444444444444, to be bootstrapped in eu-west-1 and us-east-1.",
			command: "npx cdk bootstrap aws://444444444444/eu-west-1 aws://444444444444/us-east-1", asked: "sts/us-east-1",
		},
		{
			name: "bootstrap lets a pipeline of another account in", kasha: piped, env: "staging", purpose: Bootstrap, aws: standIn{account: "555555555555"},
			summary: "staging: account 555555555555, to be bootstrapped in us-east-1, trusting account 777777777777 (the pipeline's) with AdministratorAccess.",
			trusts:  "777777777777",
			command: "npx cdk bootstrap --trust 777777777777 --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess aws://555555555555/us-east-1", asked: "sts/us-east-1",
		},
		{
			name: "a pipeline of the same account needs no trust", kasha: piped, env: "sandbox", purpose: Bootstrap, aws: standIn{account: "777777777777"},
			summary: "sandbox: account 777777777777, to be bootstrapped in eu-west-1 and us-east-1.",
			command: "npx cdk bootstrap aws://777777777777/eu-west-1 aws://777777777777/us-east-1", asked: "sts/us-east-1",
		},
		{
			name: "credentials that may only assume the CDK's roles", kasha: platform(), env: "dev", purpose: Deploy,
			aws:     standIn{account: "444444444444", bootstraps: everywhere, refusals: map[string]string{"eu-west-1": "AccessDeniedException"}},
			summary: "dev: account 444444444444, bootstrap version 30 in us-east-1.",
			notes:   []string{"These credentials may not read /cdk-bootstrap/hnb659fds/version in eu-west-1, so nobody has looked whether the CDK is bootstrapped there; the CDK will."},
			command: "npx cdk deploy 'dev/*'", asked: "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1 iam/us-east-1",
		},
		{
			name: "credentials that may not look for ECS's role", kasha: platform(), env: "staging", purpose: Deploy,
			aws:     standIn{account: "555555555555", bootstraps: everywhere, role: "AccessDenied"},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			notes:   []string{"These credentials may not look for the role AWSServiceRoleForECS. If the account has never had an ECS cluster, run first: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"},
			command: "npx cdk deploy 'staging/*'", asked: "sts/us-east-1 ssm/us-east-1 iam/us-east-1",
		},
		{
			name: "IAM out of reach", kasha: platform(), env: "staging", purpose: Deploy,
			aws:     standIn{account: "555555555555", bootstraps: everywhere, role: hangUp},
			summary: "staging: account 555555555555, bootstrap version 30 in us-east-1.",
			notes:   []string{"IAM does not say whether the role AWSServiceRoleForECS is there (EOF). If the account has never had an ECS cluster, run first: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"},
			command: "npx cdk deploy 'staging/*'", asked: "sts/us-east-1 ssm/us-east-1 iam/us-east-1",
		},
		{
			name: "a diff makes no cluster", kasha: platform(), env: "staging", purpose: Diff,
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
			clearance, err := Check(context.Background(), test.kasha, env, test.purpose)
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

// TestFindListsTheEnvironments catches an answer to a missing or misspelt ENV that does not say what to write.
func TestFindListsTheEnvironments(t *testing.T) {
	for name, want := range map[string]string{
		"":     "Which environment? Write make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod",
		"prd":  `There is no environment "prd" in cdk.json. Write make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod`,
		"de":   `There is no environment "de" in cdk.json. Write make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod`,
		"\x1b": `There is no environment "\x1b" in cdk.json. Write make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod`,
	} {
		if _, err := Find(platform(), name, Deploy); err == nil || err.Error() != want {
			t.Errorf("for %q: %v, want %s", name, err, want)
		}
	}
	if _, err := ParsePurpose("delete"); err == nil || err.Error() != `--for is "delete", and can be deploy, diff, bootstrap or destroy` {
		t.Errorf("for a purpose that is none: %v", err)
	}
}
