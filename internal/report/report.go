// Package report writes one page about all environments of an assembly. The page has pictures, costs, the effects of outages, and tables of
// everything that the templates contain. The page is one file that loads no others, so it can be mailed and archived.
//
// Every number is computed from the templates, or comes from a package that names its source and date: internal/bill for prices,
// internal/availability for AWS's SLAs. Each section says what it does not know.
package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/webpage"
)

// Options are what an assembly does not have.
type Options struct {
	Usage *bill.Usage // what visitors cause; nil: cost at rest alone
	From  time.Time   // the first day of the calendar
}

//go:embed *.html
var files embed.FS

// Of writes the page.
func Of(a assembly.Assembly, options Options) ([]byte, error) {
	page := page{}
	for _, name := range a.Stages() {
		view, err := environmentOf(name, a.Stage(name), options)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		view.Pipelines = pipelinesOf(a, name)
		page.Environments = append(page.Environments, view)
	}
	if len(page.Environments) == 0 {
		return nil, fmt.Errorf("%s has no environment; fix: make synth, or name another folder", a.Dir)
	}
	page.Pipelines = pipelinesOf(a, "")
	page.Style, page.Script = webpage.Style()+template.CSS(switchStyle(page)), webpage.Script()
	var written bytes.Buffer
	err := templates().ExecuteTemplate(&written, "page.html", page)
	return written.Bytes(), err
}

// page is what page.html shows.
type page struct {
	Environments []environment
	Pipelines    []pipeline
	Style        template.CSS
	Script       template.JS
}

func templates() *template.Template {
	return template.Must(template.New("").Funcs(webpage.Functions()).Funcs(template.FuncMap{
		"labelled": func(label string, lines []costLine) labelled { return labelled{label, lines} },
		"in":       func(id string, part any) any { return struct{ ID, Part any }{id, part} },
	}).ParseFS(files, "*.html"))
}

// switchStyle shows the part of the page whose radio button is chosen, so that the switch works without JavaScript.
func switchStyle(p page) string {
	var rules strings.Builder
	for _, id := range p.ids() {
		fmt.Fprintf(&rules, "body:has(#show-%s:checked) #part-%s { display: block }\n", id, id)
	}
	return rules.String()
}

func (p page) ids() []string {
	var ids []string
	for _, e := range p.Environments {
		ids = append(ids, e.ID)
	}
	for _, each := range p.Pipelines {
		ids = append(ids, each.ID)
	}
	return ids
}
