package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

const subnets = `{"A": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": "us-east-1a"}}, "B": {"Type": "AWS::EC2::Subnet",
	"Properties": {"AvailabilityZone": "us-east-1b"}}, "C": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": "us-east-1c"}}}`

// inSubnets is a stack of subnets, and a stack with a database in some of them.
func inSubnets(network string, references ...string) app {
	return app{
		"a": `{"Resources": ` + network + `, "Outputs": {"A": {"Value": {"Ref": "A"}}, "B": {"Value": {"Ref": "B"}},
			"C": {"Value": {"Ref": "C"}}}}`,
		"b": `{"Resources": {"Group": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"SubnetIds": [` + strings.Join(references,
			",") + `]}}, "Db": {` + database + `, "Properties": {"DBSubnetGroupName": {"Ref": "Group"}}}}}`,
	}
}

func subnet(id string) string {
	return `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "` + id + `"}}`
}

// Catches a database that is lost with its subnets: to the engine, the subnet group changes in place and the database not at all.
func TestSubnetGroupThatLosesSubnetsEndangersItsDatabase(t *testing.T) {
	moved := strings.ReplaceAll(subnets, "us-east-1b", "us-east-1d")
	for name, c := range map[string]struct {
		head app
		want []string
	}{
		"a subnet goes":           {head: inSubnets(subnets, subnet("A"), subnet("C")), want: []string{"Db: might be replaced!"}},
		"a subnet is replaced":    {head: inSubnets(moved, subnet("A"), subnet("B")), want: []string{"Db: might be replaced!"}},
		"a subnet more":           {head: inSubnets(subnets, subnet("A"), subnet("B"), subnet("C"))},
		"subnets in other order":  {head: inSubnets(subnets, subnet("B"), subnet("A"))},
		"a subnet it has nothing": {head: inSubnets(strings.ReplaceAll(subnets, "us-east-1c", "us-east-1d"), subnet("A"), subnet("B"))},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, inSubnets(subnets, subnet("A"), subnet("B")).Assembly(t), c.head.Assembly(t))
			if got := lossLines(report.Losses); !slices.Equal(got, c.want) {
				t.Errorf("losses %q, want %q", got, c.want)
			}
		})
	}
}

// Catches a replica that is taken for safe although its primary may be replaced.
func TestReplicaOfAnEndangeredDatabase(t *testing.T) {
	with := func(a app) app {
		a["c"] = `{"Resources": {"Copy": {` + database + `,
			"Properties": {"SourceDBInstanceIdentifier": {"Fn::GetStackOutput": {"StackName": "b", "Region": "us-east-1", "OutputName": "Db"}}}}}}`
		a["b"] = strings.TrimSuffix(a["b"], "}") + `, "Outputs": {"Db": {"Value": {"Ref": "Db"}}}}`
		return a
	}
	report := compare(t, with(inSubnets(subnets, subnet("A"), subnet("B"))).Assembly(t),
		with(inSubnets(subnets, subnet("A"), subnet("C"))).Assembly(t))
	if got, want := lossLines(report.Losses), []string{"Copy: might be replaced", "Db: might be replaced!"}; !slices.Equal(got, want) {
		t.Errorf("losses %q, want %q", got, want)
	}
}

// Catches an upgrade or a change of size whose outage or failure is not reported.
func TestEngineUpgradesAndStorage(t *testing.T) {
	db := func(properties string) app {
		return resources(`{"Db": {` + database + `, "Properties": {"Engine": "mysql", ` + properties + `}}}`)
	}
	for name, c := range map[string]struct {
		from, to        string
		notes, failures []string
	}{
		"minor": {from: `"EngineVersion": "8.4.9"`, to: `"EngineVersion": "8.4.10"`, notes: []string{"minor engine upgrade"},
			failures: nil},
		"major": {from: `"EngineVersion": "8.0.46"`, to: `"EngineVersion": "8.4.9", "AllowMajorVersionUpgrade": true`,
			notes: []string{"major engine upgrade"}, failures: nil},
		"major not allowed": {from: `"EngineVersion": "8.0.46"`, to: `"EngineVersion": "8.4.9"`, notes: []string{"major engine upgrade"},
			failures: []string{"AllowMajorVersionUpgrade"}},
		"smaller storage": {from: `"AllocatedStorage": "100"`, to: `"AllocatedStorage": "20"`, notes: nil,
			failures: []string{"reduce the allocated storage: 100 -> 20"}},
		"larger storage": {from: `"AllocatedStorage": "20"`, to: `"AllocatedStorage": "100"`, notes: nil, failures: nil},
		"another instance": {from: `"DBInstanceClass": "a"`, to: `"DBInstanceClass": "b"`, notes: []string{"new instance class"},
			failures: nil},
		"maintenance at another time": {from: `"PreferredMaintenanceWindow": "sun:05:00-sun:06:00"`,
			to: `"PreferredMaintenanceWindow": "mon:10:00-mon:11:00"`, notes: []string{"restarts the instance at another time"}, failures: nil},
		"upgrades by itself": {from: `"AutoMinorVersionUpgrade": false`, to: `"AutoMinorVersionUpgrade": true`,
			notes: []string{"RDS upgrades the engine in a maintenance window"}, failures: nil},
		"no longer upgrades by itself": {from: `"AutoMinorVersionUpgrade": true`, to: `"AutoMinorVersionUpgrade": false`,
			notes: nil, failures: nil},
		"parameters are slow": {from: `"DBParameterGroupName": "a"`, to: `"DBParameterGroupName": "b"`, notes: nil, failures: nil},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, db(c.from).Assembly(t), db(c.to).Assembly(t))
			if len(report.Losses) > 0 {
				t.Errorf("losses %q, want none", lossLines(report.Losses))
			}
			wants(t, "note", report.Notes, c.notes...)
			wants(t, "failure", report.Failures, c.failures...)
		})
	}
}

