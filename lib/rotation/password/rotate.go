// Package password rotates a MySQL user's password that is stored in Secrets Manager. The rotation function (lib/rotation/function) runs
// it. It does not import the CDK, so that tests can run it against a real server.
//
// Secrets Manager calls the function four times for each rotation, with the steps createSecret, setSecret, testSecret and finishSecret.
// It repeats a step that failed, so every step can run again without harm. Two strategies exist:
//
//   - One user: the function logs in with the current password and changes it. New connections with the old password fail from
//     then on.
//   - Alternating users: the secret alternates between a user and its clone. The function logs in as the master user, whose secret the
//     key masterarn names. It gives the other user the same grants as the current user, and changes the other user's password. The
//     password of running tasks stays valid until the next rotation.
//
// Failure modes: an unreachable server is reported as unreachable, never as a wrong password. TLS is always verified against the region's
// root certificate. No error and no log line holds a password or the text of a statement.
package password

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kasha/lib/rotation/bundle"
)

// Stages of a secret's versions (Secrets Manager user guide, "Staging labels").
const (
	current  = "AWSCURRENT"
	pending  = "AWSPENDING"
	previous = "AWSPREVIOUS"
)

// Rotator runs the steps of a rotation.
type Rotator struct {
	Strategy bundle.Strategy
	Secrets  Secrets
	Servers  Servers
}

// Rotate runs one step. An error makes Secrets Manager repeat the step, and in the end the rotation.
func (r Rotator) Rotate(ctx context.Context, request Request) error {
	steps := map[string]func(context.Context, Request) error{
		"createSecret": r.create, "setSecret": r.set, "testSecret": r.test, "finishSecret": r.finish,
	}
	step, known := steps[request.Step]
	if !known {
		return fmt.Errorf("step %q is not a step of a rotation", request.Step)
	}
	stages, enabled, err := r.Secrets.Versions(ctx, request.SecretID)
	if err != nil {
		return fmt.Errorf("reading the secret's versions: %w", err)
	}
	own, exists := stages[request.Token]
	switch {
	case r.Strategy != bundle.OneUser && r.Strategy != bundle.AlternatingUsers:
		return fmt.Errorf("the strategy is %q, want %s or %s", r.Strategy, bundle.OneUser, bundle.AlternatingUsers)
	case !enabled:
		return errors.New("rotation is not enabled for this secret")
	case !exists:
		return errors.New("the secret has no version with the request's token")
	case slices.Contains(own, current):
		return nil // an earlier attempt has finished
	case !slices.Contains(own, pending):
		return errors.New("the request's version is neither pending nor current")
	}
	if err := step(ctx, request); err != nil {
		return fmt.Errorf("%s: %w", request.Step, err)
	}
	return nil
}

// create stores the next credentials as the pending version, unless an earlier attempt has.
func (r Rotator) create(ctx context.Context, request Request) error {
	now, err := r.read(ctx, request.SecretID, current, "")
	if err != nil {
		return err
	}
	if _, err := r.Secrets.Value(ctx, request.SecretID, pending, request.Token); err == nil {
		return nil
	} else if !errors.Is(err, ErrNoVersion) {
		return fmt.Errorf("reading the pending version: %w", err)
	}
	password, err := r.Secrets.NewPassword(ctx)
	if err != nil {
		return fmt.Errorf("asking for a random password: %w", err)
	}
	next, err := now.next(r.Strategy, password)
	if err != nil {
		return err
	}
	return r.Secrets.Put(ctx, request, next.String())
}

// set gives the database the pending password.
func (r Rotator) set(ctx context.Context, request Request) error {
	now, next, err := r.readBoth(ctx, request)
	if err != nil {
		return err
	}
	if want, err := now.nextUser(r.Strategy); err != nil || next.Username() != want {
		return errors.New("the pending version names a user that does not follow from the current one")
	}
	switch err := r.try(ctx, next); {
	case err == nil:
		return nil // an earlier attempt has set it: the password is the last thing that changes
	case !errors.Is(err, ErrDenied):
		return err
	}
	if r.Strategy == bundle.AlternatingUsers {
		return r.setAsMaster(ctx, now, next)
	}
	return r.setAsUser(ctx, request, now, next)
}

