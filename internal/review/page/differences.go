package page

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/architecture"
	"kasha/internal/picture"
	"kasha/internal/review"
	"kasha/internal/review/document"
)

// marks are those of the two pictures.
type marks struct{ before, after map[string]picture.Mark }

// differences compares two systems. It returns marks for the pictures, and the same in words.
func differences(before, after *architecture.System) (marks, []string) {
	m := marks{map[string]picture.Mark{}, map[string]picture.Mark{}}
	if before == nil || after == nil { // all of it is new or gone, which needs no mark
		return m, nil
	}
	var words []string
	for _, c := range before.Components {
		if _, ok := after.Component(c.ID); !ok {
			m.before[c.ID] = picture.Removed
			words = append(words, "Removed: "+described(c))
		}
	}
	for _, c := range after.Components {
		was, ok := before.Component(c.ID)
		if !ok {
			m.after[c.ID] = picture.Added
			words = append(words, "Added: "+described(c))
			continue
		}
		if change := changeOf(was, c); change != "" {
			m.before[was.ID], m.after[c.ID] = picture.Changed, picture.Changed
			words = append(words, c.Title+": "+change)
		}
	}
	words = append(words, lines(*before, *after, m)...)
	words = append(words, grid(*before, *after)...)
	return m, words
}

func described(c architecture.Component) string {
	if len(c.Facts) == 0 {
		return c.Title
	}
	return c.Title + " (" + strings.Join(c.Facts, "; ") + ")"
}

// changeOf says how one thing differs; empty where it does not.
func changeOf(was, is architecture.Component) string {
	var parts []string
	for _, each := range []struct {
		name     string
		old, new []string
	}{
		{"", append(slices.Clone(was.Facts), was.DeadLetter), append(slices.Clone(is.Facts), is.DeadLetter)},
		{"zones ", was.Zones, is.Zones}, {"tier ", []string{was.Tier}, []string{is.Tier}},
		{"sent to by ", was.Senders, is.Senders},
		{"paths in CloudFront's cache ", was.Cached, is.Cached}, {"to the internet and AWS's services ", was.Out, is.Out},
		{"secrets ", was.Secrets, is.Secrets}, {"by rules to the internet ", leavings(was), leavings(is)},
	} {
		gone, came := missing(each.old, each.new), missing(each.new, each.old)
		if len(gone)+len(came) > 0 {
			parts = append(parts, each.name+arrow(strings.Join(gone, "; "), strings.Join(came, "; ")))
		}
	}
	return strings.Join(parts, "; ")
}

func leavings(c architecture.Component) (texts []string) {
	for _, leaving := range c.Leaves {
		texts = append(texts, leaving.String())
	}
	return texts
}

// missing are the texts of one list that another does not have.
func missing(from, in []string) []string {
	return slices.DeleteFunc(slices.Clone(from), func(text string) bool { return text == "" || slices.Contains(in, text) })
}

func arrow(old, new string) string {
	switch {
	case old == "":
		return "now " + new
	case new == "":
		return "no longer " + old
	}
	return old + " → " + new
}

// line is a line of a picture.
type line struct{ id, sentence string }

// lines compares who may connect to whom, and who may use what.
func lines(before, after architecture.System, m marks) []string {
	was, is := linesOf(before), linesOf(after)
	var words []string
	for _, side := range []struct {
		of, other []line
		marks     map[string]picture.Mark
		mark      picture.Mark
		verb      string
	}{{was, is, m.before, picture.Removed, "No longer: "}, {is, was, m.after, picture.Added, "New: "}} {
		for _, l := range side.of {
			if slices.Contains(side.other, l) {
				continue
			}
			side.marks[l.id] = side.mark
			if slices.ContainsFunc(side.other, func(o line) bool { return o.id == l.id }) {
				side.marks[l.id] = picture.Changed
			}
			words = append(words, side.verb+l.sentence)
		}
	}
	return words
}

func linesOf(system architecture.System) []line {
	title := func(id string) (string, string) {
		c, _ := system.Component(id)
		return c.ID, c.Title
	}
	var all []line
	add := func(from, to, verb, rest string) {
		fromID, fromTitle := title(from)
		toID, toTitle := title(to)
		l := line{picture.LineID(fromID, toID), fmt.Sprintf("%s may %s %s%s", fromTitle, verb, toTitle, rest)}
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	for _, c := range system.Connections {
		rest := " on " + c.Label
		if c.Only != "" {
			rest += "; " + c.Only
		}
		add(c.From, c.To, "connect to", rest)
	}
	for _, u := range system.Uses {
		add(u.Process, u.Thing, "use", " ("+strings.Join(u.May, ", ")+")")
	}
	return all
}

// grid compares what is not a thing: zones, tiers, and what has no line.
func grid(before, after architecture.System) []string {
	var words []string
	say := func(what string, old, new []string) {
		if gone, came := missing(old, new), missing(new, old); len(gone)+len(came) > 0 {
			words = append(words, what+": "+arrow(strings.Join(gone, ", "), strings.Join(came, ", ")))
		}
	}
	say("Network", []string{before.Network}, []string{after.Network})
	say("Zones", before.Zones, after.Zones)
	tiers := func(s architecture.System) (texts []string) {
		for _, tier := range s.Tiers {
			text := tier.Name + " with no way to the internet"
			if tier.Out != "" {
				text = tier.Name + " with its way to the internet over the " + tier.Out
			}
			texts = append(texts, text)
		}
		return texts
	}
	say("Tiers", tiers(before), tiers(after))
	say("Besides", before.Shared, after.Shared)
	return words
}

// mark adds to the pictures what the report knows and the systems do not show: changes of a thing's resources.
func (e *environment) mark(r review.Report) {
	for _, reported := range r.Environments {
		if reported.Name != e.Name {
			continue
		}
		for _, stack := range reported.Stacks {
			for _, change := range stack.Changes {
				if !document.IsOfTags(change) {
					e.markChange(stack.Name, change)
				}
			}
		}
	}
	if e.Before == "" && e.After == "" {
		e.draw()
	}
}

func (e *environment) markChange(stack string, change review.Change) {
	for _, side := range []struct {
		system *architecture.System
		marks  map[string]picture.Mark
	}{{e.before, e.marks.before}, {e.after, e.marks.after}} {
		if side.system == nil || e.Is != "" {
			continue
		}
		for _, c := range side.system.Components {
			itself := c.Resource.LogicalID == change.LogicalID && c.Resource.Stack == stack
			if !itself && !slices.ContainsFunc(c.Members, func(id string) bool { return strings.HasPrefix(change.Construct, id+"/") }) {
				continue
			}
			replaced := itself && (change.Kind == review.Replaced || change.Kind == review.MightBeReplaced)
			switch mark := side.marks[c.ID]; {
			case replaced:
				side.marks[c.ID] = picture.Replaced
			case mark == "":
				side.marks[c.ID] = picture.Changed
			}
		}
	}
}
