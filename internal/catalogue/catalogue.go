// Package catalogue reads the alarms of a synthesized environment: what rings, what it means, what to do, and from which
// figure on. What it knows is what people see: names, descriptions and messages of the templates.
package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cost"
)

// Entry is one thing that tells people: an alarm, an event or a budget.
type Entry struct {
	Name     string // kasha-prod-critical-frontend-errors
	Severity string // critical, warning or news
	Short    string // frontend-errors
	Notice

	Stack    assembly.Stack
	Resource assembly.Resource
}

// Notice is what people read.
type Notice struct {
	Means, Do, Runbook string
	Threshold          string   // alarms only
	From               []string // fields of the configuration that move the threshold; empty for none
}

// The resource types that tell people.
const (
	Alarm        = cost.Alarm
	Composite    = cost.CompositeAlarm
	Rule         = "AWS::Events::Rule"
	Subscription = "AWS::RDS::EventSubscription"
	Budget       = "AWS::Budgets::Budget"
)

// Read finds everything in an environment that tells people, by name. An EventBridge rule that does not tell the alarm topic
// does something else; one that does must have a severity in its name as well, or no table would have it and no pager hear it.
func Read(environment string, stacks []assembly.Stack) ([]Entry, error) {
	var entries []Entry
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			name, text := labels(resource)
			if resource.Type == Rule && !tells(resource, environment) {
				continue
			}
			if name == "" && resource.Type != Rule {
				continue
			}
			entry := Entry{Name: name, Stack: stack, Resource: resource}
			rest, ok := strings.CutPrefix(name, "kasha-"+environment+"-")
			entry.Severity, entry.Short, _ = strings.Cut(rest, "-")
			if !ok || !slices.Contains(severities(), entry.Severity) {
				return nil, fmt.Errorf("%s %s: a name without a severity: %q", resource.Type, resource.Path, name)
			}
			var err error
			if entry.Notice, err = parse(text); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			entries = append(entries, entry)
		}
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Short < entries[j].Short })
	return entries, nil
}

func severities() []string { return []string{"critical", "warning", "news"} }

// tells reports whether a rule's events go to the environment's alarm topic.
func tells(rule assembly.Resource, environment string) bool {
	targets, err := json.Marshal(rule.Properties["Targets"])
	return err == nil && bytes.Contains(targets, []byte("kasha-"+environment+"-alarms"))
}

// labels are a resource's name and its description, both empty for a resource that tells nobody anything.
func labels(resource assembly.Resource) (name, text string) {
	properties := resource.Properties
	switch resource.Type {
	case Alarm, Composite:
		name, _ = properties["AlarmName"].(string)
		text, _ = properties["AlarmDescription"].(string)
	case Rule:
		name, _ = properties["Name"].(string)
		text, _ = properties["Description"].(string)
	case Subscription:
		name, _ = properties["SubscriptionName"].(string)
		text, _ = resource.Metadata["kasha:notice"].(string)
	case Budget:
		budget, _ := properties["Budget"].(map[string]any)
		name, _ = budget["BudgetName"].(string)
		text, _ = resource.Metadata["kasha:notice"].(string)
	}
	return name, text
}

// parse takes a description apart, line by line.
func parse(text string) (Notice, error) {
	lines := strings.Split(text, "\n")
	notice := Notice{Means: lines[0]}
	if strings.TrimSpace(notice.Means) == "" {
		return notice, fmt.Errorf("no description")
	}
	for _, line := range lines[1:] {
		label, value, _ := strings.Cut(line, ": ")
		switch label {
		case "Do":
			notice.Do = value
		case "Runbook":
			notice.Runbook = value
		case "Threshold":
			notice.Threshold = value
		case "From":
			if value != "fixed" {
				notice.From = strings.Split(value, ", ")
			}
		default:
			return notice, fmt.Errorf("a line of the description begins with %q", label)
		}
	}
	if notice.Do == "" || notice.Runbook == "" {
		return notice, fmt.Errorf("a description that does not say what to do, or in which runbook")
	}
	return notice, nil
}

// Limit is everything that decides when an alarm rings, comparable: its threshold, its expressions, how long and which way.
func (e Entry) Limit() string {
	parts := []any{e.Resource.Properties["Threshold"], e.Resource.Properties["ComparisonOperator"], e.Resource.Properties["EvaluationPeriods"]}
	metrics, _ := e.Resource.Properties["Metrics"].([]any)
	for _, each := range metrics {
		if metric, ok := each.(map[string]any); ok {
			parts = append(parts, metric["Expression"])
		}
	}
	text, err := json.Marshal(parts)
	if err != nil {
		return err.Error() // values that came from JSON go back into it
	}
	return string(text)
}

// Cents is what CloudWatch bills for it each month. Events, subscriptions and a budget without actions are free.
func (e Entry) Cents() int { return int(math.Round(100 * cost.OfAlarm(e.Resource))) }
