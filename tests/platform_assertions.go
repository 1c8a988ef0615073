package tests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
)

// equal compares a property with the value that it must have.
func (p platform) equal(r resource, property string, want any) {
	p.t.Helper()
	if got := r.Properties.Text(property); got != fmt.Sprint(want) {
		p.t.Errorf("%s: %s is %q, want %v", r, property, got, want)
	}
}

// leadsTo checks which resource a property refers to, by construct path.
func (p platform) leadsTo(r resource, property, path string) {
	p.t.Helper()
	if got := p.follow(r.Properties.Text(property)).Path; got != path {
		p.t.Errorf("%s: %s refers to %s, want %s", r, property, got, path)
	}
}

// absent checks that a resource has none of these properties.
func (p platform) absent(r resource, names ...string) {
	p.t.Helper()
	for _, name := range names {
		if value, ok := r.Properties[name]; ok {
			p.t.Errorf("%s: %s is %v, want no such property", r, name, value)
		}
	}
}

// template is a stack's template for the CDK's own assertions.
func (p platform) template(part string) assertions.Template {
	p.t.Helper()
	text := readPath(p.t, p.stack(part).TemplateFile)
	return assertions.Template_FromString(&text, nil)
}

// holds runs an assertion of the CDK, which reports a failure by panicking.
func (p platform) holds(what string, assertion func()) {
	p.t.Helper()
	defer func() {
		if failed := recover(); failed != nil {
			message, _, _ := strings.Cut(fmt.Sprint(failed), "\n    at ")
			p.t.Errorf("%s: %s", what, message)
		}
	}()
	assertion()
}

// equalSets compares two lists regardless of their order.
func equalSets(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// pairs reads a list of keys and values as a map: tags, attributes, environment variables.
func pairs(list []properties, key, value string) map[string]string {
	read := map[string]string{}
	for _, each := range list {
		read[each.Text(key)] = each.Text(value)
	}
	return read
}

// sorted is a list on one line, for comparison and for messages.
func sorted(list []string) string { return strings.Join(slices.Sorted(slices.Values(list)), ", ") }

// titled is a name with a capital letter, as it stands in construct ids and output keys.
func titled(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// asJSON is a value as JSON on one line, with sorted keys and without HTML's escapes.
func asJSON(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // values that were read from JSON can be written as JSON
	}
	return strings.TrimSuffix(text.String(), "\n")
}
