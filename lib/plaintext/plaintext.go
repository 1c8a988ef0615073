// Package plaintext recognizes secrets in places that many people may read, such as a configuration or a task definition. It judges by the
// name of a variable, or by the form of the value. It finds usual secrets; no check can find all.
package plaintext

import (
	"regexp"
	"strings"
)

// Secret reports whether a variable is a secret, by its name, its value or both.
func Secret(name, value string) bool {
	if Holds(value) {
		return true
	}
	return Named(name) && !describes(name, value) || isKeyMaterial(name, value)
}

// Holds reports whether a value looks like a secret, whatever its name.
func Holds(value string) bool {
	return valuePattern.MatchString(value) || holdsAuthorization(value) || assigns(value)
}

// valuePattern has AWS access keys, private keys and addresses with a password in them. It also has the keys of some well-known services:
// their beginnings exist so that scanners find them. An address of a webhook is its own password.
var valuePattern = regexp.MustCompile(strings.Join([]string{
	`\b(AKIA|ASIA)[A-Z0-9]{16}\b`, `-----BEGIN [A-Z ]*PRIVATE KEY`, `://[^/\s:@]*:[^/\s:@$]+@`,
	`\b[sr]k_live_`, `\b[sr]k_test_[A-Za-z0-9]{10}`, `\bwhsec_[A-Za-z0-9]{10}`, `\bsk-[A-Za-z0-9_-]{20}`,
	`\bgh[pousr]_[A-Za-z0-9]{30}`, `\bgithub_pat_[A-Za-z0-9_]{20}`, `\bglpat-[A-Za-z0-9_-]{15}`, `\bnpm_[A-Za-z0-9]{30}`,
	`\bxox[abeprs]-`, `\bhooks\.slack\.com/(services|workflows)/[A-Za-z0-9]+/[A-Za-z0-9]+/`,
	`\bdiscord(app)?\.com/api/webhooks/[0-9]+/`,
	`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16}`, `\bAIza[A-Za-z0-9_-]{30}`,
	`\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5}`, // a JSON Web Token: the first part begins with {" in base64
}, "|"))

// Named reports whether a variable's name says that its value is a secret.
func Named(name string) bool {
	words := words(name)
	name = strings.Join(words, "_")
	for _, word := range strings.Fields("PASSWORD PASSWD PASSPHRASE SECRET CREDENTIAL APIKEY API_KEY PRIVATE_KEY ACCESS_KEY") {
		if strings.Contains(name, word) {
			return true
		}
	}
	for i, word := range words {
		last := i > 0 && i == len(words)-1
		switch {
		case word == "TOKEN" || word == "TOKENS": // only as a word of its own: a TOKENIZER is not a secret
			return true
		case last && (word == "PWD" || word == "PASS"): // PWD alone is the working directory
			return true
		}
	}
	return false
}

// words are the words of a name: SMTP and PASSWORD of smtp-password.
func words(name string) []string {
	return strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == '_' || r == '-' || r == '.' })
}
