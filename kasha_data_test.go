package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/lib/config"
)

// instances are the primary and, where configured, its replica.
func (p platform) instances() (primary resource, replicas []resource) {
	for _, instance := range p.some("AWS::RDS::DBInstance") {
		if instance.Properties.Text("SourceDBInstanceIdentifier") == "" {
			primary = instance
		} else {
			replicas = append(replicas, instance)
		}
	}
	if primary.Type == "" {
		p.t.Fatal("no primary database")
	}
	return primary, replicas
}

// TestDatabaseIsAsConfigured catches an engine that RDS no longer offers (or bills as Extended Support), gp2 storage, a
// public address, storage under a key that is not the environment's own, a certificate authority left to chance, and a version
// that RDS changes behind the template's back: the next deployment would ask for the old one and fail.
func TestDatabaseIsAsConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		primary, replicas := p.instances()
		p.equal(primary, "Engine", "mysql")
		p.equal(primary, "EngineVersion", p.env.Database.EngineVersion)
		if !slices.Contains(config.EngineVersions(), p.env.Database.EngineVersion) {
			p.t.Errorf("RDS does not offer MySQL %s", p.env.Database.EngineVersion)
		}
		p.equal(primary, "EngineLifecycleSupport", "open-source-rds-extended-support-disabled")
		p.equal(primary, "MultiAZ", p.env.Database.MultiAZ)
		p.equal(primary, "StorageEncrypted", true)
		p.leadsTo(primary, "KmsKeyId", "data/Database/Key/Resource")
		if (len(replicas) == 1) != p.env.Database.ReadReplica {
			p.t.Errorf("%d replicas, configured: %v", len(replicas), p.env.Database.ReadReplica)
		}
		for _, instance := range append(replicas, primary) {
			p.equal(instance, "DBInstanceClass", p.env.Database.InstanceClass)
			p.equal(instance, "StorageType", "gp3")
			p.equal(instance, "AllocatedStorage", p.env.Database.StorageGiB)
			p.equal(instance, "PubliclyAccessible", false)
			p.equal(instance, "Port", 3306)
			p.equal(instance, "EnableIAMDatabaseAuthentication", true)
			p.equal(instance, "CACertificateIdentifier", "rds-ca-rsa2048-g1")
			p.equal(instance, "AutoMinorVersionUpgrade", false)
		}
	})
}

// TestDatabaseStandsInTheDatabaseSubnets catches a subnet group that would put MySQL beside the tasks, or on the internet.
func TestDatabaseStandsInTheDatabaseSubnets(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, instance := range p.some("AWS::RDS::DBInstance") {
			subnets := p.follow(instance.Properties.Text("DBSubnetGroupName")).Properties.Texts("SubnetIds")
			if len(subnets) != 2 {
				p.t.Errorf("%s can stand in %d subnets", instance, len(subnets))
			}
			for _, subnet := range subnets {
				if group := subnetGroup(p.follow(subnet)); group != "database" {
					p.t.Errorf("%s can stand in a %s subnet", instance, group)
				}
			}
		}
	})
}

// TestProductionDatabaseSurvivesStackDeletion catches the loss of the data with its stack: no final snapshot, protection
// off, backups deleted together with the instance.
func TestProductionDatabaseSurvivesStackDeletion(t *testing.T) {
	eachShape(t, func(p platform) {
		primary, replicas := p.instances()
		for _, policy := range []string{primary.written.DeletionPolicy, primary.written.UpdateReplacePolicy} {
			if policy != "Snapshot" {
				p.t.Errorf("%s: policy %q, want a final snapshot", primary, policy)
			}
		}
		p.equal(primary, "DeleteAutomatedBackups", false)
		p.equal(primary, "CopyTagsToSnapshot", true)
		for _, instance := range append(replicas, primary) {
			p.equal(instance, "DeletionProtection", p.env.IsProduction())
		}
	})
}

// TestProductionStandsInTwoZones catches a production database without its standby in the other zone: losing a zone would
// lose the site until a restore is done.
func TestProductionStandsInTwoZones(t *testing.T) {
	primary, replicas := platformOf(t, "prod").instances()
	if !primary.Properties.Is("MultiAZ") || len(replicas) != 1 {
		t.Errorf("MultiAZ %v, %d replicas", primary.Properties.Is("MultiAZ"), len(replicas))
	}
}

// TestBackupsAndMaintenanceDoNotCollide catches a backup window that is not the document's, and one that overlaps the
// maintenance window: RDS refuses that, after the templates were reviewed.
func TestBackupsAndMaintenanceDoNotCollide(t *testing.T) {
	eachShape(t, func(p platform) {
		primary, replicas := p.instances()
		p.equal(primary, "BackupRetentionPeriod", p.env.Database.BackupRetentionDays)
		if p.env.Schedule == nil { // asleep at that time otherwise
			p.equal(primary, "PreferredBackupWindow", "03:00-04:00")
		}
		backupStart, backupEnd := window(p, primary.Properties.Text("PreferredBackupWindow"))
		for _, instance := range append(replicas, primary) {
			day, hours, ok := strings.Cut(instance.Properties.Text("PreferredMaintenanceWindow"), ":")
			hours = strings.Replace(hours, "-"+day+":", "-", 1)
			start, end := window(p, hours)
			if !ok || start.Before(backupEnd) && backupStart.Before(end) {
				p.t.Errorf("%s: maintenance %s %s during the backup", instance, day, hours)
			}
		}
	})
	if days := platformOf(t, "prod").env.Database.BackupRetentionDays; days != 30 {
		t.Errorf("production keeps backups for %d days, the document says 30", days)
	}
}

