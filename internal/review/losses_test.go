package review_test

import (
	"slices"
	"testing"

	"kasha/internal/review"
)

const (
	database = `"Type": "AWS::RDS::DBInstance"`
	queue    = `"Type": "AWS::SQS::Queue"`
	replica  = `"Replica": {` + database + `, "Properties": {"SourceDBInstanceIdentifier": {"Fn::Join": ["", ["arn:aws:rds:us-east-1:333333333333:db:", {"Ref": "Primary"}]]}}}`
)

// Each case is something that cdk diff, or a first version of this review, gets wrong in one direction or the other.
func TestLosses(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head app
		want       []string
	}{
		{
			"another subnet group replaces the database",
			resources(`{"Db": {` + database + `, "Properties": {"DBSubnetGroupName": "one"}}}`),
			resources(`{"Db": {` + database + `, "Properties": {"DBSubnetGroupName": "two"}}}`),
			[]string{"Db: replaced"},
		},
		{
			"a reference in a text drags the replica along",
			resources(`{"Primary": {` + database + `, "Properties": {"KmsKeyId": "one"}}, ` + replica + `}`),
			resources(`{"Primary": {` + database + `, "Properties": {"KmsKeyId": "two"}}, ` + replica + `}`),
			[]string{"Primary: replaced", "Replica: might be replaced"},
		},
		{
			"what might be replaced drags along only perhaps",
			resources(`{"Primary": {` + database + `, "Properties": {"AvailabilityZone": "us-east-1a"}}, "Other": {` + database + `, "Properties": {"KmsKeyId": {"Fn::Sub": "${Primary.DbiResourceId}-x"}}}}`),
			resources(`{"Primary": {` + database + `, "Properties": {"AvailabilityZone": "us-east-1b"}}, "Other": {` + database + `, "Properties": {"KmsKeyId": {"Fn::Sub": "${Primary.DbiResourceId}-x"}}}}`),
			[]string{"Other: might be replaced", "Primary: might be replaced"},
		},
		{
			"a chain of replacements over three resources",
			resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}}, "Primary": {` + database + `, "Properties": {"DBSubnetGroupName": {"Ref": "Group"}}}, ` + replica + `}`),
			resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}}, "Primary": {` + database + `, "Properties": {"DBSubnetGroupName": {"Ref": "Group"}}}, ` + replica + `}`),
			[]string{"Primary: replaced", "Replica: might be replaced"},
		},
		{
			"a replacement in another stack, behind Fn::GetStackOutput",
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}}}`, `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`),
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}}}`, `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`),
			[]string{"Db: replaced"},
		},
		{
			"a replacement in another stack, behind Fn::ImportValue",
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}}}`, `{"Fn::ImportValue": "exported"}`),
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}}}`, `{"Fn::ImportValue": "exported"}`),
			[]string{"Db: replaced"},
		},
		{
			"a value behind a parameter's default",
			app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "one"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "two"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			[]string{"Db: replaced"},
		},
		{
			"a value that the engine takes for the same number",
			resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "1.1"}}}`),
			resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "1.10"}}}`),
			[]string{"Q: replaced"},
		},
		{
			"a change of type",
			resources(`{"Q": {` + queue + `}}`),
			resources(`{"Q": {"Type": "AWS::SNS::Topic"}}`),
			[]string{"Q: replaced"},
		},
		{
			"what the engine calls maybe and RDS does in place",
			resources(`{"Db": {` + database + `, "Properties": {"MultiAZ": true, "BackupRetentionPeriod": 30, "StorageType": "gp2", "DBParameterGroupName": "a", "AutoMinorVersionUpgrade": true, "PreferredMaintenanceWindow": "x"}}}`),
			resources(`{"Db": {` + database + `, "Properties": {"MultiAZ": false, "BackupRetentionPeriod": 7, "StorageType": "gp3", "DBParameterGroupName": "b", "AutoMinorVersionUpgrade": false, "PreferredMaintenanceWindow": "y"}}}`),
			nil,
		},
		{
			"the same of a cluster's member",
			resources(`{"Db": {` + database + `, "Properties": {"DBClusterIdentifier": "c", "AutoMinorVersionUpgrade": true}}}`),
			resources(`{"Db": {` + database + `, "Properties": {"DBClusterIdentifier": "c", "AutoMinorVersionUpgrade": false}}}`),
			[]string{"Db: might be replaced"},
		},
		{
			"what might be replaced, and a round later certainly is",
			resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}}, "Primary": {` + database + `, "Properties": {"AvailabilityZone": "a", "DBSubnetGroupName": {"Ref": "Group"}}}, "Other": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Primary"}}}}`),
			resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}}, "Primary": {` + database + `, "Properties": {"AvailabilityZone": "b", "DBSubnetGroupName": {"Ref": "Group"}}}, "Other": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Primary"}}}}`),
			[]string{"Other: replaced", "Primary: replaced"},
		},
		{
			"what the engine calls maybe and nobody has settled",
			resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql"}}}`),
			resources(`{"Db": {` + database + `, "Properties": {"Engine": "mariadb"}}}`),
			[]string{"Db: might be replaced"},
		},
		{
			"a type that the engine does not know",
			resources(`{"New": {"Type": "AWS::Future::Store", "Properties": {"Size": 1}}, "Mine": {"Type": "Custom::Thing", "Properties": {"Size": 1}}}`),
			resources(`{"New": {"Type": "AWS::Future::Store", "Properties": {"Size": 2}}, "Mine": {"Type": "Custom::Thing", "Properties": {"Size": 2}}}`),
			[]string{"New: might be replaced"},
		},
		{
			"a property that the engine does not know",
			resources(`{"Q": {` + queue + `, "Properties": {"FutureProperty": 1}}}`),
			resources(`{"Q": {` + queue + `, "Properties": {"FutureProperty": 2}}}`),
			[]string{"Q: might be replaced"},
		},
		{
			"a condition that turns false",
			app{"s": `{"Conditions": {"Keep": {"Fn::Equals": ["a", "a"]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"}, "R": {` + queue + `}}}`},
			app{"s": `{"Conditions": {"Keep": {"Fn::Equals": ["a", "b"]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"}, "R": {` + queue + `}}}`},
			[]string{"Q: removed"},
		},
		{
			"a condition that a deployment decides, and decides otherwise",
			app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "a"]}, "Keep": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"}}}`},
			app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "b"]}, "Keep": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"}}}`},
			[]string{"Q: might be removed"},
		},
		{
			"a fixed name makes the replacement fail",
			resources(`{"Db": {` + database + `, "Properties": {"DBInstanceIdentifier": "mine", "KmsKeyId": "one"}}, "S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "old"}}}`),
			resources(`{"Db": {` + database + `, "Properties": {"DBInstanceIdentifier": "mine", "KmsKeyId": "two"}}, "S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "new"}}}`),
			[]string{"Db: replaced!", "S: replaced"},
		},
		{
			"half of a name stays",
			resources(`{"R": {"Type": "AWS::Route53::RecordSet", "Properties": {"Name": "www.example.org.", "HostedZoneId": "Z1", "Type": "A"}}}`),
			resources(`{"R": {"Type": "AWS::Route53::RecordSet", "Properties": {"Name": "www.example.org.", "HostedZoneId": "Z2", "Type": "A"}}}`),
			[]string{"R: replaced"},
		},
		{
			"a lower engine version",
			resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql", "EngineVersion": "8.4.10"}}}`),
			resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql", "EngineVersion": "8.4.9"}}}`),
			[]string{"Db: downgraded!"},
		},
		{
			"a replacement of what holds nothing",
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "one"}}}`),
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "two"}}}`),
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.base.assembly(t), c.head.assembly(t))
			if got := said(report.Losses); !slices.Equal(got, c.want) {
				t.Errorf("losses %q, want %q", got, c.want)
			}
			if failing := len(c.want) > 0; report.Fails() != failing {
				t.Errorf("verdict %q", report.Verdict)
			}
		})
	}
}

