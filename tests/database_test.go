package tests

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/offers"
)

// TestDatabaseIsAsConfigured catches an engine version that RDS no longer offers or bills as Extended Support, gp2 storage, a public
// address, and storage under another key. It also catches a default certificate authority, and automatic minor upgrades: the next
// deployment would ask for the old version and fail.
func TestDatabaseIsAsConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		primary, replicas := p.instances()
		p.equal(primary, "Engine", "mysql")
		p.equal(primary, "EngineVersion", p.env.Database.EngineVersion)
		if !slices.Contains(offers.EngineVersions(), p.env.Database.EngineVersion) {
			p.t.Errorf("MySQL %s, want one of %v", p.env.Database.EngineVersion, offers.EngineVersions())
		}
		p.equal(primary, "EngineLifecycleSupport", "open-source-rds-extended-support-disabled")
		p.equal(primary, "MultiAZ", p.env.Database.MultiAZ)
		p.equal(primary, "StorageEncrypted", true)
		p.leadsTo(primary, "KmsKeyId", "data/Database/Key/Resource")
		if (len(replicas) == 1) != p.env.Database.ReadReplica {
			p.t.Errorf("%d replicas, want one if configured: %v", len(replicas), p.env.Database.ReadReplica)
		}
		for _, instance := range append(replicas, primary) {
			p.equal(instance, "DBInstanceClass", p.env.Database.InstanceClass.Name)
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

// TestMySQLRequiresTLS catches a database that accepts passwords and data in clear text, which is the default of RDS.
func TestMySQLRequiresTLS(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, parameters := range p.parameters() {
			if parameters.Text("require_secure_transport") != "1" {
				p.t.Errorf("require_secure_transport is %q, want 1", parameters.Text("require_secure_transport"))
			}
		}
	})
}

// TestInsightsOnlyWhereTheClassSupportsThem catches Performance Insights on db.t3.micro, which RDS refuses, a retention that is billed, and
// a database without enhanced monitoring.
func TestInsightsOnlyWhereTheClassSupportsThem(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, instance := range p.some("AWS::RDS::DBInstance") {
			p.equal(instance, "MonitoringInterval", 60)
			p.leadsTo(instance, "MonitoringRoleArn", strings.TrimSuffix(instance.Path, "/Resource")+"/MonitoringRole/Resource")
			// It is written always: CloudFormation leaves Insights as they are where the template says nothing.
			p.equal(instance, "EnablePerformanceInsights", p.env.Database.Insights)
			if !p.env.Database.Insights {
				p.absent(instance, "DatabaseInsightsMode", "PerformanceInsightsRetentionPeriod")
				continue
			}
			p.equal(instance, "DatabaseInsightsMode", "standard")
			p.equal(instance, "PerformanceInsightsRetentionPeriod", 7)
			p.leadsTo(instance, "PerformanceInsightsKMSKeyId", "data/Database/Key/Resource")
		}
	})
}

// TestMaxConnectionsIsTheValidatedLimit catches a database with another connection limit than the one that lib/config compares pool sizes
// and alarms with.
func TestMaxConnectionsIsTheValidatedLimit(t *testing.T) {
	for shape, class := range map[string]string{"dev": "db.t3.micro", "prod": "db.t4g.medium"} {
		p := platformOf(t, shape)
		want := strconv.Itoa(offers.ClassOf(class).MaxConnections())
		if got := p.one("AWS::RDS::DBParameterGroup", "").Properties.Map("Parameters").Text("max_connections"); got != want {
			t.Errorf("%s: max_connections %s, want %s", shape, got, want)
		}
	}
}

// parameters are the parameters of every instance's parameter group. A replica that names no group gets RDS's default group.
func (p platform) parameters() []properties {
	var all []properties
	for _, instance := range p.some("AWS::RDS::DBInstance") {
		group := p.follow(instance.Properties.Text("DBParameterGroupName")).Properties
		if want := "mysql" + p.env.Database.EngineVersion.Major(); group.Text("Family") != want {
			p.t.Errorf("%s: parameters for %s, want %s", instance, group.Text("Family"), want)
		}
		all = append(all, group.Map("Parameters"))
	}
	return all
}
