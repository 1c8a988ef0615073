package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

const rotationRunbook = "docs/runbooks/rotation.md"

// rotate changes a database password now, without an outage: it makes sure that the tasks hold the current password, has
// Secrets Manager rotate the secret, and restarts the tasks.
func rotate(args []string, stdout io.Writer) error {
	if len(args) < 1 || len(args) > 2 {
		return errors.New("name an environment, and admin if you mean the master user: kasha rotate dev")
	}
	o, err := newOperator(args[0], stdout)
	if err != nil {
		return err
	}
	which := "connection"
	if len(args) == 2 {
		which = args[1]
	}
	return o.rotate(which)
}

func (o operator) rotate(which string) error {
	secret, err := o.secret(which)
	if err != nil {
		return err
	}
	held := which == "connection" && !o.env.Database.Proxy
	if held {
		// A second rotation in a row changes the very password that running tasks hold, if they missed the first one. A flow that
		// succeeds is not enough: it leaves a deployment alone that is under way, and that may have begun before the first one.
		fmt.Fprintln(o.out, "Before: the tasks must hold the current password.")
		if err := o.restart(); err != nil {
			return err
		}
	}
	if err := o.rotateSecret(secret); err != nil {
		return err
	}
	if !held {
		fmt.Fprintln(o.out, "Rotated. No task holds this password, so nothing restarts.")
		return nil
	}
	fmt.Fprintln(o.out, "Rotated. Now the tasks.")
	if err := o.restart(); err != nil {
		return err
	}
	fmt.Fprintln(o.out, "Done: every backend task holds the new password.")
	return nil
}

func (o operator) secret(which string) (string, error) {
	switch which {
	case "connection":
		return o.env.Database.SecretNamePrefix + "/connection", nil
	case "admin":
		return o.env.Database.SecretNamePrefix + "/admin-password", nil
	}
	return "", fmt.Errorf("there is no secret %q; choose connection or admin", which)
}

type secretVersions struct{ VersionIdsToStages map[string][]string }

// rotateSecret starts a rotation and waits until its version is the current one.
func (o operator) rotateSecret(secret string) error {
	describe := []string{"secretsmanager", "describe-secret", "--secret-id", secret}
	var before secretVersions
	if err := o.aws.Call(&before, describe...); err != nil {
		return err
	}
	for version, stages := range before.VersionIdsToStages {
		if slices.Contains(stages, "AWSPENDING") && !slices.Contains(stages, "AWSCURRENT") {
			return fmt.Errorf("a rotation of %s began and did not finish (version %s); see \"A rotation failed\" in %s", secret, version, rotationRunbook)
		}
	}
	var started struct{ VersionId string }
	if err := o.aws.Call(&started, "secretsmanager", "rotate-secret", "--secret-id", secret); err != nil {
		return err
	}
	err := o.wait("the rotation", 5*time.Minute, 5*time.Second, func() (bool, error) {
		var now secretVersions
		err := o.aws.Again(&now, describe...)
		return slices.Contains(now.VersionIdsToStages[started.VersionId], "AWSCURRENT"), err
	})
	if err != nil {
		return fmt.Errorf("%w; the current password is still the one of before. See \"A rotation failed\" in %s", err, rotationRunbook)
	}
	return nil
}
