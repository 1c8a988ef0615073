package runbook

import (
	"slices"
	"strings"
	"testing"
)

// TestAGoodRunbookHasNoProblem catches a check that reports what is right.
func TestAGoodRunbookHasNoProblem(t *testing.T) {
	for _, text := range []string{good, mentions} {
		if problems := known(t).Check(Parse("good.md", text)); len(problems) > 0 {
			t.Errorf("got %v, want no problems", problems)
		}
	}
}

// TestEveryMentionIsChecked catches a form of mention in a runbook that the check passes over.
func TestEveryMentionIsChecked(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"alarm": {
			old: "database-swap`", new: "database-swab`",
			want: "kasha-prod-warning-database-swab: no stack and no resource",
		},
		"end of a name": {
			old: "`kasha-prod-warning-database-swap`", new: "`-database-swap`",
			want: "-database-swap is the end of a name",
		},
		"metric in prose":   {old: "metric `ReplicaLag`", new: "metric `ReplicaLack`", want: "has a metric ReplicaLack"},
		"metric of a graph": {old: "metric `Depth`", new: "metric `Deep`", want: "has a metric Deep"},
		"metric of a command": {
			old: "--metric-name SwapUsage", new: "--metric-name SwapUse",
			want: "has the metric AWS/RDS SwapUse",
		},
		"metric's namespace": {old: "--namespace AWS/RDS", new: "--namespace AWS/SQS", want: "has the metric AWS/SQS SwapUsage"},
		"target in prose":    {old: "make restart", new: "make reload", want: "the Makefile has no target reload"},
		"target of a command": {
			old: "    make sql ENV=prod FILE=docs", new: "    make mysql ENV=prod FILE=docs",
			want: "no target mysql",
		},
		"target after another": {old: "&& make sql", new: "&& make mysql", want: "the Makefile has no target mysql"},
		"file of a command": {
			old: "FILE=docs/sql/users.sql", new: "FILE=docs/sql/user.sql",
			want: "there is no file docs/sql/user.sql",
		},
		"file in prose":          {old: "`docs/sql/users.sql`", new: "`docs/users.sql`", want: "there is no file docs/users.sql"},
		"stack in double quotes": {old: "\"prod/data\"", new: "\"prod/database\"", want: "the CDK has no stack prod/database"},
		"stack in no quotes":     {old: " prod/data ", new: " prod/base ", want: "the CDK has no stack prod/base"},
		"stack of the copy":      {old: " dr/data", new: " dr/base", want: "the CDK has no stack dr/base"},
		"other word for the cdk": {old: "=never", new: " never", want: "the CDK has no stack never"},
		"output by its key": {
			old: "OutputKey=='DatabaseEndpoint'", new: "OutputKey=='Endpoint'",
			want: "stack kasha-prod-data has no output Endpoint",
		},
		"logical id": {
			old: "LogicalResourceId, 'Buck'", new: "LogicalResourceId, 'Pail'",
			want: "has no logical id that begins with Pail",
		},
		"type": {
			old: "'AWS::S3::Bucket'", new: "'AWS::S3::Pail'",
			want: "no stack has a resource of type AWS::S3::Pail",
		},
		"optional logical id": {
			old: "EdgeBlockedAddressesIPV4", new: "EdgeBlockedAddressesIPV5",
			want: "stack kasha-prod-edge has no logical id that begins with EdgeBlockedAddressesIPV5",
		},
		"optional name": {old: "kasha-prod-shell", new: "kasha-prod-shells", want: "kasha-prod-shells: no stack and no resource"},
		"end of a name in a query": {
			old: "':kasha-prod-shell'", new: "'-shell'",
			want: "ends_with(@, '-shell' may find another environment's",
		},
		"first that matches": {
			old: "':kasha-prod-shell')]", new: "':kasha-prod-shell')] | [0]",
			want: "may find another environment's",
		},
		"first of all": {
			old:  "aws ecs list-services --cluster x --query \"serviceArns[?contains(@, 'BackendService')]\"",
			new:  "aws ecs list-services --query 'serviceArns[0]'",
			want: "may find another environment's",
		},
		"service": {
			old: "contains(@, 'BackendService')", new: "contains(@, 'BackService')",
			want: "no ECS service has BackService in its name",
		},
	} {
		if strings.Count(mentions, c.old) != 1 {
			t.Fatalf("%s: %d places to change, want one", name, strings.Count(mentions, c.old))
		}
		problems := known(t).Check(Parse("mentions.md", strings.Replace(mentions, c.old, c.new, 1)))
		found := slices.ContainsFunc(problems, func(p Problem) bool { return strings.Contains(p.String(), c.want) })
		if !found {
			t.Errorf("%s: got %v, want %s", name, problems, c.want)
		}
	}
}

