package config

import (
	"fmt"
	"strings"
)

func badAddresses() []bad {
	access := func(name, element, wrong, fix string) bad {
		return bad{
			name: name, patch: `{"edge": {"access": {"cidrs": ["` + element + `"]}}}`, path: "edge.access.cidrs[0]", wrong: wrong, fix: fix,
		}
	}
	return []bad{
		access("address without a length", "203.0.113.7", "is an address without a prefix length", `"203.0.113.7/32"`),
		access("IPv6 address without a length", "2001:db8::7", "is an address without a prefix length", `"2001:db8::7/128"`),
		access("name instead of a range", "office.example.com", "is not a range of addresses", `"203.0.113.0/24"`),
		access("all addresses", "0.0.0.0/0", "holds every address", "an empty list for everybody"),
		access("all IPv6 addresses", "::/0", "holds every address", "an empty list for everybody"),
		access("bits behind the prefix", "203.0.113.7/24", "has bits behind its prefix", `"203.0.113.0/24"`),
		access("another way to write a range", "2001:0db8::/48", "is not the canonical form", `"2001:db8::/48"`),
		access("IPv4 in the form of IPv6", "::ffff:203.0.113.0/120", "is an IPv4 range in the form of IPv6", `"203.0.113.0/24"`),
		access("private range", "10.0.0.0/8", "is a private range", "checkip.amazonaws.com"),
		access("private IPv6 range", "fd00::/8", "is a private range", "checkip.amazonaws.com"),
		{name: "range twice", patch: `{"edge": {"access": {"cidrs": ["203.0.113.0/24", "203.0.113.0/24"]}}}`, path: "edge.access.cidrs[1]",
			wrong: "twice", fix: "it once"},
		{name: "blocked range that is private", patch: `{"edge": {"waf": {"block": ["192.168.0.0/16"]}}}`, path: "edge.waf.block[0]",
			wrong: "is a private range", fix: "public addresses"},
		{name: "too many ranges", patch: `{"edge": {"waf": {"block": ` + ranges(10_001) + `}}}`, path: "edge.waf.block",
			wrong: "the list has 10001 ranges", fix: "larger ranges"},
		{name: "country in small letters", patch: `{"edge": {"waf": {"blockCountries": ["kp"]}}}`, path: "edge.waf.blockCountries[0]",
			wrong: `"kp" is not the code of a country`, fix: `"KP"`},
		{name: "country twice", patch: `{"edge": {"waf": {"blockCountries": ["KP", "KP"]}}}`, path: "edge.waf.blockCountries[1]",
			wrong: "twice", fix: "it once"},
		{name: "the canary's country",
			patch: `{"edge": {"waf": {"blockCountries": ["US"]}}, "alarms": {"canary": true, "coverage": "full", "email": "a@example.com"}}`,
			path:  "edge.waf.blockCountries[0]", wrong: "the canary visits the site from us-east-1", fix: "set alarms.canary to false"},
		{name: "rule of Bot Control without it", patch: `{"edge": {"waf": {"count": ["CategoryAI"]}}}`, path: "edge.waf.count[0]",
			wrong: `"CategoryAI" is a rule of Bot Control`, fix: "waf.botControl true"},
		{name: "too many countries", patch: `{"edge": {"waf": {"blockCountries": [` + countries(51) + `]}}}`, path: "edge.waf.blockCountries",
			wrong: "the list has 51 countries", fix: "fewer countries"},
	}
}

// ranges is a JSON list of that many different ranges.
func ranges(count int) string {
	var texts []string
	for i := range count {
		texts = append(texts, fmt.Sprintf(`"20.%d.%d.%d/32"`, i>>16, i>>8&0xff, i&0xff))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// countries are the elements of a JSON list of that many different codes.
func countries(count int) string {
	var codes []string
	for i := range count {
		codes = append(codes, fmt.Sprintf(`"%c%c"`, 'A'+i/26, 'A'+i%26))
	}
	return strings.Join(codes, ", ")
}
