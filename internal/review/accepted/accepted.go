// Package accepted reads the list of accepted losses, each with its name and a reason, from docs/accepted-losses.json or another file.
//
// The file is in the repository, so people review an acceptance like any other line. An acceptance that matches no loss makes the review
// fail, because otherwise it would accept the next loss of the same name. A file with unknown fields, missing values or duplicates is an
// error that lists every problem.
package accepted

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Loss names one loss. Resource is a construct path or a logical id; it is empty where the loss is a whole stack.
type Loss struct {
	Environment string `json:"environment,omitempty"` // empty for a stack outside of the environments
	Stack       string `json:"stack"`
	Resource    string `json:"resource,omitempty"`
	Type        string `json:"type"`
	Loss        string `json:"loss,omitempty"` // removed, replaced, ...; empty for any kind of loss; Fails for no loss
	Reason      string `json:"reason"`
}

// Fails stands in place of a kind of loss. It accepts a change that makes a deployment fail, such as one that someone prepares by hand.
const Fails = "deployment fails"

// StackType is the type of a loss that is a whole stack.
const StackType = "AWS::CloudFormation::Stack"

// Read reads the file. The error lists every problem in it.
func Read(file string) ([]Loss, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	losses, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return losses, nil
}

// Stale separates acceptances that the file of the base has too, word for word. They were written for an earlier change, and would accept
// the next loss of the same name. A file that cannot be read accepted nothing.
func Stale(all []Loss, base []byte) (fresh, stale []Loss) {
	old, err := parse(base)
	for _, loss := range all {
		if err == nil && slices.Contains(old, loss) {
			stale = append(stale, loss)
		} else {
			fresh = append(fresh, loss)
		}
	}
	return fresh, stale
}

func parse(data []byte) ([]Loss, error) {
	var file struct {
		Losses []Loss `json:"losses"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("not a list of accepted losses: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows the list of accepted losses; fix: write one object with one list \"losses\"")
	}
	var problems []error
	seen := map[Loss]int{}
	for i, loss := range file.Losses {
		for _, problem := range loss.problems() {
			problems = append(problems, fmt.Errorf("losses[%d]: %s", i, problem))
		}
		loss.Reason = ""
		if first, twice := seen[loss]; twice {
			problems = append(problems, fmt.Errorf("losses[%d]: the same as losses[%d]; fix: remove one", i, first))
		}
		seen[loss] = i
	}
	return file.Losses, errors.Join(problems...)
}

func (l Loss) problems() []string {
	var problems []string
	missing := func(field, value string) {
		if strings.TrimSpace(value) == "" {
			problems = append(problems, field+" is missing")
		}
	}
	missing("stack", l.Stack)
	missing("type", l.Type)
	if l.Type != StackType {
		missing("resource (a construct path or logical id)", l.Resource)
	}
	if strings.TrimSpace(l.Reason) == "" {
		problems = append(problems, "reason is missing; fix: say why this may be lost")
	}
	return problems
}

// String names the loss in one line.
func (l Loss) String() string {
	name := l.Stack
	if l.Environment != "" {
		name = l.Environment + ", " + name
	}
	if l.Resource != "" {
		name += ", " + l.Resource
	}
	name += " (" + l.Type + ")"
	if l.Loss != "" {
		name += ", " + l.Loss
	}
	return name
}
