package plaintext

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	hostPattern   = regexp.MustCompile(`^([A-Za-z0-9-]+\.)+[A-Za-z]{2,}(:[0-9]+)?$`)
	numberPattern = regexp.MustCompile(`^([0-9]{1,7}|true|false)$`)
	pathPattern   = regexp.MustCompile(`^/[a-z]+(/[A-Za-z0-9._-]+)+$`)
)

// describes reports whether a variable only describes a secret: TOKEN_URL is where tokens are issued, and TOKEN_SECONDS how long they live.
// The last word of the name and the form of the value must both say so.
func describes(name, value string) bool {
	words := words(name)
	if len(words) == 0 {
		return false
	}
	of := func(names string) bool { return slices.Contains(strings.Fields(names), words[len(words)-1]) }
	switch {
	case of("URL URI ENDPOINT ISSUER ORIGIN"):
		return isPublicURL(value) || hostPattern.MatchString(value)
	case of("HOST HOSTNAME DOMAIN"):
		return isPublicURL(value) || hostPattern.MatchString(value)
	case of("TTL SECONDS MINUTES HOURS DAYS LENGTH SIZE EXPIRY LIFETIME COUNT LIMIT PORT ENABLED REQUIRED"):
		return numberPattern.MatchString(value)
	case of("FILE PATH DIR"):
		return pathPattern.MatchString(value)
	}
	return false
}

// isPublicURL reports whether a value is an address of the web without anything that could be a secret in it.
func isPublicURL(value string) bool {
	address, err := url.Parse(value)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != "" && address.User == nil &&
		address.RawQuery == "" && address.Fragment == ""
}

var (
	hexPattern    = regexp.MustCompile(`^[0-9A-Fa-f]{32,}$`)
	base64Pattern = regexp.MustCompile(`^(base64:)?[A-Za-z0-9+/_-]{40,}={0,2}$`)
)

// isKeyMaterial recognizes the bytes of a key, such as ENCRYPTION_KEY, written as digits of base 16 or in base 64. A public key is none.
func isKeyMaterial(name, value string) bool {
	words := words(name)
	if len(words) == 0 || slices.Contains(words, "PUBLIC") || slices.Contains(words, "PUBLISHABLE") {
		return false
	}
	if !slices.Contains([]string{"KEY", "KEYS", "SALT", "SEED", "PEPPER"}, words[len(words)-1]) {
		return false
	}
	return hexPattern.MatchString(value) || base64Pattern.MatchString(value) && isMixed(value)
}

// isMixed reports whether a text has digits, and letters in both cases, as random bytes in base 64 have.
func isMixed(text string) bool {
	return strings.ContainsFunc(text, unicode.IsDigit) && strings.ContainsFunc(text, unicode.IsUpper) &&
		strings.ContainsFunc(text, unicode.IsLower)
}

var (
	basicPattern  = regexp.MustCompile(`(?i)\bbasic\s+([A-Za-z0-9+/]{8,}={0,2})`)
	bearerPattern = regexp.MustCompile(`(?i)\bbearer\s+([A-Za-z0-9._~+/-]{16,})`)
)

// holdsAuthorization recognizes the value of a header Authorization. In "Basic authentication", the second word is a word: it does not hold
// a colon in base 64, as a user and a password do.
func holdsAuthorization(value string) bool {
	for _, found := range basicPattern.FindAllStringSubmatch(value, -1) {
		decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(found[1], "="))
		if err == nil && strings.Contains(string(decoded), ":") && !strings.ContainsFunc(string(decoded), unicode.IsControl) {
			return true
		}
	}
	for _, found := range bearerPattern.FindAllStringSubmatch(value, -1) {
		if strings.ContainsFunc(found[1], unicode.IsDigit) {
			return true
		}
	}
	return false
}

const secretWords = `(password|passwd|passphrase|pwd|secret|api[-_]?key|access[-_]?key|private[-_]?key|token)`

// assignPattern is an assignment such as --password=..., password=... in a query or DB_PASSWORD=... in a shell, and an option with its
// value after a space. A value that begins with $, % or < is put in later.
var (
	assignPattern = regexp.MustCompile(`(?i)(?:^|[^A-Za-z0-9])` + secretWords + `=["']?([^\s"'$<>{}&%;|()]+)`)
	optionPattern = regexp.MustCompile(`(?i)(?:^|\s)--?[A-Za-z0-9-]*` + secretWords + `\s+["']?([^\s"'$<>{}&%;|()-][^\s"';|&]*)`)
	flagPattern   = regexp.MustCompile(`(?i)^--?([A-Za-z0-9-]+-)?` + secretWords + `$`)
	plainPattern  = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|none|null|required|optional|[0-9]{1,2}|/.*|file:.*)$`)
)

// assigns reports whether a text gives a password or the like its value.
func assigns(text string) bool {
	for _, pattern := range []*regexp.Regexp{assignPattern, optionPattern} {
		for _, found := range pattern.FindAllStringSubmatch(text, -1) {
			if !plainPattern.MatchString(found[2]) {
				return true
			}
		}
	}
	return false
}

// Follows reports whether an argument is the value of the option before it, and that option takes a secret: --password, and then hunter2.
func Follows(option, argument string) bool {
	return flagPattern.MatchString(option) && argument != "" && !strings.ContainsAny(argument[:1], "-$<{%") &&
		!plainPattern.MatchString(argument)
}
