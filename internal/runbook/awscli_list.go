package runbook

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
)

// Commands are AWS commands, such as "rds reboot-db-instance", and their options; true marks a required one.
type Commands map[string]map[string]bool

//go:embed awscli.txt
var awscli string

// AWSCommands returns the commands that the documents use, as the AWS CLI describes them. The list is kept in awscli.txt, so that
// checking a runbook needs no AWS CLI. `make awscli` compares the two, and check_command.go checks runbooks with the list.
func AWSCommands() Commands { return ParseCommands(awscli) }

// ParseCommands reads a list with one command on each line. Required options have a "!" at their end:
//
//	rds reboot-db-instance --db-instance-identifier! --force-failover --no-force-failover
func ParseCommands(text string) Commands {
	commands := Commands{}
	for _, line := range strings.Split(text, "\n") {
		name, rest, _ := strings.Cut(line, " --")
		if name == "" {
			continue
		}
		options := map[string]bool{}
		for _, option := range strings.Split(rest, " --") {
			option, required := strings.CutSuffix(strings.TrimSpace(option), "!")
			if option != "" {
				options[option] = required
			}
		}
		commands[name] = options
	}
	return commands
}

// Text writes the list, sorted.
func (c Commands) Text() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c)) {
		b.WriteString(name)
		for _, option := range slices.Sorted(maps.Keys(c[name])) {
			b.WriteString(" --" + option)
			if c[name][option] {
				b.WriteString("!")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