func window(p platform, text string) (start, end time.Time) {
	p.t.Helper()
	from, to, _ := strings.Cut(text, "-")
	start, err := time.Parse("15:04", from)
	end, err2 := time.Parse("15:04", to)
	if err != nil || err2 != nil || !start.Before(end) {
		p.t.Errorf("%q is no window within one day", text)
	}
	return start, end
}

// parameters are what both instances' parameter group sets. The replica gets RDS's default group if it names none.
func (p platform) parameters() []properties {
	var all []properties
	for _, instance := range p.some("AWS::RDS::DBInstance") {
		group := p.follow(instance.Properties.Text("DBParameterGroupName")).Properties
		if want := "mysql" + p.env.Database.EngineMajor(); group.Text("Family") != want {
			p.t.Errorf("%s: parameters for %s, want %s", instance, group.Text("Family"), want)
		}
		all = append(all, group.Map("Parameters"))
	}
	return all
}

// TestMySQLRequiresTLS catches a database that accepts passwords and data in clear text, which is RDS's default.
func TestMySQLRequiresTLS(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, parameters := range p.parameters() {
			if parameters.Text("require_secure_transport") != "1" {
				p.t.Errorf("require_secure_transport is %q", parameters.Text("require_secure_transport"))
			}
		}
	})
}

// TestSlowQueriesAreLogged catches log exports that stay empty: MySQL's defaults are no slow log, ten seconds, and tables
// instead of files. The general log holds every value of every statement, so it is off in production.
func TestSlowQueriesAreLogged(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, parameters := range p.parameters() {
			got := fmt.Sprint(parameters.Text("slow_query_log"), parameters.Text("long_query_time"), parameters.Text("log_output"))
			if got != "12FILE" {
				p.t.Errorf("slow log parameters %v", parameters)
			}
			if p.env.IsProduction() && parameters.Text("general_log") != "0" {
				p.t.Errorf("the general log is on in production")
			}
		}
	})
}

// TestDatabaseLogsExpire catches an export whose log group RDS would create by itself on first write: that one is not
// encrypted with our key and never forgets.
func TestDatabaseLogsExpire(t *testing.T) {
	eachShape(t, func(p platform) {
		groups := map[string]resource{}
		for _, group := range p.some("AWS::Logs::LogGroup") {
			groups[group.Properties.Text("LogGroupName")] = group
		}
		for _, instance := range p.some("AWS::RDS::DBInstance") {
			exports := instance.Properties.Texts("EnableCloudwatchLogsExports")
			for _, needed := range []string{"error", "slowquery"} {
				if !slices.Contains(exports, needed) {
					p.t.Errorf("%s does not export its %s log", instance, needed)
				}
			}
			if slices.Contains(exports, "general") != p.env.Database.GeneralLog {
				p.t.Errorf("%s exports %v, general log configured: %v", instance, exports, p.env.Database.GeneralLog)
			}
			for _, file := range exports {
				name := "/aws/rds/instance/" + instance.Properties.Text("DBInstanceIdentifier") + "/" + file
				group, ok := groups[name]
				if !ok || !strings.Contains(fmt.Sprint(instance.written.DependsOn), group.LogicalID) {
					p.t.Errorf("%s writes to %s, which is not made before it", instance, name)
				}
			}
		}
	})
}

// TestReplicaSaysOnlyWhatAReplicaMay catches properties that CloudFormation refuses on a replica, or that hide where its
// data is: it inherits key, credentials, backups and engine from its primary.
func TestReplicaSaysOnlyWhatAReplicaMay(t *testing.T) {
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		p := platformOf(t, shape)
		primary, replicas := p.instances()
		for _, replica := range replicas {
			if source := replica.Properties.Text("SourceDBInstanceIdentifier"); !strings.HasSuffix(source, ":db:"+primary.Reference()) {
				t.Errorf("%s replicates %s", replica, source)
			}
			p.absent(replica, "KmsKeyId", "StorageEncrypted", "MasterUsername", "MasterUserPassword", "ManageMasterUserPassword",
				"BackupRetentionPeriod", "PreferredBackupWindow", "DeleteAutomatedBackups", "DBName", "MultiAZ")
			p.equal(replica, "AvailabilityZone", p.env.AvailabilityZones[1])
			p.equal(replica, "DBParameterGroupName", primary.Properties.Text("DBParameterGroupName"))
			if replica.written.DeletionPolicy != "Delete" || replica.written.UpdateReplacePolicy != "Delete" {
				t.Errorf("%s has a deletion policy, which replicas do not support", replica)
			}
		}
	}
}

// TestInsightsWhereTheClassHasThem catches Insights on db.t3.micro, which RDS refuses, a retention that bills, and a database
// without enhanced monitoring.
func TestInsightsWhereTheClassHasThem(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, instance := range p.some("AWS::RDS::DBInstance") {
			if !p.env.Database.SupportsEnhancedMonitoring() {
				p.absent(instance, "MonitoringInterval", "MonitoringRoleArn")
			} else {
				p.equal(instance, "MonitoringInterval", 60)
				p.leadsTo(instance, "MonitoringRoleArn", strings.TrimSuffix(instance.Path, "/Resource")+"/MonitoringRole/Resource")
			}
			if !p.env.Database.Insights {
				p.absent(instance, "EnablePerformanceInsights", "DatabaseInsightsMode", "PerformanceInsightsRetentionPeriod")
				continue
			}
			p.equal(instance, "EnablePerformanceInsights", true)
			p.equal(instance, "DatabaseInsightsMode", "standard")
			p.equal(instance, "PerformanceInsightsRetentionPeriod", 7)
			p.leadsTo(instance, "PerformanceInsightsKMSKeyId", "data/Database/Key/Resource")
		}
	})
}
