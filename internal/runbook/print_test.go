package runbook

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"kasha/lib/config"
)

const environments = `{"environments": [
  {"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "us-east-1",
   "availabilityZones": ["us-east-1a", "us-east-1b"]},
  {"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1",
   "availabilityZones": ["us-east-1a", "us-east-1b"], "backup": {"copyRegion": "us-west-2"}},
  {"name": "test", "tier": "nonproduction", "account": "444444444444", "region": "eu-central-1",
   "availabilityZones": ["eu-central-1b", "eu-central-1c"], "database": {"secretNamePrefix": "acme/test"},
   "backend": {"minTasks": 1, "maxTasks": 3}, "frontend": {"minTasks": 1, "maxTasks": 7}},
  {"name": "live", "tier": "production", "account": "555555555555", "region": "eu-west-1",
   "availabilityZones": ["eu-west-1a", "eu-west-1b"], "backup": {"copyRegion": "eu-north-1"}}
]}`

// configured returns an environment: dev or prod, for which runbooks are written, as cdk.json ships them, or test or live.
func configured(t *testing.T, name string) config.Environment {
	t.Helper()
	var raw any
	if err := json.Unmarshal([]byte(environments), &raw); err != nil {
		t.Fatal(err)
	}
	kasha, err := config.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range kasha.Environments {
		if env.Name == name {
			return env
		}
	}
	t.Fatalf("no environment %s", name)
	return config.Environment{}
}

// ofCloudFront matches the places where us-east-1 stays, because what belongs to CloudFront is there.
var ofCloudFront = regexp.MustCompile(`--region us-east-1\b|AWS_DEFAULT_REGION=us-east-1 out kasha-\w+-edge|` +
	`in us-east-1[,;).]|when it is us-east-1 that|needs us-east-1`)

// TestAPrintedRunbookHasNoTraceOfProduction catches a command that is printed for one environment and acts on another, such as a cdk
// destroy of 'prod/*'.
func TestAPrintedRunbookHasNoTraceOfProduction(t *testing.T) {
	trace := regexp.MustCompile(`(?i)(^|[^a-z])prod([^a-z]|$)|(^|[^a-z/])dev([^a-z]|$)|kasha/dev|333333333333|111111111111|us-east-1`)
	for _, name := range []string{"test", "live"} {
		env := configured(t, name)
		for _, document := range runbooks(t) {
			for i, line := range strings.Split(Printed(strings.Join(document.Lines, "\n"), env), "\n") {
				if found := trace.FindString(ofCloudFront.ReplaceAllString(line, "")); found != "" {
					t.Errorf("%s for %s, line %d: %q in %s", document.Name, name, i+1, found, line)
				}
			}
		}
	}
}

// TestRunbooksSayWhatProductionIsConfiguredTo catches a number of tasks, a window or a number of days in a runbook that the
// configuration no longer has. A runbook that is printed for the environment that it is written for does not change. Only parts for another
// kind of origin are left out.
func TestRunbooksSayWhatProductionIsConfiguredTo(t *testing.T) {
	for _, document := range runbooks(t) {
		text := strings.Join(document.Lines, "\n")
		switch document.Name {
		case "delete-environment.md": // written for dev and prod
			continue
		case "off-hours.md":
			if printed := Printed(text, configured(t, "dev")); printed != text {
				t.Errorf("%s: dev has another configuration: %s", document.Name, difference(text, printed))
			}
		default:
			env := configured(t, "prod")
			text = ForOrigin(text, env.Edge)
			if printed := Printed(text, env); printed != text {
				t.Errorf("%s: prod has another configuration: %s", document.Name, difference(text, printed))
			}
		}
	}
}

// difference returns the first line that differs.
func difference(before, after string) string {
	lines := strings.Split(after, "\n")
	for i, line := range strings.Split(before, "\n") {
		if line != lines[i] {
			return line + "\nbecomes " + lines[i]
		}
	}
	return ""
}

// TestPrintedCommandsAreTheEnvironments catches a name or figure of prod that is left, and a text that only looks like one.
func TestPrintedCommandsAreTheEnvironments(t *testing.T) {
	env := configured(t, "test")
	for _, c := range []struct{ text, want string }{
		{
			text: "npx cdk destroy 'prod/*'",
			want: "npx cdk destroy 'test/*'",
		},
		{
			text: `npx cdk deploy prod/data "prod/edge"`,
			want: `npx cdk deploy test/data "test/edge"`,
		},
		{
			text: "make sql ENV=prod FILE=docs/sql/users.sql",
			want: "make sql ENV=test FILE=docs/sql/users.sql",
		},
		{
			text: "Key=environment,Values=prod `environment=prod`",
			want: "Key=environment,Values=test `environment=test`",
		},
		{
			text: "/aws/rds/instance/kasha-prod-mysql/error > /dev/null; echo prod",
			want: "/aws/rds/instance/kasha-test-mysql/error > /dev/null; echo test",
		},
		{ // test has no Insights, and its replica would have another name
			text: `kasha-prod-mysql-replica "kasha-prod-mysql-replica$OLD" /aws/rds/instance/kasha-prod-mysql-replica/error`,
			want: `kasha-test-mysql-replica-plain "kasha-test-mysql-replica-plain$OLD" /aws/rds/instance/kasha-test-mysql-replica-plain/error`,
		},
		{
			text: "kasha/prod/rds/mysql/connection kasha/prod/origin/secret",
			want: "acme/test/connection kasha/test/origin/secret",
		},
		{
			text: "kasha_prod_archive_copy, products, production, nonproduction",
			want: "kasha_test_archive_copy, products, production, nonproduction",
		},
		{
			text: "export AWS_DEFAULT_REGION=us-east-1",
			want: "export AWS_DEFAULT_REGION=eu-central-1",
		},
		{
			text: "AWS_DEFAULT_REGION=us-east-1 out kasha-prod-edge X",
			want: "AWS_DEFAULT_REGION=us-east-1 out kasha-test-edge X",
		},
		{
			text: "arn:aws:rds:us-east-1:333333333333:db:x --availability-zone us-east-1b",
			want: "arn:aws:rds:eu-central-1:444444444444:db:x --availability-zone eu-central-1c",
		},
		{
			text: `--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 2 --max-capacity 4`,
			want: `--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 1 --max-capacity 3`,
		},
		{
			text: `--resource-id "service/$CLUSTER/$FRONTEND" --min-capacity 2 --max-capacity 4`,
			want: `--resource-id "service/$CLUSTER/$FRONTEND" --min-capacity 1 --max-capacity 7`,
		},
		{
			text: `--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 0 --max-capacity 0`,
			want: `--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 0 --max-capacity 0`,
		},
		{
			text: `--service "$BACKEND" --desired-count 2 --force-new-deployment`,
			want: `--service "$BACKEND" --desired-count 1 --force-new-deployment`,
		},
		{
			text: "--multi-az --no-publicly-accessible --deletion-protection --backup-retention-period 30",
			want: "--no-multi-az --no-publicly-accessible --no-deletion-protection --backup-retention-period 7",
		},
		{
			text: "modify-db-instance --no-deletion-protection",
			want: "modify-db-instance --no-deletion-protection",
		},
	} {
		if got := Printed(c.text, env); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
	const insightful = "kasha-live-mysql-replica"
	if got := Printed("kasha-prod-mysql-replica", configured(t, "live")); got != insightful {
		t.Errorf("the replica of an environment with Insights: got %s, want %s", got, insightful)
	}
}
