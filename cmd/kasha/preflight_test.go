package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"kasha/internal/console"
)

const configuration = `{"context": {"kasha": {
  "environments": [
    {"name": "dev", "tier": "nonproduction", "account": "444444444444", "region": "us-east-1",
      "availabilityZones": ["us-east-1a", "us-east-1b"]},
    {"name": "prod", "tier": "production", "account": "555555555555", "region": "us-east-1",
      "availabilityZones": ["us-east-1a", "us-east-1b"]}
  ],
  "pipeline": {"repository": "example/kasha", "account": "777777777777", "region": "us-east-1",
    "connectionArn": "arn:aws:codeconnections:us-east-1:777777777777:connection/00000000-0000-0000-0000-000000000000"}
}}}`

// events records what happened, in order: calls of AWS, text for people, the command.
type events struct{ list []string }

func (e *events) add(kind, text string) { e.list = append(e.list, kind+" "+strings.TrimSpace(text)) }

func (e *events) writer(kind string) io.Writer { return recorder{events: e, kind: kind} }

type recorder struct {
	events *events
	kind   string
}

func (r recorder) Write(text []byte) (int, error) {
	r.events.add(r.kind, string(text))
	return len(text), nil
}

// inAccount starts a server on this machine that stands in for AWS. It answers that the credentials belong to dev's account, that the
// CDK is bootstrapped, and that ECS has its role.
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
			fmt.Fprint(w, "<GetRoleResponse><GetRoleResult><Role><RoleName>AWSServiceRoleForECS</RoleName></Role></GetRoleResult></GetRoleResponse>")
			return
		}
		if r.FormValue("Action") == "DescribeStacks" {
			what := "no bootstrap stack"
			if strings.HasSuffix(r.FormValue("StackName"), "-edge") {
				what = "no edge stack"
			}
			e.add("aws", what)
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, "<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id CDKToolkit does not exist</Message></Error>"+
				"</ErrorResponse>")
			return
		}
		if action := r.FormValue("Action"); action == "DescribeVpcs" || action == "DescribeAddresses" {
			e.add("aws", "room")
			fmt.Fprint(w, "<None/>")
			return
		}
		if strings.Contains(r.Header.Get("Authorization"), "/ec2/") {
			e.add("aws", "zones")
			fmt.Fprint(w, "<DescribeAvailabilityZonesResponse><availabilityZoneInfo>")
			for i, name := range []string{"us-east-1a", "us-east-1b"} {
				fmt.Fprintf(w, "<item><zoneName>%s</zoneName><zoneId>use1-az%d</zoneId><zoneState>available</zoneState></item>", name, i+1)
			}
			fmt.Fprint(w, "</availabilityZoneInfo></DescribeAvailabilityZonesResponse>")
			return
		}
		e.add("aws", "account")
		fmt.Fprint(w, "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>444444444444</Account></GetCallerIdentityResult>"+
			"</GetCallerIdentityResponse>")
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_MAX_ATTEMPTS": "1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "",
		"AWS_PROFILE": "", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "",
	} {
		t.Setenv(name, value)
	}
	programs := t.TempDir() // hides the machine's programs; aws is looked for and never run
	if err := os.WriteFile(programs+"/aws", []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", programs)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("cdk.json", []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPreflightChecksBeforeItAsks catches a question before the check, a command before the answer, and a refusal that comes only after
// AWS was called. It also catches a deployment in CI that stops at the CDK's question without a warning. Where the Makefile reads what
// to run, it catches output other than the command.
func TestPreflightChecksBeforeItAsks(t *testing.T) {
	checked := []string{"aws account", "aws bootstrap"}
	const summary = "says dev: account 444444444444, bootstrap version 30 in us-east-1."
	const toBootstrap = "says dev: account 444444444444, to be bootstrapped in us-east-1, trusting account 777777777777"
	for _, test := range []struct {
		name    string
		args    string
		confirm string
		answer  string   // at the terminal; empty: no one is there
		want    []string // the beginnings of what happens, in order
		refusal string   // in the error; empty: none
	}{
		{
			name: "deploy", args: "--env dev", answer: "dev\n",
			want: append(checked, "aws role", "aws zones", "aws room", "aws room", "aws no edge stack", summary, "command npx cdk deploy 'dev/*'"),
		},
		{
			name: "deploy without a terminal", args: "--env dev",
			want: append(checked, "aws role", "aws zones", "aws room", "aws room", "aws no edge stack",
				"says note: No one is at a terminal, so the CDK stops", summary,
				"command npx cdk deploy 'dev/*'"),
		},
		{
			name: "deploy of two stacks", args: "--env dev --stacks network,data", answer: "dev\n",
			want: append(checked, "aws role", "aws zones", "aws room", "aws room", "aws no edge stack",
				"says note: This deploys only network, data of dev", summary, "command npx cdk deploy 'dev/network' 'dev/data'"),
		},
		{name: "deploy of an unknown stack", args: "--env dev --stacks network,date", refusal: `no stack "date"; fix: data, if`},
		{name: "bootstrap of a stack", args: "--env dev --for bootstrap --stacks data", refusal: "leave STACKS out"},
		{
			name: "diff", args: "--env dev --for diff",
			want: append(checked, summary, "command npx cdk diff 'dev/*'"),
		},
		{
			name: "destroy", args: "--env dev --for destroy", answer: "dev\n",
			want: append(checked, summary, "says This deletes every stack of dev", "command build/kasha wake --env dev && npx cdk destroy"),
		},
		{
			name: "destroy, confirmed in advance", args: "--env dev --for destroy", confirm: "dev",
			want: append(checked, summary, "command build/kasha wake --env dev && npx cdk destroy"),
		},
		{
			name: "destroy, declined", args: "--env dev --for destroy", answer: "no\n",
			want: append(checked, summary, "says This deletes"), refusal: "nothing was deleted",
		},
		{
			name: "destroy without a terminal", args: "--env dev --for destroy", refusal: "add CONFIRM=dev",
		},
		{
			name: "destroy production", args: "--env prod --for destroy", confirm: "prod", answer: "prod\n", refusal: "prod is production",
		},
		{
			name: "bootstrap", args: "--env dev --for bootstrap", answer: "dev\n",
			want: []string{
				"aws account", "aws no bootstrap stack", "aws role", toBootstrap,
				"says This allows account 777777777777", "command npx cdk bootstrap --trust 777777777777",
			},
		},
		{
			name: "bootstrap without a terminal", args: "--env dev --for bootstrap",
			want: []string{"aws account", "aws no bootstrap stack", "aws role", "says dev: account"}, refusal: "add CONFIRM=dev",
		},
		{
			name: "another account", args: "--env prod", want: []string{"aws account"}, refusal: "prod is in account 555555555555",
		},
		{name: "no environment", refusal: "which environment?"},
		{name: "unknown purpose", args: "--env dev --for delete", refusal: `--for is "delete"`},
		{name: "help", args: "-h", want: []string{"command Check the account before a deployment"}},
		{name: "unknown flag", args: "--frob", refusal: "there is no flag --frob"},
	} {
		t.Run(test.name, func(t *testing.T) {
			happened := &events{}
			happened.inAccount(t)
			t.Setenv("CONFIRM", test.confirm)
			here := console.Plain(happened.writer("command"), happened.writer("says"))
			if test.answer != "" {
				here.In = strings.NewReader(test.answer)
			}
			_, err := execute(append([]string{"preflight"}, strings.Fields(test.args)...), here)
			if (err == nil) != (test.refusal == "") || err != nil && !strings.Contains(err.Error(), test.refusal) {
				t.Errorf("got error %v, want %q", err, test.refusal)
			}
			got := happened.list
			if test.args == "-h" {
				got = got[:1] // help is printed in several pieces
			}
			same := len(got) == len(test.want)
			for i := 0; same && i < len(got); i++ {
				same = strings.HasPrefix(got[i], test.want[i])
			}
			if !same {
				t.Errorf("happened\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(test.want, "\n  "))
			}
			for _, event := range happened.list[:len(got)] {
				event = strings.Replace(event, "command build/kasha wake --env dev && ", "command ", 1)
				isCDK := strings.HasPrefix(event, "command npx cdk ") && !strings.Contains(event, "\n")
				if test.args != "-h" && strings.HasPrefix(event, "command ") && (err != nil || !isCDK) {
					t.Errorf("the Makefile would run %q", event)
				}
			}
		})
	}
}
