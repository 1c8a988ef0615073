package runbook

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"kasha/lib/config"
)

// configured are the environments that runbooks are written for, as cdk.json ships them, and two others.
func configured(t *testing.T, name string) config.Environment {
	t.Helper()
	var raw any
	if err := json.Unmarshal([]byte(`{"environments": [
	  {"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]},
	  {"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"], "backup": {"copyRegion": "us-west-2"}},
	  {"name": "test", "tier": "nonproduction", "account": "444444444444", "region": "eu-central-1", "availabilityZones": ["eu-central-1b", "eu-central-1c"],
	   "database": {"secretNamePrefix": "acme/test"}, "backend": {"minTasks": 1, "maxTasks": 3}, "frontend": {"minTasks": 1, "maxTasks": 7}},
	  {"name": "live", "tier": "production", "account": "555555555555", "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"], "backup": {"copyRegion": "eu-north-1"}}
	]}`), &raw); err != nil {
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

// ofCloudFront are the places where us-east-1 stays, because CloudFront's parts are there.
var ofCloudFront = regexp.MustCompile(`--region us-east-1\b|AWS_DEFAULT_REGION=us-east-1 out kasha-\w+-edge|in us-east-1[,;).]|when it is us-east-1 that|needs us-east-1`)

// TestAPrintedRunbookHasNoTraceOfProduction catches a command that is printed for one environment and hits another: a
// cdk destroy of 'prod/*', say.
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

// TestRunbooksSayWhatProductionIsConfiguredTo catches a figure in a runbook, of tasks, windows or days, that is not the
// configuration's any more: printed for the environment that it is written for, a runbook stays as it is.
func TestRunbooksSayWhatProductionIsConfiguredTo(t *testing.T) {
	for _, document := range runbooks(t) {
		text := strings.Join(document.Lines, "\n")
		switch document.Name {
		case "delete-environment.md": // speaks of dev and prod
			continue
		case "off-hours.md":
			if printed := Printed(text, configured(t, "dev")); printed != text {
				t.Errorf("%s: dev is configured otherwise: %s", document.Name, difference(text, printed))
			}
		default:
			if printed := Printed(text, configured(t, "prod")); printed != text {
				t.Errorf("%s: prod is configured otherwise: %s", document.Name, difference(text, printed))
			}
		}
	}
}

// difference is the first line that differs.
func difference(before, after string) string {
	lines := strings.Split(after, "\n")
	for i, line := range strings.Split(before, "\n") {
		if line != lines[i] {
			return line + "\nis " + lines[i]
		}
	}
	return ""
}

func TestPrintedCommandsAreTheEnvironments(t *testing.T) {
	env := configured(t, "test")
	for text, want := range map[string]string{
		"npx cdk destroy 'prod/*'":                                                               "npx cdk destroy 'test/*'",
		`npx cdk deploy prod/data "prod/edge"`:                                                   `npx cdk deploy test/data "test/edge"`,
		"make sql ENV=prod FILE=docs/sql/users.sql":                                              "make sql ENV=test FILE=docs/sql/users.sql",
		"Key=environment,Values=prod `environment=prod`":                                         "Key=environment,Values=test `environment=test`",
		"/aws/rds/instance/kasha-prod-mysql/error > /dev/null; echo prod":                        "/aws/rds/instance/kasha-test-mysql/error > /dev/null; echo test",
		"kasha/prod/rds/mysql/connection kasha/prod/origin-header":                               "acme/test/connection kasha/test/origin-header",
		"kasha_prod_archive_copy, products, production, nonproduction":                           "kasha_test_archive_copy, products, production, nonproduction",
		"export AWS_DEFAULT_REGION=us-east-1":                                                    "export AWS_DEFAULT_REGION=eu-central-1",
		"AWS_DEFAULT_REGION=us-east-1 out kasha-prod-edge X":                                     "AWS_DEFAULT_REGION=us-east-1 out kasha-test-edge X",
		"arn:aws:rds:us-east-1:333333333333:db:x --availability-zone us-east-1b":                 "arn:aws:rds:eu-central-1:444444444444:db:x --availability-zone eu-central-1c",
		`--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 2 --max-capacity 4`:            `--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 1 --max-capacity 3`,
		`--resource-id "service/$CLUSTER/$FRONTEND" --min-capacity 2 --max-capacity 4`:           `--resource-id "service/$CLUSTER/$FRONTEND" --min-capacity 1 --max-capacity 7`,
		`--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 0 --max-capacity 0`:            `--resource-id "service/$CLUSTER/$BACKEND" --min-capacity 0 --max-capacity 0`,
		`--service "$BACKEND" --desired-count 2 --force-new-deployment`:                          `--service "$BACKEND" --desired-count 1 --force-new-deployment`,
		"--multi-az --no-publicly-accessible --deletion-protection --backup-retention-period 30": "--no-multi-az --no-publicly-accessible --no-deletion-protection --backup-retention-period 7",
		"modify-db-instance --no-deletion-protection":                                            "modify-db-instance --no-deletion-protection",
	} {
		if got := Printed(text, env); got != want {
			t.Errorf("%s\n  is %s\nwant %s", text, got, want)
		}
	}
}
