package password_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"kasha/lib/rotation/bundle"
	"kasha/lib/rotation/password"
)

// world is a vault with the two secrets of an environment, and its database.
type world struct {
	*vault
	*database
	rotator password.Rotator
}

const host = "kasha-dev-mysql.example.com"

func newWorld() world {
	w := world{vault: newVault(), database: &database{host: host, users: map[string]string{"admin": "admin-1", "kasha_app": "app-1"}}}
	w.add("admin", map[string]any{"engine": "mysql", "host": host, "port": 3306, "username": "admin", "password": "admin-1"})
	w.add("connection", map[string]any{
		"engine": "mysql", "host": host, "port": "3306", "username": "kasha_app", "password": "app-1",
		"dbname": "kasha", "masterarn": "admin", "team": "shop",
	})
	w.rotator = password.Rotator{Secrets: w.vault, Servers: w.database}
	return w
}

// strategy is how the two secrets are rotated.
func strategy(secret string) bundle.Strategy {
	if secret == "connection" {
		return bundle.AlternatingUsers
	}
	return bundle.OneUser
}

func steps() []string { return []string{"createSecret", "setSecret", "testSecret", "finishSecret"} }

// run rotates a secret as Secrets Manager does, from one step up to another.
func (w world) run(secret, token string, steps ...string) error {
	rotator := w.rotator
	if rotator.Strategy == "" {
		rotator.Strategy = strategy(secret)
	}
	for _, step := range steps {
		if err := rotator.Rotate(context.Background(), password.Request{Step: step, SecretID: secret, Token: token}); err != nil {
			return err
		}
	}
	return nil
}

func (w world) mustRotate(t *testing.T, secret, token string) {
	t.Helper()
	w.begin(secret, token)
	if err := w.run(secret, token, steps()...); err != nil {
		t.Fatal(err)
	}
}

// TestAlternatingUsersKeepTheOldPasswordValid catches a rotation that takes away the password that running tasks hold.
func TestAlternatingUsersKeepTheOldPasswordValid(t *testing.T) {
	w := newWorld()
	w.mustRotate(t, "connection", "second")
	now := w.fields("connection", "AWSCURRENT")
	if now["username"] != "kasha_app_clone" || w.users["kasha_app_clone"] != now["password"] {
		t.Errorf("the current secret is %v with the users %v", now, w.users)
	}
	if w.users["kasha_app"] != "app-1" {
		t.Errorf("the password of running tasks is %q, want app-1", w.users["kasha_app"])
	}
	w.mustRotate(t, "connection", "third")
	if now := w.fields("connection", "AWSCURRENT"); now["username"] != "kasha_app" || w.users["kasha_app"] != now["password"] {
		t.Errorf("after two rotations the current secret is %v with the users %v", now, w.users)
	}
	if want := []string{"kasha_app to kasha_app_clone", "kasha_app_clone to kasha_app"}; !slices.Equal(w.copied, want) {
		t.Errorf("grants were copied %v, want %v", w.copied, want)
	}
}

// TestKeysThatRotationDoesNotKnowAreKept catches a new version without the address, the master's secret or an adopter's own key.
func TestKeysThatRotationDoesNotKnowAreKept(t *testing.T) {
	w := newWorld()
	w.mustRotate(t, "connection", "second")
	now := w.fields("connection", "AWSCURRENT")
	kept := map[string]any{"host": host, "port": "3306", "dbname": "kasha", "masterarn": "admin", "team": "shop", "engine": "mysql"}
	for key, want := range kept {
		if now[key] != want {
			t.Errorf("%s is %v, want %v", key, now[key], want)
		}
	}
}

// TestOneUserChangesItsOwnPassword catches a rotation of the master user that does not reach the database.
func TestOneUserChangesItsOwnPassword(t *testing.T) {
	w := newWorld()
	w.mustRotate(t, "admin", "second")
	now := w.fields("admin", "AWSCURRENT")
	if now["username"] != "admin" || now["password"] == "admin-1" || w.users["admin"] != now["password"] {
		t.Errorf("the current secret is %v with the users %v", now, w.users)
	}
}

// TestBehindAProxyTheUserStays catches a rotation that alternates because the secret names a master user. RDS Proxy finds a user by
// name, and the tasks request tokens of that name.
func TestBehindAProxyTheUserStays(t *testing.T) {
	w := newWorld()
	w.rotator.Strategy = bundle.OneUser
	w.mustRotate(t, "connection", "second")
	now := w.fields("connection", "AWSCURRENT")
	if now["username"] != "kasha_app" || w.users["kasha_app"] != now["password"] || len(w.copied) > 0 {
		t.Errorf("the current secret is %v with the users %v, copied %v", now, w.users, w.copied)
	}
}

// TestEveryStepCanRunAgain catches a step that a retry breaks: Secrets Manager repeats what failed or took too long.
func TestEveryStepCanRunAgain(t *testing.T) {
	for _, secret := range []string{"admin", "connection"} {
		w := newWorld()
		w.begin(secret, "second")
		for _, step := range steps() {
			if err := w.run(secret, "second", step, step); err != nil {
				t.Errorf("%s: %s a second time: %v", secret, step, err)
			}
		}
		if err := w.run(secret, "second", steps()...); err != nil {
			t.Errorf("%s: a finished rotation once more: %v", secret, err)
		}
		if w.password != 1 {
			t.Errorf("%s: %d passwords were made for one rotation", secret, w.password)
		}
	}
}

// TestInterruptedRotationsRecover catches a database that no later rotation can change: one in which the pending password was set,
// but never became current.
func TestInterruptedRotationsRecover(t *testing.T) {
	w := newWorld()
	w.begin("admin", "second")
	if err := w.run("admin", "second", "createSecret", "setSecret"); err != nil {
		t.Fatal(err)
	}
	// Somebody cancels the rotation, and the pending version stays behind, as AWSPENDING of another rotation.
	set := w.users["admin"]
	w.begin("admin", "third")
	delete(w.secrets["admin"].stages, "second")
	err := w.run("admin", "third", steps()...)
	if !errors.Is(err, password.ErrDenied) {
		t.Errorf("nobody knows the password %q any more, and the rotation says %v", set, err)
	}
	// With the previous version in the database the rotation goes on.
	w = newWorld()
	w.mustRotate(t, "admin", "second")
	w.users["admin"] = "admin-1"
	w.mustRotate(t, "admin", "third")
	if now := w.fields("admin", "AWSCURRENT"); w.users["admin"] != now["password"] {
		t.Errorf("the database has %q, the secret %q", w.users["admin"], now["password"])
	}
}
