package review

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/values"
	"kasha/lib/offers"
)

const databaseInstance = "AWS::RDS::DBInstance"

// inPlace reports whether a property is changed in place although the engine says that it may replace the resource. The engine's
// database marks every property whose documentation says "some interruptions". For an RDS instance outside of a cluster, these
// are arguments of ModifyDBInstance, which never creates an instance (RDS API reference). AvailabilityZone, Engine and the
// sources to restore from are not, or not always: those stay "might be replaced".
func inPlace(resource map[string]any, property string) bool {
	if values.Type(resource) != databaseInstance || values.Properties(resource)["DBClusterIdentifier"] != nil {
		return false
	}
	switch property {
	case "AutoMinorVersionUpgrade", "BackupRetentionPeriod", "DBParameterGroupName", "MultiAZ", "PreferredMaintenanceWindow", "StorageType":
		return true
	}
	return false
}

// isDisputed reports whether AWS's own sources differ on what a change of a property does. The engine's database says that another port
// replaces an RDS instance, as earlier editions of AWS's page did. The page of today says "Some interruptions". CloudFormation's schema no
// longer has the port among the properties that replace. Sources: CloudFormation template reference, AWS::RDS::DBInstance, Port; RDS API,
// ModifyDBInstance, DBPortNumber.
func isDisputed(resourceType, property string) bool {
	return resourceType == databaseInstance && property == "Port"
}

// aboutDisputed is what to add to the reason.
const aboutDisputed = " (AWS's page says that the instance restarts in place, earlier editions say that it is replaced: read a change " +
	"set before you deploy; in place, clients still connect to the old port)"

// strandedDatabases lists the databases of a stack whose subnet group loses subnets. To the engine, a subnet group is changed in
// place and its databases are not touched. But RDS does not remove a subnet that an instance uses, and accepts none of another
// VPC. The deployment fails, and the usual solution, a new group, replaces the database.
func (c *comparison) strandedDatabases(p pair) map[string]bool {
	stranded := map[string]bool{}
	for id, resource := range p.new {
		switch values.Type(resource) {
		case databaseInstance, "AWS::RDS::DBCluster":
			group := values.String(values.Properties(resource)["DBSubnetGroupName"])
			if _, stood := p.old[id]; stood && group != "" && group == values.String(values.Properties(p.old[id])["DBSubnetGroupName"]) {
				stranded[id] = c.losesSubnets(group)
			}
		}
	}
	for id, is := range stranded {
		if !is {
			delete(stranded, id)
		}
	}
	return stranded
}

// losesSubnets reports whether a subnet group, given by a reference to it, has fewer subnets than before.
func (c *comparison) losesSubnets(group string) bool {
	for _, p := range c.pairs {
		if p.head == nil {
			continue
		}
		for id, resource := range p.diff.Resources {
			subnets, changed := resource.Properties["SubnetIds"]
			if resource.NewType != "AWS::RDS::DBSubnetGroup" || !changed || group != "${"+values.Name(p.head.Name, id)+"}" {
				continue
			}
			left := strings.Fields(strings.NewReplacer(`"`, " ", "[", " ", "]", " ", ",", " ").Replace(values.Text(subnets.New)))
			old, _ := subnets.Old.([]any)
			for _, subnet := range old {
				if !slices.Contains(left, values.Text(subnet)) {
					return true
				}
			}
		}
	}
	return false
}

// downgrade reports whether the engine version becomes lower, and says so.
func downgrade(old, new map[string]any) (because string, down bool) {
	from, to, ok := versions(old, new)
	if !ok || compareVersions(from, to) <= 0 {
		return "", false
	}
	return "EngineVersion changes from " + from + " to " + to, true
}

// inspect adds what the person on call should know about a change of a database, and the changes that RDS refuses.
func (c *comparison) inspect(p pair, change Change, o *outcome) {
	if change.Was != "" {
		o.failures = append(o.failures, Finding{
			Construct: change.Construct, Type: change.Type, Old: change.Was, New: change.Type,
			What: "CloudFormation cannot change the type of a resource; fix: give the new one another construct id",
		})
	}
	c.inspectOrigin(p, change, o)
	noteStages(change, o)
	noteProxy(change, o)
	if change.Type != databaseInstance && change.Type != "AWS::RDS::DBCluster" || change.Kind == Added || change.Kind == Removed {
		return
	}
	old, new := p.old[change.LogicalID], p.new[change.LogicalID]
	about := Finding{Construct: change.Construct, Type: change.Type}
	if from, to, ok := versions(old, new); ok && compareVersions(from, to) < 0 {
		about.Old, about.New = from, to
		about.What = "minor engine upgrade: primary and standby restart together; upgrade the replicas first"
		if major(old, from) != major(old, to) {
			about.What = "major engine upgrade: an outage of primary and standby together; upgrade the replicas first; " +
				"a downgrade is not possible"
			if !values.IsTrue(values.Properties(new)["AllowMajorVersionUpgrade"]) {
				refused := about
				refused.What = "RDS refuses a major engine upgrade without AllowMajorVersionUpgrade"
				o.failures = append(o.failures, refused)
			}
		}
		o.notes = append(o.notes, about)
	}
	for _, property := range change.Properties {
		about.Old, about.New = values.Excerpt(property.Old), values.Excerpt(property.New)
		switch property.Name {
		case "DBInstanceClass":
			about.What = otherClass(old, new)
			o.notes = append(o.notes, about)
		case "StorageType":
			about.What = otherVolume(new)
			o.notes = append(o.notes, about)
		case "PreferredMaintenanceWindow":
			about.What = "RDS installs updates and restarts the instance at another time"
			o.notes = append(o.notes, about)
		case "AutoMinorVersionUpgrade":
			if values.IsTrue(property.New) {
				about.What = "RDS upgrades the engine in a maintenance window, with an outage; EngineVersion then names an older version"
				o.notes = append(o.notes, about)
			}
		case "AllocatedStorage":
			if refused := storageRefused(values.Number(property.Old), values.Number(property.New)); refused != "" {
				about.What = refused
				o.failures = append(o.failures, about)
			}
		}
	}
}

