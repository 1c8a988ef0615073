package exposure_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kasha/tests/reviewtest"
)

// everyPolicy prints the resource types of CDK's database that have a policy, each with properties that give access to everyone.
// The policy is an object, JSON text where the database says so, and an object within another one.
const everyPolicy = `
const db = require('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync();
const found = {};
for (const resource of db.all('resource')) {
  const type = resource.cloudFormationType, id = type.replace(/:/g, '');
  const document = { Statement: [{ Sid: id, Effect: 'Allow', Principal: '*', Action: 'x:Read', Resource: '*' }] };
  for (const [name, property] of Object.entries(resource.properties)) {
    if (!/Polic(y|ies)(Document|Text)?$/.test(name)) continue;
    const kind = property.type.type;
    const value = { string: JSON.stringify(document), ref: { PolicyDocument: document } }[kind] ?? (['json',
	'union'].includes(kind) ? document : undefined);
    if (value !== undefined) found[type + ' ' + name] = { Type: type, Properties: { [name]: value } };
  }
  const one = (...names) => names.find((name) => resource.properties[name]);
  const action = one('Action', 'Actions'), principal = one('Principal', 'Principals');
  if (action && principal) found[type] = { Type: type, Properties: { [action]: 'x:Read', [principal]: '*' } };
}
const inline = { PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'x:Read', Resource: '*' }] } };
for (const type of ['Role', 'User', 'Group']) found[type] = { Type: 'AWS::IAM::' + type, Properties: { Policies: [inline] } };
found['event bus'] = { Type: 'AWS::Events::EventBusPolicy', Properties: { Statement: { Effect: 'Allow', Principal: '*', Action: 'x:Read',
	Resource: '*' } } };
process.stdout.write(JSON.stringify(found));
`

// Catches a kind of policy that neither the engine nor this package reads: one that gives access to everyone must be reported.
func TestPoliciesOfEveryKindAreRead(t *testing.T) {
	modules := reviewtest.NodeModules()
	command := exec.Command(filepath.Join(modules, ".bin", "node"), "-e", everyPolicy)
	command.Env = append(os.Environ(), "NODE_PATH="+modules)
	data, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var found map[string]json.RawMessage
	if err := json.Unmarshal(data, &found); err != nil {
		t.Fatal(err)
	}
	if len(found) < 100 {
		t.Errorf("%d policies, want at least 100: the database has more", len(found))
	}
	var all []string
	names := map[string]string{}
	for name, resource := range found {
		id := strings.NewReplacer(":", "", " ", "").Replace(name)
		names[id] = name
		all = append(all, `"`+id+`": `+string(resource))
	}
	report := compare(t, resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t),
		resources(`{"T": {"Type": "AWS::SNS::Topic"}, `+strings.Join(all, ",")+`}`).Assembly(t))
	reported := map[string]int{}
	for _, opening := range report.Openings {
		reported[opening.Construct]++
	}
	for id, name := range names {
		if reported[id] != 1 {
			t.Errorf("%s: reported %d times, want once", name, reported[id])
		}
	}
}

// Catches policies outside of the engine's sight that are reported although they allow nothing more, or not although they do.
func TestPoliciesThatTheEngineDoesNotRead(t *testing.T) {
	statement := func(principal, action string) string {
		return `{"Effect": "Allow", "Principal": ` + principal + `, "Action": "` + action + `", "Resource": "*"}`
	}
	const other = `{"AWS": "arn:aws:iam::444444444444:root"}`
	managed := func(action string) string {
		return `"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [{"Effect": "Allow",
			"Action": "` + action + `", "Resource": "*"}]}}`
	}
	bus := func(statement string) string {
		return `"Type": "AWS::Events::EventBusPolicy", "Properties": {"EventBusName": "default", "StatementId": "a",
			"Statement": ` + statement + `}`
	}
	logs := func(statement string) string {
		text, _ := json.Marshal(`{"Statement": [` + statement + `]}`)
		return `"Type": "AWS::Logs::Destination", "Properties": {"DestinationPolicy": ` + string(text) + `}`
	}
	undecided := func(action string) string {
		return `"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [{"Fn::If": ["C", {"Effect": "Allow",
			"Action": "` + action + `"}, {"Ref": "AWS::NoValue"}]}]}}`
	}
	deny := strings.Replace(statement(`"*"`, "events:*"), "Allow", "Deny", 1)
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"a managed policy widens": {from: managed("s3:GetObject"), to: managed("*"),
			want: []string{"X: all actions on all resources: allow s3:GetObject on * by principals with ${X} -> allow * on *"}},
		"a managed policy narrows": {from: managed("s3:*"), to: managed("s3:GetObject")},
		"an event bus for everyone": {from: bus(statement(other, "events:PutEvents")), to: bus(statement(`"*"`, "events:PutEvents")),
			want: []string{"X: access for everyone"}},
		"an event bus for another": {from: bus(statement(other, "events:PutEvents")),
			to: bus(statement(`{"AWS": "arn:aws:iam::555555555555:root"}`, "events:PutEvents")), want: []string{"X: on all resources"}},
		"an event bus for fewer": {from: bus(statement(`"*"`, "events:PutEvents")), to: bus(statement(`"*"`, "events:PutRule")),
			want: []string{"events:PutRule"}},
		"logs for everyone": {from: logs(statement(other, "logs:PutSubscriptionFilter")),
			to: logs(statement(`"*"`, "logs:PutSubscriptionFilter")), want: []string{"X: access for everyone"}},
		"a denial goes": {from: bus(deny), to: bus(statement(other, "events:PutEvents")),
			want: []string{"no longer denied", "on all resources"}},
		"a denial comes":               {from: bus(statement(other, "events:PutEvents")), to: bus(deny)},
		"a policy that cannot be read": {from: managed("s3:GetObject"), to: undecided("one"), want: []string{"cannot be read"}},
		"another such":                 {from: undecided("one"), to: undecided("two"), want: []string{"cannot be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(resource string) app {
				return app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "x"]}},
					"Resources": {"T": {"Type": "AWS::SNS::Topic"}, "X": {` + resource + `}}}`}
			}
			wants(t, "opening", compare(t, with(c.from).Assembly(t), with(c.to).Assembly(t)).Openings, c.want...)
		})
	}
}

// Catches a condition that makes access for everyone look harmless: everyone who uses TLS is still everyone.
func TestAccessForEveryoneUnderACondition(t *testing.T) {
	bucket := func(statements string) app {
		return resources(`{"B": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "b",
			"PolicyDocument": {"Statement": [` + statements + `]}}}}`)
	}
	report := compare(t, bucket("").Assembly(t), bucket(`{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
		"Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}`).Assembly(t))
	wants(t, "opening", report.Openings, "access for everyone, under a condition")
}

// Catches a statement in two policies that is reported for one of them only.
func TestTheSameStatementInTwoPolicies(t *testing.T) {
	const statement = `{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}`
	queuePolicy := func(id, statement string) string {
		return `"` + id + `": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Statement": [` +
			statement + `]}}}`
	}
	report := compare(t, resources(`{`+queuePolicy("A", "")+`,`+queuePolicy("B", "")+`}`).Assembly(t),
		resources(`{`+queuePolicy("A", statement)+`,`+queuePolicy("B", statement)+`}`).Assembly(t))
	wants(t, "opening", report.Openings, "A: access for everyone", "B: access for everyone")
}
