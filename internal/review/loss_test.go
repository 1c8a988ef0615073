package review_test

import (
	"slices"
	"testing"
)

const (
	database = `"Type": "AWS::RDS::DBInstance"`
	queue    = `"Type": "AWS::SQS::Queue"`
	replica  = `"Replica": {` + database + `, "Properties": {"SourceDBInstanceIdentifier": {"Fn::Join": ["",
		["arn:aws:rds:us-east-1:333333333333:db:", {"Ref": "Primary"}]]}}}`
)

// Catches losses that are missed, and false ones. cdk diff gets most of these cases wrong.
func TestLosses(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head app
		want       []string
	}{
		{
			name: "another subnet group replaces the database",
			base: resources(`{"Db": {` + database + `, "Properties": {"DBSubnetGroupName": "one"}}}`),
			head: resources(`{"Db": {` + database + `, "Properties": {"DBSubnetGroupName": "two"}}}`),
			want: []string{"Db: replaced"},
		},
		{
			name: "a reference within a text replaces the replica too",
			base: resources(`{"Primary": {` + database + `, "Properties": {"KmsKeyId": "one"}}, ` + replica + `}`),
			head: resources(`{"Primary": {` + database + `, "Properties": {"KmsKeyId": "two"}}, ` + replica + `}`),
			want: []string{"Primary: replaced", "Replica: might be replaced"},
		},
		{
			name: "a possible replacement causes a possible replacement",
			base: resources(`{"Primary": {` + database + `, "Properties": {"AvailabilityZone": "us-east-1a"}}, "Other": {` + database + `,
				"Properties": {"KmsKeyId": {"Fn::Sub": "${Primary.DbiResourceId}-x"}}}}`),
			head: resources(`{"Primary": {` + database + `, "Properties": {"AvailabilityZone": "us-east-1b"}}, "Other": {` + database + `,
				"Properties": {"KmsKeyId": {"Fn::Sub": "${Primary.DbiResourceId}-x"}}}}`),
			want: []string{"Other: might be replaced", "Primary: might be replaced"},
		},
		{
			name: "a chain of replacements over three resources",
			base: resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}},
				"Primary": {` + database + `, "Properties": {"DBSubnetGroupName": {"Ref": "Group"}}}, ` + replica + `}`),
			head: resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}},
				"Primary": {` + database + `, "Properties": {"DBSubnetGroupName": {"Ref": "Group"}}}, ` + replica + `}`),
			want: []string{"Primary: replaced", "Replica: might be replaced"},
		},
		{
			name: "a replacement in another stack, behind Fn::GetStackOutput",
			base: crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}}}`,
				`{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`),
			head: crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}}}`,
				`{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`),
			want: []string{"Db: replaced"},
		},
		{
			name: "a replacement in another stack, behind Fn::ImportValue",
			base: crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}}}`,
				`{"Fn::ImportValue": "exported"}`),
			head: crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}}}`,
				`{"Fn::ImportValue": "exported"}`),
			want: []string{"Db: replaced"},
		},
		{
			name: "a value behind a parameter's default",
			base: app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "one"}}, "Resources": {"Db": {` + database + `,
				"Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			head: app{"s": `{"Parameters": {"Key": {"Type": "String", "Default": "two"}}, "Resources": {"Db": {` + database + `,
				"Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			want: []string{"Db: replaced"},
		},
		{
			name: "a value that the engine takes for the same number",
			base: resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "1.1"}}}`),
			head: resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "1.10"}}}`),
			want: []string{"Q: replaced"},
		},
		{
			name: "a change of type",
			base: resources(`{"Q": {` + queue + `}}`),
			head: resources(`{"Q": {"Type": "AWS::SNS::Topic"}}`),
			want: []string{"Q: replaced"},
		},
		{
			name: "properties that the engine calls possible replacements and RDS changes in place",
			base: resources(`{"Db": {` + database + `, "Properties": {"MultiAZ": true, "BackupRetentionPeriod": 30, "StorageType": "gp2",
				"DBParameterGroupName": "a", "AutoMinorVersionUpgrade": true, "PreferredMaintenanceWindow": "sun:01:00-sun:02:00"}}}`),
			head: resources(`{"Db": {` + database + `, "Properties": {"MultiAZ": false, "BackupRetentionPeriod": 7, "StorageType": "gp3",
				"DBParameterGroupName": "b", "AutoMinorVersionUpgrade": false, "PreferredMaintenanceWindow": "sun:03:00-sun:04:00"}}}`),
		},
		{
			name: "the same property of a member of a cluster",
			base: resources(`{"Db": {` + database + `, "Properties": {"DBClusterIdentifier": "c", "AutoMinorVersionUpgrade": true}}}`),
			head: resources(`{"Db": {` + database + `, "Properties": {"DBClusterIdentifier": "c", "AutoMinorVersionUpgrade": false}}}`),
			want: []string{"Db: might be replaced"},
		},
		{
			name: "a possible replacement that is certain a round later",
			base: resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "one"}},
				"Primary": {` + database + `, "Properties": {"AvailabilityZone": "a", "DBSubnetGroupName": {"Ref": "Group"}}},
					"Other": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Primary"}}}}`),
			head: resources(`{"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupName": "two"}},
				"Primary": {` + database + `, "Properties": {"AvailabilityZone": "b", "DBSubnetGroupName": {"Ref": "Group"}}},
					"Other": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Primary"}}}}`),
			want: []string{"Other: replaced", "Primary: replaced"},
		},
		{
			name: "a possible replacement that RDS does not rule out",
			base: resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql"}}}`),
			head: resources(`{"Db": {` + database + `, "Properties": {"Engine": "mariadb"}}}`),
			want: []string{"Db: might be replaced"},
		},
		{
			name: "a type that the engine does not know",
			base: resources(`{"New": {"Type": "AWS::Future::Store", "Properties": {"Size": 1}}, "Mine": {"Type": "Custom::Thing",
				"Properties": {"Size": 1}}}`),
			head: resources(`{"New": {"Type": "AWS::Future::Store", "Properties": {"Size": 2}}, "Mine": {"Type": "Custom::Thing",
				"Properties": {"Size": 2}}}`),
			want: []string{"New: might be replaced"},
		},
		{
			name: "a property that the engine does not know",
			base: resources(`{"Q": {` + queue + `, "Properties": {"FutureProperty": 1}}}`),
			head: resources(`{"Q": {` + queue + `, "Properties": {"FutureProperty": 2}}}`),
			want: []string{"Q: might be replaced"},
		},
		{
			name: "a condition that turns false",
			base: app{"s": `{"Conditions": {"Keep": {"Fn::Equals": ["a", "a"]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"},
				"R": {` + queue + `}}}`},
			head: app{"s": `{"Conditions": {"Keep": {"Fn::Equals": ["a", "b"]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"},
				"R": {` + queue + `}}}`},
			want: []string{"Q: removed"},
		},
		{
			name: "another condition that only a deployment decides",
			base: app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "a"]},
				"Keep": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"}}}`},
			head: app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "b"]},
				"Keep": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Q": {` + queue + `, "Condition": "Keep"}}}`},
			want: []string{"Q: might be removed"},
		},
		{
			name: "a fixed name makes the replacement fail",
			base: resources(`{"Db": {` + database + `, "Properties": {"DBInstanceIdentifier": "mine", "KmsKeyId": "one"}},
				"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "old"}}}`),
			head: resources(`{"Db": {` + database + `, "Properties": {"DBInstanceIdentifier": "mine", "KmsKeyId": "two"}},
				"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "new"}}}`),
			want: []string{"Db: replaced!", "S: replaced"},
		},
		{
			name: "one of two naming properties changes",
			base: resources(`{"R": {"Type": "AWS::Route53::RecordSet", "Properties": {"Name": "www.example.org.", "HostedZoneId": "Z1",
				"Type": "A"}}}`),
			head: resources(`{"R": {"Type": "AWS::Route53::RecordSet", "Properties": {"Name": "www.example.org.", "HostedZoneId": "Z2",
				"Type": "A"}}}`),
			want: []string{"R: replaced"},
		},
		{
			name: "a lower engine version",
			base: resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql", "EngineVersion": "8.4.10"}}}`),
			head: resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql", "EngineVersion": "8.4.9"}}}`),
			want: []string{"Db: downgraded!"},
		},
		{
			name: "a secret's value is generated again",
			base: resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": {"PasswordLength": 30}}}}`),
			head: resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": {"PasswordLength": 40}}}}`),
			want: []string{"S: overwritten"},
		},
		{
			name: "a secret has another description",
			base: resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Description": "a",
				"GenerateSecretString": {"PasswordLength": 30}}}}`),
			head: resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Description": "b",
				"GenerateSecretString": {"PasswordLength": 30}}}}`),
		},
		{
			name: "a nested stack gets another template",
			base: resources(`{"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "a"}}}`),
			head: resources(`{"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "b"}}}`),
			want: []string{"N: might be replaced"},
		},
		{
			name: "a nested stack is removed",
			base: resources(`{"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "a"}}, "T": {"Type": "AWS::SNS::Topic"}}`),
			head: resources(`{"T": {"Type": "AWS::SNS::Topic"}}`),
			want: []string{"N: removed"},
		},
		{
			name: "another parameter of Systems Manager",
			base: app{"s": `{"Parameters": {"Key": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}},
				"Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			head: app{"s": `{"Parameters": {"Key": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/b"}},
				"Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			want: []string{"Db: replaced"},
		},
		{
			name: "a value under a condition that means something else",
			base: app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "a"]},
				"C": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Fn::If": ["C",
					"one", "two"]}}}}}`},
			head: app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "b"]},
				"C": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Fn::If": ["C",
					"one", "two"]}}}}}`},
			want: []string{"Db: replaced"},
		},
		{
			name: "a replacement of a resource without data",
			base: resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "one"}}}`),
			head: resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "two"}}}`),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			if got := lossLines(report.Losses); !slices.Equal(got, c.want) {
				t.Errorf("losses %q, want %q", got, c.want)
			}
			if failing := len(c.want) > 0; report.Fails() != failing {
				t.Errorf("fails: %t, want %t; verdict %q", report.Fails(), failing, report.Verdict)
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
