package fields

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/spelling"
)

var index = regexp.MustCompile(`\[\d*\]`)

// Find returns the fields that a person means: by their path, or by the end of it. Its error names the field that is spelt most alike.
func Find(all []Field, name string) ([]Field, error) {
	wanted := strings.TrimPrefix(plain(name), "environments.")
	if found := find(all, wanted); len(found) > 0 {
		return found, nil
	}
	return nil, unknown(all, wanted)
}

func find(all []Field, wanted string) []Field {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		var ends []Field
		for _, field := range all {
			path := plain(field.Path)
			if same(path, wanted) {
				return []Field{field}
			}
			if i := len(path) - len(wanted); i > 0 && path[i-1] == '.' && same(path[i:], wanted) {
				ends = append(ends, field)
			}
		}
		if len(ends) > 0 {
			return ends
		}
	}
	return nil
}

// unknown explains that there is no such field. It says what Kasha has instead, where the field is, or which one is spelt most alike.
func unknown(all []Field, wanted string) error {
	section, name := "", wanted
	if i := strings.LastIndex(wanted, "."); i >= 0 {
		section, name = wanted[:i], wanted[i+1:]
	}
	wrong, fix := "", ""
	if answer, instead := config.Answer(wanted); answer != "" {
		wrong, fix = ": "+answer, instead
	} else if guess := nearest(all, section, name); guess != "" {
		fix = "kasha explain " + guess + ", if you mean that"
	} else if section != "" && len(find(all, name)) > 0 {
		fix = "kasha explain " + name + ", which is a field elsewhere"
	} else if found := find(all, section); section != "" && len(found) > 0 && len(found[0].Fields) > 0 {
		fix = "kasha explain " + section + " lists its fields"
	} else {
		fix = "kasha explain SECTION, such as one of " + strings.Join(sections(all), ", ")
	}
	return fmt.Errorf("cdk.json has no field %q%s; fix: %s", wanted, wrong, fix)
}

// nearest returns the field that is spelt most alike, by its path or the end of it. The last word must be alike by itself, and so must what
// is before it: database.poolSize is not near to database.size.
func nearest(all []Field, section, name string) string {
	wanted := strings.TrimPrefix(section+"."+name, ".")
	var words []string
	for _, field := range all {
		path := plain(field.Path)
		for _, end := range ends(path) {
			last := end[strings.LastIndex(end, ".")+1:]
			if spelling.Nearest(name, []string{last}) != "" || spelling.Nearest(name, []string{end}) != "" {
				words = append(words, end)
			}
		}
	}
	slices.Sort(words)
	return spelling.Nearest(wanted, slices.Compact(words))
}

// ends returns a path and its ends: a.b.c, b.c and c.
func ends(path string) []string {
	found := []string{path}
	for i, letter := range path {
		if letter == '.' {
			found = append(found, path[i+1:])
		}
	}
	return found
}

// sections are the objects of an environment, and pipeline.
func sections(all []Field) []string {
	var names []string
	for _, field := range all {
		if !strings.Contains(field.Path, ".") && len(field.Fields) > 0 {
			names = append(names, field.Path)
		}
	}
	return names
}

// plain is a path without indexes.
func plain(path string) string { return index.ReplaceAllString(path, "") }
