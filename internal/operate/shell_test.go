package operate

import (
	"errors"
	"strings"
	"testing"

	"kasha/lib/config"
)

// shellAccount is an account with a deployed shell, and an IAM user with a second factor.
func shellAccount() *account {
	return &account{answers: map[string][]string{
		"cloudformation describe-stacks": {`{"Stacks": [{"Outputs": [
			{"OutputKey": "ShellRoleArn", "OutputValue": "arn:aws:iam::111111111111:role/kasha-prod-shell"},
			{"OutputKey": "ShellSubnetIds", "OutputValue": "subnet-1,subnet-2"},
			{"OutputKey": "ShellBackendSecurityGroupId", "OutputValue": "sg-1"}]}]}`},
		"sts get-caller-identity": {`{"Arn": "arn:aws:iam::111111111111:user/people/alice@example.com"}`},
		"iam list-mfa-devices":    {`{"MFADevices": [{"SerialNumber": "arn:aws:iam::111111111111:mfa/alice"}]}`},
		"sts assume-role":         {`{"Credentials": {"AccessKeyId": "key", "SecretAccessKey": "hidden", "SessionToken": "token"}}`},
		"ecs run-task":            {`{"tasks": [{"taskArn": "arn:aws:ecs:us-east-1:111111111111:task/kasha-prod-shell/0123"}]}`},
		"ecs describe-tasks": {
			`{"tasks": [{"lastStatus": "PENDING", "containers": [{}]}]}`,
			`{"tasks": [{"lastStatus": "RUNNING", "containers": [{"managedAgents": [{"name": "ExecuteCommandAgent", "lastStatus": "PENDING"}]}]}]}`,
			`{"tasks": [{"lastStatus": "RUNNING", "containers": [{"managedAgents": [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}]}]}]}`,
		},
		"ecs stop-task": {`{}`},
	}}
}

// session is what a terminal was attached to.
type session struct{ environment, args []string }

func (a *account) shell(service string, mfa bool, ends error) (*session, error) {
	o := a.operator("prod")
	o.Environment.Shell = &config.Shell{TimeoutMinutes: 60, MFA: mfa}
	o.AWS.RunAs = func(environment, args []string) ([]byte, error) {
		if len(environment) != 3 || environment[1] != "AWS_SECRET_ACCESS_KEY=hidden" {
			return nil, errors.New("not as the role for shells")
		}
		return a.run(args)
	}
	var attached *session
	err := o.OpenShell(service, Terminal{
		Ask: func(string) (string, error) { return "123456", nil },
		Attach: func(environment, args []string) error {
			attached = &session{environment: environment, args: args}
			return ends
		},
	})
	return attached, err
}

// TestAShellIsOpenedAndItsTaskStopped catches a task that runs on after its shell, a shell without the second factor, and a person of whom
// nobody learns. It also catches credentials in what is printed.
func TestAShellIsOpenedAndItsTaskStopped(t *testing.T) {
	for _, ends := range []error{nil, errors.New("exit status 1")} {
		aws := shellAccount()
		attached, err := aws.shell("backend", true, ends)
		if !errors.Is(err, ends) {
			t.Fatalf("got %v, want %v", err, ends)
		}
		aws.wantCalls(t, []string{
			"cloudformation describe-stacks", "sts get-caller-identity", "iam list-mfa-devices", "sts assume-role", "ecs run-task",
			"ecs describe-tasks", "ecs stop-task",
		})
		for _, want := range []string{
			"--duration-seconds 3600 --serial-number arn:aws:iam::111111111111:mfa/alice --token-code CODE", "--role-session-name alice-example-com",
			"--started-by alice-example-com", "--task-definition kasha-prod-shell-backend", "--enable-execute-command",
			"subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED", "recorded in /kasha/prod/shell", "after 1h0m0s",
		} {
			aws.wantPrinted(t, want)
		}
		if printed := aws.out.String(); strings.Contains(printed, "hidden") || strings.Contains(printed, "123456") {
			t.Error("credentials or a code are printed")
		}
		if attached == nil || len(attached.environment) != 3 || !strings.Contains(strings.Join(attached.args, " "), "--container shell-backend") {
			t.Errorf("attached to %+v, want the backend's shell as the role", attached)
		}
	}
}

