package snapshot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// example is an environment of two stacks, of which the second refers to the first, with any name, account and region.
func example(t *testing.T, name, account, region, asset string) []assembly.Stack {
	t.Helper()
	const network = `{"Resources": {"Key1": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
	  "Properties": {"Description": "Kasha NAME: all", "EnableKeyRotation": true, "Tags": [
	    {"Key": "application", "Value": "kasha"}, {"Key": "environment", "Value": "NAME"}, {"Key": "Name", "Value": "NAME/key"}]}}},
	  "Outputs": {"PublishOutputKey1Arn": {"Value": {"Fn::GetAtt": ["Key1", "Arn"]}}}}`
	const data = `{"Resources": {
	  "Queue1": {"Type": "AWS::SQS::Queue", "DependsOn": ["Group1"], "Properties": {"QueueName": "kasha-NAME-jobs", "Delay": 5,
	    "KmsMasterKeyId": {"Fn::GetStackOutput": {
	      "StackName": "kasha-NAME-network", "Region": "REGION", "OutputName": "PublishOutputKey1Arn"}},
	    "Policy": {"Statement": [{"Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "arn:aws:sqs:REGION:ACCOUNT:jobs"}]}}},
	  "Group1": {"Type": "AWS::Logs::LogGroup", "Properties": {"Code": {"S3Key": "ASSET.zip"},
	    "Body": {"Fn::Join": ["", ["{\"title\":\"", {"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "Queue1"}]}]}, "\"}"]]}}}},
	  "Outputs": {"Address": {"Description": "where", "Value": {"Fn::Join": ["", [{"Fn::GetAtt": ["Queue1", "Endpoint.Address"]}, ":80"]]}}}}`
	var stacks []assembly.Stack
	for i, text := range []string{network, data} {
		text = strings.NewReplacer("NAME", name, "ACCOUNT", account, "REGION", region, "ASSET", asset).Replace(text)
		part := []string{"network", "data"}[i]
		stack := assembly.Stack{Name: "kasha-" + name + "-" + part, Path: name + "/" + part, Stage: name, Account: account, Region: region}
		if err := json.Unmarshal([]byte(text), &stack.Template); err != nil {
			t.Fatal(err)
		}
		for id, resource := range stack.Template.Resources {
			resource.LogicalID, resource.Path = id, strings.TrimSuffix(id, "1")+"/Resource"
			stack.Template.Resources[id] = resource
		}
		stacks = append(stacks, stack)
	}
	return stacks
}

func render(t *testing.T, stacks []assembly.Stack) Environment {
	t.Helper()
	environment, err := Render(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

func text(environment Environment) string {
	var b strings.Builder
	for _, stack := range environment.Stacks {
		b.WriteString(stack.String() + "\n")
	}
	return b.String()
}

// Hashes of two versions of an asset.
const (
	first  = "02b51ab524e7bcf8f477de3e71e5f9a72e448301b26ba62e9e75a14f9c55a093"
	second = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
)

// TestTextIsReadable pins the form: references as paths, short lists on one line, JSON documents as objects.
func TestTextIsReadable(t *testing.T) {
	const want = `kasha-prod-network in eu-west-1, account 333333333333

Key  AWS::KMS::Key  Key1
    (deleted: Retain, replaced: Retain)
    Description: Kasha prod: all
    EnableKeyRotation: true
    Tags:
    - Key: Name
      Value: prod/key

Outputs

kasha-prod-data in eu-west-1, account 333333333333

Group  AWS::Logs::LogGroup  Group1
    Body:
      title: ${Fn::Select([1,'${Fn::Split(['/','${Queue}'])}'])}
    Code:
      S3Key: <asset>.zip

Queue  AWS::SQS::Queue  Queue1
    (after: ${Group})
    Delay: 5
    KmsMasterKeyId: ${network:Key.Arn}
    Policy:
      Statement:
      - Action: [sqs:SendMessage, sqs:ReceiveMessage]
        Resource: arn:aws:sqs:eu-west-1:333333333333:jobs
    QueueName: kasha-prod-jobs

Outputs
    Address: ${Queue.Endpoint.Address}:80

`
	if got := text(render(t, example(t, "prod", "333333333333", "eu-west-1", first))); got != want {
		t.Errorf("the text is\n%s\nwant\n%s", got, want)
	}
}

// TestAssetHashesAreMasked catches snapshots that change with every version of the CDK.
func TestAssetHashesAreMasked(t *testing.T) {
	a := text(render(t, example(t, "prod", "333333333333", "eu-west-1", first)))
	b := text(render(t, example(t, "prod", "333333333333", "eu-west-1", second)))
	if a != b {
		t.Errorf("another asset changes the text, want no change:\n%s", Changes(a, b, 10))
	}
}

// TestEveryPropertyShows changes each value of a template in turn and catches one whose change the text does not show.
func TestEveryPropertyShows(t *testing.T) {
	was := text(render(t, example(t, "prod", "333333333333", "eu-west-1", first)))
	changed := 0
	for i := 0; ; i++ {
		stacks := example(t, "prod", "333333333333", "eu-west-1", first)
		n, where := i, ""
		for _, stack := range stacks {
			for _, resource := range stack.Template.Sorted() {
				alter(resource.Properties, resource.LogicalID, &n, &where)
			}
		}
		if where == "" {
			break
		}
		changed++
		masked := strings.Contains(where, "S3Key") || strings.Contains(where, "Tags/0") || strings.Contains(where, "Tags/1")
		if is, err := Render(stacks); err == nil && text(is) == was && !masked {
			t.Errorf("a change of %s does not show, want a difference", where)
		}
	}
	if changed < 15 {
		t.Errorf("changed %d values, want at least 15", changed)
	}
}

// alter changes the nth scalar of a value; maps are walked in the order of their keys.
func alter(value any, path string, n *int, where *string) any {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			value[key] = alter(value[key], path+"/"+key, n, where)
		}
		return value
	case []any:
		for i := range value {
			value[i] = alter(value[i], fmt.Sprint(path, "/", i), n, where)
		}
		return value
	}
	*n--
	if *n != -1 {
		return value
	}
	*where = path
	return fmt.Sprint(value, "x")
}

