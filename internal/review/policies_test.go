package review_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// everyPolicy prints the types of CDK's database that hold a policy, each with properties that let everybody in: as the
// value itself, as a text of JSON where the database says that it is one, and inside of an object.
const everyPolicy = `
const db = require('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync();
const found = {};
for (const resource of db.all('resource')) {
  const type = resource.cloudFormationType, id = type.replace(/:/g, '');
  const document = { Statement: [{ Sid: id, Effect: 'Allow', Principal: '*', Action: 'x:Read', Resource: '*' }] };
  for (const [name, property] of Object.entries(resource.properties)) {
    if (!/Polic(y|ies)(Document|Text)?$/.test(name)) continue;
    const kind = property.type.type;
    const value = { string: JSON.stringify(document), ref: { PolicyDocument: document } }[kind] ?? (['json', 'union'].includes(kind) ? document : undefined);
    if (value !== undefined) found[type + ' ' + name] = { Type: type, Properties: { [name]: value } };
  }
  const one = (...names) => names.find((name) => resource.properties[name]);
  const action = one('Action', 'Actions'), principal = one('Principal', 'Principals');
  if (action && principal) found[type] = { Type: type, Properties: { [action]: 'x:Read', [principal]: '*' } };
}
const inline = { PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'x:Read', Resource: '*' }] } };
for (const type of ['Role', 'User', 'Group']) found[type] = { Type: 'AWS::IAM::' + type, Properties: { Policies: [inline] } };
found['event bus'] = { Type: 'AWS::Events::EventBusPolicy', Properties: { Statement: { Effect: 'Allow', Principal: '*', Action: 'x:Read', Resource: '*' } } };
process.stdout.write(JSON.stringify(found));
`

// Wherever AWS lets people write a policy, one that lets everybody in is told: by the engine, or, where it passes over it,
// by our own reader.
func TestPoliciesOfEveryKindAreRead(t *testing.T) {
	modules, err := filepath.Abs(filepath.Join("..", "..", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
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
		t.Errorf("%d policies; the database has more", len(found))
	}
	var all []string
	names := map[string]string{}
	for name, resource := range found {
		id := strings.NewReplacer(":", "", " ", "").Replace(name)
		names[id] = name
		all = append(all, `"`+id+`": `+string(resource))
	}
	report := compare(t, resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).assembly(t), resources(`{"T": {"Type": "AWS::SNS::Topic"}, `+strings.Join(all, ",")+`}`).assembly(t))
	told := map[string]int{}
	for _, opening := range report.Openings {
		told[opening.Construct]++
	}
	for id, name := range names {
		if told[id] != 1 {
			t.Errorf("%s: told %d times, not once", name, told[id])
		}
	}
}

// What a policy said before is no news, wherever it stands; what it says beyond that is.
func TestPoliciesThatTheEnginePassesOver(t *testing.T) {
	statement := func(principal, action string) string {
		return `{"Effect": "Allow", "Principal": ` + principal + `, "Action": "` + action + `", "Resource": "*"}`
	}
	const other = `{"AWS": "arn:aws:iam::444444444444:root"}`
	managed := func(action string) string {
		return `"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "` + action + `", "Resource": "*"}]}}`
	}
	bus := func(statement string) string {
		return `"Type": "AWS::Events::EventBusPolicy", "Properties": {"EventBusName": "default", "StatementId": "a", "Statement": ` + statement + `}`
	}
	logs := func(statement string) string {
		text, _ := json.Marshal(`{"Statement": [` + statement + `]}`)
		return `"Type": "AWS::Logs::Destination", "Properties": {"DestinationPolicy": ` + string(text) + `}`
	}
	undecided := func(action string) string {
		return `"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [{"Fn::If": ["C", {"Effect": "Allow", "Action": "` + action + `"}, {"Ref": "AWS::NoValue"}]}]}}`
	}
	deny := strings.Replace(statement(`"*"`, "events:*"), "Allow", "Deny", 1)
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"a managed policy widens":      {managed("s3:GetObject"), managed("*"), []string{"X: every action on everything: allow s3:GetObject on * by whoever has ${X} -> allow * on *"}},
		"a managed policy narrows":     {managed("s3:*"), managed("s3:GetObject"), nil},
		"an event bus for everybody":   {bus(statement(other, "events:PutEvents")), bus(statement(`"*"`, "events:PutEvents")), []string{"X: everyone is let in"}},
		"an event bus for another":     {bus(statement(other, "events:PutEvents")), bus(statement(`{"AWS": "arn:aws:iam::555555555555:root"}`, "events:PutEvents")), []string{"X: on everything of its kind"}},
		"an event bus for fewer":       {bus(statement(`"*"`, "events:PutEvents")), bus(statement(`"*"`, "events:PutRule")), []string{"events:PutRule"}},
		"logs for everybody":           {logs(statement(other, "logs:PutSubscriptionFilter")), logs(statement(`"*"`, "logs:PutSubscriptionFilter")), []string{"X: everyone is let in"}},
		"a denial goes":                {bus(deny), bus(statement(other, "events:PutEvents")), []string{"no longer forbidden", "on everything of its kind"}},
		"a denial comes":               {bus(statement(other, "events:PutEvents")), bus(deny), nil},
		"a policy that nobody can see": {managed("s3:GetObject"), undecided("one"), []string{"cannot be read"}},
		"another such":                 {undecided("one"), undecided("two"), []string{"cannot be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(resource string) app {
				return app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "x"]}}, "Resources": {"T": {"Type": "AWS::SNS::Topic"}, "X": {` + resource + `}}}`}
			}
			wants(t, "opening", compare(t, with(c.from).assembly(t), with(c.to).assembly(t)).Openings, c.want...)
		})
	}
}

// Everybody who speaks TLS is still everybody.
func TestEverybodyUnderACondition(t *testing.T) {
	bucket := func(statements string) app {
		return resources(`{"B": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "b", "PolicyDocument": {"Statement": [` + statements + `]}}}}`)
	}
	report := compare(t, bucket("").assembly(t), bucket(`{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}`).assembly(t))
	wants(t, "opening", report.Openings, "everyone is let in, under a condition")
}

// A statement in two policies is told of both.
func TestTheSameStatementInTwoPolicies(t *testing.T) {
	const statement = `{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}`
	queuePolicy := func(id, statement string) string {
		return `"` + id + `": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Statement": [` + statement + `]}}}`
	}
	report := compare(t, resources(`{`+queuePolicy("A", "")+`,`+queuePolicy("B", "")+`}`).assembly(t), resources(`{`+queuePolicy("A", statement)+`,`+queuePolicy("B", statement)+`}`).assembly(t))
	wants(t, "opening", report.Openings, "A: everyone", "B: everyone")
}
