// Package plaintext recognizes secrets in places that many people may read, such as a configuration or a task definition. It judges by the
// name of a variable, or by the form of the value. It finds usual secrets; no check can find all.
package plaintext

import (
	"regexp"
	"slices"
	"strings"
)

// valuePattern has AWS access keys, private keys and addresses with a password in them. It also has the keys of some well-known services:
// their beginnings exist so that scanners find them.
var valuePattern = regexp.MustCompile(
	`\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/\s:@]*:[^/\s:@]+@` +
		`|\b(sk|rk)_live_|\bgh[pousr]_[A-Za-z0-9]{30}|\bxox[abp]-`)

// Named reports whether a variable's name says that its value is a secret.
func Named(name string) bool {
	name = strings.ToUpper(name)
	for _, word := range strings.Fields("PASSWORD PASSWD PASSPHRASE SECRET CREDENTIAL APIKEY API_KEY PRIVATE_KEY ACCESS_KEY") {
		if strings.Contains(name, word) {
			return true
		}
	}
	// TOKEN only as a word of its own: a TOKENIZER is not a secret.
	words := strings.Split(name, "_")
	return slices.Contains(words, "TOKEN") || slices.Contains(words, "TOKENS")
}

// Holds reports whether a value looks like a secret.
func Holds(value string) bool { return valuePattern.MatchString(value) }
