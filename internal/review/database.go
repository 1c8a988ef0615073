package review

import (
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/values"
)

// inPlace settles a property of which the engine says that it may replace the resource. The engine's database marks every
// property whose documentation says "some interruptions"; for an RDS instance outside of a cluster these are arguments of
// ModifyDBInstance, which changes an instance and makes none (RDS API reference). AvailabilityZone, Engine and the sources
// to restore from are not, or not always: those stay "might be replaced".
func inPlace(resource map[string]any, property string) bool {
	if typeOf(resource) != "AWS::RDS::DBInstance" || properties(resource)["DBClusterIdentifier"] != nil {
		return false
	}
	switch property {
	case "AutoMinorVersionUpgrade", "BackupRetentionPeriod", "DBParameterGroupName", "MultiAZ", "PreferredMaintenanceWindow", "StorageType":
		return true
	}
	return false
}

// strandedDatabases lists the database instances of a stack whose subnet group loses subnets. The engine knows a subnet
// group as changed in place, and its members not at all. RDS takes no subnet away that an instance stands in, and none of
// another VPC in: the deployment fails, and whoever then makes a new group replaces the database.
func (c *comparison) strandedDatabases(p pair) map[string]bool {
	stranded := map[string]bool{}
	for id, resource := range p.new {
		switch typeOf(resource) {
		case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
			group := asString(properties(resource)["DBSubnetGroupName"])
			if _, stood := p.old[id]; stood && group != "" && group == asString(properties(p.old[id])["DBSubnetGroupName"]) {
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

// losesSubnets takes a reference to a subnet group.
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
			left := strings.Fields(strings.NewReplacer(`"`, " ", "[", " ", "]", " ", ",", " ").Replace(show(subnets.New)))
			old, _ := subnets.Old.([]any)
			for _, subnet := range old {
				if !slices.Contains(left, show(subnet)) {
					return true
				}
			}
		}
	}
	return false
}

// downgrade reports whether an engine version goes down.
func downgrade(old, new map[string]any) (because string, down bool) {
	from, to, ok := versions(old, new)
	if !ok || compareVersions(from, to) <= 0 {
		return "", false
	}
	return "EngineVersion changes from " + from + " to " + to, true
}

// inspect adds what a person on call should know about a change of a database.
func (c *comparison) inspect(p pair, change Change, o *outcome) {
	if change.Was != "" {
		o.failures = append(o.failures, Finding{
			Construct: change.Construct, Type: change.Type, Old: change.Was, New: change.Type,
			What: "CloudFormation refuses to change the type of a resource; give the new one another id",
		})
	}
	if change.Type != "AWS::RDS::DBInstance" && change.Type != "AWS::RDS::DBCluster" || change.Kind == Added || change.Kind == Removed {
		return
	}
	old, new := p.old[change.LogicalID], p.new[change.LogicalID]
	about := Finding{Construct: change.Construct, Type: change.Type}
	if from, to, ok := versions(old, new); ok && compareVersions(from, to) < 0 {
		about.Old, about.New = from, to
		about.What = "minor engine upgrade: the instance restarts, primary and standby together; replicas must go first"
		if major(old, from) != major(old, to) {
			about.What = "major engine upgrade: an outage, primary and standby together; replicas must go first, and there is no way back"
			if !isTrue(properties(new)["AllowMajorVersionUpgrade"]) {
				refused := about
				refused.What = "RDS refuses a major engine upgrade without AllowMajorVersionUpgrade"
				o.failures = append(o.failures, refused)
			}
		}
		o.notes = append(o.notes, about)
	}
	for _, property := range change.Properties {
		about.Old, about.New = excerpt(property.Old), excerpt(property.New)
		switch property.Name {
		case "DBInstanceClass":
			about.What = "another instance class: the instance restarts; with a standby, after a failover"
			o.notes = append(o.notes, about)
		case "AllocatedStorage":
			if number(property.New) < number(property.Old) {
				about.What = "RDS cannot make storage smaller"
				o.failures = append(o.failures, about)
			}
		}
	}
}

func versions(old, new map[string]any) (from, to string, ok bool) {
	from, to = show(properties(old)["EngineVersion"]), show(properties(new)["EngineVersion"])
	return from, to, from != "" && to != "" && !strings.Contains(from+to, "${")
}

// major is the part of a version whose change is a major upgrade: two numbers for MySQL and MariaDB (8.0, 8.4), one for the
// others. A replica does not name its engine and counts as MySQL, which Kasha's is.
func major(resource map[string]any, version string) string {
	numbers := strings.Split(version, ".")
	switch engine := show(properties(resource)["Engine"]); {
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

func number(v any) float64 {
	n, _ := strconv.ParseFloat(show(v), 64)
	return n
}
