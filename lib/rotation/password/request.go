package password

import (
	"context"
	"errors"
)

// Request is what Secrets Manager passes to a rotation function.
type Request struct {
	Step     string `json:"Step"`
	SecretID string `json:"SecretId"`
	Token    string `json:"ClientRequestToken"` // id of the new version
	// RotationToken proves to Secrets Manager that a PutSecretValue belongs to this rotation.
	RotationToken string `json:"RotationToken"`
}

// ErrNoVersion is returned by Secrets.Value for a version that does not exist.
var ErrNoVersion = errors.New("the secret has no such version")

// Secrets is the part of Secrets Manager that a rotation uses.
type Secrets interface {
	// Versions returns the staging labels of each version, and whether rotation is enabled.
	Versions(ctx context.Context, secret string) (stages map[string][]string, rotationEnabled bool, err error)
	// Value returns the text of a version: the one with the stage and, unless version is empty, with that id too.
	Value(ctx context.Context, secret, stage, version string) (string, error)
	// Put stores a text as the pending version with the request's token as its id.
	Put(ctx context.Context, request Request, text string) error
	// Promote moves the stage AWSCURRENT from one version to another.
	Promote(ctx context.Context, secret, from, to string) error
	// NewPassword returns a random password.
	NewPassword(ctx context.Context) (string, error)
}

// Servers opens MySQL servers.
type Servers interface {
	// Login opens a connection with TLS and verified identity. It returns ErrDenied if the server refuses the user or the
	// password, and another error if it cannot be reached.
	Login(ctx context.Context, as Credentials) (Server, error)
}

// Server is a MySQL server that a user has logged in to.
type Server interface {
	// SetOwnPassword changes the password of the user that logged in.
	SetOwnPassword(ctx context.Context, password string) error
	// CopyUser gives the user to the grants of the user from, and the password. It creates the user if it does not exist.
	CopyUser(ctx context.Context, from, to, password string) error
	Close() error
}
