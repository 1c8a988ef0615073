package review

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// What is added to a reference whose resource is another one after the deployment.
const (
	replacedMark = " (replaced)"
	perhapsMark  = " (perhaps replaced)"
)

// settle asks the engine until nothing new is replaced. Whatever is replaced changes the value of every reference to it,
// also inside Fn::Join and Fn::Sub and across stacks, where the engine does not look; and a changed value may replace the
// next resource.
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

// ask compares every pair whose comparison may have changed.
func (c *comparison) ask(differ Differ, round int) error {
	var pairs []engine.Pair
	var of []int
	for i := range c.pairs {
		p := &c.pairs[i]
		question := engine.Pair{Old: p.old, New: values.Mark(p.new, c.marks)}
		if p.was != "" {
			question.New = nil // two stacks; only what the old one held matters
		}
		if reflect.DeepEqual(question.Old, question.New) {
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

func (p pair) headName() string {
	if p.head == nil {
		return ""
	}
	return p.head.Name
}

// replacedIn lists the resources of a pair that become others, each with how sure that is.
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
	for id := range c.stranded[p.name()] {
		if marks[id] == "" {
			marks[id] = perhapsMark
		}
	}
	return marks
}

// effect is the worst that the changes of a resource do to it.
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

// propertyEffect is the engine's word on one property, corrected where the engine says "maybe" or nothing.
func (c *comparison) propertyEffect(p pair, id, name string, property engine.Property) Kind {
	resourceType := typeOf(p.new[id])
	facts := p.diff.Types[resourceType]
	perhaps := onlyMarks(property, perhapsMark) && !onlyMarks(property, replacedMark)
	switch {
	case property.Impact == engine.WillReplace && perhaps:
		return MightBeReplaced
	case property.Impact == engine.WillReplace:
		return Replaced
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

// onlyMarks reports whether the values are the same but for a mark: the text is the same, what it refers to is not.
func onlyMarks(property engine.Property, marks ...string) bool {
	old, new := canonical(property.Old), canonical(property.New)
	if old == new {
		return false
	}
	for _, mark := range marks {
		new = strings.ReplaceAll(new, mark, "")
	}
	return old == new
}

// addMissed adds the property changes that the engine takes for none: to it "1.10" and "1.1" are the same number, also
// where they are versions or tags.
func addMissed(diff engine.Diff, asked engine.Pair) engine.Diff {
	for id, old := range asked.Old {
		new, both := asked.New[id]
		if !both || typeOf(old) != typeOf(new) {
			continue
		}
		before, after := properties(old), properties(new)
		for name := range after {
			_, seen := diff.Resources[id].Properties[name]
			if seen || before[name] == nil || canonical(before[name]) == canonical(after[name]) {
				continue
			}
			resource, ok := diff.Resources[id]
			if !ok {
				resource = engine.Resource{OldType: typeOf(old), NewType: typeOf(new)}
			}
			if resource.Properties == nil {
				resource.Properties = map[string]engine.Property{}
			}
			impact := engine.WillUpdate
			if slices.Contains(diff.Types[typeOf(new)].Replacing, name) {
				impact = engine.WillReplace
			}
			resource.Properties[name] = engine.Property{Old: before[name], New: after[name], Impact: impact}
			if diff.Resources == nil {
				diff.Resources = map[string]engine.Resource{}
			}
			diff.Resources[id] = resource
		}
	}
	return diff
}

// canonical is a value as text, in which 10 and "10", true and "true" are the same, as they are to CloudFormation.
func canonical(v any) string {
	data, _ := json.Marshal(asText(v))
	return string(data)
}

func asText(v any) any {
	switch v := v.(type) {
	case float64, bool, int:
		data, _ := json.Marshal(v)
		return string(data)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = asText(item)
		}
		return list
	case map[string]any:
		copied := map[string]any{}
		for key, item := range v {
			copied[key] = asText(item)
		}
		return copied
	}
	return v
}
