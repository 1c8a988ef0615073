package review

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/references"
	"kasha/internal/review/values"
)

// readers says what the deployment of a stack does to the stacks that read its outputs. CloudFormation deploys the producer first. It
// refuses to change or remove an export while a deployed stack imports it. Nothing tells the reader of a weak reference: it is
// updated only if its own template changes.
func (c *comparison) readers(p pair, o *outcome) {
	refused := map[string][]string{} // exports by the finding, because several may be of one resource
	findings := map[string]Finding{}
	for _, key := range slices.Sorted(maps.Keys(p.base.Template.Outputs)) {
		was := references.ExportName(p.base.Template.Outputs[key])
		moved := c.moves(p, key)
		if importers := c.importers(p, key); len(importers) > 0 && (moved.what != "" ||
			references.ExportName(p.head.Template.Outputs[key]) != was) {
			if !c.failsBefore(p, moved) {
				finding := c.refused(p, moved, importers)
				text := finding.Construct + finding.What
				findings[text], refused[text] = finding, append(refused[text], was)
			}
			continue
		}
		if moved.what == "" || moved.gone {
			continue // what a stack of head reads and no stack has is a problem of its own
		}
		for _, reader := range c.pairs {
			if reader.stays() {
				c.follow(reader, p, key, moved, o)
			}
		}
	}
	for _, text := range slices.Sorted(maps.Keys(findings)) {
		finding := findings[text]
		finding.Old = strings.Join(refused[text], ", ")
		o.failures = append(o.failures, finding)
	}
}

// failsBefore reports whether the deployment fails at the producer itself, which the review says elsewhere. CloudFormation looks at exports
// only after that.
func (c *comparison) failsBefore(p pair, moved move) bool {
	if moved.logicalID == "" {
		return false
	}
	change := c.describe(p, moved.logicalID)
	return change.Kind != Changed && (c.clash(p, change) != "" || c.stranded[p.name()][moved.logicalID])
}

// move is what happens to the value of an output.
type move struct {
	what      string // empty: nothing
	gone      bool   // the output is not there any more
	logicalID string // of the resource that the value is of
}

// moves says whether the value of an output changes. The output is removed, it becomes the value of something else, or its resource
// is replaced.
func (c *comparison) moves(p pair, key string) move {
	was, is := p.base.Template.Outputs[key], p.head.Template.Outputs[key]
	old, new := references.Value(p.base.Name, was.Value), references.Value(p.head.Name, is.Value)
	found := move{}
	for _, target := range references.Targets(p.base.Name, was.Value) {
		found.logicalID = target.LogicalID
	}
	if _, stays := p.head.Template.Outputs[key]; !stays {
		found.what, found.gone = "goes", true
		return found
	}
	if !values.Equal(old, new) {
		found.what = "changes"
	}
	for _, target := range references.Targets(p.head.Name, is.Value) {
		switch mark := c.marks[values.Name(target.Stack, target.LogicalID)]; {
		case mark == replacedMark:
			found.what, found.logicalID = "is replaced", target.LogicalID
		case mark == perhapsMark && found.what == "":
			found.what, found.logicalID = "might be replaced", target.LogicalID
		}
	}
	return found
}