// TestMistakesAreReportedOnce catches a mistake that the check passes over, blames on another line, or reports beside something right.
func TestMistakesAreReportedOnce(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"section": {old: "## What is lost\n", new: "", want: `good.md: there is no section "What is lost"`},
		"section in a code": {
			old: "## What is lost\n", new: "```text\n## What is lost\n```\n",
			want: `there is no section "What is lost"`,
		},
		"name": {
			old: "`kasha-prod-mysql`", new: "`kasha-prod-mysqI`",
			want: "good.md:11: kasha-prod-mysqI: no stack and no resource",
		},
		"name of the copy": {old: "kasha-dr-mysql", new: "kasha-dr-mysq", want: "good.md:11: kasha-prod-mysq: no stack"},
		"prefix":           {old: "`kasha-prod-mysql`", new: "`kasha-prod-maria-`", want: "kasha-prod-maria-: no stack"},
		"longer name": {
			old: "identifier kasha-prod-mysql ", new: "identifier kasha-prod-mysql-old1 ",
			want: "kasha-prod-mysql-old1: no stack",
		},
		"output": {
			old: "data DatabaseEndpoint", new: "data DatabaseAddress",
			want: "good.md:16: stack kasha-prod-data has no output DatabaseAddress",
		},
		"output's stack": {
			old: "out kasha-prod-data", new: "out kasha-prod-alarms",
			want: "stack kasha-prod-alarms has no output DatabaseEndpoint",
		},
		"output in prose": {old: "output `DatabaseEndpoint`", new: "output `Endpoint`", want: "no stack has an output Endpoint"},
		"parameter":       {old: "long_query_time", new: "slow_query_time", want: "has a parameter slow_query_time"},
		"field": {
			old: "database.multiAz", new: "database.multiAZ",
			want: "the configuration has no field database.multiAZ",
		},
		"region":            {old: "us-east-1", new: "us-east-2", want: "no stack is in us-east-2"},
		"stack for the cdk": {old: "'prod/data'", new: "'prod/database'", want: "the CDK has no stack prod/database"},
		"option": {
			old: "--force-failover", new: "--failover",
			want: "good.md:14: aws rds reboot-db-instance has no option --failover",
		},
		"missing option": {
			old: "--db-instance-identifier kasha-prod-mysql ", new: "",
			want: "aws rds reboot-db-instance requires --db-instance-identifier",
		},
		"operation": {
			old: "rds reboot-db-instance", new: "rds restart-db-instance",
			want: "aws rds restart-db-instance is not in awscli.txt",
		},
		"command in prose": {
			old: "The database", new: "`aws rds reboot-instance`, the database",
			want: "aws rds reboot-instance is not in awscli.txt",
		},
		"open quote": {old: "'prod/data'", new: "'prod/data", want: "good.md:17: not valid POSIX shell"},
		"fence":      {old: "```json", new: "```", want: "good.md:21: a fenced block has no language"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("%s: nothing to change", name)
		}
		problems := known(t).Check(Parse("good.md", strings.Replace(good, c.old, c.new, 1)))
		if len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
			t.Errorf("%s: got %v, want only %s", name, problems, c.want)
		}
	}
}
