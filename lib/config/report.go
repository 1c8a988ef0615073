package config

import "strings"

// report collects the problems of one configuration. It remembers what the user wrote and which values are already known
// to be wrong, so that one mistake is reported once: a rule is silent about a value that has a problem.
type report struct {
	problems Problems
	unsound  map[string]bool // paths that have a problem
	touched  map[string]bool // paths that have a problem inside
	written  map[string]bool // paths that the user wrote; everything else is a default
	lines    whereabouts     // where they stand in a file; nil when there is none
}

func newReport() *report {
	return &report{unsound: map[string]bool{}, touched: map[string]bool{}, written: map[string]bool{}}
}

// add reports a problem and marks its value.
func (r *report) add(path, wrong, write string) {
	r.problems = append(r.problems, Problem{Path: path, Wrong: wrong, Write: write})
	r.unsound[path] = true
	for above := parent(path); above != ""; above = parent(above) {
		r.touched[above] = true
	}
}

// parent cuts the last piece off a path.
func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

// place is one object of the configuration, while its rules run.
type place struct {
	*report
	path string
	// guessed: the tier is unknown, and with it every default. Rules speak only of what the user wrote.
	guessed bool
}

// in is the object in one of this object's fields.
func (p place) in(field string) place {
	p.path = p.field(field)
	return p
}

// field is the path of a field, of a list's element ("[1]"), or of the object itself ("").
func (p place) field(name string) string {
	if p.path == "" || name == "" || name[0] == '[' {
		return p.path + name
	}
	return p.path + "." + name
}

// refuse is how every rule speaks: the field is bad, this is why, this is what to write. A field that already has a
// problem gets no second one.
func (p place) refuse(field string, bad bool, wrong, write string) {
	if bad {
		p.reject(field, wrong, write)
	}
}

// reject is refuse for a rule that knows already; where it takes long to put the texts together, they are for nobody otherwise.
func (p place) reject(field, wrong, write string) {
	if p.sound(field) {
		p.add(p.field(field), wrong, write)
	}
}

// sound reports whether all the fields can be relied on. A rule that reads several fields asks for the others.
func (p place) sound(fields ...string) bool {
	for _, field := range fields {
		path := p.field(field)
		if p.touched[path] || p.guessed && !p.written[path] {
			return false
		}
		for ; path != ""; path = parent(path) {
			if p.unsound[path] {
				return false
			}
		}
	}
	return true
}

// blame picks the field that the user wrote, of two that do not fit together.
func (p place) blame(first, second string) string {
	if p.written[p.field(second)] && !p.written[p.field(first)] {
		return second
	}
	return first
}
