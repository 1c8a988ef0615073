package properties

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/values"
)

// Direction is the direction in which a change of a property is worse.
type Direction string

// The directions.
const (
	Never   Direction = "never"   // no change is worse
	Reader  Direction = "reader"  // a reader of package exposure or the diff engine judges it, with other properties
	Dropped Direction = "dropped" // a reader says that the element is gone, and no other property of it says so again
)

// Change is one property before and after; nil stands for a property that is absent. Element is the element of a list that the
// property is in, such as a name.
type Change struct {
	Old, New   any
	Element    string
	NewElement bool // the whole element is new
	Gone       bool // the whole element is gone, and the tables have a rule that says so
	Dropped    bool // the whole element is gone, and a reader says so
}

// meaning is how a finding names a direction, and when a change goes that way.
type meaning struct {
	says  string
	worse func(c Change) bool
}

func directions() map[Direction]meaning {
	return map[Direction]meaning{
		Never: {worse: func(Change) bool { return false }}, Reader: {worse: func(Change) bool { return false }},
		Dropped:   {worse: func(Change) bool { return false }},
		"lower":   {says: "is lower", worse: func(c Change) bool { return !c.NewElement && !c.atLeast() }},
		"set":     {says: "is set", worse: func(c Change) bool { return c.New != nil && !c.atLeast() }},
		"higher":  {says: "is higher", worse: func(c Change) bool { return c.New != nil && !c.NewElement && !c.atMost() }},
		"off":     {says: "is turned off", worse: func(c Change) bool { return c.wasOn() && !isOn(c.New) && !c.Gone }},
		"on":      {says: "is turned on", worse: func(c Change) bool { return !isOn(c.Old) && isOn(c.New) }},
		"gone":    {says: "is removed", worse: func(c Change) bool { return c.Old != nil && (c.New == nil || c.Element == "") && !c.Dropped }},
		"appears": {says: "is added", worse: func(c Change) bool { return c.New != nil && (c.Old == nil || c.Element == "") }},
		"becomes": {says: "changes", worse: func(c Change) bool { return c.New != nil }},
		"another": {says: "changes", worse: func(c Change) bool { return !c.NewElement && !c.Gone }},
		"moves":   {says: "changes", worse: func(c Change) bool { return c.Old != nil && c.New != nil }},
		"anyway":  {says: "changes", worse: func(Change) bool { return true }},
		"wider":   {says: "is wider", worse: wider},
		"spot":    {says: "changes", worse: spot},
		"number":  {says: "changes", worse: func(c Change) bool { return !c.NewElement && !values.Equal(c.Old, c.New) }},
		"laxer":   {says: "is laxer", worse: laxer},
		"loses":   {says: "changes", worse: losesWords},
		"source":  {says: "comes from another repository", worse: otherRepository},
	}
}

// IsWorse reports whether a change goes in the direction that is worse. The two values differ.
func (r Rule) IsWorse(c Change) bool {
	if r.Default != "" {
		if c.Old == nil {
			c.Old = r.Default
		}
		if c.New == nil {
			c.New = r.Default
		}
		if values.Equal(c.Old, c.New) {
			return false
		}
		if r.ofOneAttribute() {
			c.NewElement, c.Gone = false, false // an attribute that is not in the list has its default, and so it is no new thing
		}
	}
	if r.Class == Opening && r.Direction == "another" {
		c.NewElement = false // what is new can open as well as what changes
	}
	return directions()[r.Direction].worse(c)
}

// ofOneAttribute recognizes a path such as LoadBalancerAttributes[idle_timeout.timeout_seconds].
func (r Rule) ofOneAttribute() bool {
	return strings.HasSuffix(r.Path, "]") && !strings.HasSuffix(r.Path, "[]")
}

// MeansOf is what a change means. Of a number that is riskier in both directions, the tables say both, with a | between them.
func (r Rule) MeansOf(c Change) string {
	lower, higher, both := strings.Cut(r.Means, " | ")
	if c.Old == nil && r.Default != "" {
		c.Old = r.Default
	}
	if c.New == nil && r.Default != "" {
		c.New = r.Default
	}
	_, known := number(c.New)
	switch {
	case !both:
		return r.Means
	case !known || c.Old == nil:
		return lower + ", or " + higher
	case c.atLeast():
		return higher
	}
	return lower
}

// Says is how a finding names the change.
func (r Rule) Says() string { return directions()[r.Direction].says }

// atLeast reports whether the new value is known to be no lower than the old one. Of a value that only a deployment knows, no one
// can say so. The same is true of a value that was absent and has no default in the tables.
func (c Change) atLeast() bool {
	old, oldIs := number(c.Old)
	new, newIs := number(c.New)
	return oldIs && newIs && new >= old
}

func (c Change) atMost() bool {
	old, oldIs := number(c.Old)
	new, newIs := number(c.New)
	return oldIs && newIs && new <= old
}

func number(v any) (float64, bool) { return values.ParseNumber(v) }

// wasOn reports whether the value was on, or may have been. A property that was absent and has no default in the tables may have been on.
func (c Change) wasOn() bool { return isOn(c.Old) || c.Old == nil && !c.NewElement }

// isOn knows the words that AWS uses for on.
func isOn(v any) bool {
	return slices.Contains([]string{"true", "enabled", "enable", "active", "on", "1"}, strings.ToLower(values.Text(v)))
}

// wider compares lists of numbers and ranges such as 200-299,301. One that cannot be read counts as wider.
func wider(c Change) bool {
	old, oldIs := ranges(values.Text(c.Old))
	new, newIs := ranges(values.Text(c.New))
	return !oldIs || !newIs || slices.ContainsFunc(new, func(n int) bool { return !slices.Contains(old, n) })
}

func ranges(text string) (all []int, ok bool) {
	for _, part := range strings.Split(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err != nil || err2 != nil || to-from > 1000 {
			return nil, false
		}
		for n := from; n <= to; n++ {
			all = append(all, n)
		}
	}
	return all, true
}

// version is the tag and the digest at the end of an image's name, which may be the last part of a joined text.
var version = regexp.MustCompile(`(:[\w.-]+)?(@sha256:[0-9a-f]+)?(["\]}]*)$`)

// otherRepository is for images. Another tag or digest is a release; another repository is other code.
func otherRepository(c Change) bool {
	repository := func(image any) string { return version.ReplaceAllString(values.Text(image), "$3") }
	return c.New != nil && repository(c.Old) != repository(c.New)
}

// losesWords is for lists in one text, separated by spaces. One more entry is not worse.
func losesWords(c Change) bool {
	entries := strings.Fields(values.Text(c.New))
	return slices.ContainsFunc(strings.Fields(values.Text(c.Old)), func(entry string) bool { return !slices.Contains(entries, entry) })
}

// laxer compares modes of desync mitigation. An unknown mode is worse than any other.
func laxer(c Change) bool {
	modes := []any{"monitor", "defensive", "strictest"} // from the laxest
	return slices.Index(modes, c.New) < slices.Index(modes, c.Old) || !slices.Contains(modes, c.New)
}

// spot is for the strategy of capacity providers: more of Fargate Spot, or less of the others, is worse.
func spot(c Change) bool {
	before, _ := number(c.Old)
	after, _ := number(c.New)
	if strings.Contains(c.Element, "SPOT") {
		return c.New != nil && (c.Old == nil || after > before)
	}
	return c.Old != nil && (c.New == nil || after < before)
}
