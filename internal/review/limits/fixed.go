package limits

import (
	"slices"

	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// fixed is a property that AWS sets when it creates a resource and never changes. CloudFormation does not replace the resource, and the
// deployment fails.
type fixed struct{ property, absent, page string }

func fixedProperties() map[string][]fixed {
	const key = "CloudFormation user guide, AWS::KMS::Key"
	return map[string][]fixed{
		"AWS::KMS::Key": {
			{"KeySpec", "SYMMETRIC_DEFAULT", key}, {"KeyUsage", "ENCRYPT_DECRYPT", key}, {"MultiRegion", "false", key}, {"Origin", "AWS_KMS", key},
		},
		"AWS::Logs::LogGroup": {{"LogGroupClass", "STANDARD", "CloudWatch Logs API, CreateLogGroup"}},
	}
}

// changesOfFixed lists the changes of such properties. In a resource that is replaced for another reason, they are no changes.
func changesOfFixed(id string, old, new engine.Template) []Refusal {
	kind := values.Type(new[id])
	before, after := values.Properties(old[id]), values.Properties(new[id])
	replacing, _, _ := cloudformation.CreateOnly(kind)
	differs := func(property string) bool { return !values.Equal(before[property], after[property]) }
	if old[id] == nil || values.Type(old[id]) != kind || slices.ContainsFunc(replacing, differs) {
		return nil
	}
	var found []Refusal
	for _, f := range fixedProperties()[kind] {
		was, is := values.Text(or(before[f.property], f.absent)), values.Text(or(after[f.property], f.absent))
		if was != is {
			found = append(found, Refusal{LogicalID: id, At: f.property, New: is,
				What: f.property + " is " + was + " and cannot change; fix: make a new one beside it (" + f.page + ")"})
		}
	}
	return found
}
