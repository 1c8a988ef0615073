package limits_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kasha/internal/review/engine"
	"kasha/internal/review/limits"
)

// refused reviews the change of a stack "s" from one set of resources to another, both as JSON.
func refused(t *testing.T, old, new string) []string {
	t.Helper()
	read := func(text string) engine.Template {
		var template engine.Template
		if err := json.Unmarshal([]byte(text), &template); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		return template
	}
	found, err := limits.Find("s", read(old), read(new))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range found {
		all = append(all, fmt.Sprintf("%s: %s: %v -> %v", r.LogicalID, r.What, r.Old, r.New))
	}
	return all
}

// resource is a stack with one resource "R".
func resource(kind, properties string) string {
	return fmt.Sprintf(`{"R": {"Type": %q, "Properties": %s}}`, kind, properties)
}

const queue = "AWS::SQS::Queue"

// wantOne checks that there is one refusal with a text in it; none if the text is empty.
func wantOne(t *testing.T, what, want string, got []string) {
	t.Helper()
	if want == "" && len(got) == 0 || want != "" && len(got) == 1 && strings.Contains(got[0], want) {
		return
	}
	t.Errorf("%s: refused %q, want one refusal with %q, or none if that is empty", what, got, want)
}

// Catches a review that repeats what is deployed already, and one that misses a change because something else was wrong before.
func TestOnlyTheChangeIsRefused(t *testing.T) {
	const outside, further = `{"DelaySeconds": 1000}`, `{"DelaySeconds": 1001}`
	for name, c := range map[string]struct{ old, new, want string }{
		"it becomes too much": {old: `{"DelaySeconds": 900}`, new: outside,
			want: "R: DelaySeconds must be 0 to 900 (SQS API, CreateQueue): 900 -> 1000"},
		"it appears":                    {old: `{}`, new: outside, want: "<nil> -> 1000"},
		"it was so, and something else": {old: outside, new: `{"DelaySeconds": 1000, "VisibilityTimeout": 30}`},
		"it becomes even more":          {old: outside, new: further, want: "1000 -> 1001"},
		"it becomes right":              {old: outside, new: `{"DelaySeconds": 1}`},
		"a second limit":                {old: outside, new: `{"DelaySeconds": 1000, "VisibilityTimeout": -1}`, want: "VisibilityTimeout"},
		"only the deployment knows":     {old: `{}`, new: `{"DelaySeconds": "${s.P}"}`},
		"a number as a text":            {old: `{}`, new: `{"DelaySeconds": "1000"}`, want: "1000"},
		"no number":                     {old: `{}`, new: `{"DelaySeconds": "long"}`, want: "long"},
	} {
		wantOne(t, name, c.want, refused(t, resource(queue, c.old), resource(queue, c.new)))
	}
	wantOne(t, "a new stack", "DelaySeconds", refused(t, `{}`, resource(queue, outside)))
	wantOne(t, "a removed resource", "", refused(t, resource(queue, outside), `{}`))
}

// Catches a text of lib/texts that is not checked, and one that is refused although AWS takes it.
func TestTextsAreOfAcceptedCharacters(t *testing.T) {
	const rule = "AWS::EC2::SecurityGroupIngress"
	for text, want := range map[string]string{
		"From the load balancer":            "",
		"CloudFront's addresses":            "R: Description: AWS would refuse this",
		"From ${s.Vpc.CidrBlock}":           "",
		"It's ${s.Vpc}":                     "Description",
		"${Fn::Select([0,\\\"${s.A}":        "",
		"{{resolve:ssm:it's}}":              "",
		strings.Repeat("a", 256):            "at most 255 characters",
		strings.Repeat("a", 255) + "${s.A}": "",
		strings.Repeat("a", 256) + "${s.A}": "at most 255 characters",
	} {
		wantOne(t, text, want, refused(t, `{}`, resource(rule, `{"Description": "`+text+`"}`)))
	}
	wantOne(t, "an empty name", "this name of a secret", refused(t, `{}`, resource("AWS::SecretsManager::Secret", `{"Name": ""}`)))
	wantOne(t, "an enumeration may have new values", "", refused(t, `{}`, resource("AWS::RDS::DBInstance", `{"Engine": "mariadb"}`)))
	wantOne(t, "a form may be narrower than AWS's", "", refused(t, `{}`,
		resource("AWS::SecretsManager::Secret", `{"Name": "shop/prod/origin-header"}`)))
}

// Catches a check that looks at one resource only: what AWS refuses is the second of two.
func TestResourcesAreComparedWithEachOther(t *testing.T) {
	database := func(id, properties string) string {
		return fmt.Sprintf(`%q: {"Type": "AWS::RDS::DBInstance", "Properties": {%s}}`, id, properties)
	}
	fifo := func(id, properties string) string {
		return fmt.Sprintf(`%q: {"Type": "AWS::SQS::Queue", "Properties": {%s}}`, id, properties)
	}
	const noBackups = `"BackupRetentionPeriod": 0`
	const replica, byName = `"SourceDBInstanceIdentifier": "arn:aws:rds:x:db:${s.A}"`, `"SourceDBInstanceIdentifier": "shop"`
	const toA = `"RedrivePolicy": {"deadLetterTargetArn": "${s.A.Arn}"}`
	for name, c := range map[string]struct{ a, b, want string }{
		"a replica of backups":         {a: database("A", `"BackupRetentionPeriod": 1`), b: database("B", replica)},
		"a replica without backups":    {a: database("A", noBackups), b: database("B", replica), want: "the read replica B"},
		"a replica by name":            {a: database("A", noBackups+`, "DBInstanceIdentifier": "shop"`), b: database("B", byName), want: "B"},
		"a replica of another":         {a: database("A", noBackups+`, "DBInstanceIdentifier": "other"`), b: database("B", byName)},
		"no replica":                   {a: database("A", noBackups), b: database("B", noBackups)},
		"a FIFO queue of two":          {a: fifo("A", `"FifoQueue": true`), b: fifo("B", `"FifoQueue": "true", `+toA)},
		"dead letters of another kind": {a: fifo("A", `"FifoQueue": true`), b: fifo("B", toA), want: "B: RedrivePolicy: the dead-letter queue"},
	} {
		wantOne(t, name, c.want, refused(t, `{}`, "{"+c.a+", "+c.b+"}"))
		wantOne(t, name+", added to it", c.want, refused(t, "{"+c.a+"}", "{"+c.a+", "+c.b+"}"))
	}
}
