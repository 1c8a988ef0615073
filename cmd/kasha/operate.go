package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"kasha/internal/awscli"
	"kasha/lib/config"
)

// operator works on one deployed environment, with the credentials of whoever calls.
type operator struct {
	env   config.Environment
	aws   awscli.CLI
	out   io.Writer
	sleep func(time.Duration)
}

// newOperator finds the environment in the configuration: its region and the names of its secrets are there.
func newOperator(name string, out io.Writer) (operator, error) {
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		return operator{}, err
	}
	var names []string
	for _, env := range kasha.Environments {
		if env.Name == name {
			return operator{env: env, aws: awscli.New(env.Region, out), out: out, sleep: time.Sleep}, nil
		}
		names = append(names, env.Name)
	}
	return operator{}, fmt.Errorf("there is no environment %q in cdk.json; choose one of %s", name, strings.Join(names, ", "))
}

// outputs are what one of the environment's stacks says of itself.
func (o operator) outputs(stack string) (map[string]string, error) {
	var answer struct {
		Stacks []struct {
			Outputs []struct{ OutputKey, OutputValue string }
		}
	}
	if err := o.aws.Call(&answer, "cloudformation", "describe-stacks", "--stack-name", "kasha-"+o.env.Name+"-"+stack); err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for _, stack := range answer.Stacks {
		for _, output := range stack.Outputs {
			outputs[output.OutputKey] = output.OutputValue
		}
	}
	return outputs, nil
}

// wait asks every few seconds until the answer is yes, no for ever, or late.
func (o operator) wait(what string, limit, pause time.Duration, done func() (bool, error)) error {
	for waited := time.Duration(0); waited <= limit; waited += pause {
		finished, err := done()
		if finished || err != nil {
			return err
		}
		o.sleep(pause)
	}
	return fmt.Errorf("%s took longer than %s", what, limit)
}

// exitCode is an error that ends the program with a code of its own.
type exitCode struct {
	error
	code int
}
