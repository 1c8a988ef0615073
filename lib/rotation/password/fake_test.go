package password_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kasha/lib/rotation/password"
)

// vault is a Secrets Manager in memory.
type vault struct {
	secrets  map[string]*stored
	enabled  bool
	password int // how many passwords were made
}

// stored is one secret: the text and the stages of each version.
type stored struct {
	text   map[string]string
	stages map[string][]string
}

func newVault() *vault { return &vault{secrets: map[string]*stored{}, enabled: true} }

// add stores a secret whose current version has the id "first".
func (v *vault) add(name string, fields map[string]any) {
	v.secrets[name] = &stored{
		text:   map[string]string{"first": document(fields)},
		stages: map[string][]string{"first": {"AWSCURRENT"}},
	}
}

// begin does what Secrets Manager does before it calls the function: a version without a value, pending.
func (v *vault) begin(name, token string) { v.secrets[name].stages[token] = []string{"AWSPENDING"} }

func (v *vault) Versions(_ context.Context, secret string) (map[string][]string, bool, error) {
	return v.secrets[secret].stages, v.enabled, nil
}

func (v *vault) Value(_ context.Context, secret, stage, version string) (string, error) {
	s, known := v.secrets[secret]
	if !known {
		return "", password.ErrNoVersion
	}
	for id, stages := range s.stages {
		if text, written := s.text[id]; written && slices.Contains(stages, stage) && (version == "" || version == id) {
			return text, nil
		}
	}
	return "", password.ErrNoVersion
}

func (v *vault) Put(_ context.Context, request password.Request, text string) error {
	v.secrets[request.SecretID].text[request.Token] = text
	return nil
}

func (v *vault) Promote(_ context.Context, secret, from, to string) error {
	s := v.secrets[secret]
	if from != "" && !slices.Contains(s.stages[from], "AWSCURRENT") {
		return errors.New("the version to remove the stage from does not have it")
	}
	for id := range s.stages {
		s.stages[id] = slices.DeleteFunc(s.stages[id], func(stage string) bool { return stage == "AWSPREVIOUS" })
	}
	s.stages[from], s.stages[to] = []string{"AWSPREVIOUS"}, []string{"AWSCURRENT"}
	return nil
}

func (v *vault) NewPassword(context.Context) (string, error) {
	v.password++
	return fmt.Sprintf("new-password-%d", v.password), nil
}

// fields returns what a stage of a secret holds.
func (v *vault) fields(name, stage string) map[string]any {
	text, err := v.Value(context.Background(), name, stage, "")
	if err != nil {
		return nil
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		panic(err)
	}
	return fields
}

func document(fields map[string]any) string {
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// database is a MySQL server in memory: users and their passwords.
type database struct {
	host    string
	users   map[string]string
	copied  []string // "from to to", in order
	down    error    // what a log-in answers while the server cannot be reached
	failing error    // what the next change of a password answers
}

func (d *database) Login(_ context.Context, as password.Credentials) (password.Server, error) {
	switch known, exists := d.users[as.Username()]; {
	case d.down != nil:
		return nil, d.down
	case as.Host() != d.host:
		return nil, errors.New("no such host")
	case !exists || known != as.Password():
		return nil, password.ErrDenied
	}
	return session{d, as.Username()}, nil
}

type session struct {
	*database
	user string
}

func (s session) SetOwnPassword(_ context.Context, to string) error { return s.set(s.user, to) }

func (s session) CopyUser(_ context.Context, from, to, secret string) error {
	s.copied = append(s.copied, from+" to "+to)
	s.database.copied = s.copied
	return s.set(to, secret)
}

func (s session) Close() error { return nil }

func (d *database) set(user, to string) error {
	if err := d.failing; err != nil {
		d.failing = nil
		return err
	}
	d.users[user] = to
	return nil
}
