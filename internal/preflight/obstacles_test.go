package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestCheckReportsObstacles catches an obstacle that is overlooked, blamed on something else, or reported without a way out.
func TestCheckReportsObstacles(t *testing.T) {
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
			want: []string{"The AWS credentials have expired; fix: get new ones from where these came from."},
		},
		{
			name: "unknown key", env: "dev", purpose: Deploy, aws: standIn{identity: "InvalidClientTokenId"},
			want: []string{"AWS does not know these credentials (InvalidClientTokenId): they are mistyped, disabled or deleted; fix: get new " +
				"ones from where these came from."},
		},
		{
			name: "unknown account", env: "dev", purpose: Deploy, aws: standIn{account: "666666666666", bootstraps: everywhere},
			want: []string{"These credentials are for account 666666666666, but dev is in account 444444444444 (cdk.json); fix: use that " +
				"account's credentials, for example with AWS_PROFILE=..."},
		},
		{
			name: "account of another environment", env: "dev", purpose: Destroy, aws: standIn{account: "555555555555", bootstraps: everywhere},
			want: []string{"These credentials are for account 555555555555, which is staging's, but dev is in account 444444444444 " +
				"(cdk.json); fix: use that account's credentials, for example with AWS_PROFILE=..."},
		},
		{
			name: "placeholder account", env: "prod", purpose: Deploy, aws: standIn{account: "666666666666", bootstraps: everywhere},
			want: []string{"prod's account in cdk.json, 333333333333, is a placeholder (these credentials are for 666666666666); fix: put the " +
				"real account there."},
		},
		{
			name: "placeholder account and expired token", env: "prod", purpose: Bootstrap, aws: standIn{identity: "ExpiredToken"},
			want: []string{
				"prod's account in cdk.json, 333333333333, is a placeholder; fix: put the real account there.",
				"The AWS credentials have expired; fix: get new ones from where these came from.",
			},
		},
		{
			name: "home region not bootstrapped", env: "dev", purpose: Deploy, aws: standIn{account: "444444444444",
				bootstraps: map[string]string{"us-east-1": "30"}},
			want: []string{"Account 444444444444 is not bootstrapped for the CDK in eu-west-1; fix: make bootstrap ENV=dev"},
		},
		{
			name: "us-east-1 not bootstrapped", env: "dev", purpose: Diff, aws: standIn{account: "444444444444",
				bootstraps: map[string]string{"eu-west-1": "30"}},
			want: []string{"Account 444444444444 is not bootstrapped for the CDK in us-east-1, where the edge stack goes; fix: make bootstrap " +
				"ENV=dev"},
		},
		{
			name: "neither bootstrapped", env: "sandbox", purpose: Deploy, aws: standIn{account: "666666666666"},
			want: []string{
				"Account 666666666666 is not bootstrapped for the CDK in eu-west-1; fix: make bootstrap ENV=sandbox",
				"Account 666666666666 is not bootstrapped for the CDK in us-east-1, where the edge stack goes; fix: make bootstrap ENV=sandbox",
			},
		},
		{
			name: "us-east-1 not bootstrapped and home", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555"},
			want: []string{"Account 555555555555 is not bootstrapped for the CDK in us-east-1; fix: make bootstrap ENV=staging"},
		},
		{
			name: "bootstrap too old", env: "dev", purpose: Deploy, aws: standIn{account: "444444444444",
				bootstraps: map[string]string{"eu-west-1": "5", "us-east-1": "6"}},
			want: []string{"The CDK's bootstrap stack of account 444444444444 in eu-west-1 is version 5, and Kasha needs 6; fix: make " +
				"bootstrap ENV=dev"},
		},
		{
			name: "version that is not a number", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555",
				bootstraps: map[string]string{"us-east-1": "new"}},
			want: []string{`The parameter /cdk-bootstrap/hnb659fds/version in us-east-1 is "new", ` +
				"which is not a version of a bootstrap stack; fix: bootstrap again."},
		},
		{
			name: "region not enabled", env: "dev", purpose: Deploy, aws: standIn{account: "444444444444", bootstraps: everywhere,
				refusals: map[string]string{"eu-west-1": "UnrecognizedClientException"}},
			want: []string{"eu-west-1 does not accept these credentials, but us-east-1 does: the account has not enabled that region; fix: " +
				"enable it in the account's settings, or choose another region in cdk.json."},
		},
		{
			name: "token that expires on the way", env: "dev", purpose: Deploy,
			aws: standIn{account: "444444444444", refusals: map[string]string{"eu-west-1": "ExpiredTokenException",
				"us-east-1": "ExpiredTokenException"}},
			want: []string{"The AWS credentials have expired; fix: get new ones from where these came from."},
		},
		{
			name: "no AWS CLI to remove the leftovers", env: "dev", purpose: Destroy, aws: standIn{account: "444444444444",
				bootstraps: everywhere, noCLI: true},
			want: []string{"The AWS CLI is not installed, and removing what the stacks leave behind needs it; " +
				`fix: install it (AWS's guide, "Installing the AWS CLI").`},
		},
		{
			name: "first cluster of an account", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555",
				bootstraps: everywhere, role: "NoSuchEntity"},
			want: []string{"Account 555555555555 has no role AWSServiceRoleForECS. ECS creates it with the first cluster, but too late for " +
				"that cluster; fix: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"},
		},
		{
			name: "new account", env: "sandbox", purpose: Deploy, aws: standIn{account: "666666666666",
				bootstraps: map[string]string{"eu-west-1": "30"}, role: "NoSuchEntity"},
			want: []string{
				"Account 666666666666 is not bootstrapped for the CDK in us-east-1, where the edge stack goes; fix: make bootstrap ENV=sandbox",
				"Account 666666666666 has no role AWSServiceRoleForECS. ECS creates it with the first cluster, but too late for that cluster; " +
					"fix: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
			},
		},
		{
			name: "region out of reach", env: "staging", purpose: Deploy, aws: standIn{account: "555555555555",
				refusals: map[string]string{"us-east-1": hangUp}},
			want: []string{"Systems Manager in us-east-1 cannot be reached from this machine (EOF); fix: check the network and the proxy."},
		},
		{
			name: "unknown error", env: "staging", purpose: Deploy,
			aws:  standIn{account: "555555555555", refusals: map[string]string{"us-east-1": "ValidationException"}},
			want: []string{"Systems Manager in us-east-1 does not say whether the CDK is bootstrapped there: The stand-in says so."},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.aws.start(t)
			env, err := Find(platform(), test.env, test.purpose)
			if err != nil {
				t.Fatal(err)
			}
			clearance, err := Check(context.Background(), platform(), env, test.purpose, Toolkit{})
			var obstacles Obstacles
			if !errors.As(err, &obstacles) {
				t.Fatalf("cleared with %q, error %v", clearance.Summary, err)
			}
			if !slices.Equal(obstacles.Sentences, test.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(obstacles.Sentences, "\n  "), strings.Join(test.want, "\n  "))
			}
			if obstacles.Environment != test.env || obstacles.Purpose != test.purpose {
				t.Errorf("got obstacles of %s for %s, want %s for %s", obstacles.Environment, obstacles.Purpose, test.env, test.purpose)
			}
		})
	}
}
