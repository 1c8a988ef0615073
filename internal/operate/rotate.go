package operate

import (
	"fmt"
	"slices"
	"time"

	"kasha/lib/names"
)

// Rotate changes a database password now, without an outage. For the services' password it first makes sure that every task
// holds the current one, then rotates the secret, then restarts the tasks. No task holds the master user's password, nor any
// password if there is an RDS proxy; then it only rotates the secret.
func (o Operator) Rotate(which names.Rotated) error {
	secret, err := o.secret(which)
	if err != nil {
		return err
	}
	held := which == names.RotatedConnection && len(o.Environment.PasswordHolders()) > 0
	if held {
		// The rotation alternates two users. A second rotation in a row changes the password that running tasks hold, if they were
		// not restarted after the first. A successful execution does not prove that they were. The state machine leaves a deployment
		// in progress alone, and that may have begun before the first rotation. So Restart checks the tasks.
		fmt.Fprintln(o.Out, "First, the tasks must hold the current password.")
		if err := o.Restart(); err != nil {
			return err
		}
	}
	if err := o.rotateSecret(secret); err != nil {
		return err
	}
	if !held {
		fmt.Fprintln(o.Out, "Rotated. No task holds this password, so nothing is restarted.")
		return nil
	}
	fmt.Fprintln(o.Out, "Rotated. Restarting the tasks.")
	if err := o.Restart(); err != nil {
		return err
	}
	fmt.Fprintln(o.Out, "Done: every task holds the new password.")
	return nil
}

func (o Operator) secret(which names.Rotated) (string, error) {
	switch which {
	case names.RotatedConnection:
		return names.ConnectionSecret(o.Environment.Database.SecretNamePrefix), nil
	case names.RotatedAdmin:
		return names.AdminSecret(o.Environment.Database.SecretNamePrefix), nil
	case names.RotatedMigrator:
		if o.Environment.HasMigrator() {
			return names.MigratorSecret(o.Environment.Database.SecretNamePrefix), nil
		}
		return "", fmt.Errorf("%s has no secret %q, because no release logs in as the migrator; fix: choose %s or %s",
			o.Environment.Name, which, names.RotatedConnection, names.RotatedAdmin)
	}
	return "", fmt.Errorf("there is no secret %q; fix: choose %s, %s or %s", which, names.RotatedConnection, names.RotatedAdmin,
		names.RotatedMigrator)
}

type secretVersions struct{ VersionIdsToStages map[string][]string }

// rotateSecret starts a rotation and waits until the new version is current, for at most five minutes.
func (o Operator) rotateSecret(secret string) error {
	describe := []string{"secretsmanager", "describe-secret", "--secret-id", secret}
	var before secretVersions
	if err := o.AWS.Call(&before, describe...); err != nil {
		return err
	}
	for version, stages := range before.VersionIdsToStages {
		if slices.Contains(stages, "AWSPENDING") && !slices.Contains(stages, "AWSCURRENT") {
			return fmt.Errorf("an earlier rotation of %s did not finish (version %s); fix: see \"A rotation failed\" in %s",
				secret, version, rotationRunbook)
		}
	}
	var started struct{ VersionId string }
	if err := o.AWS.Call(&started, "secretsmanager", "rotate-secret", "--secret-id", secret); err != nil {
		return err
	}
	err := o.wait("the rotation", 5*time.Minute, 5*time.Second, func() (bool, error) {
		var now secretVersions
		err := o.AWS.Repeat(&now, describe...)
		return slices.Contains(now.VersionIdsToStages[started.VersionId], "AWSCURRENT"), err
	})
	if err != nil {
		return fmt.Errorf("%w; the current password has not changed; fix: see \"A rotation failed\" in %s", err, rotationRunbook)
	}
	return nil
}
