package config

import (
	"strings"
	"testing"
)

func badEgress() []bad {
	one := func(name, written, field, wrong, fix string) bad {
		return bad{name: name, patch: `{"backend": {"egress": [` + written + `]}}`, path: "backend.egress[0]" + field, wrong: wrong, fix: fix}
	}
	return []bad{
		one("egress without a port", `{"to": "0.0.0.0/0", "for": "mail"}`, ".port", "0 is not a TCP port", "such as 587"),
		one("egress to a port that there is not", `{"port": 65536, "to": "0.0.0.0/0", "for": "mail"}`, ".port", "65536 is not", "1 to 65535"),
		one("egress by HTTPS", `{"port": 443, "to": "0.0.0.0/0", "for": "web"}`, ".port", "every task may call port 443", "remove"),
		one("egress to a name", `{"port": 587, "to": "mail.example.com", "for": "mail"}`, ".to", "is not a range of IPv4", `"203.0.113.0/24"`),
		one("egress by IPv6", `{"port": 587, "to": "::/0", "for": "mail"}`, ".to", "is not a range of IPv4", `"0.0.0.0/0"`),
		one("egress to an address with bits", `{"port": 587, "to": "203.0.113.9/24", "for": "mail"}`, ".to", "has bits beyond",
			`"203.0.113.0/24"`),
		one("egress into the VPC", `{"port": 3306, "to": "10.0.0.0/16", "for": "db"}`, ".to", "no route", "is in uses"),
		one("egress to more than a private range", `{"port": 3306, "to": "8.0.0.0/5", "for": "db"}`, ".to", "holds private addresses", "public"),
		one("egress without a purpose", `{"port": 587, "to": "0.0.0.0/0"}`, ".for", "not a description", `"mail"`),
		one("egress with a token", `{"port": 587, "to": "0.0.0.0/0", "for": "#{Token[TOKEN.1]}"}`, ".for", "would replace a part", "#{Token["),
		one("egress with an apostrophe", `{"port": 587, "to": "0.0.0.0/0", "for": "Bob's"}`, ".for", "not a description", `"mail"`),
		{name: "egress twice", patch: `{"backend": {"egress": [{"port": 587, "to": "0.0.0.0/0", "for": "mail"},
			{"port": 587, "to": "0.0.0.0/0", "for": "more mail"}]}}`, path: "backend.egress[1]", wrong: "in the list twice", fix: "once"},
		{name: "too much egress", patch: `{"backend": {"egress": [` + strings.Repeat(`{"port": 25, "to": "0.0.0.0/0", "for": "mail"},`, 20) +
			`{"port": 25, "to": "0.0.0.0/0", "for": "mail"}]}}`, path: "backend.egress", wrong: "the list has 21 connections", fix: "at most 20"},
	}
}

// TestGoodEgressIsAccepted catches a rule that refuses what a security group accepts.
func TestGoodEgressIsAccepted(t *testing.T) {
	for _, written := range []string{
		`{"port": 1, "to": "0.0.0.0/0", "for": "` + strings.Repeat("a", 200) + `"}`,
		`{"port": 65535, "to": "203.0.113.9/32", "for": "SFTP (bank)"}`,
	} {
		if problems := problemsOf(t, configuration(t, minimalDev, `{"frontend": {"egress": [`+written+`]}}`)); len(problems) > 0 {
			t.Errorf("%s\n%v", written, problems)
		}
	}
}
