package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

// policyText holds what a policy may have. A comma would divide the header into two policies.
var policyText = regexp.MustCompile(`^[A-Za-z0-9 _.~:/?#@!&'()*+=%;-]*$`)

// contentDirectives are those of W3C's "Content Security Policy Level 3", with those of Trusted Types and mixed content.
func contentDirectives() []string {
	return []string{
		"default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src",
		"font-src", "connect-src", "media-src", "object-src", "child-src", "frame-src", "worker-src", "manifest-src", "base-uri",
		"form-action", "frame-ancestors", "sandbox", "report-uri", "report-to", "require-trusted-types-for", "trusted-types",
		"upgrade-insecure-requests",
	}
}

// quotedKeywords are words that mean something in single quotes only. Without them they are hosts.
func quotedKeywords() []string {
	return []string{"self", "none", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "wasm-unsafe-eval", "report-sample"}
}

// checkContentPolicy catches what browsers pass over in silence: the directive then protects nothing.
func checkContentPolicy(at object, field, policy string) {
	if policy == "" || policy == NoHeader {
		return
	}
	switch {
	case !policyText.MatchString(policy):
		at.reject(field, "the policy has a character that a Content-Security-Policy may not have",
			"ASCII without commas, quotes other than ', braces and angle brackets; encode them in addresses")
	case len(policy) > maxHeaderValue:
		at.reject(field, fmt.Sprintf("the policy has %s, and CloudFront allows %d", spelling.Count(len(policy), "character"), maxHeaderValue),
			"fewer sources, or the header from the application, which CloudFront keeps")
	}
	var seen []string
	for _, part := range strings.Split(policy, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		name, sources := words[0], words[1:]
		switch {
		case !slices.Contains(contentDirectives(), name):
			at.reject(field, quote(name)+" is not a directive of a content security policy", suggestion(name, contentDirectives()))
		case slices.Contains(seen, name):
			at.reject(field, name+" is in the policy twice, and browsers use the first only", "one directive with all sources")
		case slices.Contains(sources, "'none'") && len(sources) > 1:
			at.reject(field, name+" has 'none' and other sources, and browsers pass over 'none'", "'none' alone, or the other sources")
		case field == "contentSecurityPolicyReportOnly" && (name == "sandbox" || name == "upgrade-insecure-requests"):
			at.reject(field, "browsers pass over "+name+" in a policy that only reports", "it in contentSecurityPolicy, or not at all")
		}
		seen = append(seen, name)
		for _, source := range sources {
			switch bare := strings.Trim(source, "'"); {
			case slices.Contains(quotedKeywords(), bare) && source != "'"+bare+"'":
				at.reject(field, source+" is a host in "+name, "'"+bare+"', in single quotes")
			case strings.HasPrefix(bare, "nonce-"):
				at.reject(field, "every response would have the same nonce, which attackers can read", "a hash, or the header from the application")
			}
		}
	}
	if len(seen) == 0 {
		at.reject(field, "the policy has no directive", `directives such as default-src 'self', or "none" for no such header`)
	}
}
