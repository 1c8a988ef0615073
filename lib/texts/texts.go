// Package texts says what AWS accepts in the texts of templates: which characters, which values, how many characters. CloudFormation's
// schema, which the CDK's validator evaluates, states this for less than half of the texts that Kasha writes. Without this table, a
// mistake in the others would fail only when a stack is deployed, often after most of its resources were created.
//
// The table has a file for each group of services. lib/rules turns the table into rules that every synthesis evaluates. A test in ./tests
// writes checked.txt, which lists every text of every test configuration, and what checks it. The test fails if nothing checks a text. A
// new text needs an entry here with its source: the service's API reference, or the service's model in botocore.
package texts

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Rule says what AWS accepts as one text.
type Rule struct {
	// Name follows Kasha-Text in the identifier of the finding.
	Name string

	// What is the text, in words that follow "this".
	What string

	// Characters is the body of a character class, of which every character must be. In a text that is partly known only at deployment,
	// the known parts are checked.
	Characters string

	// Form is a regular expression that the whole text must match, and Never one that it must not match. Empty: no such rule. They are
	// for texts that are known completely.
	Form, Never string

	// OneOf is an enumeration, in which AWS may know more values than this table. Narrow says that of Form: AWS takes other texts too, and
	// Kasha writes none. Neither finding may say that AWS refuses the text.
	OneOf, Narrow bool

	// Least and Most are the numbers of characters that the text may have. Known parts may not exceed Most either.
	Least, Most int

	// Write says what is accepted, in words that follow "Write".
	Write string

	// Example is a text that AWS accepts.
	Example string

	// Source is the page or the model that states the rule.
	Source string
}

// Text is a place in a template whose text AWS restricts.
type Text struct {
	// Type is a resource type. AnyType means every type that has the path.
	Type string

	// Path leads from the resource's properties to the text, with dots between the names. [] stands for each element of a list, * for
	// each property of an object, and {} at the end for the object's keys themselves.
	Path string

	Rule
}

// AnyType is the type of texts that mean the same in every resource, such as tags.
const AnyType = "*"

// TemplateSize is the most that a text can have where AWS states no limit. It is the size of a template in S3 (CloudFormation user
// guide, "Understand CloudFormation quotas").
const TemplateSize = 1 << 20

// Table returns all restricted texts, by type and path.
func Table() []Text { return table() }

var table = sync.OnceValue(func() []Text {
	all := slices.Concat(tags(), policies(), network(), edge(), origins(), healthChecks(), containers(), loadBalancers(), database(),
		secrets(), storage(), messaging(),
		alarms(), events(), identity(), functions(), backup(), pipeline(), build())
	slices.SortFunc(all, func(a, b Text) int {
		return cmp.Or(strings.Compare(a.Type, b.Type), strings.Compare(a.Path, b.Path), strings.Compare(a.Name, b.Name))
	})
	return all
})

// Find returns the entries about a text at a concrete path, such as Tags[].Key or BackupPlanTags.environment.
func Find(resourceType, path string) []Text {
	var found []Text
	for _, entry := range slices.Concat(entries()[resourceType], entries()[AnyType]) {
		if entry.path.MatchString(path) {
			found = append(found, entry.Text)
		}
	}
	return found
}

// Longest returns how many characters a text may have. Its path has no [], as cloudformation.At writes it. Zero: the table lacks it.
func Longest(resourceType, path string) int {
	longest := 0
	for _, entry := range entries()[resourceType] {
		listless := pathPattern(strings.ReplaceAll(entry.Path, "[]", ""))
		if listless.MatchString(path) && (longest == 0 || entry.Most < longest) {
			longest = entry.Most
		}
	}
	return longest
}

type entry struct {
	Text
	path *regexp.Regexp
}

// entries are the table's, by type.
var entries = sync.OnceValue(func() map[string][]entry {
	byType := map[string][]entry{}
	for _, text := range Table() {
		byType[text.Type] = append(byType[text.Type], entry{Text: text, path: pathPattern(text.Path)})
	}
	return byType
})

func pathPattern(path string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(path)
	return regexp.MustCompile("^" + strings.ReplaceAll(pattern, `\*`, `[^\[\].]+`) + "$")
}

// Outside is the regular expression of a character that is not accepted.
func (r Rule) Outside() string {
	if body, complement := strings.CutPrefix(r.Characters, "^"); complement {
		return "[" + body + "]"
	}
	return "[^" + r.Characters + "]"
}

// HasOnly reports whether every character of a text is accepted.
func (r Rule) HasOnly(text string) bool { return !outside()[r.Characters].MatchString(text) }

// outside are the expressions of Outside, by Characters.
var outside = sync.OnceValue(func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for _, text := range Table() {
		if all[text.Characters] == nil {
			all[text.Characters] = regexp.MustCompile(text.Outside())
		}
	}
	return all
})

// Wrong is the sentence that a finding says, and Fix the one that says what to write.
func (r Rule) Wrong() string {
	if r.OneOf || r.Narrow {
		return "Kasha does not know this " + r.What + ", and AWS may refuse it during the deployment"
	}
	return "AWS would refuse this " + r.What + " during the deployment"
}

// Fix says what to write instead, and who says so.
func (r Rule) Fix() string {
	length := ""
	switch {
	case r.Most == TemplateSize:
	case r.Least > 1:
		length = ", " + strconv.Itoa(r.Least) + " to " + strconv.Itoa(r.Most) + " characters"
	default:
		length = ", at most " + strconv.Itoa(r.Most) + " characters"
	}
	return "Write " + r.Write + length + " (" + r.Source + ")."
}

// at puts one rule at several places of one resource type.
func at(rule Rule, resourceType string, paths ...string) []Text {
	var texts []Text
	for _, path := range paths {
		texts = append(texts, Text{Type: resourceType, Path: path, Rule: rule})
	}
	return texts
}

// oneOf is the rule of an enumeration.
func oneOf(name, what, source string, values ...string) Rule {
	quoted := make([]string, len(values))
	most := 0
	for i, value := range values {
		quoted[i] = regexp.QuoteMeta(value)
		most = max(most, len(value))
	}
	return Rule{
		Name: name, What: what, Characters: printable, Form: strings.Join(quoted, "|"), OneOf: true, Most: most,
		Write: "one of " + strings.Join(values, ", "), Example: values[0], Source: source,
	}
}

// Bodies of character classes.
const (
	printable = ` -~`                      // ASCII
	anyText   = `^\x00-\x08\x0b-\x1f\x7f`  // any character, tabs and new lines too, but no other control character
	oneLine   = `^\x00-\x1f\x7f`           // any character but control characters
	wordDash  = `A-Za-z0-9_\-`             // letters, digits, underscores and hyphens
	wordDots  = `A-Za-z0-9._\-`            // the same with full stops
	tagText   = `\p{L}\p{Z}\p{N}_.:/=+\-@` // of tags, in most services
	arnText   = `!-~`                      // visible ASCII
)

// words says in English what a class holds.
const (
	dashWords  = "letters, digits, _ and -"
	dotWords   = "letters, digits, full stops, _ and -"
	lineWords  = "one line without control characters"
	asciiWords = "printable ASCII characters"
)
