package exposure

import (
	"fmt"
	"net/netip"
	"strings"

	"go4.org/netipx"

	"kasha/internal/review/values"
)

const ipSetType = "AWS::WAFv2::IPSet"

// ipSet compares the addresses of an IP set. What they open depends on the rules that name the set. An address that a blocking rule no
// longer matches may come in, and so may one that an exception of a blocking rule matches now.
func ipSet(s Stack, r Resource) []Finding {
	if values.Type(r.New) != ipSetType || r.Old == nil {
		return nil
	}
	was, is := addresses(r.Old), addresses(r.New)
	var findings []Finding
	tell := func(what string, prefixes []netip.Prefix) {
		if len(prefixes) > 0 {
			findings = append(findings, Finding{
				Construct: r.Construct, Type: ipSetType, What: what, New: values.Excerpt(list(prefixes)), Rank: rankOf(""),
			})
		}
	}
	if was == nil || is == nil {
		if !values.Equal(at("Addresses")(r.Old), at("Addresses")(r.New)) {
			return []Finding{{Construct: r.Construct, Type: ipSetType, What: "addresses that only the deployment decides", Rank: rankOf("")}}
		}
		return nil
	}
	blocks, admits := uses(s, r.LogicalID)
	if blocks || !admits {
		tell("rules no longer match these addresses", without(was, is))
	}
	if admits || !blocks {
		tell("more addresses are let in", without(is, was))
	}
	return findings
}

// uses reports what the rules of the stack's web ACLs and rule groups do with an IP set. A blocking rule matches its addresses (blocks),
// or it matches all others, or a rule allows them (admits). Neither: no rule of this stack names the set, and both count.
func uses(s Stack, logicalID string) (blocks, admits bool) {
	for _, resource := range s.New {
		if t := values.Type(resource); t != webACLType && t != ruleGroupType {
			continue
		}
		for _, rule := range objects(at("Rules")(resource)) {
			allows := ruleAction(rule) == "Allow"
			inStatement(rule["Statement"], logicalID, false, func(negated bool) {
				if allows != negated {
					admits = true
				} else {
					blocks = true
				}
			})
		}
	}
	return blocks, admits
}

// inStatement calls found for each place of a statement that names the IP set, and says whether the place is negated.
func inStatement(statement any, logicalID string, negated bool, found func(negated bool)) {
	switch s := statement.(type) {
	case []any:
		for _, inner := range s {
			inStatement(inner, logicalID, negated, found)
		}
	case map[string]any:
		for key, inner := range s {
			if key == "IPSetReferenceStatement" {
				if strings.Contains(values.Canonical(inner), logicalID) {
					found(negated)
				}
				continue
			}
			inStatement(inner, logicalID, negated != (key == "NotStatement"), found)
		}
	}
}

// addresses are the addresses of an IP set; nil if one is not known before the deployment.
func addresses(resource map[string]any) *netipx.IPSet {
	texts, isList := at("Addresses")(resource).([]any)
	var builder netipx.IPSetBuilder
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(fmt.Sprint(text))
		if err != nil {
			return nil
		}
		builder.AddPrefix(prefix)
	}
	set, err := builder.IPSet()
	if err != nil || !isList {
		return nil
	}
	return set
}

// without are the addresses of one set that another lacks.
func without(set, other *netipx.IPSet) []netip.Prefix {
	var builder netipx.IPSetBuilder
	builder.AddSet(set)
	builder.RemoveSet(other)
	rest, err := builder.IPSet()
	if err != nil {
		return set.Prefixes()
	}
	return rest.Prefixes()
}

func list(prefixes []netip.Prefix) any {
	var texts []any
	for _, prefix := range prefixes {
		texts = append(texts, prefix.String())
	}
	return texts
}
