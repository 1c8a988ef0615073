package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"kasha/internal/assembly"
	"kasha/internal/reach"
)

// reachability prints who can reach whom in each environment of any assembly, or answers one question about it. A question that
// is answered with no is an error, so that a script can ask; so is one to which the answer is not known, by another code.
func reachability(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("reach", flag.ContinueOnError)
	flags.SetOutput(stdout)
	environment := flags.String("env", "", "one environment; otherwise all")
	from := flags.String("from", "", "where the connection starts: internet, Frontend, Database/Primary ...")
	to := flags.String("to", "", "where it ends")
	port := flags.Int("port", 443, "TCP port")
	check := flags.Bool("check", false, "hold the environment against the connections that Kasha's own environments may have; others' fail it")
	dir, err := parseWithAssembly(flags, args)
	if err != nil {
		return unlessHelp(err)
	}
	if (*from == "") != (*to == "") {
		return errors.New("a question needs both ends: --from and --to")
	}
	visited := 0
	err = eachEnvironment(dir, *environment, func(name string, stacks []assembly.Stack) error {
		model, err := reach.Build(stacks)
		if err != nil {
			return err
		}
		if model.Empty() && *environment == "" { // a pipeline, say
			return nil
		}
		visited++
		switch {
		case *from != "":
			return answer(stdout, name, model, *from, *to, *port)
		case *check:
			return printViolations(stdout, name, model.Check())
		}
		_, err = fmt.Fprintf(stdout, "## %s\n\n%s\n", name, model.Matrix())
		return err
	})
	if err == nil && visited == 0 {
		return fmt.Errorf("no stack in %s has anything in a network", dir)
	}
	return err
}

// unknownAnswer is the exit code of a question that the model cannot answer: it found no way, and does not understand everything.
const unknownAnswer = 3

func answer(stdout io.Writer, environment string, model *reach.Model, from, to string, port int) error {
	path, err := model.Reach(from, to, port)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %s", environment, path)
	unknown := model.NotModelled()
	for _, one := range unknown {
		fmt.Fprintf(stdout, "  not modelled: %s\n", one)
	}
	switch {
	case path.Open:
		return nil
	case path.Unsure:
		return exitCode{fmt.Errorf("%s: no way was found from %s to %s on port %d, but %d things are not modelled", environment, path.From, path.To, port, len(unknown)), unknownAnswer}
	}
	return fmt.Errorf("%s: %s cannot reach %s on port %d", environment, path.From, path.To, port)
}

func printViolations[V fmt.Stringer](stdout io.Writer, environment string, violations []V) error {
	for _, violation := range violations {
		fmt.Fprintf(stdout, "%s: %s\n\n", environment, violation)
	}
	if len(violations) > 0 {
		return fmt.Errorf("%s: %d violations", environment, len(violations))
	}
	_, err := fmt.Fprintf(stdout, "%s: as it should be\n", environment)
	return err
}

// parseWithAssembly reads flags before and after the assembly's folder, which is cdk.out unless it is given.
func parseWithAssembly(flags *flag.FlagSet, args []string) (string, error) {
	dir := ""
	for {
		if err := flags.Parse(args); err != nil {
			return "", err
		}
		if flags.NArg() == 0 {
			break
		}
		if dir != "" {
			return "", fmt.Errorf("one assembly at a time: %s or %s", dir, flags.Arg(0))
		}
		dir, args = flags.Arg(0), flags.Args()[1:]
	}
	if dir == "" {
		dir = "cdk.out"
	}
	return dir, nil
}

// unlessHelp makes --help no error: the flags have been listed.
func unlessHelp(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	return err
}