// TestAShellNeverRunsWithOnesOwnCredentials catches calls with the credentials of the person, who may do more than the role for shells.
func TestAShellNeverRunsWithOnesOwnCredentials(t *testing.T) {
	aws := shellAccount()
	o := aws.operator("prod")
	o.AWS.RunAs = nil
	if err := o.as(person{}).AWS.Call(nil, "ecs", "run-task"); err == nil || !strings.Contains(err.Error(), "operate.NewCLI") {
		t.Errorf("error %v, want that aws cannot run as the role", err)
	}
	aws.wantCalls(t, nil)
}

// TestAShellThatCannotBeOpened catches a shell in an environment or beside a service that has none, and a person without a second factor.
func TestAShellThatCannotBeOpened(t *testing.T) {
	for _, test := range []struct {
		what, service, want string
		change              func(*account)
		stopped             bool
	}{
		{what: "an unknown service", service: "worker", want: "choose backend or frontend"},
		{what: "a service that is not deployed with it", service: "frontend", want: "deploy it first"},
		{what: "no device", service: "backend", want: "you have no MFA device", change: func(a *account) {
			a.answers["iam list-mfa-devices"] = []string{`{"MFADevices": []}`}
		}},
		{what: "a role", service: "backend", want: "is no IAM user", change: func(a *account) {
			a.answers["sts get-caller-identity"] = []string{`{"Arn": "arn:aws:sts::111111111111:assumed-role/admin/alice"}`}
		}},
		{what: "no permission", service: "backend", want: "AccessDenied", change: func(a *account) { delete(a.answers, "sts assume-role") }},
		{what: "no capacity", service: "backend", want: "RESOURCE:CPU", change: func(a *account) {
			a.answers["ecs run-task"] = []string{`{"tasks": [], "failures": [{"reason": "RESOURCE:CPU"}]}`}
		}},
		{what: "an image without sleep", service: "backend", want: "did not start: failed; exec: sleep: not found", stopped: true,
			change: func(a *account) {
				a.answers["ecs describe-tasks"] = []string{`{"tasks": [{"lastStatus": "STOPPED", "stoppedReason": "failed", "containers":
					[{"reason": "exec: sleep: not found"}]}]}`}
			}},
		{what: "an agent that never runs", service: "backend", want: "took longer than 5m0s", stopped: true, change: func(a *account) {
			a.answers["ecs describe-tasks"] = []string{`{"tasks": [{"lastStatus": "RUNNING", "containers": [{}]}]}`}
		}},
	} {
		aws := shellAccount()
		if test.change != nil {
			test.change(aws)
		}
		attached, err := aws.shell(test.service, true, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || attached != nil {
			t.Errorf("%s: error %v, attached to %v; want %q and no shell", test.what, err, attached, test.want)
		}
		if stopped := len(aws.calls) > 0 && aws.calls[len(aws.calls)-1] == "ecs stop-task"; stopped != test.stopped {
			t.Errorf("%s: stopped %t after %v, want %t", test.what, stopped, aws.calls, test.stopped)
		}
	}
	if err := shellAccount().operator("prod").OpenShell("backend", Terminal{}); err == nil || !strings.Contains(err.Error(), `"shell": {}`) {
		t.Errorf("got %v, want the field to write", err)
	}
	aws := shellAccount()
	aws.answers["sts get-caller-identity"] = []string{`{"Arn": "arn:aws:sts::111111111111:assumed-role/admin/alice"}`}
	if _, err := aws.shell("backend", false, nil); err != nil {
		t.Errorf("without MFA: %v", err)
	}
}
