package preflight

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/config"
)

// bootstrapDev checks a bootstrap of dev in eu-west-1 and us-east-1, for a pipeline in account 777777777777.
func bootstrapDev(t *testing.T, toolkits map[string]stack, toolkit Toolkit) (Clearance, []string) {
	t.Helper()
	kasha := platform()
	kasha.Pipeline = &config.Pipeline{Account: "777777777777"}
	aws := standIn{account: "444444444444", toolkits: toolkits}
	aws.start(t)
	dev, err := Find(kasha, "dev", Bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	cleared, err := Check(context.Background(), kasha, dev, Bootstrap, toolkit)
	var obstacles Obstacles
	if err != nil && !errors.As(err, &obstacles) {
		t.Fatal(err)
	}
	return cleared, obstacles.Sentences
}

// TestABootstrapTakesNothingAway catches a bootstrap that removes what another team put into the account's bootstrap stack. That is its
// trusted accounts, execution policies, permissions boundary, public access and tags. The CDK CLI replaces each that its command line
// omits or changes.
func TestABootstrapTakesNothingAway(t *testing.T) {
	const team = "arn:aws:iam::444444444444:policy/team-deployments"
	theirs := of("21", map[string]string{
		"TrustedAccounts": "222233334444,555566667777", "TrustedAccountsForLookup": "888899990000",
		"CloudFormationExecutionPolicies": team + ",arn:aws:iam::aws:policy/ReadOnlyAccess", "InputPermissionsBoundary": "team-boundary",
		"PublicAccessBlockConfiguration": "false", "FileAssetsBucketKmsKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab",
	})
	theirs.tags = map[string]string{"team": "payments; rm -rf /", "aws:cloudformation:stack-name": "CDKToolkit"}
	cleared, obstacles := bootstrapDev(t, map[string]stack{"us-east-1": theirs}, Toolkit{})
	if len(obstacles) > 0 {
		t.Fatalf("obstacles %q", obstacles)
	}
	want := "npx cdk bootstrap --trust 777777777777 --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess " +
		"aws://444444444444/eu-west-1 && npx cdk bootstrap --trust 222233334444 --trust 555566667777 --trust 777777777777 " +
		"--cloudformation-execution-policies " + team + " --cloudformation-execution-policies arn:aws:iam::aws:policy/ReadOnlyAccess " +
		"--custom-permissions-boundary team-boundary --public-access-block-configuration=false --tags 'team=payments; rm -rf /' " +
		"aws://444444444444/us-east-1"
	if cleared.Command != want {
		t.Errorf("runs\n  %s\nwant\n  %s", cleared.Command, want)
	}
	if cleared.Trusts != "777777777777" || len(cleared.Losses) > 0 {
		t.Errorf("trusts %q and loses %q, want 777777777777 and nothing", cleared.Trusts, cleared.Losses)
	}
	notes := []string{"The bootstrap stack in us-east-1 keeps trust in 222233334444, 555566667777; the execution policies " + team +
		", arn:aws:iam::aws:policy/ReadOnlyAccess; the permissions boundary team-boundary; no public access block of its own; the tag " +
		"team=payments; rm -rf /."}
	if !slices.Equal(cleared.Notes, notes) {
		t.Errorf("notes %q, want %q", cleared.Notes, notes)
	}
}

// TestARepeatedBootstrapAsksNothing catches a question about trust that exists, and a command that would change it.
func TestARepeatedBootstrapAsksNothing(t *testing.T) {
	ours := of("33", map[string]string{"TrustedAccounts": "777777777777", "CloudFormationExecutionPolicies": executionPolicy})
	cleared, obstacles := bootstrapDev(t, map[string]stack{"eu-west-1": ours, "us-east-1": ours}, Toolkit{})
	want := "npx cdk bootstrap --cloudformation-execution-policies " + executionPolicy +
		" aws://444444444444/eu-west-1 aws://444444444444/us-east-1"
	if len(obstacles) > 0 || cleared.Command != want || cleared.Trusts != "" {
		t.Errorf("obstacles %q, runs %q, trusts %q; want %q, and no one new", obstacles, cleared.Command, cleared.Trusts, want)
	}
}

// TestChosenPoliciesAreNamedWhereTheyReplaceOthers catches policies that the caller replaces without a question.
func TestChosenPoliciesAreNamedWhereTheyReplaceOthers(t *testing.T) {
	const narrow = "arn:aws:iam::444444444444:policy/kasha-deployments"
	ours := of("33", map[string]string{"TrustedAccounts": "777777777777", "CloudFormationExecutionPolicies": executionPolicy})
	cleared, obstacles := bootstrapDev(t, map[string]stack{"us-east-1": ours}, Toolkit{Policies: []string{narrow}})
	want := "npx cdk bootstrap --trust 777777777777 --cloudformation-execution-policies " + narrow +
		" aws://444444444444/eu-west-1 && npx cdk bootstrap --cloudformation-execution-policies " + narrow + " aws://444444444444/us-east-1"
	if len(obstacles) > 0 || cleared.Command != want {
		t.Errorf("obstacles %q, runs %q, want %q", obstacles, cleared.Command, want)
	}
	if lost := []string{"the execution policy " + executionPolicy + " in us-east-1"}; !slices.Equal(cleared.Losses, lost) {
		t.Errorf("loses %q, want %q", cleared.Losses, lost)
	}
}

// TestABootstrapThatWouldTakeSomethingAwayIsRefused catches a bootstrap that deletes another team's resources, renames its roles, or
// reports success without any effect.
func TestABootstrapThatWouldTakeSomethingAwayIsRefused(t *testing.T) {
	edited := of("33", map[string]string{"Extra": "x"})
	edited.resources = append(edited.resources, "AuditRole")
	changing, broken := of("33", nil), of("33", nil)
	changing.status, broken.status = "UPDATE_IN_PROGRESS", "ROLLBACK_COMPLETE"
	current := of("34", map[string]string{"TrustedAccounts": "777777777777"})
	for _, test := range []struct {
		name    string
		stack   stack
		toolkit Toolkit
		want    []string // of the sentence; empty: cleared
	}{
		{name: "another qualifier", stack: of("30", map[string]string{"Qualifier": "payments"}),
			want: []string{`has the qualifier "payments", and Kasha's stacks look for "hnb659fds"`, `bootstrapQualifier": "payments"`}},
		{name: "a qualifier of our own, and their stack", stack: of("30", nil), toolkit: Toolkit{Qualifier: "kasha"},
			want: []string{`has the qualifier "hnb659fds", and Kasha's stacks look for "kasha"`, "toolkitStackName"}},
		{name: "our qualifier", stack: of("30", map[string]string{"Qualifier": "kasha"}), toolkit: Toolkit{Qualifier: "kasha"}},
		{name: "a stack of our own", stack: of("30", map[string]string{"Qualifier": "x"}), toolkit: Toolkit{Stack: "CDKToolkit-kasha"}},
		{name: "a variant", stack: of("30", map[string]string{"BootstrapVariant": "Team: hardened"}),
			want: []string{`is the variant "Team: hardened"`, "add what is needed (trust in 777777777777)"}},
		{name: "an edited template", stack: edited, want: []string{"would delete it: the parameter Extra, the resource AuditRole"}},
		{name: "newer than the CLI", stack: of("34", nil), want: []string{"is version 34, newer than the CDK CLI's own 33"}},
		{name: "newer, and nothing to change", stack: current},
		{name: "of the first major version", stack: stack{resources: []string{"StagingBucket"}}, want: []string{"would replace its bucket"}},
		{name: "being changed", stack: changing, want: []string{"is being changed (UPDATE_IN_PROGRESS); fix: wait"}},
		{name: "never created", stack: broken},
		{name: "out of reach", stack: stack{refusal: hangUp}, want: []string{"CloudFormation in us-east-1 cannot be reached"}},
		{name: "not readable", stack: stack{refusal: "AccessDenied"},
			want: []string{"may not read the stack CDKToolkit in us-east-1", "cannot know what a bootstrap would take away"}},
	} {
		cleared, obstacles := bootstrapDev(t, map[string]stack{"us-east-1": test.stack}, test.toolkit)
		if (len(obstacles) == 0) != (len(test.want) == 0) || len(obstacles) > 1 {
			t.Errorf("%s: obstacles %q and command %q, want %q", test.name, obstacles, cleared.Command, test.want)
			continue
		}
		for _, part := range test.want {
			if !strings.Contains(obstacles[0], part) || !strings.Contains(obstacles[0], "fix: ") {
				t.Errorf("%s: got %q, want it to say %q and a fix", test.name, obstacles[0], part)
			}
		}
	}
}

// TestThePipelinesAccountIsBootstrappedEverywhere catches a region without the bucket through which the pipeline's templates reach it.
func TestThePipelinesAccountIsBootstrappedEverywhere(t *testing.T) {
	kasha := platform()
	kasha.Pipeline = &config.Pipeline{Account: "777777777777", Region: "eu-central-1"}
	aws := standIn{account: "777777777777"}
	aws.start(t)
	site, err := Find(kasha, PipelineName, Bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	cleared, err := Check(context.Background(), kasha, site, Bootstrap, Toolkit{})
	want := "npx cdk bootstrap aws://777777777777/eu-central-1 aws://777777777777/eu-west-1 aws://777777777777/us-east-1"
	if err != nil || cleared.Command != want || cleared.Trusts != "" {
		t.Errorf("error %v, runs %q, trusts %q; want %q", err, cleared.Command, cleared.Trusts, want)
	}
	if _, err := Find(kasha, PipelineName, Deploy); err == nil {
		t.Error("make deploy ENV=pipeline is not refused")
	}
}

// TestAnAccountWithoutTheRoleOfECSIsSaidAtItsBootstrap catches a pipeline whose first release is the first to find out.
func TestAnAccountWithoutTheRoleOfECSIsSaidAtItsBootstrap(t *testing.T) {
	cleared, _ := checkDev(t, platform(), Bootstrap, &standIn{account: "444444444444", role: "NoSuchEntity"})
	want := []string{"Account 444444444444 has no role AWSServiceRoleForECS. ECS creates it with the first cluster, but too late for that " +
		"cluster; fix: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"}
	if !slices.Equal(cleared.Notes, want) {
		t.Errorf("notes %q, want %q", cleared.Notes, want)
	}
}

// TestTheKnownBootstrapTemplateIsTheCDKs catches a new CDK CLI whose bootstrap template has other parameters, resources or another version.
func TestTheKnownBootstrapTemplateIsTheCDKs(t *testing.T) {
	file := filepath.Join("..", "..", "node_modules", "aws-cdk", "lib", "api", "bootstrap", "bootstrap-template.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; fix: make node_modules", err)
	}
	_, parameters, _ := strings.Cut(string(data), "\nParameters:\n")
	parameters, rest, _ := strings.Cut(parameters, "\nConditions:\n")
	_, resources, _ := strings.Cut(rest, "\nResources:\n")
	resources, outputs, _ := strings.Cut(resources, "\nOutputs:\n")
	key := regexp.MustCompile(`(?m)^  ([A-Za-z]+):`)
	for what, test := range map[string]struct {
		text string
		want []string
	}{"parameters": {parameters, toolkitParameters()}, "resources": {resources, toolkitResources()}} {
		var got []string
		for _, found := range key.FindAllStringSubmatch(test.text, -1) {
			got = append(got, found[1])
		}
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("the template of the CDK CLI has the %s\n  %q\nand toolkit.go\n  %q", what, got, test.want)
		}
	}
	version := regexp.MustCompile(`(?s)BootstrapVersion:.*?Value: '(\d+)'`).FindStringSubmatch(outputs)
	if version == nil || version[1] != strconv.Itoa(toolkitVersion) {
		t.Errorf("the template of the CDK CLI has the version %q, and toolkit.go %d", version, toolkitVersion)
	}
	for _, text := range []string{"Default: " + DefaultQualifier, "Default: '" + toolkitVariant + "'"} {
		if !strings.Contains(parameters, text) {
			t.Errorf("the template of the CDK CLI does not say %q", text)
		}
	}
}

// TestReadToolkit catches settings of the CDK in cdk.json that the check does not know of.
func TestReadToolkit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	const text = `{"toolkitStackName": "CDKToolkit-kasha", "context": {"@aws-cdk/core:bootstrapQualifier": "kasha"}}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadToolkit(file)
	if err != nil || got.stack() != "CDKToolkit-kasha" || got.qualifier() != "kasha" {
		t.Errorf("got %+v and %v", got, err)
	}
	if none := (Toolkit{}); none.stack() != "CDKToolkit" || none.qualifier() != "hnb659fds" {
		t.Errorf("without settings: %s, %s", none.stack(), none.qualifier())
	}
}