// TestAnotherNameIsNoDifference catches a difference that is only the environment's name, account or region. It would hide the real
// differences.
func TestAnotherNameIsNoDifference(t *testing.T) {
	base := render(t, example(t, "prod", "333333333333", "eu-west-1", first))
	other := render(t, example(t, "dev", assembly.OpenAccount, "us-east-1", first))
	if _, rest, _ := strings.Cut(Difference(base, other), "\n"); rest != "" {
		t.Errorf("got the differences\n%s\nwant none", rest)
	}
}

// TestDifferenceShowsWhatEnvironmentsDoNotShare catches a resource or value of one environment that the difference leaves out.
func TestDifferenceShowsWhatEnvironmentsDoNotShare(t *testing.T) {
	base, stacks := render(t, example(t, "prod", "333333333333", "eu-west-1", first)), example(t, "dev", "222222222222", "eu-west-1", first)
	delete(stacks[1].Template.Resources, "Group1")
	queue := stacks[1].Template.Resources["Queue1"]
	queue.DependsOn, queue.Properties["Delay"] = nil, 6
	stacks[1].Template.Resources["Queue1"] = queue
	stacks[0].Template.Resources["New1"] = assembly.Resource{Type: "AWS::EC2::EIP", LogicalID: "New1", Path: "New/Resource",
		Properties: map[string]any{"Domain": "vpc"}}
	stacks = append(stacks, assembly.Stack{Name: "kasha-dev-more", Path: "dev/more", Stage: "dev", Account: "222222222222",
		Region: "eu-west-1"})
	got := Difference(base, render(t, stacks))
	for _, want := range []string{"\n+ New  AWS::EC2::EIP\n+     Domain: vpc\n", "\n+ kasha-ENV-more in REGION, account ACCOUNT\n",
		"\n- Group  AWS::Logs::LogGroup\n", "-     Delay: 5\n+     Delay: 6\n", "-     (after: ${Group})\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestDashboardsAreNotComparedLineByLine catches a difference that repeats every alarm and metric because of another region. Whether there
// is a dashboard still shows.
func TestDashboardsAreNotComparedLineByLine(t *testing.T) {
	with := func(region string) Environment {
		stacks := example(t, "prod", "333333333333", "eu-west-1", first)
		body := `{"widgets": [{"region": "` + region + `"}]}`
		stacks[0].Template.Resources["View1"] = assembly.Resource{Type: "AWS::CloudWatch::Dashboard", LogicalID: "View1", Path: "View/Resource",
			Properties: map[string]any{"DashboardBody": body}}
		return render(t, stacks)
	}
	if _, rest, _ := strings.Cut(Difference(with("us-east-1"), with("eu-west-1")), "\n"); rest != "" {
		t.Errorf("got the differences\n%s\nwant none", rest)
	}
	if got := Difference(render(t, example(t, "prod", "333333333333", "eu-west-1", first)), with("eu-west-1")); !strings.Contains(got,
		"\n+ View  AWS::CloudWatch::Dashboard\n") {
		t.Errorf("got\n%s\nwant the dashboard in it", got)
	}
}

// TestChangesAreShort catches a failing snapshot that floods the terminal, or that does not say that there is more.
func TestChangesAreShort(t *testing.T) {
	if got := Changes("a\nb", "a\nb", 3); got != "" {
		t.Errorf("no change is described as %q, want nothing", got)
	}
	if got := Changes("top\n  a\n  b\nend", "top\n  a\n  c\nend", 3); got != "  top\n-   b\n+   c\n" {
		t.Errorf("one change is described as %q, want its parent and both lines", got)
	}
	if got := Changes("1\n2\n3\n4", "", 2); !strings.HasSuffix(got, "... and 3 more lines\n") {
		t.Errorf("many changes are described as %q, want the number of the others at the end", got)
	}
}
