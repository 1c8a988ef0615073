// Package review says what a deployment would do to what is already deployed: what comes, changes, is replaced or goes, and
// above all what is lost. It compares two synthesized assemblies and needs no account.
//
// Which property change means replacement is knowledge of CDK's diff engine (package engine). Around it stands what the
// engine does not see: values behind outputs and parameters (package values), and replacements that drag others along.
package review

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/review/accepted"
	"kasha/internal/review/engine"
	"kasha/lib/config"
)

// Differ compares templates. An engine.Engine does.
type Differ interface {
	Diff([]engine.Pair) ([]engine.Diff, error)
}

// Compare reviews the change from base, which is deployed, to head, which would be.
func Compare(base, head assembly.Assembly, differ Differ, acceptances []accepted.Loss) (Report, error) {
	c, err := newComparison(base, head)
	if err != nil {
		return Report{}, err
	}
	if err := c.settle(differ); err != nil {
		return Report{}, err
	}
	c.findMoved()
	var report Report
	for _, p := range c.pairs {
		report.add(c.reviewStack(p))
	}
	for _, problem := range c.newProblems {
		report.Failures = append(report.Failures, Finding{What: problem})
	}
	slices.SortStableFunc(report.Losses, func(a, b Loss) int { return a.Kind.order() - b.Kind.order() })
	slices.SortStableFunc(report.Openings, func(a, b Finding) int { return a.rank - b.rank })
	report.accept(acceptances)
	return report, nil
}

// outcome is what the review of one stack finds.
type outcome struct {
	environment string
	stack       Stack
	losses      []Loss
	openings    []Finding
	weakenings  []Finding
	failures    []Finding
	notes       []Finding
}

// reviewStack looks at one stack with every eye there is.
func (c *comparison) reviewStack(p pair) outcome {
	o := outcome{environment: p.stage(), stack: Stack{Name: p.name(), Change: p.change()}}
	if p.was != "" {
		o.stack.Note = p.was
	}
	if c.isRead(p) {
		c.read(p, &o)
	}
	if !p.stays() {
		c.reviewWhole(p, &o)
		return o
	}
	for _, id := range c.touched(p) {
		change := c.describe(p, id)
		o.stack.Changes = append(o.stack.Changes, change)
		if loss, lost := c.judge(p, change); lost {
			o.losses = append(o.losses, loss)
		} else if clash := c.clash(p, change); clash != "" {
			o.failures = append(o.failures, Finding{Construct: change.Construct, Type: change.Type, What: clash})
		}
		c.inspect(p, change, &o)
	}
	slices.SortStableFunc(o.stack.Changes, func(a, b Change) int {
		if a.Kind != b.Kind {
			return a.Kind.order() - b.Kind.order()
		}
		return strings.Compare(a.Construct, b.Construct)
	})
	if len(o.stack.Changes) > 0 || o.stack.Note != "" || len(o.stack.Outputs) > 0 {
		o.stack.Change = Changed
	}
	return o
}

// read looks for what opens and what weakens, also in a stack that is new or was moved.
func (c *comparison) read(p pair, o *outcome) {
	if p.base != nil {
		reviewStackSettings(p, o)
	}
	c.reviewSettings(p, o)
	o.openings = append(o.openings, c.permissions(p)...)
	o.openings = append(o.openings, c.unreadPolicies(p)...)
	o.openings = append(o.openings, c.firewall(p)...)
}

// touched lists the resources that something happens to.
func (c *comparison) touched(p pair) []string {
	touched := maps.Clone(c.stranded[p.name()])
	for id := range p.diff.Resources {
		touched[id] = true
	}
	return slices.Sorted(maps.Keys(touched))
}

// differing lists the resources of which one revision says something else than the other, or nothing.
func (c *comparison) differing(p pair) []string {
	if p.was != "" {
		return slices.Sorted(maps.Keys(p.plain.Resources))
	}
	return c.touched(p)
}

// earlier is a resource of head as it was, wherever it was; none if it is new.
func (c *comparison) earlier(p pair, id string) (old map[string]any, isNew bool) {
	if from, moved := c.movedFrom[place{p.name(), id}]; moved {
		return c.oldResource(from), false
	}
	old = p.old[id]
	if p.was != "" {
		old = p.moved[id]
	}
	return old, old == nil
}

// reviewWhole is for a stack that comes, goes or moves as a whole.
func (c *comparison) reviewWhole(p pair, o *outcome) {
	if p.base == nil {
		o.stack.Adds = len(p.new)
		if p.nowhere != "" {
			o.stack.Note = "the account was " + p.nowhere + ", a placeholder: nothing is deployed there"
		}
		return
	}
	o.stack.Removes = len(p.old)
	loss := Loss{
		Kind: Removed, Environment: p.stage(), Stack: p.base.Name, Type: accepted.StackType,
		Because: "no stack of this name is left in the application",
		Fate: "Nothing deletes the stack by itself: it stays in account " + account(p.base) + ", " + p.base.Region +
			", without anybody's care, until somebody deletes it.",
	}
	if config.IsPlaceholder(p.base.Account) {
		loss.Fate += " That account is a placeholder: if nothing was ever deployed, accept this and give that as the reason."
	}
	if p.was != "" {
		o.stack.Adds = len(p.new)
		loss.Kind, loss.Because = Replaced, p.was
		loss.Fate = "CloudFormation makes a new stack with empty resources. The old one stays in account " + account(p.base) +
			", " + p.base.Region + ", until somebody deletes it."
	}
	for _, id := range sortedIDs(p.old) {
		if facts := p.diff.Types[typeOf(p.old[id])]; holdsData(typeOf(p.old[id]), facts) {
			loss.Holds = append(loss.Holds, Held{Construct: c.construct(p.base.Name, id), Type: typeOf(p.old[id]), Fate: onDeletion(p.old[id])})
		}
	}
	if len(loss.Holds) > 0 {
		o.losses = append(o.losses, loss)
	}
}