// importers are the deployed stacks that import an output.
func (c *comparison) importers(p pair, key string) []string {
	var names []string
	for _, reader := range c.pairs {
		if reader.base == nil {
			continue
		}
		for _, reference := range c.reads[reader.name()].deployed {
			if reference.Strong && reference.Producer == p.base.Name && reference.Output == key {
				names = append(names, reader.base.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// reads are the references of one stack to others, in both revisions.
type reads struct{ deployed, coming []references.Reference }

func readsOf(p pair, base, head []assembly.Stack) reads {
	var found reads
	if p.base != nil {
		found.deployed = references.Of(*p.base, base)
	}
	if p.head != nil {
		found.coming = references.Of(*p.head, head)
	}
	return found
}

// refused says that CloudFormation will not update the producer, and how to make the change nevertheless.
func (c *comparison) refused(p pair, moved move, importers []string) Finding {
	finding := c.about(p, moved.logicalID)
	by := strings.Join(importers, " and ")
	switch {
	case moved.gone || moved.what == "":
		finding.What = fmt.Sprintf("CloudFormation refuses to remove an export that %s still reads, and rolls the update back. If the new "+
			"templates no longer read it, deploy %s first with cdk deploy --exclusively; otherwise export it under its name", by, by)
	case moved.what == "might be replaced":
		finding.What = fmt.Sprintf("if this is replaced, CloudFormation refuses the update and rolls it back, because %s imports from it", by)
	default:
		finding.What = fmt.Sprintf("this %s. CloudFormation refuses the update and rolls it back, because %s imports from it. To replace it, "+
			"build the new one beside it, let the readers use that, and remove this one in a second deployment", moved.what, by)
	}
	return finding
}

// follow says whether the weak readers of an output in one stack are deployed with the change of its value.
func (c *comparison) follow(reader, p pair, key string, moved move, o *outcome) {
	var behind, with []string
	for _, reference := range c.reads[reader.name()].coming {
		if reference.Strong || reference.Producer != p.head.Name || reference.Output != key {
			continue
		}
		name := c.Construct(reader.name(), reference.Resource)
		if reference.Resource == "" {
			name = "output " + reference.Property
		}
		switch {
		case !stood(reader, reference):
		case sameText(*reader.base, *reader.head, reference):
			behind = append(behind, name)
		default:
			with = append(with, name)
		}
	}
	finding := c.about(p, moved.logicalID)
	if names := listed(behind); names != "" && moved.what == "might be replaced" {
		finding.What = fmt.Sprintf("this %s; then %s would keep the old value in %s, because its template stays the same",
			moved.what, reader.name(), names)
		o.notes = append(o.notes, finding)
	} else if names != "" {
		finding.What = fmt.Sprintf("this %s, and %s keeps the old value in %s. Its template stays the same, so neither the CDK CLI nor a change "+
			"set updates it, not even with --force. Change these resources in the same commit, or write the assembly with stages.Synth; "+
			"then run npx cdk deploy '%s'", moved.what, reader.name(), names, reader.head.Path)
		o.failures = append(o.failures, finding)
	}
	if names := listed(with); names != "" {
		finding.What = fmt.Sprintf("this %s; %s reads it and follows in the same make deploy. Until then these use the old one: %s",
			moved.what, reader.name(), names)
		o.notes = append(o.notes, finding)
	}
}

// stood reports whether the deployed reader has what reads the value; a new resource gets the new value at once.
func stood(reader pair, reference references.Reference) bool {
	_, output := reader.base.Template.Outputs[reference.Property]
	_, resource := reader.base.Template.Resources[reference.Resource]
	return resource || reference.Resource == "" && output
}

// sameText reports whether CloudFormation sees no change in what reads a value. It compares texts, metadata included.
func sameText(base, head assembly.Stack, reference references.Reference) bool {
	if reference.Resource == "" {
		return reflect.DeepEqual(base.Template.Outputs[reference.Property], head.Template.Outputs[reference.Property])
	}
	old, new := base.Template.Resources[reference.Resource], head.Template.Resources[reference.Resource]
	return reflect.DeepEqual(old.Properties, new.Properties) && reflect.DeepEqual(old.Metadata, new.Metadata)
}

func (c *comparison) about(p pair, logicalID string) Finding {
	if logicalID == "" {
		return Finding{}
	}
	kind := values.Type(p.old[logicalID])
	return Finding{Construct: c.Construct(p.name(), logicalID), Type: kind}
}

// listed writes names once each, the first five of many.
func listed(names []string) string {
	const shown = 5
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > shown {
		names = append(names[:shown:shown], fmt.Sprintf("%d more", len(names)-shown))
	}
	return strings.Join(names, ", ")
}
