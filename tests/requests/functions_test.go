package requests

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestTheStandInForCloudFrontFailsClosed catches code that would fail in CloudFront and works here. It would use a module or a store
// that is not there, or a key that the store lacks.
func TestTheStandInForCloudFrontFailsClosed(t *testing.T) {
	functions := start(t)
	reads := func(key string) string {
		return "import cf from 'cloudfront';\nconst store = cf.kvs();\n" +
			"async function handler(e) { return {uri: await store.get('" + key + "')}; }"
	}
	for name, c := range map[string]struct {
		code  string
		store map[string]string
		want  string
	}{
		"a value":            {reads("k"), map[string]string{"k": "/v"}, ""},
		"a key that is not":  {reads("l"), map[string]string{"k": "/v"}, "no key l"},
		"no store":           {reads("k"), nil, "no key value store"},
		"another module":     {"import fs from 'fs';\nfunction handler(e) { return {uri: '/v'}; }", nil, "no module fs"},
		"a rejected promise": {"async function handler(e) { throw new Error('no'); }", nil, "Error: no"},
	} {
		got, err := functions.call(c.code, map[string]any{}, c.store)
		if c.want == "" && (err != nil || got.URI != "/v") || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %+v and the error %v, want %q", name, got, err, c.want)
		}
	}
}

// TestCredentialsAreReadAsBrowsersSendThem runs the function that asks for a password. It catches credentials that are read in another way
// than RFC 7617 says, and a store whose value is broken and lets somebody in.
func TestCredentialsAreReadAsBrowsersSendThem(t *testing.T) {
	code, err := os.ReadFile("../../lib/edge/access.js")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(code), "HEADER", "x-pass") +
		"async function handler(event) { return await access(event.request) || event.request; }"
	// HMAC-SHA256 of "sesame" with the key "salt", by `openssl dgst -sha256 -hmac salt`.
	const sesame = "salt:cd48acdfca66c930336934adf6882a81ac0a1277d240e721c129fc68dd376b32"
	functions := start(t)
	for _, c := range []struct {
		what, authorization, value string
		passes                     bool
	}{
		{"any user", "Basic YW55Ym9keTpzZXNhbWU=", sesame, true},          // anybody:sesame
		{"no user", "Basic OnNlc2FtZQ==", sesame, true},                   // :sesame
		{"small letters", "basic YW55Ym9keTpzZXNhbWU=", sesame, true},     // a scheme's case does not matter
		{"more spaces", "Basic   YW55Ym9keTpzZXNhbWU= ", sesame, true},    //
		{"another password", "Basic YW55Ym9keTpvcGVu", sesame, false},     // anybody:open
		{"a colon in front", "Basic YW55Ym9keTo6c2VzYW1l", sesame, false}, // anybody::sesame
		{"without base64", "Basic anybody:sesame", sesame, false},
		{"another scheme", "Bearer YW55Ym9keTpzZXNhbWU=", sesame, false},
		{"two schemes", "Bearer a, Basic YW55Ym9keTpzZXNhbWU=", sesame, false},
		{"nothing behind", "Basic", sesame, false},
		{"an empty password", "Basic YW55Ym9keTo=", sesame, false},
		{"a value without salt", "Basic YW55Ym9keTpzZXNhbWU=", strings.Replace(sesame, "salt", "", 1), false},
		{"a value of three parts", "Basic YW55Ym9keTpzZXNhbWU=", sesame + ":a", false},
		{"a value of one part", "Basic YW55Ym9keTpzZXNhbWU=", "sesame", false},
		{"an empty value", "Basic YW55Ym9keTpzZXNhbWU=", "", false},
	} {
		event := map[string]any{"request": map[string]any{"uri": "/", "headers": map[string]any{
			"authorization": map[string]any{"value": c.authorization}, "accept": map[string]any{"value": "text/html"},
		}}}
		got, err := functions.call(text, event, map[string]string{"password": c.value, "pass": ""})
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		_, sent := got.Headers["authorization"]
		if passes := got.StatusCode == 0 && got.URI == "/"; passes != c.passes || passes && (sent || got.Headers["accept"].Value != "text/html") {
			shown, _ := json.Marshal(got)
			t.Errorf("%s: %s passes: %v, want %v, without Authorization and with all else", c.what, shown, passes, c.passes)
		}
	}
}
