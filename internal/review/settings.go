package review

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// setting is one thing about a type that can get worse without any resource being lost. The tables are in openings.go and
// protections.go.
type setting struct {
	resource string // type; every type where empty
	what     string // as a sentence begins: "deletion protection"
	read     func(resource map[string]any) any
	worse    func(old, new any) bool
	fresh    bool // look at new resources too, as if the setting had been absent before
}

func on(resource, what string, read func(resource map[string]any) any, worse func(old, new any) bool) setting {
	return setting{resource: resource, what: what, read: read, worse: worse}
}

// evenNew makes a setting speak of new resources too.
func (s setting) evenNew() setting {
	s.fresh = true
	return s
}

// reviewSettings holds the tables against every resource that stays, moved or is new, and against the stack itself.
func (c *comparison) reviewSettings(p pair, o *outcome) {
	tables := []struct {
		settings []setting
		findings *[]Finding
	}{{openings(), &o.openings}, {protections(), &o.weakenings}}
	for _, id := range c.differing(p) {
		new := p.new[id]
		if new == nil {
			c.reviewRemoval(p, id, o)
			continue
		}
		old, isNew := c.earlier(p, id)
		if !isNew && typeOf(old) != typeOf(new) {
			continue
		}
		if holdsRules(typeOf(new)) && !isNew {
			o.openings = append(o.openings, c.webACL(p, id, old, new)...)
		}
		for _, table := range tables {
			for _, s := range table.settings {
				if s.resource != typeOf(new) && s.resource != "" || isNew && !s.fresh {
					continue
				}
				before, after := any(nil), s.read(new)
				if !isNew {
					before = c.asNow(s.read(old))
				}
				if canonical(before) != canonical(after) && s.worse(before, after) {
					*table.findings = append(*table.findings, Finding{
						Construct: c.construct(p.headName(), id), Type: typeOf(new), What: s.what,
						Old: excerpt(c.readable(p, before)), New: excerpt(c.readable(p, after)), rank: rankOpening(""),
					})
				}
			}
		}
	}
}

// at reads a property, or a property of a property.
func at(path ...string) func(map[string]any) any {
	return func(resource map[string]any) any { return within(properties(resource), path...) }
}

// within reads what an object holds under a path.
func within(object map[string]any, path ...string) any {
	value := any(object)
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

// objects are the objects of a list.
func objects(list any) []map[string]any {
	var all []map[string]any
	items, _ := list.([]any)
	for _, item := range items {
		if object, ok := item.(map[string]any); ok {
			all = append(all, object)
		}
	}
	return all
}

// or is a default that AWS gives to what is not written.
func or(read func(map[string]any) any, absent any) func(map[string]any) any {
	return func(resource map[string]any) any {
		if value := read(resource); value != nil {
			return value
		}
		return absent
	}
}

// keyed reads a value from a list of Key and Value, as load balancers keep their attributes.
func keyed(list, key string) func(map[string]any) any {
	return func(resource map[string]any) any {
		for _, pair := range objects(at(list)(resource)) {
			if pair["Key"] == key {
				return pair["Value"]
			}
		}
		return nil
	}
}

func turnedOff(old, new any) bool { return isTrue(old) && !isTrue(new) }
func turnedOn(old, new any) bool  { return !isTrue(old) && isTrue(new) }
func dropped(old, new any) bool   { return old != nil && new == nil }
func differs(old, _ any) bool     { return old != nil }
func lowered(old, new any) bool   { return old != nil && number(new) < number(old) }
func raised(old, new any) bool    { return number(new) > number(old) }

// appears is for what a new resource has, and what those that were there are asked otherwise.
func appears(old, new any) bool { return old == nil && new != nil }

// becomes is for one of several values that is the bad one.
func becomes(bad string) func(old, new any) bool {
	return func(old, new any) bool { return show(old) != bad && show(new) == bad }
}

// leaves is for one of several values that is the good one.
func leaves(good string) func(old, new any) bool {
	return func(old, new any) bool { return show(old) == good && show(new) != good }
}

// among orders values from the worst to the best.
func among(values ...string) func(old, new any) bool {
	return func(old, new any) bool { return slices.Index(values, show(new)) < slices.Index(values, show(old)) }
}

// fewer is for lists: something that was in is not any more.
func fewer(old, new any) bool {
	before, _ := old.([]any)
	after := map[string]bool{}
	if list, ok := new.([]any); ok {
		for _, item := range list {
			after[canonical(item)] = true
		}
	}
	return slices.ContainsFunc(before, func(item any) bool { return !after[canonical(item)] })
}

func more(old, new any) bool { return fewer(new, old) }

// shorterToKeep is for days and seconds of keeping, where nothing said means for ever.
func shorterToKeep(old, new any) bool {
	return new != nil && (old == nil || number(new) < number(old))
}

var tlsVersion = regexp.MustCompile(`TLSv1(?:\.(\d))?|-1-(\d)`)

// olderTLS compares the names of TLS policies: TLSv1.2_2021 and TLSv1 of CloudFront, ELBSecurityPolicy-TLS13-1-2-2021-06
// of load balancers. A policy's name holds the lowest version that it lets in; one without a version lets TLS 1.0 in.
func olderTLS(old, new any) bool {
	return old != nil && floorTLS(show(new)) < floorTLS(show(old))
}

func floorTLS(policy string) int {
	found := tlsVersion.FindStringSubmatch(policy)
	if found == nil {
		return 0
	}
	minor, _ := strconv.Atoi(strings.Join(found[1:], ""))
	return minor
}
