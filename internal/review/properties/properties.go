// Package properties classifies every property that Kasha's templates have: what a change of the property can mean, and which direction
// is riskier. The tables are in the folder tables, one file for each group of services:
//
//	AWS::ECS::Service
//	  availability lower DeploymentConfiguration.MinimumHealthyPercent =100 ; fewer tasks answer during a deployment
//
// The first word is a Class, the second a Direction, the third the path of the property. Elements of lists are written [], and an
// element that has only Key and Value is named by its key. A path that ends with .** stands for everything below. After = is the
// value that AWS uses where the property is absent, and after ; what the change means, or
// why it means nothing. A number that is riskier in both directions says both, with | between lower and higher.
//
// What it does not understand: a path that is in no table. Lookup reports it, and a review lists the change as not judged.
package properties

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Class is what a change of a property can mean.
type Class string

// The classes, the worst first.
const (
	Loss         Class = "loss"         // data can be lost, now or when it expires
	Opening      Class = "opening"      // more people or programs can reach or do something
	Weakening    Class = "weakening"    // a protection, a record or an alarm is less than before
	Availability Class = "availability" // users can notice it, now or at the next failure
	Capacity     Class = "capacity"     // there is less of something that costs money
	Effect       Class = "effect"       // programs or people notice it, and it may be what they want
	Harmless     Class = "harmless"
)

// Rule is what the tables say about a path.
type Rule struct {
	Class     Class
	Direction Direction
	Path      string // as the table has it
	Default   string // what AWS uses for an absent property
	Means     string // what the worse direction means
}

// Table is all rules, by resource type and path. The rules of type * are for every type.
type Table map[string]map[string]Rule

//go:embed tables/*.txt
var files embed.FS

// All reads the tables. An error means that a table is written wrongly, which the tests of this package find.
var All = sync.OnceValues(func() (Table, error) {
	entries, err := files.ReadDir("tables")
	if err != nil {
		return nil, err
	}
	table := Table{}
	for _, entry := range entries {
		text, err := files.ReadFile("tables/" + entry.Name())
		if err != nil {
			return nil, err
		}
		if err := table.read(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
	}
	return table, nil
})

func (t Table) read(text string) error {
	resource := ""
	for number, line := range strings.Split(text, "\n") {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			if resource = strings.TrimSpace(line); t[resource] != nil {
				return fmt.Errorf("line %d: %s is in the tables twice; fix: one section for each type", number+1, resource)
			}
			t[resource] = map[string]Rule{}
		default:
			rule, err := readRule(line)
			if err == nil && (resource == "" || t[resource][rule.Path].Path != "") {
				err = fmt.Errorf("%s %s is in the tables twice, or below no type", resource, rule.Path)
			}
			if err != nil {
				return fmt.Errorf("line %d: %w", number+1, err)
			}
			t[resource][rule.Path] = rule
		}
	}
	return nil
}

func readRule(line string) (Rule, error) {
	about, means, _ := strings.Cut(line, ";")
	words := strings.Fields(about)
	if len(words) < 3 || len(words) > 4 {
		return Rule{}, fmt.Errorf("%q; fix: write class, direction and path", line)
	}
	rule := Rule{Class: Class(words[0]), Direction: Direction(words[1]), Path: words[2], Means: strings.TrimSpace(means)}
	if len(words) == 4 {
		var ok bool
		if rule.Default, ok = strings.CutPrefix(words[3], "="); !ok {
			return Rule{}, fmt.Errorf("%q; fix: write = before the default", line)
		}
	}
	if !slices.Contains([]Class{Loss, Opening, Weakening, Availability, Capacity, Effect, Harmless}, rule.Class) {
		return Rule{}, fmt.Errorf("no class %q", rule.Class)
	}
	if _, known := directions()[rule.Direction]; !known {
		return Rule{}, fmt.Errorf("no direction %q", rule.Direction)
	}
	if (rule.Class == Harmless) != (rule.Direction == Never) {
		return Rule{}, fmt.Errorf("%q; fix: harmless is never worse, and nothing else is", line)
	}
	return rule, nil
}

// Knows reports whether the tables have a resource type.
func (t Table) Knows(resource string) bool { return t[resource] != nil && resource != "*" }

// Lookup finds the rule for a path of a type: the path itself, or the longest entry with .** that stands for it.
func (t Table) Lookup(resource, path string) (Rule, bool) {
	for _, section := range []string{resource, "*"} {
		if rule, ok := t[section][path]; ok {
			return rule, true
		}
	}
	for above := path; above != ""; {
		cut := max(strings.LastIndex(above, "."), strings.LastIndex(above, "["), 0)
		above = above[:cut]
		for _, section := range []string{resource, "*"} {
			if rule, ok := t[section][strings.TrimPrefix(above+".**", ".")]; ok {
				return rule, true
			}
		}
	}
	return Rule{}, false
}
