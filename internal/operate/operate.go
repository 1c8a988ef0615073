// Package operate has the operations on a deployed environment, one in each file. Among them are rotating a database password, running SQL,
// uploading static files, and removing what a deleted environment left behind. The package calls AWS through the AWS command line (see
// CLI).
//
// Failure modes: every operation stops at the first error and can be run again. Each operation states how long it waits for AWS. After this
// time the operation stops waiting, but what AWS has started continues.
package operate

import (
	"fmt"
	"io"
	"strings"
	"time"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Operator works on one deployed environment, with the caller's AWS credentials.
type Operator struct {
	Environment config.Environment
	AWS         CLI // in the environment's region
	Out         io.Writer
	Sleep       func(time.Duration)
}

// New returns an Operator for the environment of that name in the configuration. It prints to out.
func New(kasha config.Kasha, environment string, out io.Writer) (Operator, error) {
	env, err := Find(kasha, environment)
	if err != nil {
		return Operator{}, err
	}
	return Operator{Environment: env, AWS: NewCLI(env.Region, out), Out: out, Sleep: time.Sleep}, nil
}

// Find returns the environment of that name. Its error lists the environments that there are.
func Find(kasha config.Kasha, name string) (config.Environment, error) {
	var choices []string
	for _, env := range kasha.Environments {
		if env.Name == name {
			return env, nil
		}
		choices = append(choices, env.Name)
	}
	fix := "choose one of " + strings.Join(choices, ", ")
	if guess := spelling.Nearest(name, choices); guess != "" {
		fix = guess + ", if you mean that"
	}
	return config.Environment{}, fmt.Errorf("cdk.json has no environment %q; fix: %s", name, fix)
}

func (o Operator) names() names.Environment { return o.Environment.Names() }

// atTheEdge returns an operator that works in the region of the edge stack.
func (o Operator) atTheEdge() Operator {
	o.AWS = o.in(config.EdgeRegion)
	return o
}

// output returns an output that a deployed stack must have.
func (o Operator) output(part names.Part, output names.Output) (string, error) {
	outputs, err := o.outputs(part)
	if err == nil && outputs[output] == "" {
		err = fmt.Errorf("the stack %s lacks the output %s; fix: deploy it first", o.names().Stack(part), output)
	}
	return outputs[output], err
}

// outputs returns the outputs of one of the environment's stacks.
func (o Operator) outputs(part names.Part) (map[names.Output]string, error) {
	var answer struct {
		Stacks []struct {
			Outputs []struct {
				OutputKey   names.Output
				OutputValue string
			}
		}
	}
	if err := o.AWS.Call(&answer, "cloudformation", "describe-stacks", "--stack-name", o.names().Stack(part)); err != nil {
		return nil, err
	}
	outputs := map[names.Output]string{}
	for _, stack := range answer.Stacks {
		for _, output := range stack.Outputs {
			outputs[output.OutputKey] = output.OutputValue
		}
	}
	return outputs, nil
}

// wait calls done every pause until it returns true or an error, or until the limit has passed, which is an error.
func (o Operator) wait(what string, limit, pause time.Duration, done func() (bool, error)) error {
	for waited := time.Duration(0); waited <= limit; waited += pause {
		finished, err := done()
		if finished || err != nil {
			return err
		}
		o.Sleep(pause)
	}
	return fmt.Errorf("%s took longer than %s", what, limit)
}
