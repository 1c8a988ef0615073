package review_test

import (
	"slices"
	"strings"
	"testing"
)

const subnets = `{"A": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": "us-east-1a"}}, "B": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": "us-east-1b"}}, "C": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": "us-east-1c"}}}`

// network is a stack of subnets, and a stack with a database in some of them.
func inSubnets(network string, references ...string) app {
	return app{
		"a": `{"Resources": ` + network + `, "Outputs": {"A": {"Value": {"Ref": "A"}}, "B": {"Value": {"Ref": "B"}}, "C": {"Value": {"Ref": "C"}}}}`,
		"b": `{"Resources": {"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"SubnetIds": [` + strings.Join(references, ",") + `]}}, "Db": {` + database + `, "Properties": {"DBSubnetGroupName": {"Ref": "Group"}}}}}`,
	}
}

func subnet(id string) string {
	return `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "` + id + `"}}`
}

// The engine takes a subnet group for changed in place and the database in it for untouched.
func TestSubnetGroupThatLosesSubnetsEndangersItsDatabase(t *testing.T) {
	moved := strings.ReplaceAll(subnets, "us-east-1b", "us-east-1d")
	for name, c := range map[string]struct {
		head app
		want []string
	}{
		"a subnet goes":           {inSubnets(subnets, subnet("A"), subnet("C")), []string{"Db: might be replaced!"}},
		"a subnet is replaced":    {inSubnets(moved, subnet("A"), subnet("B")), []string{"Db: might be replaced!"}},
		"a subnet more":           {inSubnets(subnets, subnet("A"), subnet("B"), subnet("C")), nil},
		"subnets in other order":  {inSubnets(subnets, subnet("B"), subnet("A")), nil},
		"a subnet it has nothing": {inSubnets(strings.ReplaceAll(subnets, "us-east-1c", "us-east-1d"), subnet("A"), subnet("B")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, inSubnets(subnets, subnet("A"), subnet("B")).assembly(t), c.head.assembly(t))
			if got := said(report.Losses); !slices.Equal(got, c.want) {
				t.Errorf("losses %q, want %q", got, c.want)
			}
		})
	}
}

// A replica copies its primary, wherever it stands itself.
func TestReplicaOfAnEndangeredDatabase(t *testing.T) {
	with := func(a app) app {
		a["c"] = `{"Resources": {"Copy": {` + database + `, "Properties": {"SourceDBInstanceIdentifier": {"Fn::GetStackOutput": {"StackName": "b", "Region": "us-east-1", "OutputName": "Db"}}}}}}`
		a["b"] = strings.TrimSuffix(a["b"], "}") + `, "Outputs": {"Db": {"Value": {"Ref": "Db"}}}}`
		return a
	}
	report := compare(t, with(inSubnets(subnets, subnet("A"), subnet("B"))).assembly(t), with(inSubnets(subnets, subnet("A"), subnet("C"))).assembly(t))
	if got, want := said(report.Losses), []string{"Copy: might be replaced", "Db: might be replaced!"}; !slices.Equal(got, want) {
		t.Errorf("losses %q, want %q", got, want)
	}
}

func TestEngineUpgradesAndStorage(t *testing.T) {
	db := func(properties string) app {
		return resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql", ` + properties + `}}}`)
	}
	for name, c := range map[string]struct {
		from, to        string
		notes, failures []string
	}{
		"minor":               {`"EngineVersion": "8.4.9"`, `"EngineVersion": "8.4.10"`, []string{"minor engine upgrade"}, nil},
		"major":               {`"EngineVersion": "8.0.46"`, `"EngineVersion": "8.4.9", "AllowMajorVersionUpgrade": true`, []string{"major engine upgrade"}, nil},
		"major not allowed":   {`"EngineVersion": "8.0.46"`, `"EngineVersion": "8.4.9"`, []string{"major engine upgrade"}, []string{"AllowMajorVersionUpgrade"}},
		"smaller storage":     {`"AllocatedStorage": "100"`, `"AllocatedStorage": "20"`, nil, []string{"storage smaller: 100 -> 20"}},
		"larger storage":      {`"AllocatedStorage": "20"`, `"AllocatedStorage": "100"`, nil, nil},
		"another instance":    {`"DBInstanceClass": "a"`, `"DBInstanceClass": "b"`, []string{"another instance class"}, nil},
		"parameters are slow": {`"DBParameterGroupName": "a"`, `"DBParameterGroupName": "b"`, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, db(c.from).assembly(t), db(c.to).assembly(t))
			if len(report.Losses) > 0 {
				t.Errorf("losses %q", said(report.Losses))
			}
			wants(t, "note", report.Notes, c.notes...)
			wants(t, "failure", report.Failures, c.failures...)
		})
	}
}

