package limits

import (
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// Table is the bounds of numbers, by resource type and path. The type * is for every type.
type Table map[string]map[string]Bounds

// Bounds is what AWS takes as one number: "0..900", "1..", "7,731,31n" for 7, 731 and multiples of 31, or "any".
type Bounds struct {
	Takes  string
	Source string // AWS's page
}

//go:embed numbers.txt
var numbersText string

// Numbers reads numbers.txt. An error means that the table is written wrongly, which the tests of this package find.
var Numbers = sync.OnceValues(func() (Table, error) { return readNumbers(numbersText) })

func readNumbers(text string) (Table, error) {
	table := Table{}
	resource, page := "", ""
	for i, line := range strings.Split(text, "\n") {
		before, source, _ := strings.Cut(line, ";")
		source = strings.TrimSpace(source)
		words := strings.Fields(before)
		switch {
		case len(words) == 0 || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			if resource, page = words[0], source; table[resource] != nil {
				return nil, fmt.Errorf("numbers.txt, line %d: %s is there twice", i+1, resource)
			}
			table[resource] = map[string]Bounds{}
		default:
			if len(words) != 2 || table[resource] == nil || table[resource][words[0]].Takes != "" {
				return nil, fmt.Errorf("numbers.txt, line %d: %q; fix: write a path once, below its type, and what it takes", i+1, line)
			}
			bounds := Bounds{Takes: words[1], Source: page}
			if source != "" {
				bounds.Source = source
			}
			if bounds.Takes != "any" && bounds.Source == "" || !bounds.isWritten() {
				return nil, fmt.Errorf("numbers.txt, line %d: %q; fix: write bounds, and the page of AWS that states them", i+1, line)
			}
			table[resource][words[0]] = bounds
		}
	}
	return table, nil
}

// refused lists the numbers of a resource that are out of bounds.
func (t Table) refused(resource map[string]any) []Refusal {
	leaves := properties.Leaves(values.Properties(resource))
	var found []Refusal
	for _, at := range slices.Sorted(maps.Keys(leaves)) {
		leaf := leaves[at]
		bounds, known := t.Lookup(values.Type(resource), leaf.Path)
		if !known || bounds.Takes == "any" || leaf.Value == nil || isReference(values.Text(leaf.Value)) {
			continue
		}
		if n, isNumber := number(leaf.Value); !isNumber || !bounds.Accept(n) {
			found = append(found, one(true, at, at+" must be "+bounds.String(), leaf.Value)...)
		}
	}
	return found
}

// Lookup finds the bounds for a path: the path itself, or the longest entry with .** that stands for it.
func (t Table) Lookup(resource, path string) (Bounds, bool) {
	for _, section := range []string{resource, "*"} {
		if bounds, ok := t[section][path]; ok {
			return bounds, true
		}
		for above := path; above != ""; {
			above = above[:max(strings.LastIndex(above, "."), 0)]
			if bounds, ok := t[section][above+".**"]; ok {
				return bounds, true
			}
		}
	}
	return Bounds{}, false
}

// Accept reports whether AWS takes a number. All of them are whole numbers.
func (b Bounds) Accept(n float64) bool {
	if b.Takes == "any" {
		return true
	}
	if n != math.Trunc(n) {
		return false
	}
	for _, part := range strings.Split(b.Takes, ",") {
		least, most, isRange := strings.Cut(part, "..")
		multiple, isMultiple := strings.CutSuffix(part, "n")
		switch {
		case isRange && n >= figure(least) && (most == "" || n <= figure(most)):
			return true
		case isMultiple && n > 0 && math.Mod(n, figure(multiple)) == 0:
			return true
		case !isRange && !isMultiple && n == figure(part):
			return true
		}
	}
	return false
}

// String says what is accepted, in words that follow "must be", with AWS's page.
func (b Bounds) String() string {
	parts := strings.Split(b.Takes, ",")
	for i, part := range parts {
		if least, most, isRange := strings.Cut(part, ".."); isRange && most == "" {
			parts[i] = "at least " + least
		} else if isRange {
			parts[i] = least + " to " + most
		} else if multiple, isMultiple := strings.CutSuffix(part, "n"); isMultiple {
			parts[i] = "a multiple of " + multiple
		}
	}
	text := parts[len(parts)-1]
	if len(parts) > 1 {
		text = strings.Join(parts[:len(parts)-1], ", ") + " or " + text
	}
	return text + " (" + b.Source + ")"
}

// isWritten reports whether each part of the bounds can be read.
func (b Bounds) isWritten() bool {
	if b.Takes == "any" {
		return true
	}
	for _, part := range strings.Split(b.Takes, ",") {
		for _, digits := range strings.SplitN(strings.TrimSuffix(strings.TrimSuffix(part, ".."), "n"), "..", 2) {
			if _, err := strconv.ParseInt(digits, 10, 64); err != nil {
				return false
			}
		}
	}
	return true
}

func figure(digits string) float64 {
	n, _ := strconv.ParseFloat(digits, 64) // isWritten has read it
	return n
}
