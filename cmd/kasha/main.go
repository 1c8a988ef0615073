// Command kasha reads a synthesized assembly and reports on it, checks an account before a deployment, and operates a deployed
// environment. It does not link the CDK and needs no Node.js, so it builds and starts in seconds.
//
// Every command has a file with its name. root.go lists the commands, help.go prints --help, and usage.go answers mistakes. flags.go has
// the flags that several commands take, exit_codes.go the exit codes, and assembly.go reads the assembly.
package main

import (
	"fmt"
	"os"

	"kasha/internal/console"
)

func main() { os.Exit(run(os.Args[1:], console.OfProcess())) }

// run runs one command line and returns its exit code.
func run(args []string, c console.Console) int {
	command, err := execute(args, c)
	if err != nil {
		fmt.Fprintln(c.Err, c.Err.Red(command+":"), err)
	}
	return codeOf(err)
}

// execute runs one command line. It returns the command's name too, for its error.
func execute(args []string, c console.Console) (command string, err error) {
	root := newRoot(c)
	if len(args) == 0 {
		printHelp(c.Err, root)
		return root.Name(), usage("which command? fix: choose one of these, or ask for more with kasha help COMMAND")
	}
	if err := checkCommand(root, args[0]); err != nil {
		return root.Name(), err
	}
	root.SetArgs(args)
	root.SetOut(c.Out)
	root.SetErr(c.Err)
	ran, err := root.ExecuteC()
	return ran.CommandPath(), err
}