// otherClass says what another instance class costs. A class that lib/offers does not know has no size here.
func otherClass(old, new map[string]any) string {
	outage := "the instance restarts, and does not answer for some minutes"
	if values.IsTrue(values.Properties(new)["MultiAZ"]) {
		outage = "the instance restarts, after a failover to its standby; connections break"
	}
	was := offers.ClassOf(values.Text(values.Properties(old)["DBInstanceClass"]))
	is := offers.ClassOf(values.Text(values.Properties(new)["DBInstanceClass"]))
	if !was.IsKnown() || !is.IsKnown() {
		return "new instance class: " + outage
	}
	sizes := fmt.Sprintf("%d vCPUs instead of %d, %v GiB of memory instead of %v", is.VCPUs, was.VCPUs, is.MemoryGiB, was.MemoryGiB)
	if is.VCPUs < was.VCPUs || is.MemoryGiB < was.MemoryGiB {
		return "smaller instance class, with " + sizes + ": less is cached, and fewer queries run at a time; " + outage
	}
	return "new instance class, with " + sizes + ": " + outage
}

// otherVolume says what another storage type means. A gp2 volume has fewer IOPS than gp3, unless it is large. Source: RDS user guide, "DB
// instance storage".
func otherVolume(instance map[string]any) string {
	const perGiB, least, most = 3, 100, 16000
	const moves = "RDS moves the data to volumes of another type, and answers more slowly until it has"
	size := values.Number(values.Properties(instance)["AllocatedStorage"])
	if values.Properties(instance)["StorageType"] != "gp2" || size == 0 {
		return "other storage type: " + moves
	}
	return fmt.Sprintf("other storage type: %v GiB of gp2 sustain %v IOPS, where gp3 has %d; %s", size,
		min(max(perGiB*size, least), most), offers.BaselineIOPS(int(size)), moves)
}

// storageRefused says why RDS does not change the allocated storage to this size, in GiB; empty if it does. Sources: RDS user guide,
// "Increasing DB instance storage capacity": an increase is at least 10 percent, and a decrease is not possible. The API reference says
// that RDS rounds a smaller increase up. A deployment that raised 20 to 21 GiB failed all the same
// (aws-cloudformation/cloudformation-coverage-roadmap#1312).
func storageRefused(old, new float64) string {
	switch {
	case old == 0 || new == 0: // only the deployment knows
		return ""
	case new < old:
		return "RDS cannot reduce the allocated storage"
	case new*10 < old*11:
		return "RDS increases the allocated storage by at least 10 percent; fix: " + strconv.Itoa(int(math.Ceil(old*11/10))) + " or more"
	}
	return ""
}

func versions(old, new map[string]any) (from, to string, ok bool) {
	from, to = values.Text(values.Properties(old)["EngineVersion"]), values.Text(values.Properties(new)["EngineVersion"])
	return from, to, from != "" && to != "" && !strings.Contains(from+to, "${")
}

// major is the part of a version whose change is a major upgrade: two numbers for MySQL and MariaDB (8.0, 8.4), one for other
// engines. A replica does not name its engine, so it counts as MySQL, which is Kasha's.
func major(resource map[string]any, version string) string {
	numbers := strings.Split(version, ".")
	switch engine := values.Text(values.Properties(resource)["Engine"]); {
	case engine == "" || strings.Contains(engine, "mysql") || engine == "mariadb":
		return strings.Join(numbers[:min(2, len(numbers))], ".")
	}
	return numbers[0]
}

func compareVersions(a, b string) int {
	left, right := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(left), len(right)) {
		var x, y int
		if i < len(left) {
			x, _ = strconv.Atoi(left[i])
		}
		if i < len(right) {
			y, _ = strconv.Atoi(right[i])
		}
		if x != y {
			return x - y
		}
	}
	return 0
}
