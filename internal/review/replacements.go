package review

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// What is added to a reference to a resource that the deployment replaces.
const (
	replacedMark = " (replaced)"
	perhapsMark  = " (perhaps replaced)"
)

// settle asks the engine again and again, until a round finds no further replacement. A replaced resource changes the value of
// every reference to it, also within Fn::Join and Fn::Sub and across stacks, where the engine does not look. A changed value may
// replace the next resource.
func (c *comparison) settle(differ Differ) error {
	for round := 0; ; round++ {
		if err := c.ask(differ, round); err != nil {
			return err
		}
		c.stranded = map[string]map[string]bool{}
		for _, p := range c.pairs {
			c.stranded[p.name()] = c.strandedDatabases(p)
		}
		grown := false
		for _, p := range c.pairs {
			if !p.stays() {
				continue
			}
			for id, mark := range c.replacedIn(p) {
				name := values.Name(p.head.Name, id)
				if was := c.marks[name]; was != mark && was != replacedMark {
					c.marks[name] = mark
					grown = true
				}
			}
		}
		if !grown {
			return c.askMoved(differ)
		}
	}
}

// ask compares every pair whose templates differ in this round.
func (c *comparison) ask(differ Differ, round int) error {
	var pairs []engine.Pair
	var of []int
	for i := range c.pairs {
		p := &c.pairs[i]
		question := engine.Pair{Old: p.old, New: values.Mark(p.new, c.marks)}
		if p.relocation != "" {
			question.New = nil // to CloudFormation, the old stack is removed
		}
		if reflect.DeepEqual(question.Old, question.New) && len(c.forms[p.name()]) == 0 {
			continue
		}
		pairs, of = append(pairs, question), append(of, i)
	}
	diffs, err := differ.Diff(pairs)
	if err != nil {
		return err
	}
	for i, diff := range diffs {
		p := &c.pairs[of[i]]
		p.diff = qualify(addMissed(diff, pairs[i]), p.name(), pairs[i])
		maps.Copy(c.facts, diff.Types)
		if round == 0 {
			p.plain = p.diff
		}
	}
	return nil
}

// replacedIn marks the resources of a pair that are replaced, certainly or perhaps.
func (c *comparison) replacedIn(p pair) map[string]string {
	marks := map[string]string{}
	for id, resource := range p.diff.Resources {
		if resource.OldType == "" || resource.NewType == "" {
			continue
		}
		switch c.effect(p, id, resource) {
		case Replaced:
			marks[id] = replacedMark
		case MightBeReplaced, MightBeRemoved:
			marks[id] = perhapsMark
		}
	}
	for _, ids := range []iter.Seq[string]{maps.Keys(c.stranded[p.name()]), maps.Keys(c.forms[p.name()])} {
		for id := range ids {
			if marks[id] == "" {
				marks[id] = perhapsMark
			}
		}
	}
	return marks
}

// effect is the worst effect of a resource's changes.
func (c *comparison) effect(p pair, id string, resource engine.Resource) Kind {
	if resource.OldType != resource.NewType {
		return Replaced
	}
	worst := Changed
	if _, ok := resource.Other["Condition"]; ok {
		worst = MightBeRemoved
	}
	for name, property := range resource.Properties {
		if effect := c.propertyEffect(p, id, name, property); effect.order() < worst.order() {
			worst = effect
		}
	}
	return worst
}

// propertyEffect is what the engine says about one property, corrected where it says "maybe" or nothing.
func (c *comparison) propertyEffect(p pair, id, name string, property engine.Property) Kind {
	resourceType := values.Type(p.new[id])
	facts := p.diff.Types[resourceType]
	perhaps := onlyMarks(property, perhapsMark) && !onlyMarks(property, replacedMark)
	switch {
	case property.Impact == engine.WillReplace && (perhaps || isDisputed(resourceType, name)):
		return MightBeReplaced
	case property.Impact == engine.WillReplace, replaces(resourceType, name) && !perhaps:
		return Replaced
	case replaces(resourceType, name):
		return MightBeReplaced
	case property.Impact == engine.MayReplace && !inPlace(p.new[id], name):
		return MightBeReplaced
	case resourceType == nestedStack && name != "Tags" && name != "NotificationARNs":
		return MightBeReplaced // something in it
	case !facts.Known && !isCustom(resourceType):
		return MightBeReplaced // a type newer than the engine's database
	case facts.Known && property.Impact == engine.NoChange && !slices.Contains(facts.Properties, name) && holdsData(resourceType, facts):
		return MightBeReplaced // a property newer than the engine's database
	}
	return Changed
}

// onlyMarks reports whether two values differ in their marks only: the text is the same, but it refers to a replaced resource.
func onlyMarks(property engine.Property, marks ...string) bool {
	old, new := values.Canonical(property.Old), values.Canonical(property.New)
	if old == new {
		return false
	}
	for _, mark := range marks {
		new = strings.ReplaceAll(new, mark, "")
	}
	return old == new
}

// replaces reports whether CloudFormation's own schema says that a property replaces the resource. The engine's database lacks some.
func replaces(resourceType, property string) bool {
	replacing, _, _ := cloudformation.CreateOnly(resourceType)
	return slices.Contains(replacing, property)
}
