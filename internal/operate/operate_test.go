package operate

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/lib/config"
)

// account stands in for AWS. It answers a command by its first two words, from a list of answers whose last one it repeats.
type account struct {
	answers map[string][]string
	calls   []string // without repetitions in a row
	out     bytes.Buffer
	slept   time.Duration
}

func (a *account) operator(environment string) Operator {
	env := config.Environment{Name: environment, Region: "us-east-1"}
	env.Backend.Uses = config.Uses{config.UseOf("database")}
	env.Database.SecretNamePrefix = "kasha/" + environment + "/rds/mysql"
	return Operator{
		Environment: env, AWS: CLI{Region: env.Region, Out: &a.out, Run: a.run},
		Out: &a.out, Sleep: func(d time.Duration) { a.slept += d },
	}
}

func (a *account) run(args []string) ([]byte, error) {
	call := args[0] + " " + args[1]
	if len(a.calls) == 0 || a.calls[len(a.calls)-1] != call {
		a.calls = append(a.calls, call)
	}
	answers := a.answers[call]
	if len(answers) == 0 {
		return nil, errors.New(call + ": AccessDenied")
	}
	if len(answers) > 1 {
		a.answers[call] = answers[1:]
	}
	return []byte(answers[0]), nil
}

func (a *account) wantCalls(t *testing.T, want []string) {
	t.Helper()
	if !slices.Equal(a.calls, want) {
		t.Errorf("calls\n%s\nwant\n%s", strings.Join(a.calls, "\n"), strings.Join(want, "\n"))
	}
}

func (a *account) wantPrinted(t *testing.T, want string) {
	t.Helper()
	if !strings.Contains(a.out.String(), want) {
		t.Errorf("printed\n%s\nwant in it\n%s", a.out.String(), want)
	}
}

const stackOutputs = `{"Stacks": [{"Outputs": [
	{"OutputKey": "RestartStateMachineArn", "OutputValue": "arn:aws:states:us-east-1:111111111111:stateMachine:kasha-dev-restart"},
	{"OutputKey": "SqlTaskSubnetIds", "OutputValue": "subnet-1,subnet-2"},
	{"OutputKey": "SqlTaskSecurityGroupId", "OutputValue": "sg-1"}]}]}`

// TestAnUnknownEnvironmentListsTheOthers catches an error that does not say what to write.
func TestAnUnknownEnvironmentListsTheOthers(t *testing.T) {
	kasha := config.Kasha{Environments: []config.Environment{{Name: "dev"}, {Name: "prod"}}}
	_, err := New(kasha, "stage", nil)
	if want := `cdk.json has no environment "stage"; fix: choose one of dev, prod`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if found, err := New(kasha, "prod", nil); err != nil || found.Environment.Name != "prod" {
		t.Errorf("got %q and error %v, want prod", found.Environment.Name, err)
	}
}
