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
  "Parameters": {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Parameters": {"long_query_time": "2"}}},
  "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "kasha-prod-warning-database-swap", "Namespace": "AWS/RDS", "MetricName": "SwapUsage"}},
  "Other": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": [{"MetricStat": {"Metric": {"Namespace": "AWS/RDS", "MetricName": "ReplicaLag"}}}]}},
  "Board": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": "{\"metrics\":[[\"AWS/SQS\",\"Depth\",\"QueueName\",\"q\"]]}"}},
  "BackendService0012": {"Type": "AWS::ECS::Service"}
}`

const commands = `rds reboot-db-instance --db-instance-identifier! --force-failover
cloudformation describe-stacks --stack-name
cloudformation list-stack-resources --stack-name!
cloudwatch get-metric-statistics --namespace! --metric-name!
ecs list-services --cluster
`

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
	k, err := Know(assembly.Assembly{Stacks: []assembly.Stack{stack}}, Project{
		Commands: ParseCommands(commands),
		HasField: func(path string) bool { return path == "database" || path == "database.multiAz" },
		HasFile:  func(path string) bool { return path == "docs/sql/users.sql" },
		Targets:  []string{"sql", "restart"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const good = "# Runbook\n\n## When\n\n## What is lost\n\n## How long it takes\n\n## Steps\n\nThe database `kasha-prod-mysql`, or `kasha-dr-mysql` (all: `kasha-prod-`); `database.multiAz`, parameter `long_query_time`, output `DatabaseEndpoint`, in us-east-1.\n\n" +
	"```sh\naws rds reboot-db-instance \\\n  --db-instance-identifier kasha-prod-mysql --force-failover --query x\nout kasha-prod-data DatabaseEndpoint\nnpx cdk deploy 'prod/data' 'prod/*' 'dr/data'\n```\n\n```json\n{\"aws rds nothing --here\": 1}\n```\n\n## How to tell that it worked\n"

// ways has one of each way in which runbooks name things beside those in good.
const ways = good + "\n" + `
Alarm ` + "`kasha-prod-warning-database-swap`" + `; the metrics ` + "metric `ReplicaLag` and metric `Depth`" + `. Run ` + "`make restart ENV=prod`" + ` with ` + "`docs/sql/users.sql`, then `npx cdk deploy \"prod/data\"`" + `.

    aws cloudformation describe-stacks --region us-east-1 --stack-name kasha-prod-data --query "Stacks[0].Outputs[?OutputKey=='DatabaseEndpoint'].OutputValue"
    aws cloudformation list-stack-resources --stack-name kasha-prod-data --query "StackResourceSummaries[?starts_with(LogicalResourceId, 'Buck') && ResourceType=='AWS::S3::Bucket']"
    aws ecs list-services --cluster x --query "serviceArns[?contains(@, 'BackendService')]"
    aws cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name SwapUsage
    echo 'SELECT 1' > build/look.sql && make sql ENV=prod FILE=build/look.sql
    make sql ENV=prod FILE=docs/sql/users.sql
    npx cdk deploy --require-approval=never prod/data dr/data
`

func TestAGoodRunbookHasNoProblem(t *testing.T) {
	for _, text := range []string{good, ways} {
		if problems := known(t).Check(Parse("good.md", text)); len(problems) > 0 {
			t.Errorf("%v", problems)
		}
	}
}

// TestEveryWayOfNamingIsKnown catches a way of naming something in a runbook that the check reads over.
func TestEveryWayOfNamingIsKnown(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"alarm":                  {"database-swap`", "database-swab`", "kasha-prod-warning-database-swab: no stack and no resource"},
		"end of a name":          {"`kasha-prod-warning-database-swap`", "`-database-swap`", "-database-swap is the end of a name"},
		"metric in prose":        {"metric `ReplicaLag`", "metric `ReplicaLack`", "shows a metric ReplicaLack"},
		"metric of a graph":      {"metric `Depth`", "metric `Deep`", "shows a metric Deep"},
		"metric of a command":    {"--metric-name SwapUsage", "--metric-name SwapUse", "has the metric AWS/RDS SwapUse"},
		"metric's namespace":     {"--namespace AWS/RDS", "--namespace AWS/SQS", "has the metric AWS/SQS SwapUsage"},
		"target in prose":        {"make restart", "make reload", "the Makefile has no target reload"},
		"target of a command":    {"    make sql ENV=prod FILE=docs", "    make mysql ENV=prod FILE=docs", "the Makefile has no target mysql"},
		"target after another":   {"&& make sql", "&& make mysql", "the Makefile has no target mysql"},
		"file of a command":      {"FILE=docs/sql/users.sql", "FILE=docs/sql/user.sql", "there is no file docs/sql/user.sql"},
		"file in prose":          {"`docs/sql/users.sql`", "`docs/users.sql`", "there is no file docs/users.sql"},
		"stack in double quotes": {"\"prod/data\"", "\"prod/database\"", "cdk knows no stack prod/database"},
		"stack in no quotes":     {" prod/data ", " prod/base ", "cdk knows no stack prod/base"},
		"stack of the copy":      {" dr/data", " dr/base", "cdk knows no stack dr/base"},
		"other word for the cdk": {"=never", " never", "cdk knows no stack never"},
		"output by its key":      {"OutputKey=='DatabaseEndpoint'", "OutputKey=='Endpoint'", "stack kasha-prod-data has no output Endpoint"},
		"logical id":             {"LogicalResourceId, 'Buck'", "LogicalResourceId, 'Pail'", "has no logical id that begins with Pail"},
		"type":                   {"'AWS::S3::Bucket'", "'AWS::S3::Pail'", "no stack has a resource of type AWS::S3::Pail"},
		"service":                {"contains(@, 'BackendService')", "contains(@, 'BackService')", "no ECS service has BackService in its name"},
	} {
		if strings.Count(ways, c.old) != 1 {
			t.Fatalf("%s: %d places to change", name, strings.Count(ways, c.old))
		}
		problems := known(t).Check(Parse("ways.md", strings.Replace(ways, c.old, c.new, 1)))
		found := false
		for _, problem := range problems {
			found = found || strings.Contains(problem.String(), c.want)
		}
		if !found {
			t.Errorf("%s: %v\nwant %s", name, problems, c.want)
		}
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
