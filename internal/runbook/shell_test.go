package runbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCallsOfTheAWSCLIAreFound catches a call that is overlooked in a substitution, a loop or a function, and text that is no call. It
// also catches an option that is taken from a quoted text or from another command.
func TestCallsOfTheAWSCLIAreFound(t *testing.T) {
	for source, want := range map[string]string{
		`aws rds reboot-db-instance --db-instance-identifier x --force-failover`: "rds reboot-db-instance " +
			"[db-instance-identifier force-failover]",
		`aws rds wait db-instance-available --db-instance-identifier x`:     "rds wait db-instance-available [db-instance-identifier]",
		`ID=$(aws rds describe-db-instances --query 'a --b' --output text)`: "rds describe-db-instances [query output]",
		`aws sqs purge-queue --queue-url "$(aws sqs get-queue-url --queue-name x)" --region r`: "sqs purge-queue [queue-url region]; " +
			"sqs get-queue-url [queue-name]",
		`named() { until aws rds describe-db-instances > /dev/null; do sleep 1; done; aws sns x --y; }`: "rds describe-db-instances []; " +
			"sns x [y]",
		`aws rds describe-events --duration=30 | grep --color x`: "rds describe-events [duration]",
		`aws rds copy-db-snapshot --source-db-snapshot-identifier "${POINT##*:snapshot:}" --kms-key-id k`: "rds copy-db-snapshot " +
			"[source-db-snapshot-identifier kms-key-id]",
		`export ID=$(aws sns x)`:                     "sns x []",
		`list | xargs -n 1 aws sqs delete-queue --q`: "sqs delete-queue [q]",
		"aws sns x \\\n  --y=\"a\" \\\n  --z":        "sns x [y z]",
		`echo 'aws rds something --x'`:               "",
		`laws rds something --x`:                     "",
		`npx cdk deploy --all`:                       "",
	} {
		commands, err := parseShell(source, 1)
		if err != nil {
			t.Errorf("%s: %s", source, err.message)
		}
		var got []string
		for _, command := range commands {
			for _, call := range command.Calls {
				got = append(got, call.Name+" ["+strings.Join(call.Options, " ")+"]")
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s\ngot  %s\nwant %s", source, strings.Join(got, "; "), want)
		}
	}
}

// TestCommandsAreOnOneLine catches a command whose continued lines are checked apart, or that is reported on a wrong line.
func TestCommandsAreOnOneLine(t *testing.T) {
	commands, err := parseShell("cd x\n\nfor I in $(seq 3); do\n  aws sns x \\\n    --y\ndone | sort\n", 10)
	if err != nil {
		t.Fatal(err.message)
	}
	var got []string
	for _, command := range commands {
		got = append(got, fmt.Sprintf("%d: %s", command.Line, command.Text))
	}
	if want := []string{"10: cd x", "12: seq 3", "13: aws sns x --y", "15: sort"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOnlyPOSIXShellIsRead catches a block that a reader cannot paste: an open quote, or what only bash understands.
func TestOnlyPOSIXShellIsRead(t *testing.T) {
	for source, line := range map[string]int{
		"cd x\necho 'open":           6,
		"cd x\n\nids=(a b)":          7,
		"cat <(aws sns x)":           5,
		"if aws sns x; then\n  cd x": 5,
	} {
		if _, err := parseShell(source, 5); err == nil || err.line != line {
			t.Errorf("%q: got %+v, want an error on line %d", source, err, line)
		}
	}
	page := "## Steps\n\n```sh\ncd 'x\n```\n\n```\nlost\n```\n\n    cd )\n\nAnd `aws rds (x`, `not checked (`.\n"
	var lines []int
	problems := Parse("page.md", page).Unreadable
	for _, problem := range problems {
		lines = append(lines, problem.Line)
	}
	if want := []int{4, 8, 11, 13}; !slices.Equal(lines, want) {
		t.Errorf("problems on lines %v, want %v:\n%v", lines, want, problems)
	}
}
