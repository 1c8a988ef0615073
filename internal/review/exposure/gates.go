package exposure

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

const functionType = "AWS::CloudFront::Function"

// A gate is a CloudFront function that reads a key value store, such as the hash of a password. It decides with it who gets in.

// gates reports paths of a distribution that no longer have a gate, and gates that decide in another way.
func (e *Environment) gates(s Stack, r Resource) []Finding {
	switch {
	case r.Old == nil || r.New == nil:
		return nil // paths that lose a removed gate are findings of the distribution
	case values.Type(r.New) == functionType:
		return e.otherGate(s, r)
	case values.Type(r.New) != distributionType:
		return nil
	}
	before, after := gatesByPath(s.Old, r.Old), gatesByPath(s.New, r.New)
	var open []any
	for _, pattern := range patternsOf(before, after) {
		if before.at(pattern) && !after.at(pattern) {
			open = append(open, pattern)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return []Finding{e.about(s, r, "paths at which no function asks who may see them any more", nil, open)}
}

// gatesByPath says by path pattern whether its function is a gate.
func gatesByPath(template engine.Template, distribution map[string]any) byPath[bool] {
	return readPaths(distribution, func(behavior map[string]any) bool {
		return slices.ContainsFunc(objects(behavior["FunctionAssociations"]), func(association map[string]any) bool {
			for id, resource := range template {
				if values.Type(resource) == functionType && isGate(resource) && refersTo(association["FunctionARN"], id) {
					return true
				}
			}
			return false
		})
	})
}

func isGate(function map[string]any) bool {
	return len(objects(at("FunctionConfig", "KeyValueStoreAssociations")(function))) > 0
}

// otherGate reports a gate that reads nothing, or another store, or whose code decides in another way.
func (e *Environment) otherGate(s Stack, r Resource) []Finding {
	stores := at("FunctionConfig", "KeyValueStoreAssociations")
	code := at("FunctionCode")
	switch was, is := e.then(stores(r.Old)), stores(r.New); {
	case !isGate(r.Old):
		return nil
	case !values.Equal(was, is):
		return []Finding{e.about(s, r, "values by which the function decides who gets in", was, is)}
	case deciding(code(r.Old)) != deciding(code(r.New)):
		return []Finding{e.about(s, r, "code by which the function decides who gets in", deciding(code(r.Old)), deciding(code(r.New)))}
	}
	return nil
}

var (
	topLevel  = regexp.MustCompile(`(?m)^(async )?function ([A-Za-z_]+)\(`)
	firstStep = regexp.MustCompile(`^async function handler\(event\) \{\n` +
		`  const ([a-z]+) = await ([a-z]+)\(event\.request\);\n  return ([a-z]+) \|\| `)
)

// deciding is the part of a gate's code that decides: everything that waits for the store, and the handler. Of a handler that asks that
// part first, only this counts. What follows, such as a redirection, only gets requests that were let in. Code of another form counts as
// a whole.
func deciding(code any) string {
	text := values.String(code)
	starts := topLevel.FindAllStringSubmatchIndex(text, -1)
	if len(starts) == 0 {
		return text
	}
	part := withoutComments(text[:starts[0][0]])
	for i, start := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		body, name := text[start[0]:end], text[start[4]:start[5]]
		waits := strings.HasPrefix(body, "async ")
		switch first := firstStep.FindStringSubmatch(body); {
		case name == "handler" && first != nil && first[1] == first[3]:
			part += "handler asks " + first[2] + " first"
		case name == "handler" || waits:
			part += withoutComments(body)
		}
	}
	return part
}

// withoutComments drops lines that are comments: those before the next function belong to it.
func withoutComments(code string) string {
	var lines []string
	for _, line := range strings.Split(code, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
