package review

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What is kept, and for how long. Rules are compared one by one, so that one that becomes better is no weakening.

// bucketExpiries lists what a bucket's rules delete: for each rule and kind of deletion after how many days, or beyond how
// many versions.
func bucketExpiries(bucket map[string]any) any {
	const newest = "earlier versions beyond the newest"
	var found []any
	for _, rule := range objects(at("LifecycleConfiguration", "Rules")(bucket)) {
		if rule["Status"] == "Disabled" {
			continue
		}
		of := scope(rule)
		for kind, path := range map[string][]string{
			"all of it":               {"ExpirationInDays"},
			"all of it, on a date":    {"ExpirationDate"},
			"earlier versions":        {"NoncurrentVersionExpirationInDays"},
			"earlier versions (days)": {"NoncurrentVersionExpiration", "NoncurrentDays"},
			newest:                    {"NoncurrentVersionExpiration", "NewerNoncurrentVersions"},
		} {
			limit := within(rule, path...)
			if limit == nil && kind == newest && rule["NoncurrentVersionExpiration"] != nil {
				limit = 0.0 // none is kept for being new
			}
			if limit != nil {
				found = append(found, expiry(kind, of, limit))
			}
		}
	}
	slices.SortFunc(found, func(a, b any) int { return strings.Compare(canonical(a), canonical(b)) })
	return found
}

// scope is which objects a rule is about, in a text that is empty where it is about all.
func scope(rule map[string]any) string {
	about := map[string]any{}
	for _, name := range []string{"Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"} {
		if value := rule[name]; value != nil && value != "" {
			about[name] = value
		}
	}
	if len(about) == 0 {
		return ""
	}
	return canonical(about)
}

// imageExpiries lists what the rules of a repository delete.
func imageExpiries(path ...string) func(map[string]any) any {
	return func(repository map[string]any) any {
		policy, _ := at(path...)(repository).(map[string]any)
		var found []any
		for _, rule := range objects(policy["rules"]) {
			selection, _ := rule["selection"].(map[string]any)
			about := maps.Clone(selection)
			delete(about, "countNumber")
			found = append(found, expiry("images", canonical(about), selection["countNumber"]))
		}
		return found
	}
}

func expiry(what, of string, limit any) map[string]any {
	return map[string]any{"what": what, "of": of, "after": limit}
}

// expiresSooner reports whether something expires that did not, or earlier. A rule for all is one for each.
func expiresSooner(old, new any) bool {
	return slices.ContainsFunc(objects(new), func(is map[string]any) bool {
		return !slices.ContainsFunc(objects(old), func(was map[string]any) bool {
			return was["what"] == is["what"] && (was["of"] == is["of"] || was["of"] == "") && !sooner(was["after"], is["after"])
		})
	})
}

// sooner compares two limits of one kind: numbers, or dates.
func sooner(old, new any) bool {
	if _, err := strconv.ParseFloat(show(new), 64); err != nil {
		return show(new) < show(old)
	}
	return number(new) < number(old)
}

var rate = regexp.MustCompile(`^rate\((\d+) (hour|day)s?\)$`)

// rotatesLess compares how often a secret changes. Of two calendars only a person can say which one is worse.
func rotatesLess(old, new any) bool {
	before, ok := rotationHours(old)
	after, too := rotationHours(new)
	if !ok || !too {
		return old != nil
	}
	return after > before
}

func rotationHours(rules any) (float64, bool) {
	object, _ := rules.(map[string]any)
	if days := object["AutomaticallyAfterDays"]; days != nil {
		return number(days) * 24, true
	}
	found := rate.FindStringSubmatch(show(object["ScheduleExpression"]))
	if found == nil {
		return 0, false
	}
	hours := map[string]float64{"hour": 1, "day": 24}[found[2]]
	return number(found[1]) * hours, true
}

// backsUpLess compares the rules of a plan by name.
func backsUpLess(old, new any) bool {
	is := map[string]map[string]any{}
	for _, rule := range objects(new) {
		is[show(rule["RuleName"])] = rule
	}
	return slices.ContainsFunc(objects(old), func(was map[string]any) bool {
		rule, stays := is[show(was["RuleName"])]
		return !stays || keptShorter(was, rule) || copiesLess(was["CopyActions"], rule["CopyActions"]) ||
			turnedOff(was["EnableContinuousBackup"], rule["EnableContinuousBackup"]) ||
			canonical(was["TargetBackupVault"]) != canonical(rule["TargetBackupVault"]) ||
			canonical(was["ScheduleExpression"]) != canonical(rule["ScheduleExpression"])
	})
}

func keptShorter(old, new map[string]any) bool {
	return shorterToKeep(within(old, "Lifecycle", "DeleteAfterDays"), within(new, "Lifecycle", "DeleteAfterDays"))
}

func copiesLess(old, new any) bool {
	return slices.ContainsFunc(objects(old), func(was map[string]any) bool {
		return !slices.ContainsFunc(objects(new), func(is map[string]any) bool {
			return canonical(was["DestinationBackupVaultArn"]) == canonical(is["DestinationBackupVaultArn"]) && !keptShorter(was, is)
		})
	})
}

// selectsLess compares what a plan backs up. More resources by name are no less; whatever else differs might be.
func selectsLess(old, new any) bool {
	was, _ := old.(map[string]any)
	is, _ := new.(map[string]any)
	rest := func(selection map[string]any) string {
		others := maps.Clone(selection)
		for _, name := range []string{"Resources", "IamRoleArn", "SelectionName"} {
			delete(others, name)
		}
		return canonical(others)
	}
	return old != nil && (fewer(was["Resources"], is["Resources"]) || rest(was) != rest(is))
}

// locksLess compares vault locks. Without ChangeableForDays a lock can be taken off again (governance mode); with it, after
// those days it cannot (compliance mode). Source: AWS Backup developer guide, "Vault lock".
func locksLess(old, new any) bool {
	was, locked := old.(map[string]any)
	is, still := new.(map[string]any)
	switch {
	case !locked:
		return false
	case !still:
		return true
	}
	return was["MinRetentionDays"] != nil && number(is["MinRetentionDays"]) < number(was["MinRetentionDays"]) ||
		was["MaxRetentionDays"] != nil && is["MaxRetentionDays"] != nil && number(is["MaxRetentionDays"]) < number(was["MaxRetentionDays"]) ||
		was["ChangeableForDays"] != nil && (is["ChangeableForDays"] == nil || raised(was["ChangeableForDays"], is["ChangeableForDays"]))
}
