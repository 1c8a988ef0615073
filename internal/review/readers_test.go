package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/review"
	"kasha/tests/reviewtest"
)

// network has a security group in stack a, which stack b reads in the given way, with these metadata of the reader.
func network(description, output, reference, metadata string) app {
	return app{
		"a": `{"Resources": {"Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "` + description + `"}}},
			"Outputs": {` + output + `}}`,
		"b": `{"Resources": {"Rule": {"Type": "AWS::EC2::SecurityGroupEgress", "Metadata": {"kasha:reads": "` + metadata + `"},
			"Properties": {"IpProtocol": "tcp", "GroupId": "sg-1", "DestinationSecurityGroupId": ` + reference + `}}}}`,
	}
}

const (
	exported = `"Id": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}, "Export": {"Name": "a:Id"}}`
	plain    = `"Id": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}}`
	imports  = `{"Fn::ImportValue": "a:Id"}`
	looksUp  = `{"Fn::GetStackOutput": {"StackName": "a", "OutputName": "Id"}}`

	outputReader = `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Id": {"Value": ` + looksUp + `}}}`
)

// Catches a reader that is left with the value of a resource that is gone, and a refusal that is only noticed during the deployment.
func TestWhatHappensToReadersOfAChangedProducer(t *testing.T) {
	for _, c := range []struct {
		name           string
		base, head     app
		failure, notes string
	}{
		{
			name: "a strong export is replaced",
			base: network("one", exported, imports, ""), head: network("two", exported, imports, ""),
			failure: "Group: this is replaced. CloudFormation refuses the update and rolls it back, because b imports from it.",
		},
		{
			name: "its reader is removed too, but is deployed later",
			base: network("one", exported, imports, ""),
			head: app{
				"a": network("two", exported, imports, "")["a"],
				"b": `{"Resources": {"Other": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "other"}}}}`,
			},
			failure: "CloudFormation refuses the update and rolls it back, because b imports from it.",
		},
		{
			name: "a strong export is removed together with its last reader",
			base: network("one", exported, imports, ""), head: network("one", `"Other": {"Value": "1"}`, `"sg-2"`, ""),
			failure: "CloudFormation refuses to remove an export that b still reads, and rolls the update back.",
		},
		{
			name:    "a strong export has another name",
			base:    network("one", exported, imports, ""),
			head:    network("one", strings.ReplaceAll(exported, "a:Id", "a:Name"), strings.ReplaceAll(imports, "a:Id", "a:Name"), ""),
			failure: "CloudFormation refuses to remove an export that b still reads",
		},
		{
			name:    "a strong export becomes another value",
			base:    network("one", exported, imports, ""),
			head:    network("one", strings.Replace(exported, `{"Fn::GetAtt": ["Group", "GroupId"]}`, `"sg-9"`, 1), imports, ""),
			failure: "CloudFormation refuses the update and rolls it back, because b imports from it.",
		},
		{
			name: "a weak reader is noted",
			base: network("one", plain, looksUp, "1"), head: network("two", plain, looksUp, "2"),
			notes: "Group: this is replaced; b reads it and follows in the same make deploy. Until then these use the old one: Rule",
		},
		{
			name: "a weak reader is not noted",
			base: network("one", plain, looksUp, "1"), head: network("two", plain, looksUp, "1"),
			failure: "Group: this is replaced, and b keeps the old value in Rule. Its template stays the same",
		},
		{
			name:    "an output reads weakly",
			base:    app{"a": network("one", plain, looksUp, "")["a"], "b": outputReader},
			head:    app{"a": network("two", plain, looksUp, "")["a"], "b": outputReader},
			failure: "Group: this is replaced, and b keeps the old value in output Id.",
		},
		{
			name: "a producer that stays", base: network("one", exported, imports, ""), head: network("one", exported, imports, "2"),
		},
		{
			name: "a new reader", base: app{"a": network("one", plain, looksUp, "")["a"], "b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`},
			head: network("two", plain, looksUp, ""),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			failures := reviewtest.Sentences(report.Failures)
			if (c.failure == "") != (len(failures) == 0) || c.failure != "" && !strings.Contains(strings.Join(failures, "\n"), c.failure) {
				t.Errorf("failures %q, want %q", failures, c.failure)
			}
			notes := reviewtest.Sentences(report.Notes)
			if (c.notes == "") != (len(notes) == 0) || c.notes != "" && !strings.Contains(strings.Join(notes, "\n"), c.notes) {
				t.Errorf("notes %q, want %q", notes, c.notes)
			}
		})
	}
}

// Catches a replacement that CloudFormation plans although no value changes, and one that it does not plan.
func TestAnotherFormOfAReferenceMayReplaceItsReader(t *testing.T) {
	group := `{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`
	weak := `{"Fn::GetStackOutput": {"StackName": "a", "OutputName": "Out"}}`
	strong := `{"Fn::ImportValue": "exported"}`
	literal := `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Out": {"Value": "one"}}}`
	topic := func(name string) string {
		return `{"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": ` + name + `}}}}`
	}
	renamed := func(a app) app {
		a["a"] = strings.Replace(a["a"], `"Out":`, `"Also": {"Value": {"Ref": "Key"}}, "Out":`, 1)
		return a
	}
	for _, c := range []struct {
		name       string
		base, head app
		want       []string
	}{
		{"an import becomes weak", crossStack(group, strong), crossStack(group, weak), []string{"Db: might be replaced"}},
		{"weak becomes an import", crossStack(group, weak), crossStack(group, strong), nil},
		{
			"another output of the same value", renamed(crossStack(group, weak)),
			renamed(crossStack(group, strings.Replace(weak, "Out\"}", "Also\"}", 1))), []string{"Db: might be replaced"},
		},
		{
			"a literal becomes weak",
			app{"a": literal, "b": crossStack(group, `"one"`)["b"]},
			app{"a": literal, "b": crossStack(group, weak)["b"]},
			[]string{"Db: might be replaced"},
		},
		{
			"a property that changes in place",
			app{"a": crossStack(group, weak)["a"], "b": topic(strong)},
			app{"a": crossStack(group, weak)["a"], "b": topic(weak)},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			if got := lossLines(report.Losses); !slices.Equal(got, c.want) {
				t.Errorf("losses %v, want %v", got, c.want)
			}
			if len(c.want) > 0 && !strings.Contains(report.Losses[0].Because, "only the form of the reference in DBSubnetGroupName changes") {
				t.Errorf("the reason is %q, want the form of the reference", report.Losses[0].Because)
			}
			if len(c.want) == 0 && (report.Verdict != review.NoLoss || len(report.Environments[0].Stacks[1].Changes) > 0) {
				t.Errorf("verdict %q, want %q and no changed resource: %s", report.Verdict, review.NoLoss, fmt.Sprint(report.Environments))
			}
		})
	}
}

// Catches a new reference that nothing answers, at which the deployment would fail halfway.
func TestDanglingReferenceIsAFailure(t *testing.T) {
	base := crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`,
		`{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`)
	head := crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`,
		`{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Gone"}}`)
	report := compare(t, base.Assembly(t), head.Assembly(t))
	wants(t, "failure", report.Failures, "output Gone of stack a")
	if back := compare(t, head.Assembly(t), head.Assembly(t)); len(back.Failures) > 0 {
		t.Errorf("failures %v, want none: the reference had no answer before either", reviewtest.Sentences(back.Failures))
	}
}
