package config

import (
	"slices"
	"strconv"
	"strings"
)

// object is one object of the configuration while its rules run. Every rule reports through reject or rejectIf.
type object struct {
	*report
	path string

	environment string // the name of the environment, for examples

	// guessed: the tier is unknown, and with it every default. Rules then report only what the user wrote.
	guessed bool
}

// reject reports that a field is wrong, why, and what to write instead. "" is the object itself. A field that already has a problem
// gets no second one.
//
// Where a text has to be put together, ask for the condition first and then call reject: a good configuration costs no texts.
func (o object) reject(field, wrong, fix string) {
	if o.valid(field) {
		o.add(o.field(field), wrong, fix)
	}
}

// rejectIf is reject under a condition.
func (o object) rejectIf(bad bool, field, wrong, fix string) {
	if bad {
		o.reject(field, wrong, fix)
	}
}

// valid reports whether all the fields can be relied on. A rule that reads several fields asks for the others.
func (o object) valid(fields ...string) bool {
	for _, field := range fields {
		path := o.field(field)
		if o.touched[path] || o.guessed && !o.written[path] {
			return false
		}
		for ; path != ""; path = parent(path) {
			if o.invalid[path] {
				return false
			}
		}
	}
	return true
}

// firstWritten returns the first of several fields that the user wrote, or the first if all are defaults. Of fields that do not fit
// together, it is the one to report.
func (o object) firstWritten(fields ...string) string {
	for _, field := range fields {
		if o.written[o.field(field)] {
			return field
		}
	}
	return fields[0]
}

// in returns the object in one of this object's fields.
func (o object) in(field string) object {
	o.path = o.field(field)
	return o
}

// element returns the element of a list in one of this object's fields. Its own field is "".
func (o object) element(field string, index int) object {
	o.path = o.field(field) + "[" + strconv.Itoa(index) + "]"
	return o
}

// field returns the path of a field, or of the object itself ("").
func (o object) field(name string) string {
	if o.path == "" || name == "" {
		return o.path + name
	}
	return o.path + "." + name
}

// report collects the problems of one configuration. It remembers what the user wrote and which values are already known to be
// wrong, so that one mistake is reported once.
type report struct {
	problems Problems
	invalid  map[string]bool // paths that have a problem
	touched  map[string]bool // paths that have a problem inside
	written  map[string]bool // paths that the user wrote; everything else is a default
	lines    lines           // where they are in a file; nil when there is none
}

func newReport() *report {
	return &report{invalid: map[string]bool{}, touched: map[string]bool{}, written: map[string]bool{}}
}

// add reports a problem and marks its value.
func (r *report) add(path, wrong, fix string) {
	r.problems = append(r.problems, Problem{Path: path, Wrong: wrong, Fix: fix})
	r.invalid[path] = true
	for above := parent(path); above != ""; above = parent(above) {
		r.touched[above] = true
	}
}

// parent cuts the last piece off a path.
func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

// checkRepetition rejects an element of a list that is in the list before it. at is the element.
func checkRepetition(at object, values []string, i int) {
	if slices.Index(values, values[i]) < i {
		at.reject("", quote(values[i])+" is in the list twice", "list it once")
	}
}
