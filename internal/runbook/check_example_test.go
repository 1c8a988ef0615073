package runbook

import (
	"encoding/json"
	"testing"

	"kasha/internal/assembly"
)

// The environment and the runbooks of the tests in check_test.go.

const resources = `{
  "Primary": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot", "Properties": {"DBInstanceIdentifier": "kasha-prod-mysql"}},
  "Secret": {"Type": "AWS::SecretsManager::Secret", "DeletionPolicy": "Retain", "Properties": {"Name": "kasha/prod/connection"}},
  "Bucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"},
  "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Name": "kasha-prod-alarms"}},
  "Parameters": {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Parameters": {"long_query_time": "2"}}},
  "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
    "AlarmName": "kasha-prod-warning-database-swap", "Namespace": "AWS/RDS", "MetricName": "SwapUsage"}},
  "Other": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
    "Metrics": [{"MetricStat": {"Metric": {"Namespace": "AWS/RDS", "MetricName": "ReplicaLag"}}}]}},
  "Board": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {
    "DashboardBody": "{\"metrics\":[[\"AWS/SQS\",\"Depth\",\"QueueName\",\"q\"]]}"}},
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
	edge := assembly.Stack{Name: "kasha-prod-edge", Path: "prod/edge", Stage: "prod", Region: "us-east-1"}
	stack.Template.Outputs = map[string]assembly.Output{"DatabaseEndpoint": {}}
	if err := json.Unmarshal([]byte(resources), &stack.Template.Resources); err != nil {
		t.Fatal(err)
	}
	for id, resource := range stack.Template.Resources {
		resource.LogicalID = id
		stack.Template.Resources[id] = resource
	}
	k, err := Know(assembly.Assembly{Stacks: []assembly.Stack{stack, edge}}, Project{
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

const good = `# Runbook

## When

## What is lost

## How long it takes

## Steps

The database ` + "`kasha-prod-mysql`, or `kasha-dr-mysql` (all: `kasha-prod-`); `database.multiAz`, parameter `long_query_time`, " +
	"output `DatabaseEndpoint`, in us-east-1.\n\n```sh" + `
aws rds reboot-db-instance \
  --db-instance-identifier kasha-prod-mysql --force-failover --query x
out kasha-prod-data DatabaseEndpoint
npx cdk deploy 'prod/data' 'prod/*' 'dr/data'
` + "```\n\n```json\n{\"aws rds nothing --here\": 1}\n```" + `

## How to tell that it worked
`

// mentions has one of each mention that good does not have.
const mentions = good + "\n\nAlarm `kasha-prod-warning-database-swap`; the metrics metric `ReplicaLag` and metric `Depth`. " +
	"Run `make restart ENV=prod` with `docs/sql/users.sql`, then `npx cdk deploy \"prod/data\"`.\n" + `
    aws cloudformation describe-stacks --region us-east-1 --stack-name kasha-prod-data \
      --query "Stacks[0].Outputs[?OutputKey=='DatabaseEndpoint'].OutputValue"
    aws cloudformation list-stack-resources --stack-name kasha-prod-data \
      --query "StackResourceSummaries[?starts_with(LogicalResourceId, 'Buck') && ResourceType=='AWS::S3::Bucket']"
    aws ecs list-services --cluster x --query "serviceArns[?contains(@, 'BackendService')]"
    aws cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name SwapUsage
    aws ecs list-services --cluster x --query "clusterArns[?ends_with(@, ':kasha-prod-shell')]"
    aws cloudformation list-stack-resources --stack-name kasha-prod-edge \
      --query "StackResourceSummaries[?starts_with(LogicalResourceId, 'EdgeBlockedAddressesIPV4')]"
    echo 'SELECT 1' > build/look.sql && make sql ENV=prod FILE=build/look.sql
    make sql ENV=prod FILE=docs/sql/users.sql
    npx cdk deploy --require-approval=never prod/data dr/data
`
