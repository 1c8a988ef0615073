package document

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/exposure"
)

// component is a construct of which everything is new, with what it uses. Or it exists, and what it uses is new.
type component struct {
	name, stack string
	exists      bool
	like        []string // other components of the stack that use the same
	environment review.Environment
	also        []string // environments that get the same one
	uses        []*use
}

// use is one thing that a component uses, or itself.
type use struct {
	with Text
	may  []Text
}

// newComponents sorts the rights of what is new by component, and those without a sensitive action last.
func newComponents(findings []review.Finding, environments []review.Environment) []*component {
	var all []*component
	harmless := slices.DeleteFunc(slices.Clone(findings), func(f review.Finding) bool { return !f.Harmless })
	sensitive := slices.DeleteFunc(slices.Clone(findings), func(f review.Finding) bool { return f.Harmless })
	for _, f := range append(sensitive, harmless...) {
		i := slices.IndexFunc(all, func(c *component) bool {
			return c.name == f.Right.Component && c.exists == f.Right.Exists && c.environment.Name == f.Environment && c.stack == f.Stack
		})
		if i < 0 {
			c := &component{
				name: f.Right.Component, exists: f.Right.Exists, environment: review.Environment{Name: f.Environment}, stack: f.Stack,
			}
			if at := slices.IndexFunc(environments, func(e review.Environment) bool { return e.Name == f.Environment }); at >= 0 {
				c.environment = environments[at]
			}
			i, all = len(all), append(all, c)
		}
		if f.Harmless {
			all[i].add(say("other resources, nothing sensitive"), harmlessActions(*f.Right))
		} else {
			all[i].add(all[i].with(*f.Right), all[i].may(*f.Right))
		}
	}
	exists := func(c *component) bool { return c.exists }
	isNew := func(c *component) bool { return !c.exists }
	all = append(slices.DeleteFunc(slices.Clone(all), exists), slices.DeleteFunc(slices.Clone(all), isNew)...)
	return sameOnce(likeTogether(all))
}

// likeTogether names existing components of a stack that use the same on one line.
func likeTogether(all []*component) []*component {
	var kept []*component
	written := map[string]*component{}
	for _, c := range all {
		text := fmt.Sprint(c.environment.Name, c.stack, c.lines())
		if first := written[text]; first != nil && c.exists {
			first.like = append(first.like, c.name)
			continue
		}
		if c.exists {
			written[text] = c
		}
		kept = append(kept, c)
	}
	return kept
}

// lines are what a component uses, as texts.
func (c *component) lines() []string {
	var lines []string
	for _, used := range c.uses {
		lines = append(lines, used.with.String()+joined(used.may, "; ").String())
	}
	return lines
}

// add adds to what is used. What a component does with its own parts takes one row.
func (c *component) add(with, may Text) {
	for _, used := range c.uses {
		if used.with.String() == with.String() {
			if !slices.ContainsFunc(used.may, func(t Text) bool { return t.String() == may.String() }) {
				used.may = append(used.may, may)
			}
			return
		}
	}
	c.uses = append(c.uses, &use{with: with, may: []Text{may}})
}

// everything is how a review calls what * means.
const everything = "all resources"

// with is what a right is about.
func (c *component) with(r exposure.Right) Text {
	var names []string
	own, wide := true, false
	others := r.On
	if c.isCalled(r) && r.Rule.Egress {
		others = r.Who
	}
	for _, other := range others {
		text := c.resource(other)
		own = own && c.owns(text)
		switch text {
		case "*":
			text, wide = everything, true
		case "0.0.0.0/0", "::/0":
			text, wide = "any IP address", true
		}
		if !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	switch {
	case own:
		return say("its own parts")
	case wide:
		return say(strong(strings.Join(names, ", ")))
	}
	return say(strings.Join(names, ", "))
}

// owns reports whether a resource is a part of the component.
func (c *component) owns(resource string) bool {
	return resource == c.name || strings.HasPrefix(resource, c.name+"/")
}

// isCalled reports whether a right is a rule by which something else calls the component. The rule of the caller says the same.
func (c *component) isCalled(r exposure.Right) bool {
	return r.Rule.GroupID != "" && (!r.Rule.Egress || c.owns(c.resource(r.On[0])) && !c.owns(c.resource(r.Who[0])))
}

// resource is a resource without the marks of a reference, and without the account and region of the environment: ${Storage/App.Arn}/* is
// Storage/App.
func (c *component) resource(text string) string {
	if parts := strings.SplitN(text, ":", 6); len(parts) == 6 && parts[0] == "arn" &&
		parts[3] == c.environment.Region && parts[4] == c.environment.Account && parts[4] != "" {
		return parts[2] + " " + parts[5]
	}
	inner, ok := strings.CutPrefix(strings.TrimSuffix(text, "/*"), "${")
	inner, closed := strings.CutSuffix(inner, "}")
	if !ok || !closed || strings.Contains(inner, "${") {
		return text
	}
	for _, attribute := range []string{".Arn", ".GroupId"} {
		inner = strings.TrimSuffix(inner, attribute)
	}
	return inner
}

// may is who may do what.
func (c *component) may(r exposure.Right) Text {
	switch {
	case r.Rule.GroupID == "":
	case c.isCalled(r):
		return say("be called on ", name(strings.Join(r.May, ", ")))
	default:
		return say("connect on ", name(strings.Join(r.May, ", ")))
	}
	var who []string
	for _, one := range r.Who {
		who = append(who, strings.TrimPrefix(c.resource(strings.TrimPrefix(one, "AWS:")), c.name+"/"))
	}
	may := say(name(shortActions(r.May)), " by ", strings.Join(who, ", "))
	if r.If != "" {
		may = say(may, " under a condition")
	}
	return may
}

// harmlessActions are actions without whose they are. All resources are more than a reader expects, so they are named.
func harmlessActions(r exposure.Right) Text {
	may := say(name(shortActions(r.May)))
	if slices.Contains(r.On, "*") {
		return say(may, " on ", strong(everything))
	}
	return may
}

// sameOnce leaves out the components that an earlier environment has in the same way, and names their environments there.
func sameOnce(all []*component) []*component {
	var kept []*component
	written := map[string]*component{}
	for _, c := range all {
		text := anonymous(fmt.Sprintln(c.name, c.like, c.exists, c.stack, c.lines()), c.environment.Name)
		if first := written[text]; first != nil && c.environment.Name != "" {
			first.also = append(first.also, c.environment.Name)
			continue
		}
		written[text] = c
		kept = append(kept, c)
	}
	return kept
}
