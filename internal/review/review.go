// Package review compares the templates of two revisions. It reports which resources a deployment of the second one would add, change,
// replace or remove, and above all which data it would delete.
//
// Compare takes two cloud assemblies and the list of accepted losses; it needs no AWS account. It returns a Report with a verdict.
// CDK's diff engine (package engine) knows which properties cannot change without replacing the resource. This package also finds what
// the engine overlooks:
//
//   - values that change through a stack output or a parameter (package values)
//   - replacements that follow from other replacements
//   - resources whose construct was renamed
//
// Two findings count as failures of the deployment: a reference to something that does not exist, and a change that AWS will refuse
// (package limits). Package exposure finds access that becomes broader, and protection that becomes weaker.
//
// Limits: if the diff engine does not know a resource's type, this package assumes that the resource holds data. A change to it counts as a
// possible replacement. If the engine knows the type but not the property, the change counts as a possible replacement only if the resource
// holds data. Macros and nested stacks are not examined, and the report says so. Values known only at deployment are not examined.
package review

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/review/accepted"
	"kasha/internal/review/engine"
	physical "kasha/lib/names"
)

// Differ compares templates. An engine.Engine does.
type Differ interface {
	Diff([]engine.Pair) ([]engine.Diff, error)
}

// Compare reviews the change from base, which is deployed, to head. The only errors are assemblies that cannot be resolved or
// compared, and an engine that does not answer. A base without stacks says that nothing is deployed.
func Compare(base, head assembly.Assembly, differ Differ, acceptances []accepted.Loss) (Report, error) {
	if err := prefixed("base", readable(base)); err != nil {
		return Report{}, err
	}
	if err := prefixed("head", readable(head)); err != nil {
		return Report{}, err
	}
	c, err := newComparison(base, head)
	if err != nil {
		return Report{}, err
	}
	if err := c.settle(differ); err != nil {
		return Report{}, err
	}
	c.findMoved()
	var report Report
	exposed, err := c.exposed(base, head)
	if err != nil {
		return Report{}, err
	}
	for i, p := range c.pairs {
		o := c.reviewStack(p)
		if err := c.inspectLimits(p, &o); err != nil {
			return Report{}, err
		}
		c.inspectKeys(p, &o)
		c.inspectTwins(p, &o)
		c.inspectDeadLetters(p, &o)
		c.inspectTaken(p, &o)
		c.inspectOrder(p, &o)
		c.inspectTier(p, &o)
		c.inspectRetention(p, &o)
		o.openings = append(o.openings, findings(exposed[i].Openings)...)
		o.weakenings = append(o.weakenings, findings(exposed[i].Weakenings)...)
		o.notes = append(o.notes, findings(exposed[i].Notes)...)
		o.unjudged = append(o.unjudged, findings(exposed[i].Unjudged)...)
		report.add(o)
	}
	slices.Sort(c.newProblems) // they are found in no fixed order
	for _, problem := range slices.Compact(c.newProblems) {
		report.Failures = append(report.Failures, Finding{What: problem})
	}
	report.order()
	report.accept(acceptances)
	return report, nil
}

// outcome is the result for one stack.
type outcome struct {
	environment string
	production  bool
	account     string
	region      string
	stack       Stack
	losses      []Loss
	openings    []Finding
	weakenings  []Finding
	failures    []Finding
	notes       []Finding
	unjudged    []Finding
}

// reviewStack reviews one stack, apart from what opens and weakens.
func (c *comparison) reviewStack(p pair) outcome {
	o := outcome{environment: p.stage(), stack: Stack{Name: p.name(), Change: p.change(), Note: p.relocation}}
	stack := p.head
	if stack == nil {
		stack = p.base
	}
	o.account, o.region = account(stack), stack.Region
	o.production = stack.Tags[string(physical.TagTier)] == production
	if p.base != nil && p.head != nil {
		noteStackSettings(p, &o)
	}
	if !p.stays() {
		c.reviewWhole(p, &o)
		return o
	}
	c.readers(p, &o)
	for _, id := range c.touched(p) {
		change := c.describe(p, id)
		o.stack.Changes = append(o.stack.Changes, change)
		if loss, lost := c.judge(p, change); lost {
			o.losses = append(o.losses, loss)
		} else if clash := c.clash(p, change); clash != "" {
			o.failures = append(o.failures, Finding{Construct: change.Construct, Type: change.Type, What: clash})
		}
		c.inspect(p, change, &o)
		inspectVaultLock(change, p.old[id], p.new[id], &o)
	}
	slices.SortStableFunc(o.stack.Changes, func(a, b Change) int {
		if a.Kind != b.Kind {
			return a.Kind.order() - b.Kind.order()
		}
		return strings.Compare(a.Construct, b.Construct)
	})
	c.inspectTemplate(p, &o)
	if len(o.stack.Changes) > 0 || o.stack.Note != "" || len(o.stack.Outputs) > 0 {
		o.stack.Change = Changed
	}
	return o
}

func prefixed(side string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", side, err)
}
