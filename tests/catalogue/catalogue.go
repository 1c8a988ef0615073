// Package catalogue reads the alarms of a synthesized environment: what each watches, what it means, what to do, and its threshold. It
// reads only what people see: names, descriptions and messages in the templates.
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
	"kasha/internal/bill"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
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
	Promise            deadline.Promise
}

// The resource types that tell people.
const (
	Alarm     = bill.Alarm
	Composite = bill.CompositeAlarm
	Rule      = "AWS::Events::Rule"
	Budget    = "AWS::Budgets::Budget"
)

// Read finds everything in an environment that notifies people, sorted by name. An EventBridge rule is included if it publishes to the
// alarm topic. It must then have a severity in its name, or the table and a pager's filter would leave it out.
func Read(environment string, stacks []assembly.Stack) ([]Entry, error) {
	var entries []Entry
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			name, text := labels(resource)
			if resource.Type == Rule && !tells(resource, environment) || resource.Type == Alarm && scales(resource, stack) {
				continue
			}
			if name == "" && resource.Type != Rule {
				continue
			}
			entry := Entry{Name: name, Stack: stack, Resource: resource}
			rest, ok := strings.CutPrefix(name, "kasha-"+environment+"-")
			entry.Severity, entry.Short, _ = strings.Cut(rest, "-")
			if resource.Type == Budget { // its name ends in a digest of its notifications
				entry.Short, _, _ = strings.Cut(entry.Short, "-")
			}
			if !ok || !slices.Contains(severities(), entry.Severity) {
				return nil, fmt.Errorf("%s %s: the name %q has no severity; fix: kasha-<environment>-<severity>-<name>", resource.Type, resource.Path,
					name)
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

// tells reports whether a rule publishes to the environment's alarm topic.
func tells(rule assembly.Resource, environment string) bool {
	targets, err := json.Marshal(rule.Properties["Targets"])
	return err == nil && bytes.Contains(targets, []byte("kasha-"+environment+"-alarms"))
}

// scales reports whether all that an alarm does is to invoke scaling policies.
func scales(alarm assembly.Resource, stack assembly.Stack) bool {
	actions, _ := alarm.Properties["AlarmActions"].([]any)
	for _, action := range actions {
		reference, _ := action.(map[string]any)
		id, _ := reference["Ref"].(string)
		if stack.Template.Resources[id].Type != "AWS::ApplicationAutoScaling::ScalingPolicy" {
			return false
		}
	}
	return len(actions) > 0
}

// labels are a resource's name and description. Both are empty for a resource that notifies nobody.
func labels(resource assembly.Resource) (name, text string) {
	properties := resource.Properties
	switch resource.Type {
	case Alarm, Composite:
		name, _ = properties["AlarmName"].(string)
		text, _ = properties["AlarmDescription"].(string)
	case Rule:
		name, _ = properties["Name"].(string)
		text, _ = properties["Description"].(string)
	case Budget:
		budget, _ := properties["Budget"].(map[string]any)
		name, _ = budget["BudgetName"].(string)
		text, _ = resource.Metadata[names.NoticeMetadata].(string)
	}
	return name, text
}

// parse reads a description line by line.
func parse(text string) (Notice, error) {
	lines := strings.Split(text, "\n")
	notice := Notice{Means: lines[0]}
	if strings.TrimSpace(notice.Means) == "" {
		return notice, fmt.Errorf("no description; fix: write what the alarm means")
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
		case "Configured by":
			if !strings.HasPrefix(value, "nothing") {
				notice.From = strings.Split(value, ", ")
			}
		case "Promise":
			var err error
			if notice.Promise, err = deadline.Parse(value); err != nil {
				return notice, err
			}
		default:
			return notice, fmt.Errorf("a line of the description begins with %q; fix: Do, Runbook, Threshold, Configured by or Promise", label)
		}
	}
	if notice.Do == "" || notice.Runbook == "" {
		return notice, fmt.Errorf("the description lacks Do or Runbook; fix: write both")
	}
	return notice, nil
}

// Limit is everything that decides when an alarm fires, as comparable text: threshold, operator, periods and expressions.
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

// Cents is what CloudWatch bills for the entry each month. Events and a budget without actions are free.
func (e Entry) Cents() int { return int(math.Round(100 * bill.OfAlarm(e.Resource))) }
