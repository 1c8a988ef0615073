package main

import (
	"os"
	"strings"
	"testing"

	"kasha/internal/console"
)

// TestOperationsSayWhatIsWrongWithTheCredentials catches an operation that passes on the advice of the AWS CLI where `make deploy` names
// AWS_PROFILE. It also catches one that blames the credentials for another failure.
func TestOperationsSayWhatIsWrongWithTheCredentials(t *testing.T) {
	const none, advice = "There are no AWS credentials; fix: choose a profile with AWS_PROFILE=...", "aws configure\"."
	for _, command := range []string{"rotate", "restart", "sql users.sql", "wake", "records", "first-hour", "first-hour --json", "password",
		"preflight"} {
		t.Run(command, func(t *testing.T) {
			inAccountWithout(t, `Unable to locate credentials. You can configure credentials by running "aws configure".`)
			t.Setenv("AWS_ACCESS_KEY_ID", "")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "")
			t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			if said := refusalOn(t, command); !strings.Contains(said, none) || strings.Contains(said, advice) {
				t.Errorf("got %q, want %q and not the advice of the AWS CLI", said, none)
			}
		})
		if command == "preflight" {
			continue
		}
		t.Run(command+", which fails otherwise", func(t *testing.T) {
			const other = "An error occurred (ThrottlingException): Rate exceeded"
			inAccountWithout(t, other)
			if said := refusalOn(t, command); !strings.Contains(said, other) || strings.Contains(said, "credentials") {
				t.Errorf("got %q, want %q and no word of credentials", said, other)
			}
		})
	}
}

// inAccountWithout is inAccount with an AWS CLI that fails and says why, and an environment that has what the operations work on.
func inAccountWithout(t *testing.T, says string) {
	t.Helper()
	(&events{}).inAccount(t)
	script := "#!/bin/sh\necho '" + says + "' >&2\nexit 1\n"
	for name, text := range map[string]string{
		os.Getenv("PATH") + "/aws": script, "users.sql": "SELECT 1;\n",
		"cdk.json": strings.Replace(configuration, `"availabilityZones"`, `"edge": {"access": {"password": true}, "domain": {
			"name": "www.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}, "availabilityZones"`, 1),
	} {
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// refusalOn runs a command on dev, with a person at the terminal, and returns its error.
func refusalOn(t *testing.T, command string) string {
	t.Helper()
	here := console.Plain(&strings.Builder{}, &strings.Builder{})
	here.In = strings.NewReader("password-of-32-characters-AAAAAAA\n")
	_, err := execute(append(strings.Fields(command), "--env", "dev"), here)
	if err == nil {
		t.Fatal("got no error, want one")
	}
	return err.Error()
}
