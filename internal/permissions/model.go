// Package permissions models who may do what in an environment: the policies of its roles, the policies of its keys, buckets,
// queues, secrets, topics and vaults, and who may become which role.
//
// It asks about a table of sensitive actions, expands wildcards to them, and names for every answer the statement and the
// construct that grants it; any other action can be asked for. A condition never takes a grant away: what holds only sometimes
// is listed, with its condition. A refusal takes one away only without a condition, and only all of it. So the list may name
// too much; what it may lack, because it is not understood, is named by NotModelled.
package permissions

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/policy"
)

// Model is the permissions of one environment.
type Model struct {
	env         cloudformation.Environment
	arns        []string // of its resources, in their order
	environment bool     // rather than the pipeline
	grants      []Grant
	allowing    []Grant               // what the policies of roles allow, one for each statement, not yet expanded
	statements  map[string][]Attached // by role
	policies    []resourcePolicy
	notModelled []string
}

// Grant is one sensitive action that somebody may do on something.
type Grant struct {
	Who       string // a role's construct path, "service x.amazonaws.com", "this account", "account 111111111111", "anybody"
	Action    string
	On        string // a resource's construct path, perhaps with /* or another rest; or a pattern of ARNs
	Statement policy.Statement
	By        string // the resource whose policy holds the statement, by logical id and construct path

	role    cloudformation.Resource // of Who, if it is one
	arn     string                  // On, as an ARN or a pattern
	account string                  // in which the statement is written
}

// String is a grant for people.
func (g Grant) String() string {
	return fmt.Sprintf("%s may %s on %s\n  by %s: %s", g.Who, g.Action, g.On, g.By, g.Statement)
}

// Build reads the stacks of one environment, or the pipeline's.
func Build(stacks []assembly.Stack) (*Model, error) {
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, fmt.Errorf("the templates cannot be read as one environment: %w", err)
	}
	m := &Model{env: env, statements: map[string][]Attached{}}
	for _, stack := range stacks {
		m.environment = m.environment || stack.Stage != ""
	}
	for _, resource := range env.Resources() {
		m.arns = append(m.arns, arnOf(resource))
	}
	m.readResourcePolicies()
	m.readRoles()
	m.readRotations()
	m.grants = m.expand(sensitiveOf)
	m.findUnmodelled()
	return m, nil
}

func (g Grant) sortKey() string { return g.Who + "\x00" + g.On + "\x00" + g.Action + "\x00" + g.By }

// Grants lists every sensitive action that is allowed, by whom it is and on what.
func (m *Model) Grants() []Grant { return m.grants }

// NotModelled lists what bears on permissions and is not understood.
func (m *Model) NotModelled() []string {
	sort.Strings(m.notModelled)
	return slices.Compact(m.notModelled)
}

func (m *Model) note(format string, arguments ...any) {
	m.notModelled = append(m.notModelled, fmt.Sprintf(format, arguments...))
}

// on names the resource of the templates that an ARN is, with what follows its ARN; patterns and foreign ARNs stay as they
// are, with the parts that only a deployment knows replaced by names.
func (m *Model) on(arn string) string {
	for i, resource := range m.env.Resources() {
		own := m.arns[i]
		if rest, ok := strings.CutPrefix(arn, own); ok && (rest == "" || rest[0] == '/' || rest[0] == ':') {
			return resource.Name() + rest
		}
		// Policies name log groups and secrets with and without what AWS appends. Any other pattern may mean more than one.
		if short := strings.TrimSuffix(strings.TrimSuffix(own, ":*"), "-XXXXXX"); short != own {
			if rest, ok := strings.CutPrefix(arn, short); ok && (rest == "" || resource.Type == "AWS::SecretsManager::Secret" && (rest == "-??????" || rest == "-*")) {
				return resource.Name()
			}
		}
	}
	for _, reference := range cloudformation.References(arn) {
		if resource, ok := m.env.Find(reference.String()); ok {
			arn = strings.ReplaceAll(arn, reference.String(), resource.Name()+prefixed(".", reference.Attribute))
		}
	}
	return arn
}

func sortedKeys(object map[string]any) []string {
	return slices.Sorted(maps.Keys(object))
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
