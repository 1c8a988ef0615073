package runbook

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestQueriesFindWhatTheyName catches a --query in any page that prints None: one that is not JMESPath, or that does not fit the answer.
func TestQueriesFindWhatTheyName(t *testing.T) {
	queries, answered := 0, 0
	err := filepath.WalkDir("../../docs", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".md" {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, command := range Parse(file, string(text)).Commands {
			for _, call := range command.Calls {
				if call.Query == "" {
					continue
				}
				queries++
				if answers()[call.Name] != "" {
					answered++
				}
				if wrong := call.WrongQuery(); wrong != "" {
					t.Errorf("%s:%d: %s", file, command.Line, wrong)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if queries < 100 || answered < 15 {
		t.Errorf("got %d queries, %d of them with an answer; want at least 100 and 15", queries, answered)
	}
}

// TestWrongQueriesAreFound catches a check that passes a query which prints None, and one that refuses a query which prints values.
func TestWrongQueriesAreFound(t *testing.T) {
	for command, want := range map[string]string{
		`aws logs get-query-results --query-id 1 --query "results[*].[[0].value,[1].value]"`:        "",
		`aws logs get-query-results --query-id 1 --query "results[].[[0].value,[1].value]"`:         "does not find all",
		`aws logs get-query-results --query-id 1 --query='results[].value'`:                         "",
		`aws logs get-query-results --query-id 1 --query "results[*].[[0].value,[5].value]"`:        "does not find all",
		`aws logs get-query-results --query-id 1 --query "results[*].[[0].value"`:                   "not valid JMESPath",
		`aws logs get-query-results --query-id 1 --query`:                                           "not valid JMESPath",
		`aws ecs describe-services --services s --query "services[0].desired"`:                      "does not find all",
		`aws ecs describe-services --services s --query "services[?serviceName=='x'].desiredCount"`: "does not find all",
		`aws cloudformation describe-stacks --query "Stacks[0].Outputs[?OutputKey=='$2']|[0]"`:      "",
		"aws ec2 describe-subnets --query \"length(Subnets[?MapPublicIpOnLaunch==\\`true\\`])\"":    "",
		"aws ec2 describe-subnets --query 'length(Subnets[?MapPublicIpOnLaunch==`true`]'":           "not valid JMESPath",
		`aws ec2 describe-subnets --query "Subnets[?starts_with(VpcId, '$(echo vpc)')].[SubnetId]"`: "",
	} {
		commands := Parse("page.md", "```sh\n"+command+"\n```\n").Commands
		if len(commands) != 1 || len(commands[0].Calls) != 1 {
			t.Fatalf("%s: got %+v, want one call", command, commands)
		}
		got := commands[0].Calls[0].WrongQuery()
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
}
