package style

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestCommentsNameFilesThatExist catches a comment that sends its reader to a Go or Rego file that was renamed. A name without a folder
// may be that of any file.
func TestCommentsNameFilesThatExist(t *testing.T) {
	t.Parallel()
	all := files(t)
	exists := map[string]bool{}
	for _, file := range all {
		for ending, more := file, true; more; _, ending, more = strings.Cut(ending, "/") {
			exists[ending] = true // lib/names/outputs.go, names/outputs.go, outputs.go
		}
	}
	comment := regexp.MustCompile(`(?:^|\s)//\s.*|^\s*#\s.*`)
	named := regexp.MustCompile(`(?:^|[\s(,])((?:\w+/)*\w*[a-z0-9]\.(?:go|rego))\b`)
	found := 0
	for _, file := range all {
		if extension := path.Ext(file); extension != ".go" && extension != ".rego" {
			continue
		}
		for i, line := range strings.Split(read(t, file), "\n") {
			for _, match := range named.FindAllStringSubmatch(comment.FindString(line), -1) {
				found++
				if !exists[match[1]] {
					t.Errorf("%s:%d names %s, which does not exist; fix: name the file that has it now", file, i+1, match[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("%d names of files in comments, want at least 50: are they still found?", found)
	}
}

// TestFilesDifferByMoreThanAPlural catches service.go beside services.go: nobody can guess which of the two has what.
func TestFilesDifferByMoreThanAPlural(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, file := range files(t) {
		if path.Ext(file) != ".go" {
			continue
		}
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".go"), "_test")
		var words []string
		for _, word := range strings.Split(name, "_") {
			words = append(words, singular(word))
		}
		key := path.Dir(file) + "/" + strings.Join(words, "_")
		if other, taken := seen[key]; taken && other != name {
			t.Errorf("%s and %s.go beside it differ by a plural only; fix: name each after what it has", file, other)
		}
		seen[key] = name
	}
	if len(seen) < 500 {
		t.Errorf("%d names of Go files, want at least 500: are they still found?", len(seen))
	}
}

// singular takes the ending of a plural away.
func singular(word string) string {
	for _, ending := range []string{"sses", "shes", "ches", "xes"} {
		if strings.HasSuffix(word, ending) {
			return strings.TrimSuffix(word, "es")
		}
	}
	switch {
	case strings.HasSuffix(word, "ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case strings.HasSuffix(word, "ss"):
		return word
	}
	return strings.TrimSuffix(word, "s")
}
