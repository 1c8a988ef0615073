// Package inventory makes the report's tables of what an environment's templates contain: components, security groups, encryption, roles,
// logs, alarms, backups, maintenance windows and outputs. Every row is read from a resource; none is written by hand.
//
// Failure modes: the last table counts the resources of each type that no other table has, so none is left out silently.
package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/lib/spelling"
)

// Table is one list.
type Table struct {
	ID, Title string
	Says      string // what the table says, and what it leaves out
	Head      []string
	Rows      [][]string
}

// Environment is what the tables are read from.
type Environment struct {
	Stacks []assembly.Stack
	Model  cloudformation.Environment
	System architecture.System
	Rights *permissions.Model
}

// Tables lists everything, in the order of a reader's questions.
func Tables(e Environment) []Table {
	return []Table{
		components(e), securityGroups(e), atRest(e), inTransit(e), roles(e), logs(e), alarms(e), backups(e), outputs(e), types(e),
	}
}

func components(e Environment) Table {
	t := Table{
		ID: "components", Title: "Components", Says: "What the picture shows, in words.",
		Head: []string{"Component", "What it is", "Where", "Details", "May connect to"},
	}
	for _, c := range e.System.Components {
		where := c.Tier
		if len(c.Zones) > 0 {
			where += " in " + strings.Join(c.Zones, ", ")
		}
		var targets []string
		for _, connection := range e.System.Connections {
			if target, ok := e.System.Component(connection.To); ok && slices.Contains(c.Members, connection.From) {
				targets = append(targets, target.Title+" on "+connection.Label)
			}
		}
		details := c.Facts
		if c.DeadLetter != "" {
			details = append(slices.Clone(details), c.DeadLetter)
		}
		t.add(c.Title, string(c.Kind), cmp.Or(where, "outside of the zones"), strings.Join(details, "; "),
			strings.Join(slices.Compact(targets), "; "))
	}
	return t
}

// outputs lists the stacks' outputs that have a description. The others are made for references between stacks.
func outputs(e Environment) Table {
	t := Table{
		ID: "outputs", Title: "Outputs", Says: "What the stacks print after a deployment. Outputs that only other stacks read are left out.",
		Head: []string{"Stack", "Output", "What it is"},
	}
	for _, stack := range e.Stacks {
		for _, name := range slices.Sorted(maps.Keys(stack.Template.Outputs)) {
			if output := stack.Template.Outputs[name]; output.Description != "" {
				t.add(stack.Name, name, output.Description)
			}
		}
	}
	return t
}

// types counts every resource by its type.
func types(e Environment) Table {
	t := Table{
		ID: "types", Title: "All resources by type", Says: "Everything in the templates is counted here, whether or not another table shows it.",
		Head: []string{"Type", "How many"},
	}
	count := map[string]int{}
	for _, resource := range e.Model.Resources() {
		count[resource.Type]++
	}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		t.add(name, strconv.Itoa(count[name]))
	}
	return t
}

func (t *Table) add(cells ...string) { t.Rows = append(t.Rows, cells) }

// NameOf writes a value that may refer to resources for people.
func NameOf(env cloudformation.Environment, text string) string {
	return cloudformation.ReplacePlaceholders(text, func(placeholder string) string {
		if resource, ok := env.Find(placeholder); ok {
			return resource.Name()
		}
		return placeholder
	})
}

func days(value int, ok bool) string {
	if !ok {
		return "for ever"
	}
	return spelling.Count(value, "day")
}
