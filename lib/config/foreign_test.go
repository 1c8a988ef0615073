package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestFieldsOfOtherToolsGetAnAnswer catches a field that people know from other tools and that is refused without what Kasha has instead.
func TestFieldsOfOtherToolsGetAnAnswer(t *testing.T) {
	for _, c := range []struct{ patch, path, wrong, fix string }{
		{`{"database": {"engine": "postgres"}}`, "database.engine", "MySQL", "engineVersion"},
		{`{"queues": ["jobs"]}`, "queues", "messaging", `"messaging"`},
		{`{"backend": {"sqs": ["jobs"]}}`, "backend.sqs", "messaging", `"main": ["jobs"]`},
		{`{"minTasks": 2}`, "minTasks", `belongs in "frontend", "backend", "services.NAME" or "workers.NAME"`, "move it"},
		{`{"backend": {"env": {"A": "b"}}}`, "backend.env", "environment", `"environment"`},
		{`{"backend": {"cmd": ["serve"]}}`, "backend.cmd", "command", `"command": ["serve"]`},
		{`{"backend": {"cpuArchitecture": "ARM64"}}`, "backend.cpuArchitecture", "architecture", `"arm64"`},
		{`{"containers": {}}`, "containers", "further ones are in services", `"backend"`},
		{`{"database": {"allocatedStorage": 100}}`, "database.allocatedStorage", "GiB", "storageGiB"},
		{`{"certificate": "arn"}`, "certificate", "requests the certificate", `"certificateArn"`},
		{`{"vpcId": "vpc-1"}`, "vpcId", "its own VPC", "cidr"},
		{`{"postgres": {"version": "16"}}`, "postgres", "always RDS for MySQL", `"database": {"instanceClass"`},
		{`{"database": {"Engine": "aurora-mysql"}}`, "database.Engine", "MySQL", "engineVersion"},
		{`{"cron_jobs": {"a": {}}}`, "cron_jobs", "at certain times", `"jobs": {"report"`},
		{`{"backend": {"taskRoleArn": "arn"}}`, "backend.taskRoleArn", "follow from what it uses", `"uses": ["bucket"`},
		{`{"backend": {"side-cars": []}}`, "backend.side-cars", "one container", "leave"},
		{`{"backend": {"secret": "shop/stripe"}}`, "backend.secret", `belongs in "secrets.NAME"`, `into "secrets.NAME"`},
		{`{"backend": {"sns": "events"}}`, "backend.sns", "messaging", `"main": ["jobs"]`},
		{`{"frontend": {"memory": 512}}`, "frontend.memory", "in MiB", `"memoryMiB": 512`},
		{`{"frontend": {"memory": "1Gi"}}`, "frontend.memory", "in MiB", `"memoryMiB": 1024`},
		{`{"frontend": {"memory": "much"}}`, "frontend.memory", "in MiB", `"memoryMiB": 1024`},
		{`{"frontend": {"vcpu": 0.5}}`, "frontend.vcpu", "in cpu", `"cpu": 512`},
		{`{"frontend": {"ports": [3000]}}`, "frontend.ports", "one port", `"port": 3000`},
		{`{"backend": {"cmd": "java -jar app.jar"}}`, "backend.cmd", "command", `"command": ["java", "-jar", "app.jar"]`},
		{`{"backend": {"env": {"MODE": "fast"}}}`, "backend.env", "environment", `{"MODE": "fast"}`},
		{`{"backend": {"env": {"DB_PASSWORD": "hunter2"}}}`, "backend.env", "environment", `{"LOG_LEVEL": "info"}`},
		{`{"backend": {"replicas": 3}}`, "backend.replicas", "number of tasks", `"minTasks": 3`},
		{`{"database": {"allocatedStorage": 200}}`, "database.allocatedStorage", "GiB", `"storageGiB": 200`},
		{`{"database": {"size": 5}}`, "database.size", "instanceClass", `"storageGiB": 100`},
		{`{"backend": {"size": "large"}}`, "backend.size", "cpu and memoryMiB", `"memoryMiB": 1024`},
		{`{"tags": {"team": "shop"}}`, "tags", "Kasha tags everything", "for make deploy and the pipeline alike"},
		{`{"migration": {}}`, "migration", "is in release", `"release": {"runs"`},
		{`{"jobs": {"nightly": {"runs": "backend", "command": ["a"], "schedule": "cron(0 3 * * ? *)", "image": "ecr:1"}}}`,
			"jobs.nightly.image", "process named in runs", "what backend has counts"},
		{`{"jobs": {"nightly": {"runs": "backend", "command": ["a"], "schedule": "cron(0 3 * * ? *)", "cpu": 512}}}`,
			"jobs.nightly.cpu", "process named in runs", "what backend has counts"},
		{`{"jobs": {"nightly": {"runs": "backend", "command": ["a"], "schedule": "cron(0 3 * * ? *)", "minTasks": 2}}}`,
			"jobs.nightly.minTasks", "each run is one task", "leave"},
		{`{"release": {"runs": "frontend", "command": ["a"], "image": "ecr:1"}}`, "release.image", "process named in runs", "what frontend has"},
		{`{"workers": {"orders": {"queue": "jobs", "port": 80}}}`, "workers.orders.port", "nothing connects to it", "leave"},
		{`{"workers": {"orders": {"queue": "jobs", "healthCheckPath": "/"}}}`, "workers.orders.healthCheckPath", "nothing connects", "leave"},
		{`{"qualifier": "acme"}`, "qualifier", "setting of the CDK", "@aws-cdk/core:bootstrapQualifier"},
	} {
		bad{patch: c.patch, path: c.path, wrong: c.wrong, fix: c.fix}.check(t)
	}
}

// TestForeignFieldsAreListedOnce catches an answer that would never be given: the second for one name, and one for a field of
// Kasha. It also catches an answer without a fix.
func TestForeignFieldsAreListedOnce(t *testing.T) {
	var seen []string
	for _, field := range slices.Concat(foreignFields(), foreignParts()) {
		for _, name := range field.names {
			if slices.Contains(seen, name) {
				t.Errorf("%s is listed twice, want it once", name)
			}
			seen = append(seen, name)
			if where := homes(reflect.TypeFor[Kasha](), "", name); len(where) > 0 {
				t.Errorf("%s is a field of %v, so its answer would never be given; fix: remove it from the list", name, where)
			}
		}
		for _, text := range []string{field.wrong, field.fix} {
			if words := len(strings.Fields(text)); words == 0 || words > 25 {
				t.Errorf("%v: %q has %d words, want 1 to 25", field.names, text, words)
			}
		}
		if field.wrong == field.fix {
			t.Error(fmt.Sprint(field.names), ": the fix repeats what is wrong")
		}
	}
}
