package exposure

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/values"
)

// What counts as worse. Each function compares a setting before and after; nil stands for a setting that is absent.

func turnedOff(old, new any) bool { return values.IsTrue(old) && !values.IsTrue(new) }
func turnedOn(old, new any) bool  { return !values.IsTrue(old) && values.IsTrue(new) }
func dropped(old, new any) bool   { return old != nil && new == nil }
func appears(old, new any) bool   { return old == nil && new != nil }
func lowered(old, new any) bool   { return old != nil && values.Number(new) < values.Number(old) }
func raised(old, new any) bool    { return values.Number(new) > values.Number(old) }

// changed is for settings of which any other value may be worse, such as a permissions boundary.
func changed(old, _ any) bool { return old != nil }

// becomesAnother is for the role that something acts as. A role that is taken away opens nothing.
func becomesAnother(_, new any) bool { return new != nil }

func becomesZero(old, new any) bool { return values.Number(old) > 0 && values.Number(new) == 0 }

// becomes is for a setting with one bad value.
func becomes(bad string) func(old, new any) bool {
	return func(old, new any) bool { return values.Text(old) != bad && values.Text(new) == bad }
}

// leaves is for a setting with one good value.
func leaves(good string) func(old, new any) bool {
	return func(old, new any) bool { return values.Text(old) == good && values.Text(new) != good }
}

// descends is for a setting whose values are given from the worst to the best.
func descends(worstToBest ...string) func(old, new any) bool {
	return func(old, new any) bool {
		return slices.Index(worstToBest, values.Text(new)) < slices.Index(worstToBest, values.Text(old))
	}
}

// fewer is for lists of which an element is missing afterwards.
func fewer(old, new any) bool {
	before, _ := old.([]any)
	after := map[string]bool{}
	if list, ok := new.([]any); ok {
		for _, item := range list {
			after[values.Canonical(item)] = true
		}
	}
	return slices.ContainsFunc(before, func(item any) bool { return !after[values.Canonical(item)] })
}

// fewerInAll is for lists that have fewer elements, whatever they are. Of a list that only the deployment knows, no one can say so.
func fewerInAll(old, new any) bool {
	before, _ := old.([]any)
	after, isList := new.([]any)
	return (isList || new == nil) && len(after) < len(before)
}

// more is for lists that have an element which was not in them before.
func more(old, new any) bool { return fewer(new, old) }

// keptShorter is for days and seconds of retention. Without a limit, everything is kept for ever.
func keptShorter(old, new any) bool {
	return new != nil && (old == nil || values.Number(new) < values.Number(old))
}

// parameterTurnedOff is for parameters of a database, which are written 1 and 0, ON and OFF, or true and false.
func parameterTurnedOff(old, new any) bool {
	isOn := func(value any) bool {
		return slices.Contains([]string{"1", "on", "true"}, strings.ToLower(values.Text(value)))
	}
	return isOn(old) && !isOn(new)
}

var tlsVersion = regexp.MustCompile(`TLSv1(?:\.(\d))?|-1-(\d)`)

// olderTLS compares the names of TLS policies: TLSv1.2_2021 and TLSv1 of CloudFront, ELBSecurityPolicy-TLS13-1-2-2021-06
// of load balancers. A policy's name contains the oldest version that it accepts; one without a version accepts TLS 1.0.
func olderTLS(old, new any) bool {
	return old != nil && oldestTLS(values.Text(new)) < oldestTLS(values.Text(old))
}

func oldestTLS(policy string) int {
	found := tlsVersion.FindStringSubmatch(policy)
	if found == nil {
		return 0
	}
	minor, _ := strconv.Atoi(strings.Join(found[1:], ""))
	return minor
}
