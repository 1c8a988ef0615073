// Package page writes a review as a page. The page has what the comment says (package document), and what a comment cannot show. That is a
// picture of each changed environment before and after the change, the difference in fixed cost, and the different effects of an outage.
// The page is one file that loads no others, with the style sheet of the report.
//
// Read compares two assemblies and needs no report, so it can run beside the diff engine. The page adds no judgement of its own: no verdict
// of the review depends on it.
//
// Failure modes: an environment whose references cannot be resolved has no picture, and the page says why. The fixed cost is that of
// internal/bill, with its limits. What internal/architecture does not understand may lack a line in both pictures.
package page

import (
	"bytes"
	"embed"
	"html/template"
	"math"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/document"
	"kasha/internal/webpage"
)

//go:embed page.html
var files embed.FS

// Comparison is what a page shows of two revisions besides the report.
type Comparison struct{ environments []*environment }

// Read compares the environments of two assemblies that are not equal in both.
func Read(base, head assembly.Assembly) Comparison {
	var c Comparison
	before, after := base.Environments(), head.Environments()
	for _, name := range namesOf(before, after) {
		if e := compare(name, stacksOf(before, name), stacksOf(after, name)); e != nil {
			c.environments = append(c.environments, e)
		}
	}
	return c
}

// Write writes the page. acceptedFile is the file in which losses are accepted.
func (c Comparison) Write(r review.Report, acceptedFile string) ([]byte, error) {
	arranged := document.Of(r, acceptedFile, math.MaxInt)
	v := view{
		Title: plain(arranged.Title), Verdict: verdictOf(r), Style: webpage.Style(), Script: webpage.Script(),
		Top: write(arranged.Top, "top"), Found: write(arranged.Found, "found"), All: write(arranged.All, "all"),
		Sections: sectionsOf(arranged.Found), Changes: sectionsOf(arranged.All),
	}
	for _, production := range []bool{true, false} {
		for _, e := range c.environments {
			if isProduction(r, e.Name) == production {
				e.mark(r)
				v.Environments = append(v.Environments, e)
				v.Compared = v.Compared || e.Outages.Known
			}
		}
	}
	var written bytes.Buffer
	page, err := template.New("page.html").Funcs(webpage.Functions()).Funcs(template.FuncMap{"signed": signed}).ParseFS(files, "page.html")
	if err != nil {
		return nil, err
	}
	err = page.Execute(&written, v)
	return written.Bytes(), err
}

// view is what page.html shows.
type view struct {
	Title, Verdict  string
	Style           template.CSS
	Script          template.JS
	Top, Found, All template.HTML
	Sections        []section // before the pictures
	Changes         []section // after them
	Environments    []*environment
	Compared        bool // outages of at least one environment
}

// verdictOf is how the verdict looks: bad where the review fails, careful where a person should read on.
func verdictOf(r review.Report) string {
	switch {
	case r.Fails():
		return "bad"
	case r.Verdict == review.Unchanged:
		return "good"
	case len(r.Losses)+len(r.Failures)+len(r.Openings)+len(r.Weakenings)+len(r.Unjudged) > 0 || r.Missing != "" || len(r.Judges) > 0:
		return "careful"
	}
	return "good"
}

func isProduction(r review.Report, name string) bool {
	return slices.ContainsFunc(r.Environments, func(e review.Environment) bool { return e.Name == name && e.Production })
}

func namesOf(lists ...[]assembly.Environment) []string {
	var names []string
	for _, list := range lists {
		for _, e := range list {
			if !slices.Contains(names, e.Name) {
				names = append(names, e.Name)
			}
		}
	}
	return names
}

func stacksOf(environments []assembly.Environment, name string) []assembly.Stack {
	for _, e := range environments {
		if e.Name == name {
			return e.Stacks
		}
	}
	return nil
}

// signed writes a difference in US dollars.
func signed(value float64) string {
	switch {
	case math.Abs(value) < 0.005:
		return "the same"
	case value > 0:
		return "+" + webpage.Money(value)
	}
	return webpage.Money(value)
}
