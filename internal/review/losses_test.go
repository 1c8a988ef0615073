package review_test

import (
	"slices"
	"testing"
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
			"a secret's value is generated anew",
			resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": {"PasswordLength": 30}}}}`),
			resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": {"PasswordLength": 40}}}}`),
			[]string{"S: overwritten"},
		},
		{
			"a secret is described otherwise",
			resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Description": "a", "GenerateSecretString": {"PasswordLength": 30}}}}`),
			resources(`{"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Description": "b", "GenerateSecretString": {"PasswordLength": 30}}}}`),
			nil,
		},
		{
			"a nested stack gets another template",
			resources(`{"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "a"}}}`),
			resources(`{"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "b"}}}`),
			[]string{"N: might be replaced"},
		},
		{
			"a nested stack goes",
			resources(`{"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "a"}}, "T": {"Type": "AWS::SNS::Topic"}}`),
			resources(`{"T": {"Type": "AWS::SNS::Topic"}}`),
			[]string{"N: removed"},
		},
		{
			"another name of what Systems Manager knows",
			app{"s": `{"Parameters": {"Key": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			app{"s": `{"Parameters": {"Key": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/b"}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Ref": "Key"}}}}}`},
			[]string{"Db: replaced"},
		},
		{
			"a value under a condition that means something else",
			app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "a"]}, "C": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Fn::If": ["C", "one", "two"]}}}}}`},
			app{"s": `{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"Inner": {"Fn::Equals": [{"Ref": "P"}, "b"]}, "C": {"Fn::Not": [{"Condition": "Inner"}]}}, "Resources": {"Db": {` + database + `, "Properties": {"KmsKeyId": {"Fn::If": ["C", "one", "two"]}}}}}`},
			[]string{"Db: replaced"},
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
