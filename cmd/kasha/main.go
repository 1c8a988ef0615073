// Command kasha reads a synthesized assembly and says what is in it. It links neither the CDK nor Node, so it builds in a
// second and starts at once.
package main

import (
	"fmt"
	"io"
	"os"
)

// command is one thing that kasha can do; its file is named after it.
type command struct {
	name, arguments, does string
	run                   func(args []string, stdout io.Writer) error
}

func commands() []command {
	return []command{
		{"restart", "ENVIRONMENT", "restart the backend if its password was rotated", restart},
		{"rotate", "ENVIRONMENT [admin]", "change a database password and restart what holds it", rotate},
		{"sql", "ENVIRONMENT FILE", "run SQL as the master user, from inside the VPC", runSQL},
		{"leftovers", "ENVIRONMENT [--confirm ENVIRONMENT]", "say what a deleted environment left behind; remove it once it is named again", removeLeftovers},
		{"runbook", "ENVIRONMENT NAME", "print a runbook with an environment's own names and figures", printRunbook},
		{"report", "[ASSEMBLY]", "list the stacks of an assembly, with their resources", report},
		{"schedule", "[ASSEMBLY] [--env E] [--from DAY] [--days N]", "say when an environment is switched off and on", offHours},
		{"cost", "[ASSEMBLY]", "say what each environment costs at rest", costs},
		{"reach", "[ASSEMBLY] [--env E] [--from X --to Y --port P] [--check]", "say who can open a connection to whom, and over which hops; --check is for Kasha's own environments", reachability},
		{"permissions", "[ASSEMBLY] [--env E] [--action A] [--role R] [--check]", "say who may do what is sensitive, and which statement grants it", sensitivePermissions},
		{"review", "--base-ref REF | --base DIR --head DIR", "say what a change does to what is deployed; fail on a loss", review},
	}
}

// codeOf is what the program ends with. Of several errors, as of one for each environment, a plain one counts most.
func codeOf(err error) int {
	switch err := err.(type) {
	case exitCode:
		return err.code
	case interface{ Unwrap() []error }:
		code := 0
		for _, one := range err.Unwrap() {
			if each := codeOf(one); code == 0 || each == 1 {
				code = each
			}
		}
		return code
	}
	return 1
}

func main() {
	if len(os.Args) > 1 {
		for _, c := range commands() {
			if c.name == os.Args[1] {
				if err := c.run(os.Args[2:], os.Stdout); err != nil {
					fmt.Fprintln(os.Stderr, "kasha "+c.name+":", err)
					os.Exit(codeOf(err))
				}
				return
			}
		}
	}
	fmt.Fprintln(os.Stderr, "usage: kasha COMMAND [ARGUMENTS]")
	for _, c := range commands() {
		fmt.Fprintf(os.Stderr, "  %-10s %-28s %s\n", c.name, c.arguments, c.does)
	}
	os.Exit(2)
}
