package exposure

import (
	"slices"
	"strings"
)

// contentPolicy is a Content-Security-Policy: the sources of each directive. Source: W3C, "Content Security Policy Level 3".
type contentPolicy map[string][]string

func parseContentPolicy(text string) contentPolicy {
	policy := contentPolicy{}
	for _, part := range strings.Split(text, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if name := strings.ToLower(words[0]); policy[name] == nil { // browsers use the first of two
			policy[name] = append([]string{}, words[1:]...)
		}
	}
	return policy
}

// fallback is which directive holds where another is absent; empty for none.
func fallback(directive string) string {
	switch directive {
	case "script-src-elem", "script-src-attr":
		return "script-src"
	case "style-src-elem", "style-src-attr":
		return "style-src"
	case "frame-src", "worker-src":
		return "child-src"
	case "default-src", "base-uri", "form-action", "frame-ancestors", "sandbox":
		return ""
	}
	return "default-src"
}

// sources are the sources of a directive or of the one that it falls back to. It reports false where nothing limits them.
func (p contentPolicy) sources(directive string) ([]string, bool) {
	for ; directive != ""; directive = fallback(directive) {
		if sources, ok := p[directive]; ok {
			return sources, true
		}
	}
	return nil, false
}

// limits are the directives that name what is allowed.
func limits() []string {
	return []string{
		"default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src",
		"font-src", "connect-src", "media-src", "object-src", "child-src", "frame-src", "worker-src", "manifest-src",
		"base-uri", "form-action", "frame-ancestors", "sandbox",
	}
}

// allowsMore lists the directives in which a policy allows what another did not. Where reports are sent is none of them.
func (p contentPolicy) allowsMore(before contentPolicy) []string {
	var more []string
	for _, directive := range limits() {
		old, limited := before.sources(directive)
		if !limited {
			continue
		}
		if new, limits := p.sources(directive); !limits || slices.ContainsFunc(new, func(s string) bool { return !isCovered(s, old) }) ||
			inlineAgain(old, new) {
			more = append(more, directive)
		}
	}
	for _, switched := range []string{"require-trusted-types-for", "trusted-types", "upgrade-insecure-requests"} {
		if old, had := before[switched]; had && !slices.Equal(old, p[switched]) {
			more = append(more, switched)
		}
	}
	return more
}

// isCovered reports whether one of the old sources certainly covers a source.
func isCovered(source string, old []string) bool {
	keyword := strings.HasPrefix(source, "'") && source != "'self'"
	scheme := strings.HasSuffix(source, ":")
	if isStrict(source) && source != "'strict-dynamic'" && slices.Contains(old, "'unsafe-inline'") && !slices.ContainsFunc(old, isStrict) {
		return true
	}
	return source == "'none'" || source == "'report-sample'" || slices.ContainsFunc(old, func(o string) bool {
		return strings.EqualFold(o, source) || o == "*" && !keyword && !scheme ||
			strings.HasSuffix(o, ":") && strings.HasPrefix(source, o+"//")
	})
}

// inlineAgain reports whether inline scripts that a nonce, a hash or 'strict-dynamic' kept out run again: beside these, browsers pass over
// 'unsafe-inline'.
func inlineAgain(old, new []string) bool {
	return slices.Contains(new, "'unsafe-inline'") && slices.ContainsFunc(old, isStrict) && !slices.ContainsFunc(new, isStrict)
}

func isStrict(source string) bool {
	return strings.HasPrefix(source, "'nonce-") || strings.HasPrefix(source, "'sha") || source == "'strict-dynamic'"
}
