package runbook

import (
	"encoding/json"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

const resources = `{
  "Primary": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot", "Properties": {"DBInstanceIdentifier": "kasha-prod-mysql"}},
  "Secret": {"Type": "AWS::SecretsManager::Secret", "DeletionPolicy": "Retain", "Properties": {"Name": "kasha/prod/connection"}},
  "Bucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"},
  "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Name": "kasha-prod-alarms"}},
  "Parameters": {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Parameters": {"long_query_time": "2"}}}
}`

func known(t *testing.T) Known {
	t.Helper()
	stack := assembly.Stack{Name: "kasha-prod-data", Path: "prod/data", Stage: "prod", Region: "us-east-1"}
	stack.Template.Outputs = map[string]assembly.Output{"DatabaseEndpoint": {}}
	if err := json.Unmarshal([]byte(resources), &stack.Template.Resources); err != nil {
		t.Fatal(err)
	}
	for id, resource := range stack.Template.Resources {
		resource.LogicalID = id
		stack.Template.Resources[id] = resource
	}
	k, err := Know(assembly.Assembly{Stacks: []assembly.Stack{stack}}, ParseCommands("rds reboot-db-instance --db-instance-identifier! --force-failover\n"), func(path string) bool { return path == "database" || path == "database.multiAz" })
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const good = "# Runbook\n\n## When\n\n## What is lost\n\n## How long it takes\n\n## Steps\n\nThe database `kasha-prod-mysql`, or `kasha-dr-mysql` (all: `kasha-prod-`); `database.multiAz`, parameter `long_query_time`, output `DatabaseEndpoint`, in us-east-1.\n\n" +
	"```sh\naws rds reboot-db-instance \\\n  --db-instance-identifier kasha-prod-mysql --force-failover --query x\nout kasha-prod-data DatabaseEndpoint\nnpx cdk deploy 'prod/data' 'prod/*' 'dr/data'\n```\n\n```json\n{\"aws rds nothing --here\": 1}\n```\n\n## How to tell that it worked\n"

func TestAGoodRunbookHasNoProblem(t *testing.T) {
	if problems := known(t).Check(Parse("good.md", good)); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
}

func TestWhatIsNotSoIsReported(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"section":           {"## What is lost\n", "", `good.md: there is no section "What is lost"`},
		"name":              {"`kasha-prod-mysql`", "`kasha-prod-mysqI`", "good.md:11: kasha-prod-mysqI: no stack and no resource"},
		"name of the copy":  {"kasha-dr-mysql", "kasha-dr-mysq", "good.md:11: kasha-prod-mysq: no stack"},
		"beginning":         {"`kasha-prod-mysql`", "`kasha-prod-maria-`", "kasha-prod-maria-: no stack"},
		"longer name":       {"identifier kasha-prod-mysql ", "identifier kasha-prod-mysql-old1 ", "kasha-prod-mysql-old1: no stack"},
		"output":            {"data DatabaseEndpoint", "data DatabaseAddress", "good.md:16: stack kasha-prod-data has no output DatabaseAddress"},
		"output's stack":    {"out kasha-prod-data", "out kasha-prod-alarms", "stack kasha-prod-alarms has no output DatabaseEndpoint"},
		"output in prose":   {"output `DatabaseEndpoint`", "output `Endpoint`", "no stack has an output Endpoint"},
		"parameter":         {"long_query_time", "slow_query_time", "has a parameter slow_query_time"},
		"field":             {"database.multiAz", "database.multiAZ", "the configuration has no field database.multiAZ"},
		"region":            {"us-east-1", "us-east-2", "no stack is in us-east-2"},
		"stack for the cdk": {"'prod/data'", "'prod/database'", "cdk knows no stack prod/database"},
		"option":            {"--force-failover", "--failover", "good.md:14: aws rds reboot-db-instance has no option --failover"},
		"missing option":    {"--db-instance-identifier kasha-prod-mysql ", "", "aws rds reboot-db-instance wants --db-instance-identifier"},
		"operation":         {"rds reboot-db-instance", "rds restart-db-instance", "aws rds restart-db-instance is not in awscli.txt"},
		"command in prose":  {"The database", "`aws rds reboot-instance`, the database", "aws rds reboot-instance is not in awscli.txt"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("%s: nothing to change", name)
		}
		problems := known(t).Check(Parse("good.md", strings.Replace(good, c.old, c.new, 1)))
		if len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
			t.Errorf("%s: %v\nwant %s", name, problems, c.want)
		}
	}
}

func TestKeptAreTheFixedNamesThatStay(t *testing.T) {
	stack := assembly.Stack{Name: "kasha-prod-data", Stage: "prod", Region: "us-east-1"}
	if err := json.Unmarshal([]byte(resources), &stack.Template.Resources); err != nil {
		t.Fatal(err)
	}
	for id, resource := range stack.Template.Resources {
		resource.LogicalID = id
		stack.Template.Resources[id] = resource
	}
	kept, err := Kept([]assembly.Stack{stack})
	if err != nil || strings.Join(kept, " ") != "kasha-prod-mysql kasha/prod/connection" {
		t.Errorf("%v %v", kept, err)
	}
}
