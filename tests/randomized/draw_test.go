package randomized

import (
	"math/bits"
	"strings"

	"pgregory.net/rapid"
)

func sometimes(t *rapid.T, what string) bool { return rapid.Bool().Draw(t, what) }

// nearlyAlways is false once in 32 times, and when it shrinks.
func nearlyAlways(t *rapid.T, what string) bool { return number(t, what, 5) != 0 }

// number draws a number of some bits, each value equally often. Rapid's own integers prefer small values and would rarely reach the last
// regions.
func number(t *rapid.T, what string, size int) int {
	n := 0
	for range size {
		n *= 2
		if rapid.Bool().Draw(t, what) {
			n++
		}
	}
	return n
}

// either draws one of some values, and shrinks to the first.
func either[V any](t *rapid.T, what string, values ...V) V {
	return values[number(t, what, bits.Len(uint(len(values)-1)))%len(values)]
}

// draft is an environment that is being drawn.
type draft struct {
	t *rapid.T
	e map[string]any
}

// maybe sets a field, written object.field, to one of some values, or leaves it to its default. The value is drawn in any case, but after
// the decision: if the field is left out, nothing of the value is left to shrink.
func (d draft) maybe(path string, values ...any) bool { return d.maybeIf(true, path, values...) }

// maybeIf is maybe where the value is valid. Elsewhere it draws the same and sets nothing.
func (d draft) maybeIf(good bool, path string, values ...any) bool {
	drawn, value := sometimes(d.t, path), either(d.t, path, values...)
	if drawn && good {
		d.set(path, value)
	}
	return drawn && good
}

func (d draft) set(path string, value any) {
	objects := strings.Split(path, ".")
	part := map[string]any(d.e)
	for _, object := range objects[:len(objects)-1] {
		inner, ok := part[object].(map[string]any)
		if !ok {
			inner = map[string]any{}
			part[object] = inner
		}
		part = inner
	}
	part[objects[len(objects)-1]] = value
}

// get is what a field was set to, or nil.
func (d draft) get(path string) any {
	objects := strings.Split(path, ".")
	part := map[string]any(d.e)
	for _, object := range objects[:len(objects)-1] {
		part, _ = part[object].(map[string]any)
	}
	return part[objects[len(objects)-1]]
}

// is is what a truth value is, given its default.
func (d draft) is(path string, otherwise bool) bool {
	if value, ok := d.get(path).(bool); ok {
		return value
	}
	return otherwise
}

func (d draft) production() bool { return d.e["tier"] == "production" }
func (d draft) region() string   { return d.e["region"].(string) }
func (d draft) name() string     { return d.e["name"].(string) }

func listOf(values ...string) []any {
	list := []any{}
	for _, value := range values {
		list = append(list, value)
	}
	return list
}

// anything converts values of one type to values for a draft.
func anything[V any](values []V) []any { return padded(len(values), values) }

// padded repeats values up to a number of them. A list whose length depends on other draws then takes as many bits as every other list.
func padded[V any](n int, values []V) []any {
	var list []any
	for i := range n {
		list = append(list, values[i%len(values)])
	}
	return list
}
