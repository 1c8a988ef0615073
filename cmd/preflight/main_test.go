package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

const configuration = `{"context": {"kasha": {
  "environments": [
    {"name": "dev", "tier": "nonproduction", "account": "444444444444", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]},
    {"name": "prod", "tier": "production", "account": "555555555555", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]}
  ],
  "pipeline": {"repository": "example/kasha", "account": "777777777777", "region": "us-east-1",
    "connectionArn": "arn:aws:codeconnections:us-east-1:777777777777:connection/00000000-0000-0000-0000-000000000000"}
}}}`

// events are what happened, in order: a question to AWS, one to a person, a line for people, the command.
type events struct{ list []string }

func (e *events) add(kind, text string) { e.list = append(e.list, kind+" "+strings.TrimSpace(text)) }

func (e *events) writer(kind string) io.Writer { return recorder{e, kind} }

type recorder struct {
	events *events
	kind   string
}

func (r recorder) Write(text []byte) (int, error) {
	r.events.add(r.kind, string(text))
	return len(text), nil
}

// inAccount makes a server on this machine the AWS of this test: it says that the credentials are dev's account's, and that
// the CDK is bootstrapped.
func (e *events) inAccount(t *testing.T) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AmazonSSM.") {
			e.add("aws", "bootstrap")
			fmt.Fprint(w, `{"Parameter": {"Value": "30"}}`)
			return
		}
		if r.FormValue("Action") == "GetRole" {
			e.add("aws", "role")
			fmt.Fprint(w, `<GetRoleResponse><GetRoleResult><Role><RoleName>AWSServiceRoleForECS</RoleName></Role></GetRoleResult></GetRoleResponse>`)
			return
		}
		e.add("aws", "account")
		fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>444444444444</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_MAX_ATTEMPTS": "1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "",
		"AWS_PROFILE": "", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "",
	} {
		t.Setenv(name, value)
	}
	programs := t.TempDir() // no program of this machine, and an aws that is only looked for
	if err := os.WriteFile(programs+"/aws", []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", programs)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("cdk.json", []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWhatHappensInWhichOrder catches a question that comes before the look, or a command that comes before the answer; a
// refusal that comes only after AWS was asked; a deployment in CI that stops at a question of the CDK's without a warning; and anything but the command where the Makefile reads what to run.
func TestWhatHappensInWhichOrder(t *testing.T) {
	look := []string{"aws account", "aws bootstrap"}
	found := "says dev: account 444444444444, bootstrap version 30 in us-east-1."
	for _, test := range []struct {
		name    string
		args    string
		confirm string
		answer  string   // at the terminal; none: nobody is there
		want    []string // the beginnings of what happens, in order
		refusal string   // in the error; empty: none
	}{
		{"deploy", "--env dev", "", "dev\n", append(look, "aws role", found, "command npx cdk deploy 'dev/*'"), ""},
		{"deploy, nobody there", "--env dev", "", "", append(look, "aws role", "says note: Nobody is at a terminal, so the CDK stops", found, "command npx cdk deploy 'dev/*'"), ""},
		{"diff", "--env dev --for diff", "", "", append(look, found, "command npx cdk diff 'dev/*'"), ""},
		{"destroy", "--env dev --for destroy", "", "dev\n", append(look, found, "says This deletes every stack of dev", "command npx cdk destroy"), ""},
		{"destroy, agreed to", "--env dev --for destroy", "dev", "", append(look, found, "command npx cdk destroy"), ""},
		{"destroy, not agreed to", "--env dev --for destroy", "", "no\n", append(look, found, "says This deletes"), "nothing was deleted"},
		{"destroy, nobody there", "--env dev --for destroy", "", "", nil, "write CONFIRM=dev"},
		{"destroy production", "--env prod --for destroy", "prod", "prod\n", nil, "prod is production"},
		{"bootstrap", "--env dev --for bootstrap", "", "dev\n", []string{"aws account", "says dev: account 444444444444, to be bootstrapped in us-east-1, trusting account 777777777777", "says From now on account 777777777777", "command npx cdk bootstrap --trust 777777777777"}, ""},
		{"bootstrap, nobody there", "--env dev --for bootstrap", "", "", []string{"aws account", "says dev: account"}, "write CONFIRM=dev"},
		{"another account", "--env prod", "", "", []string{"aws account"}, "prod is in account 555555555555"},
		{"no environment", "", "", "", nil, "Which environment?"},
		{"no purpose", "--env dev --for delete", "", "", nil, `--for is "delete"`},
		{"help", "-h", "", "", []string{"says Usage of preflight"}, ""},
		{"a flag that is none", "--frob", "", "", []string{"says flag provided but not defined"}, "-frob"},
	} {
		t.Run(test.name, func(t *testing.T) {
			happened := &events{}
			happened.inAccount(t)
			here := caller{confirm: test.confirm, command: happened.writer("command"), people: happened.writer("says")}
			if test.answer != "" {
				here.terminal = strings.NewReader(test.answer)
			}
			err := here.checkFirst(strings.Fields(test.args))
			if (err == nil) != (test.refusal == "") || err != nil && !strings.Contains(err.Error(), test.refusal) {
				t.Errorf("%v, want %q", err, test.refusal)
			}
			// What a flag set says of its flags comes in several pieces.
			got := happened.list
			if strings.HasPrefix(test.args, "-h") || strings.HasPrefix(test.args, "--frob") {
				got = got[:1]
			}
			same := len(got) == len(test.want)
			for i := 0; same && i < len(got); i++ {
				same = strings.HasPrefix(got[i], test.want[i])
			}
			if !same {
				t.Errorf("happened\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(test.want, "\n  "))
			}
			for _, event := range happened.list {
				if strings.HasPrefix(event, "command ") && (err != nil || !strings.HasPrefix(event, "command npx cdk ") || strings.Contains(event, "\n")) {
					t.Errorf("the Makefile would run %q", event)
				}
			}
		})
	}
}
