package limits

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// publicPolicies lists the statements that make a bucket public while its BlockPublicPolicy is on. S3 then refuses the call that sets the
// policy. A policy that stays is not set again: S3 keeps it when BlockPublicPolicy is turned on. Source: S3 user guide, "Blocking public
// access to your Amazon S3 storage".
//
// A bucket of another stack, and the settings of the account, are not known here.
func publicPolicies(stack string, old, new engine.Template) []Refusal {
	const page = "S3 user guide, \"Blocking public access to your Amazon S3 storage\", \"The meaning of 'public'\""
	var found []Refusal
	for _, id := range slices.Sorted(maps.Keys(new)) {
		policy := values.Properties(new[id])
		if values.Type(new[id]) != "AWS::S3::BucketPolicy" || values.Equal(values.Properties(old[id]), policy) ||
			!refusesPublicPolicies(stack, new, policy["Bucket"]) {
			continue
		}
		for i, statement := range statementsOf(policy["PolicyDocument"]) {
			at := fmt.Sprintf("PolicyDocument.Statement[%s]", values.Text(or(statement["Sid"], i)))
			if isPublic(statement) {
				found = append(found, Refusal{LogicalID: id, At: at, New: statement["Principal"],
					What: at + " makes the bucket public, and S3 refuses that while the bucket's BlockPublicPolicy is on; fix: name the " +
						"principals (" + page + ")"})
			}
		}
	}
	return found
}

// refusesPublicPolicies finds the bucket of a policy by a reference or by its name.
func refusesPublicPolicies(stack string, template engine.Template, named any) bool {
	for id, resource := range template {
		p := values.Properties(resource)
		name := p["BucketName"]
		is := values.Text(named) == "${"+values.Name(stack, id)+"}" || name != nil && values.Equal(named, name)
		if values.Type(resource) == "AWS::S3::Bucket" && is {
			return values.IsTrue(values.Within(p, "PublicAccessBlockConfiguration", "BlockPublicPolicy"))
		}
	}
	return false
}

// isPublic reports whether S3 certainly counts a statement as public: it allows something to everybody, and no condition limits to whom.
func isPublic(statement map[string]any) bool {
	if values.Text(statement["Effect"]) != "Allow" || !isEverybody(statement["Principal"]) {
		return false
	}
	conditions, isObject := statement["Condition"].(map[string]any)
	if !isObject {
		return statement["Condition"] == nil // otherwise, only the deployment knows it
	}
	for _, operator := range conditions {
		keys, isObject := operator.(map[string]any)
		if !isObject {
			return false
		}
		for key := range keys {
			if !slices.Contains(keysForEverybody(), strings.ToLower(key)) {
				return false
			}
		}
	}
	return true
}

// keysForEverybody are condition keys that anybody's request can satisfy. S3's list of the keys that limit a policy has none of them.
func keysForEverybody() []string {
	return []string{"aws:securetransport", "aws:referer", "aws:useragent", "aws:currenttime", "s3:tlsversion", "s3:prefix"}
}

// isEverybody recognizes "*", {"AWS": "*"} and a list with "*".
func isEverybody(principal any) bool {
	if byKind, is := principal.(map[string]any); is {
		principal = byKind["AWS"]
	}
	if list, is := principal.([]any); is {
		return slices.Contains(list, any("*"))
	}
	return principal == "*"
}

// statementsOf reads a policy with one statement or several.
func statementsOf(policy any) []map[string]any {
	statement := values.Within(map[string]any{"": policy}, "", "Statement")
	if single, is := statement.(map[string]any); is {
		return []map[string]any{single}
	}
	return values.Objects(statement)
}
