package password_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kasha/lib/rotation/password"
)

// TestUnreachableServerIsNoWrongPassword catches a message that sends people to the passwords while the network is at fault.
func TestUnreachableServerIsNoWrongPassword(t *testing.T) {
	w := newWorld()
	w.down = errors.New("the server cannot be reached: i/o timeout")
	w.begin("connection", "second")
	err := w.run("connection", "second", "createSecret", "setSecret")
	if err == nil || errors.Is(err, password.ErrDenied) || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("got %v, want that the server cannot be reached", err)
	}
}

// TestNothingIsChangedForAStranger catches a function that follows a version which names another server or user. Anyone who may
// write a version could make it log in elsewhere with the master user.
func TestNothingIsChangedForAStranger(t *testing.T) {
	for name, change := range map[string]map[string]any{
		"another server":         {"host": "attacker.example.com"},
		"another port":           {"port": 3307},
		"another user":           {"username": "admin"},
		"another user, its twin": {"username": "other_clone"},
	} {
		w := newWorld()
		w.begin("connection", "second")
		if err := w.run("connection", "second", "createSecret"); err != nil {
			t.Fatal(err)
		}
		fields := w.fields("connection", "AWSPENDING")
		for key, value := range change {
			fields[key] = value
		}
		w.secrets["connection"].text["second"] = document(fields)
		before := fmt.Sprint(w.users)
		if err := w.run("connection", "second", "setSecret"); err == nil {
			t.Errorf("%s: the step passes", name)
		}
		if after := fmt.Sprint(w.users); after != before {
			t.Errorf("%s: the users were %s and are %s", name, before, after)
		}
	}
}

// TestMasterOfAnotherServerIsNotUsed catches a master password that is sent to a server it does not belong to.
func TestMasterOfAnotherServerIsNotUsed(t *testing.T) {
	w := newWorld()
	w.add("admin", map[string]any{"engine": "mysql", "host": "other.example.com", "username": "admin", "password": "admin-1"})
	w.begin("connection", "second")
	if err := w.run("connection", "second", "createSecret", "setSecret"); err == nil || !strings.Contains(err.Error(), "another server") {
		t.Errorf("got %v, want that the master's secret names another server", err)
	}
}

// TestScheduleIsTriedWithACopy catches a function that fails the one call that Secrets Manager makes for a new schedule.
func TestScheduleIsTriedWithACopy(t *testing.T) {
	w := newWorld()
	w.begin("connection", "try")
	w.secrets["connection"].text["try"] = w.secrets["connection"].text["first"]
	if err := w.run("connection", "try", "testSecret"); err != nil {
		t.Error(err)
	}
	w.users["kasha_app"] = "changed by hand"
	if err := w.run("connection", "try", "testSecret"); !errors.Is(err, password.ErrDenied) {
		t.Errorf("the user cannot log in, and the step says %v", err)
	}
}

// TestRequestsThatAreNoRotationAreRefused catches a function that works outside of a rotation.
func TestRequestsThatAreNoRotationAreRefused(t *testing.T) {
	w := newWorld()
	if err := w.run("connection", "unknown", "createSecret"); err == nil {
		t.Error("a version that does not exist is accepted")
	}
	w.begin("connection", "second")
	if err := w.run("connection", "second", "deleteSecret"); err == nil {
		t.Error("an unknown step is accepted")
	}
	w.rotator.Strategy = "both"
	if err := w.run("connection", "second", "createSecret"); err == nil {
		t.Error("an unknown strategy is accepted")
	}
	w.rotator.Strategy, w.enabled = "", false
	if err := w.run("connection", "second", "createSecret"); err == nil {
		t.Error("a secret without rotation is accepted")
	}
}

// TestSecretsThatCannotBeUsedSayWhy catches a message without the reason, and one that holds the password.
func TestSecretsThatCannotBeUsedSayWhy(t *testing.T) {
	longest := strings.Repeat("a", 27)
	for text, want := range map[string]string{
		`not json, hunter2`: "not a JSON object",
		`{"engine": "mysql", "username": "a", "password": "hunter2"}`:                                     `no "host"`,
		`{"engine": "postgres", "host": "h", "username": "a", "password": "hunter2"}`:                     `"postgres", want mysql`,
		`{"engine": "mysql", "host": "h", "username": "a", "password": ""}`:                               `no "password"`,
		`{"engine":"mysql","host":"h","username":"` + longest + `","password":"hunter2","masterarn":"x"}`: "too long",
	} {
		w := newWorld()
		w.secrets["connection"].text["first"] = text
		w.begin("connection", "second")
		err := w.run("connection", "second", "createSecret")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v, want %q and no password", text, err, want)
		}
	}
}