// Catches a wrong sentence about what happens to a lost resource, on which the decision depends.
func TestFateOfALostResource(t *testing.T) {
	for _, c := range []struct{ resource, fate string }{
		{resource: queue + `, "DeletionPolicy": "Retain"`, fate: "It stays in the account"},
		{resource: queue + `, "DeletionPolicy": "RetainExceptOnCreate"`, fate: "It stays in the account"},
		{resource: queue, fate: "deleted with the messages"},
		{resource: database, fate: "after a final snapshot"}, // CloudFormation's default for an instance outside of a cluster
		{resource: database + `, "Properties": {"DBClusterIdentifier": "c"}`, fate: "without a snapshot"},
		{resource: database + `, "DeletionPolicy": "Snapshot", "Properties": {"SourceDBInstanceIdentifier": "x"}`, fate: "leaves no snapshot"},
		{resource: database + `, "DeletionPolicy": "Delete", "Properties": {"DeletionProtection": true, "DeleteAutomatedBackups": false}`,
			fate: "backups stay until they expire). Deletion protection is on"},
		{resource: `"Type": "AWS::KMS::Key", "Properties": {"PendingWindowInDays": 7}`,
			fate: "deleted after 7 days. Then nothing that it encrypted"},
		{resource: `"Type": "AWS::SecretsManager::Secret"`, fate: "without a recovery window"},
		{resource: `"Type": "AWS::S3::Bucket"`, fate: "if it is empty"},
		{resource: `"Type": "AWS::ECR::Repository", "Properties": {"EmptyOnDelete": true}`, fate: "deleted with its images"},
		{resource: `"Type": "AWS::ECR::Repository"`, fate: "if it is empty"},
		{resource: `"Type": "AWS::Logs::LogGroup"`, fate: "with its logs"},
		{resource: `"Type": "AWS::Backup::BackupVault"`, fate: "if it is empty"},
		{resource: `"Type": "AWS::CloudFront::Distribution"`, fate: "domain name"},
		{resource: `"Type": "AWS::Route53::RecordSet"`, fate: "stops resolving"},
		{resource: `"Type": "AWS::EFS::FileSystem", "DeletionPolicy": "Snapshot"`, fate: "after a final snapshot"},
		{resource: `"Type": "AWS::DynamoDB::Table"`, fate: "with everything in it"},
	} {
		base, head := resources(`{"X": {`+c.resource+`}, "T": {"Type": "AWS::SNS::Topic"}}`), resources(`{"T": {"Type": "AWS::SNS::Topic"}}`)
		report := compare(t, base.Assembly(t), head.Assembly(t))
		if len(report.Losses) != 1 || !strings.Contains(report.Losses[0].Fate, c.fate) {
			t.Errorf("%s: losses %+v, want one whose fate contains %q", c.resource, report.Losses, c.fate)
		}
	}
}

