package config

import (
	"fmt"
	"strings"
)

// checkName checks the name of a job, a worker or a further service, and reports whether it can be one. seen has the names that were
// checked before; see differsByHyphens.
func checkName(at object, name, kind string, longest int, seen map[string]string) bool {
	if !queueNamePattern.MatchString(name) || len(name) > longest {
		at.reject("", quote(name)+" cannot name a "+kind,
			fmt.Sprintf("lower-case letters, digits and single hyphens, beginning with a letter, at most %d characters", longest))
		return false
	}
	differsByHyphens(at, name, seen)
	return true
}

// differsByHyphens refuses a name that only hyphens tell from an earlier one. Construct ids, outputs and variables are named without
// hyphens, so order-1 and order1 would have the same. seen has the earlier names by their form without hyphens.
func differsByHyphens(at object, name string, seen map[string]string) {
	plain := strings.ReplaceAll(name, "-", "")
	if other := seen[plain]; other != "" && other != name {
		at.reject("", quote(name)+" differs from "+quote(other)+" by hyphens only, and the keys of outputs have none",
			"a name that differs in letters or digits")
	}
	seen[plain] = name
}
