// Package iam reads IAM policy documents whose values are resolved: the policies of roles, keys, buckets, queues, secrets and endpoints. No
// other package has a type or parser for statements. The package also compares patterns of actions and resources. It knows nothing of
// Kasha.
package iam

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Statement is one statement of a policy document.
type Statement struct {
	Sid                     string
	Effect                  string   // Allow or Deny
	Actions, NotActions     []string // one of the two
	Resources, NotResources []string // neither in a trust policy
	Principals              []Principal
	NotPrincipals           []Principal
	Conditions              map[string]any
}

// Principal is who a policy of a resource is about.
type Principal struct {
	Kind string // AWS, Service, Federated, CanonicalUser; * for anybody
	Name string
}

// Anybody is every principal. A policy may write it as "*" or as {"AWS": "*"}.
func Anybody() Principal { return Principal{Kind: "*", Name: "*"} }

// String is the principal with its kind, as in AWS:arn:aws:iam::111111111111:root; * for anybody.
func (p Principal) String() string {
	if p == Anybody() {
		return "*"
	}
	return p.Kind + ":" + p.Name
}

// Parse reads a policy document: an object, or the JSON text that some resources require. With an error, it also returns the
// statements that it understands.
func Parse(document any) ([]Statement, error) {
	if text, ok := document.(string); ok {
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			return nil, fmt.Errorf("a policy document that is not JSON: %w", err)
		}
	}
	object, ok := document.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a policy document that is no object")
	}
	var raw []any
	switch statements := object["Statement"].(type) {
	case []any:
		raw = statements
	case map[string]any:
		raw = []any{statements}
	default:
		return nil, fmt.Errorf("a policy document without statements")
	}
	var statements []Statement
	var problems []error
	for i, element := range raw {
		statement, err := ParseStatement(element)
		if err != nil {
			problems = append(problems, fmt.Errorf("statement %d: %w", i+1, err))
		}
		if statement.Effect == "Allow" || statement.Effect == "Deny" && err == nil { // a part of a Deny may deny too much
			statements = append(statements, statement)
		}
	}
	return statements, errors.Join(problems...)
}

// ParseStatement reads one statement. With an error, it also returns what it understands of the statement.
func ParseStatement(element any) (Statement, error) {
	object, ok := element.(map[string]any)
	if !ok {
		return Statement{}, fmt.Errorf("no object")
	}
	conditions, understood := object["Condition"].(map[string]any)
	understood = understood || object["Condition"] == nil
	s := Statement{
		Sid:           fmt.Sprint(orEmpty(object["Sid"])),
		Effect:        fmt.Sprint(orEmpty(object["Effect"])),
		Actions:       texts(object["Action"]),
		NotActions:    texts(object["NotAction"]),
		Resources:     texts(object["Resource"]),
		NotResources:  texts(object["NotResource"]),
		Principals:    principals(object["Principal"]),
		NotPrincipals: principals(object["NotPrincipal"]),
		Conditions:    conditions,
	}
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return s, fmt.Errorf("effect %q is neither Allow nor Deny", s.Effect)
	}
	if len(s.Actions)+len(s.NotActions) == 0 {
		return s, fmt.Errorf("no actions")
	}
	for _, key := range []string{"Principal", "NotPrincipal"} {
		if value := object[key]; value != nil && len(s.Principals)+len(s.NotPrincipals) == 0 {
			return s, fmt.Errorf("a principal that is not understood: %v", value)
		}
	}
	if !understood {
		return s, fmt.Errorf("a condition that is not understood: %v", object["Condition"])
	}
	return s, nil
}

func principals(value any) []Principal {
	if value == "*" {
		return []Principal{Anybody()}
	}
	object, _ := value.(map[string]any)
	var found []Principal
	for kind, names := range object {
		for _, name := range texts(names) {
			if kind == "AWS" && name == "*" {
				found = append(found, Anybody())
				continue
			}
			found = append(found, Principal{Kind: kind, Name: name})
		}
	}
	slices.SortFunc(found, func(a, b Principal) int { return cmp.Compare(a.Kind+a.Name, b.Kind+b.Name) })
	return found
}

func texts(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var all []string
		for _, element := range value {
			all = append(all, fmt.Sprint(element))
		}
		return all
	}
	return nil
}

func orEmpty(value any) any {
	if value == nil {
		return ""
	}
	return value
}

// Allows reports whether the statement is one that allows.
func (s Statement) Allows() bool { return s.Effect == "Allow" }

// Conditional reports whether the statement has a condition.
func (s Statement) Conditional() bool { return len(s.Conditions) > 0 }

// String is the statement on one line, for people.
func (s Statement) String() string {
	var b strings.Builder
	b.WriteString(s.Effect + " ")
	b.WriteString(list("", s.Actions) + list("all but ", s.NotActions))
	if len(s.Resources)+len(s.NotResources) > 0 {
		b.WriteString(" on " + list("", s.Resources) + list("all but ", s.NotResources))
	}
	if len(s.Principals)+len(s.NotPrincipals) > 0 {
		b.WriteString(" to " + list("", names(s.Principals)) + list("all but ", names(s.NotPrincipals)))
	}
	if s.Conditional() {
		condition, _ := json.Marshal(s.Conditions)
		b.WriteString(" if " + string(condition))
	}
	return b.String()
}

func list(prefix string, texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return prefix + strings.Join(slices.Sorted(slices.Values(texts)), ", ")
}

func names(principals []Principal) []string {
	var all []string
	for _, principal := range principals {
		all = append(all, principal.Name)
	}
	return all
}