// What becomes of the old one decides whether a person says yes.
func TestWhatBecomesOfIt(t *testing.T) {
	for _, c := range []struct{ resource, fate string }{
		{queue + `, "DeletionPolicy": "Retain"`, "It stays in the account"},
		{queue + `, "DeletionPolicy": "RetainExceptOnCreate"`, "It stays in the account"},
		{queue, "deleted with the messages"},
		{database, "after a final snapshot"}, // CloudFormation's default for an instance outside of a cluster
		{database + `, "Properties": {"DBClusterIdentifier": "c"}`, "without a snapshot"},
		{database + `, "DeletionPolicy": "Snapshot", "Properties": {"SourceDBInstanceIdentifier": "x"}`, "leaves no snapshot"},
		{database + `, "DeletionPolicy": "Delete", "Properties": {"DeletionProtection": true, "DeleteAutomatedBackups": false}`, "backups stay until they expire). Deletion protection is on"},
		{`"Type": "AWS::KMS::Key", "Properties": {"PendingWindowInDays": 7}`, "deleted after 7 days; then nothing that it encrypted"},
		{`"Type": "AWS::SecretsManager::Secret"`, "without a recovery window"},
		{`"Type": "AWS::S3::Bucket"`, "if it is empty"},
		{`"Type": "AWS::ECR::Repository", "Properties": {"EmptyOnDelete": true}`, "deleted with its images"},
		{`"Type": "AWS::ECR::Repository"`, "if it is empty"},
		{`"Type": "AWS::Logs::LogGroup"`, "with its logs"},
		{`"Type": "AWS::Backup::BackupVault"`, "if it is empty"},
		{`"Type": "AWS::CloudFront::Distribution"`, "domain name"},
		{`"Type": "AWS::Route53::RecordSet"`, "stops resolving"},
		{`"Type": "AWS::EFS::FileSystem", "DeletionPolicy": "Snapshot"`, "after a final snapshot"},
		{`"Type": "AWS::DynamoDB::Table"`, "with everything in it"},
	} {
		base, head := resources(`{"X": {`+c.resource+`}, "T": {"Type": "AWS::SNS::Topic"}}`), resources(`{"T": {"Type": "AWS::SNS::Topic"}}`)
		report := compare(t, base.assembly(t), head.assembly(t))
		if len(report.Losses) != 1 || !strings.Contains(report.Losses[0].Fate, c.fate) {
			t.Errorf("%s: %+v does not say %q", c.resource, report.Losses, c.fate)
		}
	}
}

// The policy for replacement is another one than that for deletion, and of two policies the weaker one counts.
func TestReplacementHasItsOwnPolicy(t *testing.T) {
	named := func(name, policies string) app {
		return resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "` + name + `"}, "DeletionPolicy": "Retain"` + policies + `}}`)
	}
	for policies, fate := range map[[2]string]string{
		{"", ""}: "deleted with the messages",
		{`, "UpdateReplacePolicy": "Retain"`, `, "UpdateReplacePolicy": "Retain"`}: "The old one stays",
		{`, "UpdateReplacePolicy": "Retain"`, `, "UpdateReplacePolicy": "Delete"`}: "deleted with the messages",
	} {
		report := compare(t, named("a", policies[0]).assembly(t), named("b", policies[1]).assembly(t))
		if len(report.Losses) != 1 || !strings.Contains(report.Losses[0].Fate, fate) {
			t.Errorf("%q: %+v", policies, report.Losses)
		}
	}
}
