package limits

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// twoPasswords is for the master user: either RDS manages the password, or the template names one.
func twoPasswords(instance map[string]any) []Refusal {
	return one(values.IsTrue(instance["ManageMasterUserPassword"]) && instance["MasterUserPassword"] != nil, "ManageMasterUserPassword",
		"ManageMasterUserPassword must be absent beside MasterUserPassword (RDS API, CreateDBInstance)", true)
}

// otherFamilies compares MySQL instances with their parameter groups, where both are in the template. A family is an engine with the first
// two numbers of its version.
func otherFamilies(stack string, template engine.Template) []Refusal {
	var found []Refusal
	for _, id := range slices.Sorted(maps.Keys(template)) {
		instance := values.Properties(template[id])
		group, known := referred(stack, template, instance["DBParameterGroupName"])
		family, version := values.Text(group["Family"]), values.Text(instance["EngineVersion"])
		numbers := strings.Split(version, ".")
		isMySQL := values.Type(template[id]) == databaseType && instance["Engine"] == "mysql"
		if !isMySQL || !known || len(numbers) < 2 || isReference(version+family) {
			continue
		}
		if fits := "mysql" + strings.Join(numbers[:2], "."); family != fits {
			found = append(found, Refusal{LogicalID: id, At: "DBParameterGroupName", New: family, What: "DBParameterGroupName: its family is " +
				family + ", and version " + version + " needs one of " + fits + " (RDS API, CreateDBParameterGroup)"})
		}
	}
	return found
}
