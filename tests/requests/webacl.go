package requests

import (
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"sort"
	"strings"

	"kasha/internal/cloudformation"
)

// refusal returns what the web ACL answers, or nothing where it lets a request pass. A rule that counts lets it pass to the next.
func (e *Edge) refusal(r Request) (string, error) {
	if err := only(e.acl, "the web ACL", "Name", "Scope", "DefaultAction", "VisibilityConfig", "Rules", "Tags", "Description"); err != nil {
		return "", err
	}
	if _, allows := e.acl.Map("DefaultAction")["Allow"]; !allows {
		return "", fmt.Errorf("the web ACL's default action is %v, which is not known here", e.acl["DefaultAction"])
	}
	rules := e.acl.Maps("Rules")
	sort.SliceStable(rules, func(i, j int) bool {
		a, _ := rules[i].Int("Priority")
		b, _ := rules[j].Int("Priority")
		return a < b
	})
	for _, rule := range rules {
		if err := only(rule, "a rule", "Name", "Priority", "Action", "OverrideAction", "Statement", "VisibilityConfig"); err != nil {
			return "", err
		}
		answer, err := e.evaluate(rule, &r)
		if answer != "" || err != nil {
			return answer, err
		}
	}
	return "", nil
}

// evaluate returns what one rule answers. A group adds labels to the request for later rules.
func (e *Edge) evaluate(rule cloudformation.Properties, r *Request) (string, error) {
	statement, name := rule.Map("Statement"), rule.Text("Name")
	if group, ok := statement["ManagedRuleGroupStatement"]; ok {
		_, own := rule.Map("OverrideAction")["None"]
		if !own || len(statement) != 1 {
			return "", fmt.Errorf("the rule %s overrides its group by %v", name, rule["OverrideAction"])
		}
		return e.managed(cloudformation.Properties(group.(map[string]any)), r)
	}
	matches, err := e.matches(statement, *r)
	if err != nil || !matches {
		return "", err
	}
	action := rule.Map("Action")
	if len(action) == 1 {
		for kind := range action {
			switch kind {
			case "Block":
				return "403 " + name, nil
			case "Count":
				return "", nil
			case "Challenge":
				if strings.Contains(r.Headers["cookie"], "aws-waf-token=valid") {
					return "", nil
				}
				return "202 challenge " + name, nil
			}
		}
	}
	return "", fmt.Errorf("the rule %s has the action %v", name, action)
}

// matches reports whether a statement matches a request.
func (e *Edge) matches(statement cloudformation.Properties, r Request) (bool, error) {
	if len(statement) != 1 {
		return false, fmt.Errorf("a statement has %d kinds, want one: %v", len(statement), statement)
	}
	for kind := range statement {
		s := statement.Map(kind)
		switch kind {
		case "NotStatement":
			matches, err := e.matches(s.Map("Statement"), r)
			return !matches, err
		case "OrStatement", "AndStatement":
			for _, each := range s.Maps("Statements") {
				matches, err := e.matches(each, r)
				if err != nil || matches == (kind == "OrStatement") {
					return matches, err
				}
			}
			return kind == "AndStatement", nil
		case "IPSetReferenceStatement":
			return e.inSet(s, r)
		case "GeoMatchStatement":
			return slices.Contains(s.Texts("CountryCodes"), r.Country), only(s, kind, "CountryCodes")
		case "RateBasedStatement":
			return e.exceeds(s, r)
		case "ByteMatchStatement":
			return matchesBytes(s, r)
		case "LabelMatchStatement":
			if s.Text("Scope") != "LABEL" {
				return false, fmt.Errorf("the scope %s of a label is not known here", s.Text("Scope"))
			}
			return slices.Contains(r.labels, s.Text("Key")), only(s, kind, "Scope", "Key")
		}
		return false, fmt.Errorf("the statement %s is not known here", kind)
	}
	return false, nil
}

func (e *Edge) inSet(s cloudformation.Properties, r Request) (bool, error) {
	set, ok := e.env.Find(s.Text("Arn"))
	if !ok || set.Type != "AWS::WAFv2::IPSet" {
		return false, fmt.Errorf("no template has the IP set %s", s.Text("Arn"))
	}
	for _, text := range set.Properties.Texts("Addresses") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return false, err
		}
		if prefix.Contains(r.From) {
			return true, nil
		}
	}
	return false, only(s, "IPSetReferenceStatement", "Arn")
}

func (e *Edge) exceeds(s cloudformation.Properties, r Request) (bool, error) {
	if err := only(s, "RateBasedStatement", "AggregateKeyType", "Limit", "EvaluationWindowSec", "ScopeDownStatement"); err != nil {
		return false, err
	}
	if s.Text("AggregateKeyType") != "IP" || s.Text("EvaluationWindowSec") != "300" {
		return false, fmt.Errorf("a rate is counted by %v, want by IP in 300 s", s)
	}
	if s["ScopeDownStatement"] != nil {
		if matches, err := e.matches(s.Map("ScopeDownStatement"), r); err != nil || !matches {
			return false, err
		}
	}
	limit, ok := s.Int("Limit")
	if !ok {
		return false, fmt.Errorf("a rate has no limit: %v", s)
	}
	return r.Rate > limit, nil
}

func matchesBytes(s cloudformation.Properties, r Request) (bool, error) {
	err := only(s, "ByteMatchStatement", "FieldToMatch", "PositionalConstraint", "SearchString", "TextTransformations")
	field, text := s.Map("FieldToMatch"), ""
	switch {
	case len(field) == 1 && field["UriPath"] != nil:
		text = r.Path
	case len(field) == 1 && field["SingleHeader"] != nil:
		text = r.Headers[field.Map("SingleHeader").Text("Name")]
	default:
		err = fmt.Errorf("the field %v is not known here", field)
	}
	for _, change := range s.Maps("TextTransformations") {
		switch kind := change.Text("Type"); kind {
		case "NONE":
		case "URL_DECODE":
			text = decoded(text)
		case "NORMALIZE_PATH":
			text = normalized(text)
		default:
			err = fmt.Errorf("the text transformation %s is not known here", kind)
		}
	}
	if err != nil {
		return false, err
	}
	search := s.Text("SearchString")
	switch s.Text("PositionalConstraint") {
	case "EXACTLY":
		return text == search, nil
	case "STARTS_WITH":
		return strings.HasPrefix(text, search), nil
	}
	return false, fmt.Errorf("the constraint %s is not known here", s.Text("PositionalConstraint"))
}

// decoded is a text without percent encoding; what is no encoding stays.
func decoded(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// normalized is a path without empty, single-dot and double-dot parts.
func normalized(text string) string {
	clean := path.Clean(text)
	if strings.HasSuffix(text, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}
