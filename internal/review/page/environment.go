package page

import (
	"html/template"
	"reflect"
	"time"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/picture"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/internal/webpage"
	"kasha/lib/offers"
)

// environment is what the page shows of one environment that differs.
type environment struct {
	ID, Name      string
	Is            string   // added or removed; empty where both revisions have it
	Problems      []string // why something is missing below
	Words         []string // what differs between the two pictures
	Before, After template.HTML
	Cost          cost
	Outages       outages

	before, after *architecture.System // nil where the revision lacks the environment, or where it cannot be drawn
	marks         marks
}

// compare returns nil where both revisions are equal.
func compare(name string, before, after []assembly.Stack) *environment {
	if reflect.DeepEqual(templates(before), templates(after)) {
		return nil
	}
	e := &environment{ID: webpage.ID(name), Name: name}
	switch {
	case len(before) == 0:
		e.Is = "added"
	case len(after) == 0:
		e.Is = "removed"
	}
	if staged(before) || staged(after) {
		e.before, e.after = e.read(before, "before the change"), e.read(after, "after the change")
		e.marks, e.Words = differences(e.before, e.after)
		e.Outages = outagesOf(e.before, e.after)
	}
	e.Cost = costOf(before, after, time.Now())
	return e
}

// templates are the templates of stacks by name. Two checkouts differ in their folders, which is no change.
func templates(stacks []assembly.Stack) map[string]assembly.Template {
	all := map[string]assembly.Template{}
	for _, stack := range stacks {
		all[stack.Name] = stack.Template
	}
	return all
}

// staged reports whether stacks are an environment. Other stacks, such as those of a pipeline, have no network to draw.
func staged(stacks []assembly.Stack) bool { return len(stacks) > 0 && stacks[0].Stage != "" }

func (e *environment) read(stacks []assembly.Stack, when string) *architecture.System {
	if len(stacks) == 0 {
		return nil
	}
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		e.Problems = append(e.Problems, "There is no picture "+when+": "+err.Error())
		return nil
	}
	system := architecture.Read(e.Name, reach.Build(env, offers.OriginPrefixList), permissions.Build(env, promises.HarmlessActions()))
	return &system
}

// draw draws both pictures.
func (e *environment) draw() {
	for _, side := range []struct {
		system *architecture.System
		to     *template.HTML
		marks  map[string]picture.Mark
		name   string
	}{{e.before, &e.Before, e.marks.before, "before"}, {e.after, &e.After, e.marks.after, "after"}} {
		if side.system == nil {
			continue
		}
		drawn := picture.Of(*side.system, picture.Options{Prefix: e.ID + "-" + side.name + "-", InPage: true, Marks: side.marks})
		*side.to = template.HTML(drawn)
	}
}

// Marked reports whether anything in the pictures is marked.
func (e *environment) Marked() bool { return len(e.marks.before)+len(e.marks.after)+len(e.Words) > 0 }