// setAsUser changes the user's own password. The previous password is tried too. A rotation that was interrupted after an
// earlier set leaves a database that knows neither the current nor the pending one.
func (r Rotator) setAsUser(ctx context.Context, request Request, now, next Credentials) error {
	server, err := r.Servers.Login(ctx, now)
	if errors.Is(err, ErrDenied) {
		before, readErr := r.read(ctx, request.SecretID, previous, "")
		if readErr != nil || !before.sameServer(now) || before.Username() != now.Username() {
			return fmt.Errorf("logging in with the current password: %w", err)
		}
		if server, err = r.Servers.Login(ctx, before); err != nil {
			return fmt.Errorf("logging in with the current password, then with the previous one: %w", err)
		}
	} else if err != nil {
		return fmt.Errorf("logging in with the current password: %w", err)
	}
	defer server.Close()
	return server.SetOwnPassword(ctx, next.Password())
}

// setAsMaster prepares the alternate user with the master user's credentials.
func (r Rotator) setAsMaster(ctx context.Context, now, next Credentials) error {
	master, err := r.read(ctx, now.masterSecret(), current, "")
	if err != nil {
		return fmt.Errorf("reading the master user's secret: %w", err)
	}
	if !master.sameServer(now) {
		return errors.New("the master user's secret names another server than this secret")
	}
	if err := r.try(ctx, now); err != nil {
		return fmt.Errorf("logging in with the current password: %w", err)
	}
	server, err := r.Servers.Login(ctx, master)
	if err != nil {
		return fmt.Errorf("logging in as the master user: %w", err)
	}
	defer server.Close()
	return server.CopyUser(ctx, now.Username(), next.Username(), next.Password())
}

// test logs in with the pending credentials. When a rotation schedule is created, Secrets Manager calls this step alone, with a copy
// of the current version as the pending one. So the user need not be the next one here.
func (r Rotator) test(ctx context.Context, request Request) error {
	_, next, err := r.readBoth(ctx, request)
	if err != nil {
		return err
	}
	if err := r.try(ctx, next); err != nil {
		return fmt.Errorf("logging in with the new password: %w", err)
	}
	return nil
}

// finish makes the pending version current.
func (r Rotator) finish(ctx context.Context, request Request) error {
	stages, _, err := r.Secrets.Versions(ctx, request.SecretID)
	if err != nil {
		return fmt.Errorf("reading the secret's versions: %w", err)
	}
	from := ""
	for version, labels := range stages {
		if slices.Contains(labels, current) {
			from = version
		}
	}
	return r.Secrets.Promote(ctx, request.SecretID, from, request.Token)
}

func (r Rotator) try(ctx context.Context, as Credentials) error {
	server, err := r.Servers.Login(ctx, as)
	if err != nil {
		return err
	}
	return server.Close()
}

func (r Rotator) read(ctx context.Context, secret, stage, version string) (Credentials, error) {
	text, err := r.Secrets.Value(ctx, secret, stage, version)
	if err != nil {
		return Credentials{}, fmt.Errorf("reading the version %s: %w", stage, err)
	}
	return parse(text)
}

// readBoth returns the current and the pending credentials. It refuses a pending version that names another server: anyone who may
// write a version must not make this function log in elsewhere.
func (r Rotator) readBoth(ctx context.Context, request Request) (now, next Credentials, err error) {
	if now, err = r.read(ctx, request.SecretID, current, ""); err != nil {
		return now, next, err
	}
	if next, err = r.read(ctx, request.SecretID, pending, request.Token); err != nil {
		return now, next, err
	}
	if !next.sameServer(now) {
		return now, next, errors.New("the pending version names another server than the current one")
	}
	return now, next, nil
}
