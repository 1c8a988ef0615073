package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/console"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/lib/spelling"
)

// reachCommand prints who can reach whom in each environment of any assembly, or answers one question about it. So that a script can
// use it, the answer no is an error with exit code 1. An unknown answer is an error with exit code 3.
func reachCommand(c console.Console) *cobra.Command {
	var r reachRun
	command := &cobra.Command{
		Use:   "reach " + assemblyArgument,
		Short: "show which resource can connect to which, and over which hops",
		Long: "It reads the templates of any CDK application. With --from and --to, it answers one question: exit code 0 means yes, 1 means " +
			"no, and 3 means that the model does not understand everything in the templates.",
		Example: lines(
			"kasha reach --env prod",
			"kasha reach --env prod --from internet --to Frontend --port 80",
			"kasha reach --check --json",
		),
		Args:              oneAssembly,
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			if (r.from == "") != (r.to == "") {
				return usage("a question needs both ends; fix: give --from and --to")
			}
			answer, err := r.ask(assemblyFolder(args))
			if r.asJSON && (err == nil || answer.answered()) {
				return errors.Join(c.Out.JSON(answer), err)
			}
			printReach(c.Out, answer)
			return err
		},
	}
	environmentFlag(command, &r.environment)
	command.Flags().StringVar(&r.from, "from", "", "the `name` where the connection starts: internet, Frontend, Database/Primary ...")
	command.Flags().StringVar(&r.to, "to", "", "the `name` where the connection ends")
	command.Flags().IntVar(&r.port, "port", 443, "the TCP `port` of the connection")
	command.Flags().BoolVar(&r.check, "check", false,
		"compare with the connections that Kasha's own environments may have; environments of other applications fail")
	jsonFlag(command, &r.asJSON)
	return command
}

type reachRun struct {
	environment, from, to string
	port                  int
	check, asJSON         bool
}

// ask asks every environment, and returns the answers also where one of them is no.
func (r reachRun) ask(dir string) (reachAnswer, error) {
	answer := reachAnswer{Environments: []reachOfEnvironment{}}
	err := eachEnvironment(dir, r.environment, func(name string, stacks []assembly.Stack) error {
		env, err := cloudformation.Resolve(stacks)
		if err != nil {
			return fmt.Errorf("the templates cannot be read as one environment: %w", err)
		}
		model := reach.Build(env, offers.OriginPrefixList)
		if model.Empty() && r.environment == "" { // such as a pipeline
			return nil
		}
		one := reachOfEnvironment{Name: name, NotModelled: model.NotModelled()}
		switch {
		case r.from != "":
			err = one.follow(model, r)
		case r.check:
			one.Checked = true
			for _, v := range model.Check(promises.Connections(env)) {
				one.broken = append(one.broken, violation{string(v.Kind), v.What, v.Because()})
				one.Violations = append(one.Violations, v.String())
			}
			err = violationsIn(name, one.Violations)
		default:
			one.matrix = model.Matrix()
			for _, edge := range model.Edges() {
				one.Connections = append(one.Connections, connection(edge))
			}
		}
		answer.Environments = append(answer.Environments, one)
		return err
	})
	if err == nil && len(answer.Environments) == 0 {
		return answer, fmt.Errorf("no stack in %s has anything in a network", dir)
	}
	return answer, err
}

// follow answers one question. So that a script can use it, the answer no is an error.
func (e *reachOfEnvironment) follow(model *reach.Model, r reachRun) error {
	path, err := model.Reach(r.from, r.to, r.port)
	if err != nil {
		return usage("%w", err)
	}
	e.Path = &reachPath{
		From: path.From, To: path.To, Port: path.Port, Open: path.Open, Unsure: path.Unsure, Hops: path.Hops, Stop: path.Stop,
		text: path.String(),
	}
	switch {
	case path.Open:
		return nil
	case path.Unsure:
		return exitCode{
			error: fmt.Errorf("%s: no path was found from %s to %s on port %d, but %s",
				e.Name, path.From, path.To, r.port, areNotModelled(len(e.NotModelled))),
			code: exitUnknown,
		}
	}
	return fmt.Errorf("%s: %s cannot reach %s on port %d", e.Name, path.From, path.To, r.port)
}

func areNotModelled(things int) string {
	if things == 1 {
		return "1 thing is not modelled"
	}
	return spelling.Count(things, "thing") + " are not modelled"
}

func violationsIn(environment string, violations []string) error {
	if len(violations) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %s", environment, spelling.Count(len(violations), "violation"))
}