// Catches a replacement that is judged by the DeletionPolicy, or by the stronger one of two policies.
func TestReplacementHasItsOwnPolicy(t *testing.T) {
	named := func(name, policies string) app {
		return resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "` + name + `"}, "DeletionPolicy": "Retain"` + policies + `}}`)
	}
	for policies, fate := range map[[2]string]string{
		{"", ""}: "deleted with the messages",
		{`, "UpdateReplacePolicy": "Retain"`, `, "UpdateReplacePolicy": "Retain"`}: "The old one stays",
		{`, "UpdateReplacePolicy": "Retain"`, `, "UpdateReplacePolicy": "Delete"`}: "deleted with the messages",
	} {
		report := compare(t, named("a", policies[0]).Assembly(t), named("b", policies[1]).Assembly(t))
		if len(report.Losses) != 1 || !strings.Contains(report.Losses[0].Fate, fate) {
			t.Errorf("%q: losses %+v, want one whose fate contains %q", policies, report.Losses, fate)
		}
	}
}

// Catches storage that RDS does not accept, which fails in the middle of a deployment.
func TestStorageThatRDSRefuses(t *testing.T) {
	db := func(storage string) app {
		return resources(`{"Db": {` + database + `, "Properties": {"AllocatedStorage": ` + storage + `}}}`)
	}
	for _, c := range []struct{ from, to, says string }{
		{from: "100", to: "105", says: "at least 10 percent; fix: 110 or more"},
		{from: "100", to: "99", says: "cannot reduce"},
		{from: "100", to: "110"},
		{from: "100", to: `{"Ref": "AWS::StackName"}`},
	} {
		report := compare(t, db(c.from).Assembly(t), db(c.to).Assembly(t))
		var says []string
		if c.says != "" {
			says = append(says, c.says)
		}
		wants(t, c.from+" to "+c.to+" failure", report.Failures, says...)
	}
}

// Catches a deployment that RDS refuses: a read replica needs the automated backups of its source.
func TestBackupsOfAReplicatedDatabaseStayOn(t *testing.T) {
	database := func(days, replica string) assembly.Assembly {
		return app{"data": `{"Resources": {"D": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot",
			"Properties": {"BackupRetentionPeriod": ` + days + `}}` + replica + `}}`}.Assembly(t)
	}
	const replica = `, "R": {"Type": "AWS::RDS::DBInstance", "Properties":
		{"SourceDBInstanceIdentifier": {"Fn::Join": ["", ["arn:aws:rds:eu-west-1:111111111111:db:", {"Ref": "D"}]]}}}`
	for _, c := range []struct {
		days, replica string
		refused       int
	}{{"0", replica, 1}, {"0", "", 0}, {"7", replica, 0}} {
		report := compare(t, database("30", c.replica), database(c.days, c.replica))
		if len(report.Failures) != c.refused {
			t.Errorf("%s days, replica %q: failures %+v, want %d", c.days, c.replica, report.Failures, c.refused)
		}
	}
}

// Catches a load balancer that is replaced although CloudFront still sends requests to the old one.
func TestReplacedLoadBalancerIsReported(t *testing.T) {
	balancer := func(scheme string) app {
		return resources(`{"L": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "` + scheme + `"}}}`)
	}
	report := compare(t, balancer("internet-facing").Assembly(t), balancer("internal").Assembly(t))
	wants(t, "weakening", report.Weakenings, "CloudFront's origin is gone until the edge stack has followed")
}

// Catches a note on another instance class that does not say what it costs: less capacity, and an outage or a failover.
func TestAnotherClassSaysWhatItCosts(t *testing.T) {
	instance := func(class, multiAZ string) assembly.Assembly {
		properties := `{"DBInstanceClass": "` + class + `", "MultiAZ": ` + multiAZ + `}`
		return resources(`{"Db": {` + database + `, "Properties": ` + properties + `}}`).Assembly(t)
	}
	for _, c := range []struct{ from, to, multiAZ, says string }{
		{"db.m7g.large", "db.t4g.medium", "true", "smaller instance class, with 2 vCPUs instead of 2, 4 GiB of memory instead of 8: less"},
		{"db.r7g.large", "db.m7g.xlarge", "true", "new instance class, with 4 vCPUs instead of 2, 16 GiB of memory instead of 16: "},
		{"db.m7g.xlarge", "db.r7g.large", "true", "smaller instance class, with 2 vCPUs instead of 4, 16 GiB"},
		{"db.t4g.medium", "db.m7g.large", "true", "the instance restarts, after a failover to its standby"},
		{"db.t4g.medium", "db.m7g.large", "false", "the instance restarts, and does not answer for some minutes"},
		{"db.x9.small", "db.m7g.large", "false", "new instance class: the instance restarts"},
		{"db.m7g.large", "db.x9.small", "false", "new instance class: the instance restarts"},
	} {
		report := compare(t, instance(c.from, c.multiAZ), instance(c.to, c.multiAZ))
		wants(t, c.from+" to "+c.to+" note", report.Notes, c.says)
	}
}

// Catches a replaced load balancer within the VPC whose finding speaks of CloudFront, which does not know it.
func TestAReplacedLoadBalancerNamesItsCallers(t *testing.T) {
	balancer := func(scheme string) assembly.Assembly {
		return resources(`{"B": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "` + scheme + `"}}}`).Assembly(t)
	}
	for scheme, c := range map[string]struct{ to, says string }{
		"internal":        {to: "internet-facing", says: "the services behind it do not answer their callers"},
		"internet-facing": {to: "internal", says: "CloudFront's origin is gone"},
	} {
		wants(t, scheme+" weakening", compare(t, balancer(scheme), balancer(c.to)).Weakenings, c.says)
	}
}
