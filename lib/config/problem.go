package config

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"kasha/lib/spelling"
)

// Problem is one thing that is wrong with a configuration, and what to write instead.
type Problem struct {
	Path        string // environments[2].database.engineVersion
	Environment string // the name of that environment, where it has a usable one, so that nobody has to count from zero
	Where       string // cdk.json:41, where the configuration was read from a file
	Wrong       string // what is wrong with the value
	Fix         string // what to write instead
}

// Problems is everything that is wrong with a configuration, in the order of the paths. It is the error of Read and ReadFile.
type Problems []Problem

// Error prints every problem for a terminal: its path, what is wrong, and what to write instead.
func (p Problems) Error() string {
	var text strings.Builder
	text.WriteString(spelling.Count(len(p), "problem") + " in the configuration:\n")
	for _, problem := range p {
		fmt.Fprintf(&text, "\n%s: %s\n  fix: %s\n", problem.heading(), problem.Wrong, problem.Fix)
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// heading returns the path, followed by what helps to find it: environments[2].network.cidr (prod, cdk.json:41).
func (p Problem) heading() string {
	var hints []string
	for _, hint := range []string{p.Environment, p.Where} {
		if hint != "" {
			hints = append(hints, hint)
		}
	}
	if len(hints) == 0 {
		return p.Path
	}
	return p.Path + " (" + strings.Join(hints, ", ") + ")"
}

// sort puts the problems of one object together: by path, with indexes in numerical order.
func (p Problems) sort() {
	sort.SliceStable(p, func(i, j int) bool { return isBefore(p[i].Path, p[j].Path) })
}

// isBefore compares paths piece by piece, so that environments[10] follows environments[9].
func isBefore(a, b string) bool {
	as, bs := pieces(a), pieces(b)
	for i := 0; i < len(as) && i < len(bs); i++ {
		if as[i] == bs[i] {
			continue
		}
		x, errX := strconv.Atoi(as[i])
		y, errY := strconv.Atoi(bs[i])
		if errX == nil && errY == nil {
			return x < y
		}
		return as[i] < bs[i]
	}
	return len(as) < len(bs)
}

func pieces(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}

// child returns the path of an object's field. A key that is not a plain word is quoted: it must neither look like a path nor
// send control characters to a terminal.
func child(path, key string) string {
	switch {
	case !plainWord(key):
		return path + "[" + quote(key) + "]"
	case path == "":
		return key
	}
	return path + "." + key
}

func plainWord(s string) bool {
	for _, r := range s {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != "" && len(s) <= longestQuote
}

// longestQuote is how much of a user's text an error repeats.
const longestQuote = 60

// quote repeats a user's text safely: in quotes, escaped, and shortened.
func quote(s string) string { return strconv.QuoteToGraphic(shortened(s)) }

func shortened(s string) string {
	if runes := []rune(s); len(runes) > longestQuote {
		return string(runes[:longestQuote]) + "..."
	}
	return s
}

// oneOf prints choices as a fix: one of a, b or c.
func oneOf[T any](choices []T) string { return "one of " + list(choices, "or") }

// list prints choices: a, b or c.
func list[T any](choices []T, last string) string {
	var text strings.Builder
	for i, choice := range choices {
		switch {
		case i == 0:
		case i == len(choices)-1:
			text.WriteString(" " + last + " ")
		default:
			text.WriteString(", ")
		}
		fmt.Fprint(&text, choice)
	}
	return text.String()
}
