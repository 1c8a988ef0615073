// Package usage measures how much of each quota of lib/quotas the templates of an environment use. AWS counts in the same way during a
// deployment, and refuses what exceeds a quota. This package finds it before the deployment.
//
// What it does not know: the length of a value that exists only after a deployment. Such a value counts as assumedLength characters. This
// is longer than any ARN or name in Kasha's policies.
package usage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/quotas"
)

// assumedLength is how many characters stand for a value that only a deployment knows.
const assumedLength = 128

// Use is how much of a quota one stack or resource uses.
type Use struct {
	Quota  quotas.Measure
	Where  string
	Amount int
}

// Of measures the stacks of one environment, or of a pipeline. The result is sorted by quota, the largest use first.
func Of(stacks []assembly.Stack) ([]Use, error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, err
	}
	m := &measurement{environment: environment}
	for _, stack := range stacks {
		if err := m.stack(stack); err != nil {
			return nil, err
		}
	}
	for _, measure := range []func() error{m.policies, m.networks, m.alarms, m.services, m.webACLs} {
		if err := measure(); err != nil {
			return nil, err
		}
	}
	m.totals()
	slices.SortStableFunc(m.uses, func(a, b Use) int {
		return cmp.Or(cmp.Compare(a.Quota, b.Quota), cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Where, b.Where))
	})
	return m.uses, nil
}

type measurement struct {
	environment cloudformation.Environment
	uses        []Use
}

func (m *measurement) add(quota quotas.Measure, where string, amount int) {
	m.uses = append(m.uses, Use{Quota: quota, Where: where, Amount: amount})
}

// stack counts what CloudFormation counts of a template.
func (m *measurement) stack(stack assembly.Stack) error {
	text, err := os.ReadFile(stack.TemplateFile)
	if err != nil {
		return err
	}
	m.add(quotas.TemplateSize, stack.Name, len(text))
	m.add(quotas.Resources, stack.Name, len(stack.Template.Resources))
	m.add(quotas.Outputs, stack.Name, len(stack.Template.Outputs))
	m.add(quotas.Parameters, stack.Name, len(stack.Template.Parameters))
	m.add(quotas.DynamicReferences, stack.Name, strings.Count(string(text), "{{resolve:"))
	return nil
}

// totals counts what AWS counts of an account or region, and what one environment takes of it.
func (m *measurement) totals() {
	rules := map[string]int{}
	for _, rule := range m.environment.Resources("AWS::Events::Rule") {
		rules[rule.Region]++
	}
	for region, count := range rules {
		m.add(quotas.EventRules, region, count)
	}
	if roles := len(m.environment.Resources("AWS::IAM::Role")); roles > 0 {
		m.add(quotas.Roles, "all stacks", roles)
	}
}

// document is the length of a policy or definition as AWS stores it: without white space, and with the values of a deployment.
func document(value any) (int, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return 0, err
	}
	return len(expand(string(text))), nil
}

// expand puts a text of the assumed length into the place of every value that only a deployment knows.
func expand(text string) string {
	return cloudformation.ReplacePlaceholders(text, func(string) string { return strings.Repeat("x", assumedLength) })
}

// each calls a function for each resource of some types.
func (m *measurement) each(measure func(cloudformation.Resource) error, types ...string) error {
	for _, resource := range m.environment.Resources(types...) {
		if err := measure(resource); err != nil {
			return fmt.Errorf("%s: %w", resource, err)
		}
	}
	return nil
}
