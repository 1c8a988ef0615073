package runbook

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
)

// Commands are AWS commands and their options; true marks an option that must be given.
type Commands map[string]map[string]bool

//go:embed awscli.txt
var awscli string

// AWSCommands are the commands that the runbooks and the README use, as the AWS command line describes them. The list is kept in
// awscli.txt, so that checking a runbook needs no AWS command line; make awscli compares the two.
func AWSCommands() Commands { return ParseCommands(awscli) }

// ParseCommands reads a list: a line for each command, its required options with a "!" behind them.
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

// Text writes the list.
func (c Commands) Text() string {
	var lines []string
	for name, options := range c {
		line := name
		var sorted []string
		for option := range options {
			sorted = append(sorted, option)
		}
		sort.Strings(sorted)
		for _, option := range sorted {
			line += " --" + option
			if options[option] {
				line += "!"
			}
		}
		lines = append(lines, line)
	}
	sort.Strings(lines)
	return fmt.Sprintln(strings.Join(lines, "\n"))
}
