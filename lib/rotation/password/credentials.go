package password

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"kasha/lib/rotation/bundle"
)

// cloneSuffix tells the two users of alternating rotation apart. Secrets Manager's own functions use the same one.
const cloneSuffix = "_clone"

// longestUser is MySQL's limit on a user name, in characters.
const longestUser = 32

// Credentials is the JSON document of a database secret. Keys that a rotation does not know are kept as they are.
type Credentials struct{ fields map[string]any }

// parse reads a secret's text. Its errors never hold the text.
func parse(text string) (Credentials, error) {
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return Credentials{}, errors.New("the secret is not a JSON object")
	}
	c := Credentials{fields}
	for _, key := range []string{"host", "username", "password"} {
		if c.text(key) == "" {
			return Credentials{}, fmt.Errorf("the secret has no %q", key)
		}
	}
	if engine := c.text("engine"); engine != "mysql" {
		return Credentials{}, fmt.Errorf("the secret's engine is %q, want mysql", engine)
	}
	return c, nil
}

// Username, Password, Host and Port are what a connection needs. The port is 3306 where the secret has none.
func (c Credentials) Username() string { return c.text("username") }
func (c Credentials) Password() string { return c.text("password") }
func (c Credentials) Host() string     { return c.text("host") }

// Port returns the port of the server; 3306 where the secret has none.
func (c Credentials) Port() int {
	if port, err := strconv.Atoi(c.text("port")); err == nil {
		return port
	}
	return 3306
}

// String returns the document as JSON, password included: it is for Secrets Manager only.
func (c Credentials) String() string {
	text, err := json.Marshal(c.fields)
	if err != nil {
		panic(err) // it came from JSON
	}
	return string(text)
}

// Format keeps a password out of every log line, whatever the verb.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "credentials of %s", c.Username()) }

func (c Credentials) masterSecret() string { return c.text("masterarn") }

// next returns the credentials that follow: the same document with the next user and a password.
func (c Credentials) next(strategy bundle.Strategy, password string) (Credentials, error) {
	user, err := c.nextUser(strategy)
	if err != nil {
		return Credentials{}, err
	}
	fields := maps.Clone(c.fields)
	fields["username"], fields["password"] = user, password
	return Credentials{fields}, nil
}

// nextUser is the user itself, or the other one of the two that alternate.
func (c Credentials) nextUser(strategy bundle.Strategy) (string, error) {
	user := c.Username()
	if strategy == bundle.OneUser {
		return user, nil
	}
	if base, isClone := strings.CutSuffix(user, cloneSuffix); isClone {
		return base, nil
	}
	if clone := user + cloneSuffix; len(clone) <= longestUser {
		return clone, nil
	}
	return "", fmt.Errorf("the user name %q is too long: MySQL allows %d characters, and the alternate user adds %q",
		user, longestUser, cloneSuffix)
}

func (c Credentials) sameServer(other Credentials) bool {
	return c.Host() == other.Host() && c.Port() == other.Port()
}

// text reads a field that may be a string or a number: RDS writes the port as a number, people often as a string.
func (c Credentials) text(key string) string {
	switch value := c.fields[key].(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}