// crossStack is a database in stack b whose subnet group comes from stack a in the given way.
func crossStack(group, reference string) app {
	return app{
		"a": `{"Resources": ` + group + `, "Outputs": {"Out": {"Value": {"Ref": "Key"}, "Export": {"Name": "exported"}}}}`,
		"b": `{"Resources": {"Db": {` + database + `, "Properties": {"DBSubnetGroupName": ` + reference + `}}}}`,
	}
}

// A review that cries wolf is not read.
func TestWhatIsNoChange(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head app
	}{
		{
			"construct paths and a description",
			app{"s": `{"Description": "one", "Resources": {"Q": {` + queue + `, "Metadata": {"aws:cdk:path": "a"}}}}`},
			app{"s": `{"Description": "two", "Resources": {"Q": {` + queue + `, "Metadata": {"aws:cdk:path": "b"}}, "CDKMetadata": {"Type": "AWS::CDK::Metadata"}}}`},
		},
		{
			"a literal that moves into a parameter",
			resources(`{"Db": {` + database + `, "Properties": {"KmsKeyId": "one"}}}`),
			app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "one"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
		},
		{
			"a weak reference instead of an export",
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`, `{"Fn::ImportValue": "exported"}`),
			crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`, `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`),
		},
		{
			"a join written as a substitution, a number as a text",
			resources(`{"Q": {` + queue + `, "Properties": {"QueueName": {"Fn::Join": ["-", ["q", {"Ref": "AWS::Region"}]]}, "VisibilityTimeout": 30}}}`),
			resources(`{"Q": {` + queue + `, "Properties": {"QueueName": {"Fn::Sub": "q-us-east-1"}, "VisibilityTimeout": "30"}}}`),
		},
		{
			"a policy with other spaces",
			resources(`{"R": {"Type": "AWS::ECR::Repository", "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": "{\"rules\":[]}"}}}}`),
			resources(`{"R": {"Type": "AWS::ECR::Repository", "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": "{ \"rules\": [] }"}}}}`),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if report := compare(t, c.base.assembly(t), c.head.assembly(t)); report.Verdict != review.Unchanged {
				t.Errorf("verdict %q: %+v", report.Verdict, report.Environments)
			}
		})
	}
}

func TestOrderOfDeploymentAloneIsHarmless(t *testing.T) {
	base := resources(`{"Db": {` + database + `, "DependsOn": ["Q"]}, "Q": {` + queue + `}}`)
	head := resources(`{"Db": {` + database + `}, "Q": {` + queue + `}}`)
	report := compare(t, base.assembly(t), head.assembly(t))
	if report.Verdict != review.NoLoss {
		t.Fatalf("verdict %q: %v", report.Verdict, said(report.Losses))
	}
	change := report.Environments[0].Stacks[0].Changes[0]
	if change.Kind != review.Changed || change.Properties[0].Name != "DependsOn" {
		t.Errorf("the change of order is not shown: %+v", change)
	}
}

// Nobody can know what a custom resource does with a change; calling each one a replacement would be noise.
func TestCustomResourceIsChanged(t *testing.T) {
	report := compare(t,
		resources(`{"Mine": {"Type": "Custom::Thing", "Properties": {"Size": 1}}}`).assembly(t),
		resources(`{"Mine": {"Type": "Custom::Thing", "Properties": {"Size": 2}}}`).assembly(t))
	if change := report.Environments[0].Stacks[0].Changes[0]; change.Kind != review.Changed {
		t.Errorf("%+v", change)
	}
}
