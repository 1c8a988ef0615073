package style

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestReadmeFitsOnAFewScreens catches a README that grows into a manual again: pages under docs are for details.
func TestReadmeFitsOnAFewScreens(t *testing.T) {
	const most = 160
	if lines := strings.Count(read(t, "README.md"), "\n"); lines > most {
		t.Errorf("README.md has %d lines, want at most %d; fix: move details to a page that it links", lines, most)
	}
}

// TestDecisionsAreNumbered catches a decision that was removed or never written, and a title with another number than its file. It also
// catches one without status and date, an index with another status, and a superseded decision that does not name its successor.
func TestDecisionsAreNumbered(t *testing.T) {
	decisions, err := filepath.Glob(filepath.Join(root, "docs/decisions/0*.md"))
	if err != nil || len(decisions) == 0 {
		t.Fatal(decisions, err)
	}
	index := read(t, "docs/decisions/README.md")
	status := regexp.MustCompile(
		`(?m)^(Accepted|Superseded by decision \d+), (\d{4}-\d{2}-\d{2})((?:; (?:corrected [\d-]+|superseded in part by decision \d+))*)`)
	supersedes := regexp.MustCompile(`Supersedes \[decision (\d+)\]`)
	states, successors := map[string]string{}, map[string]string{}
	for i, file := range decisions {
		file = "docs/decisions/" + filepath.Base(file)
		number := i + 1
		if !strings.HasPrefix(filepath.Base(file), fmt.Sprintf("%04d-", number)) {
			t.Errorf("%s is where decision %d should be", file, number)
		}
		text := read(t, file)
		if !strings.HasPrefix(text, fmt.Sprintf("# %d. ", number)) {
			t.Errorf("%s begins with %.20q, want \"# %d. \"", file, text, number)
		}
		found := status.FindStringSubmatch(text)
		if found == nil {
			t.Errorf("%s has no status and date; fix: write a line such as \"Accepted, 2026-11-22\" below the title", file)
			continue
		}
		states[strconv.Itoa(number)] = found[1] + found[3]
		for _, superseded := range supersedes.FindAllStringSubmatch(text, -1) {
			successors[superseded[1]] = strconv.Itoa(number)
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(text, fmt.Sprintf("# %d. ", number)), "\n")
		row := fmt.Sprintf("| %d | [%s](%s) | %s | %s |", number, title, filepath.Base(file), found[1]+found[3], found[2])
		if !strings.Contains(index, row) {
			t.Errorf("docs/decisions/README.md does not say\n%s", row)
		}
	}
	for old, successor := range successors {
		if !strings.HasSuffix(states[old], "by decision "+successor) {
			t.Errorf("decision %s: status %q; fix: decision %s supersedes it, so write \"; superseded in part by decision %s\" after the date",
				old, states[old], successor, successor)
		}
	}
}

var (
	pageLink = regexp.MustCompile(`\]\(([^)#\s]*)(#[^)\s]+)?\)`)
	notSlug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestLinksLeadSomewhere catches a link to a file or heading that was renamed, and a page that the index of docs leaves out.
func TestLinksLeadSomewhere(t *testing.T) {
	links := 0
	for _, page := range files(t) {
		if path.Ext(page) != ".md" || strings.Contains(page, "/testdata/") {
			continue
		}
		for _, found := range pageLink.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(found[1], "://") || found[1] == "" && found[2] == "" {
				continue
			}
			links++
			target := page
			if found[1] != "" {
				target = path.Join(path.Dir(page), found[1])
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s links to %s: %v", page, found[1], err)
				continue
			}
			if found[2] != "" && path.Ext(target) == ".md" && !slices.Contains(anchors(read(t, target)), found[2]) {
				t.Errorf("%s links to %s%s; that page has no such heading", page, found[1], found[2])
			}
		}
	}
	if links < 50 {
		t.Errorf("only %d links were found", links)
	}
	index := read(t, "docs/README.md")
	pages, err := filepath.Glob(filepath.Join(root, "docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if name := filepath.Base(page); name != "README.md" && !strings.Contains(index, "("+name+")") {
			t.Errorf("docs/README.md does not list %s", name)
		}
	}
}

// TestPagesNameHeadingsThatExist catches the name of a section in quotation marks behind a link, as runbooks name it, after the section got
// another heading.
func TestPagesNameHeadingsThatExist(t *testing.T) {
	named := regexp.MustCompile(`\]\(([^)#\s]+\.md)\),\s+"([^"]+)"`)
	found := 0
	for _, page := range files(t) {
		if path.Ext(page) != ".md" {
			continue
		}
		for _, match := range named.FindAllStringSubmatch(read(t, page), -1) {
			found++
			target := read(t, path.Join(path.Dir(page), match[1]))
			name := strings.Join(strings.Fields(match[2]), " ")
			heading := regexp.MustCompile(`(?m)^(#+ |\*\*)` + regexp.QuoteMeta(name) + `(\.?\*\*|$)`)
			if !heading.MatchString(target) {
				t.Errorf("%s names the section %q of %s; that page has no such heading", page, name, match[1])
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d names of sections were found, want at least 5", found)
	}
}

// anchors are what GitHub makes of a page's headings.
func anchors(page string) []string {
	var all []string
	for _, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "#") {
			heading := strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#")))
			all = append(all, "#"+strings.ReplaceAll(notSlug.ReplaceAllString(heading, ""), " ", "-"))
		}
	}
	return all
}

// TestPagesNameTestsThatExist catches a page that names a test or a file of the code that was renamed.
func TestPagesNameTestsThatExist(t *testing.T) {
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+|(?:lib|internal|stages|tests|cmd|scripts|rehearsal)/[\\w./-]+)`")
	all := files(t)
	tests := ""
	for _, file := range all {
		if strings.HasSuffix(file, "_test.go") {
			tests += read(t, file)
		}
	}
	found := 0
	for _, page := range all {
		if path.Ext(page) != ".md" {
			continue
		}
		for _, match := range named.FindAllStringSubmatch(read(t, page), -1) {
			found++
			name := match[1]
			if strings.Contains(name, "/") {
				if _, err := os.Stat(filepath.Join(root, name)); err != nil {
					t.Errorf("%s names %s: %v", page, name, err)
				}
			} else if !strings.Contains(tests, "\nfunc "+name+"(") {
				t.Errorf("%s names %s; there is no such test", page, name)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d names were found, want at least 100", found)
	}
}
