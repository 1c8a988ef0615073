package fields

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

var index = regexp.MustCompile(`\[\d*\]`)

// Find returns the fields that a person means: by their path, or by the end of it. Its error names the field that is spelt most alike.
func Find(all []Field, name string) ([]Field, error) {
	wanted := plain(name)
	wanted = strings.TrimPrefix(wanted, "environments.")
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		var ends []Field
		for _, field := range all {
			path := plain(field.Path)
			if same(path, wanted) {
				return []Field{field}, nil
			}
			if i := len(path) - len(wanted); i > 0 && path[i-1] == '.' && same(path[i:], wanted) {
				ends = append(ends, field)
			}
		}
		if len(ends) > 0 {
			return ends, nil
		}
	}
	return nil, unknown(all, wanted)
}

// plain is a path without indexes.
func plain(path string) string { return index.ReplaceAllString(path, "") }

func unknown(all []Field, wanted string) error {
	var words []string
	for _, field := range all {
		path := plain(field.Path)
		words = append(words, path)
		for i, letter := range path {
			if letter == '.' {
				words = append(words, path[i+1:])
			}
		}
	}
	slices.Sort(words)
	fix := "kasha explain lists the fields"
	if guess := spelling.Nearest(wanted, slices.Compact(words)); guess != "" {
		fix = "kasha explain " + guess + ", if you mean that"
	}
	return fmt.Errorf("cdk.json has no field %q; fix: %s", wanted, fix)
}
