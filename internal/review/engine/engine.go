// Package engine asks CDK's own diff engine, the one behind cdk diff, what differs between two CloudFormation templates. The engine is
// written in JavaScript. A small script runs the engine until the review has no more questions.
//
// It takes pairs of templates with resolved values. For each pair it returns the resources and properties that differ, policy statements,
// security group rules, and what the engine's database knows of every type. The engine compares expressions, not values. It follows a
// reference only within one stack, and only if the reference is the whole value. Package review does the rest.
//
// What it does not understand: types that the database does not know are marked as unknown. Policy statements that the engine does not
// find are listed as unread, and statements with values known only at deployment are kept as text. If the engine fails, or its answer
// cannot be read, that is an error.
package engine

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"kasha/internal/review/inherit"
)

//go:embed engine.js
var script string

// Engine is a running diff engine. It starts with the first question, so that two equal assemblies start no process.
type Engine struct {
	nodeModules string
	context     context.Context
	process     *exec.Cmd
	questions   io.WriteCloser
	answers     *bufio.Reader
	errors      bytes.Buffer
}

// New returns an engine of a node_modules folder. It does not start yet.
func New(ctx context.Context, nodeModules string) *Engine {
	return &Engine{nodeModules: nodeModules, context: ctx}
}

// Warm starts the engine, which then loads its database while something else runs. Where it does not start, the first question says so.
func (e *Engine) Warm() {
	if e.process == nil {
		_ = e.start()
	}
}

// Diff compares pairs of templates. The answers have the order of the pairs.
func (e *Engine) Diff(pairs []Pair) ([]Diff, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	if e.process == nil {
		if err := e.start(); err != nil {
			return nil, err
		}
	}
	question, err := json.Marshal(pairs)
	if err != nil {
		return nil, err
	}
	if _, err := e.questions.Write(append(question, '\n')); err != nil {
		return nil, e.failed(err)
	}
	answer, err := e.answers.ReadBytes('\n')
	if err != nil {
		return nil, e.failed(err)
	}
	var diffs []Diff
	if err := json.Unmarshal(answer, &diffs); err != nil {
		return nil, fmt.Errorf("CDK's diff engine gave an answer that cannot be read: %w", err)
	}
	if len(diffs) != len(pairs) {
		return nil, fmt.Errorf("CDK's diff engine compared %d of %d pairs", len(diffs), len(pairs))
	}
	return diffs, nil
}

// Close stops the engine.
func (e *Engine) Close() error {
	if e.process == nil {
		return nil
	}
	if err := e.questions.Close(); err != nil {
		return err
	}
	err := e.process.Wait()
	e.process = nil
	return err
}

func (e *Engine) start() error {
	modules, err := filepath.Abs(e.nodeModules)
	if err != nil {
		return err
	}
	node := filepath.Join(modules, ".bin", "node")
	for _, needed := range []string{node, filepath.Join(modules, "@aws-cdk", "cloudformation-diff")} {
		if _, err := os.Stat(needed); err != nil {
			return fmt.Errorf("%s is missing; fix: run npm ci in the project's folder", needed)
		}
	}
	process := exec.CommandContext(e.context, node, "-e", script)
	process.Dir = modules // where Node looks first, before NODE_PATH
	process.Env = append(inherit.Environment(), "NODE_PATH="+modules, "NO_COLOR=1", "FORCE_COLOR=0")
	process.Stderr = &e.errors
	if e.questions, err = process.StdinPipe(); err != nil {
		return err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return err
	}
	e.answers = bufio.NewReader(out)
	if err := process.Start(); err != nil {
		return fmt.Errorf("CDK's diff engine does not start: %w", err)
	}
	e.process = process
	return nil
}

// failed is the error of an engine that stopped, with the first line that names an error.
func (e *Engine) failed(err error) error {
	_ = e.process.Wait() // it has ended; its messages say why
	e.process = nil
	messages := strings.TrimSpace(e.errors.String())
	for _, line := range strings.Split(messages, "\n") {
		if strings.Contains(line, "Error") {
			messages = strings.TrimSpace(line)
			break
		}
	}
	if messages == "" {
		messages = err.Error()
	}
	return fmt.Errorf("CDK's diff engine failed: %s", messages)
}
