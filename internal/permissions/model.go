// Package permissions models who may do what in an environment. It reads the policies of roles, keys, buckets, queues, secrets, topics and
// vaults, and finds out who may assume which role. It works on any assembly and knows nothing of Kasha. Its caller passes two lists: the
// actions that are harmless, and the permissions with which Check compares an environment (package allowlist has their types).
//
// The model lists the grants of sensitive actions, including those that a wildcard matches; SensitiveActions names these actions. The
// method Who lists the grants of any action, sensitive or not. Each grant names its statement, and the construct that has this statement.
// A condition never removes a grant: the grant is listed, with its condition. A Deny removes a grant only if it has no condition and
// covers all of the grant. So the model can list grants that are not effective. NotModelled lists what the model does not understand,
// and where grants can be missing because of that.
package permissions

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
)

// Model is the permissions of one environment.
type Model struct {
	env         cloudformation.Environment
	arns        []string // of its resources, in their order
	harmless    []string // actions
	grants      []Grant
	allowing    []Grant               // one for each allowing statement of a role, not yet expanded
	statements  map[string][]Attached // by role
	policies    []resourcePolicy
	notModelled []Unread
}

// Unread is something that bears on permissions and is not understood.
type Unread struct {
	What        string
	BeyondLists bool // it may give any right, and no line of a list can name whom, or which right
}

// Grant is one action that a principal may do on a resource.
type Grant struct {
	Who       string // a role's construct path, "service x.amazonaws.com", "this account", "account 111111111111", "anybody"
	Action    string
	On        string // a resource's construct path, perhaps with a part such as /* behind it; or a pattern of ARNs
	Statement iam.Statement
	By        string // the resource in which the statement is written, by logical id and construct path

	role    cloudformation.Resource // of Who, if it is one
	arn     string                  // On, as an ARN or a pattern
	account string                  // in which the statement is written
}

// String is a grant for people.
func (g Grant) String() string {
	return fmt.Sprintf("%s may %s on %s\n  by %s: %s", g.Who, g.Action, g.On, g.By, g.Statement)
}

// Build reads the policies of an environment. harmless lists the actions that are not sensitive, with * for any part: which they
// are is the caller's judgement. NotModelled names an action that is neither among them nor in the table of sensitive ones.
func Build(env cloudformation.Environment, harmless []string) *Model {
	m := &Model{env: env, harmless: harmless, statements: map[string][]Attached{}}
	for _, resource := range env.Resources() {
		m.arns = append(m.arns, arnOf(resource))
	}
	m.readResourcePolicies()
	m.readRoles()
	m.readRotations()
	m.grants = m.expand(sensitiveOf)
	m.findNotModelled()
	return m
}

func (g Grant) sortKey() string { return g.Who + "\x00" + g.On + "\x00" + g.Action + "\x00" + g.By }

// Grants lists every sensitive action that is allowed, with who may do it and on what.
func (m *Model) Grants() []Grant { return m.grants }

// Environment is the resources that the model was built from.
func (m *Model) Environment() cloudformation.Environment { return m.env }

// NotModelled lists what bears on permissions and is not understood.
func (m *Model) NotModelled() []string {
	var all []string
	for _, unread := range m.unread() {
		all = append(all, unread.What)
	}
	return all
}

// unread lists each thing once, by what it is.
func (m *Model) unread() []Unread {
	slices.SortFunc(m.notModelled, func(a, b Unread) int {
		if a.What == b.What && a.BeyondLists != b.BeyondLists { // the more serious one stays
			return map[bool]int{true: -1, false: 1}[a.BeyondLists]
		}
		return strings.Compare(a.What, b.What)
	})
	return slices.CompactFunc(m.notModelled, func(a, b Unread) bool { return a.What == b.What })
}

func (m *Model) note(format string, arguments ...any) {
	m.notModelled = append(m.notModelled, Unread{What: fmt.Sprintf(format, arguments...)})
}

// noteBeyond is for what may give any right to somebody whom no list can name.
func (m *Model) noteBeyond(format string, arguments ...any) {
	m.notModelled = append(m.notModelled, Unread{What: fmt.Sprintf(format, arguments...), BeyondLists: true})
}

// on names the resource of the templates that an ARN means, and what follows the resource's ARN. Patterns and ARNs of other resources
// stay, with names in place of the parts that only a deployment knows.
func (m *Model) on(arn string) string {
	for i, resource := range m.env.Resources() {
		own := m.arns[i]
		if rest, ok := strings.CutPrefix(arn, own); ok && (rest == "" || rest[0] == '/' || rest[0] == ':') {
			return resource.Name() + rest
		}
		// Policies name log groups and secrets with and without what AWS appends. Any other pattern may mean more than one.
		if short := strings.TrimSuffix(strings.TrimSuffix(own, ":*"), "-XXXXXX"); short != own {
			rest, ok := strings.CutPrefix(arn, short)
			appended := resource.Type == "AWS::SecretsManager::Secret" && (rest == "-??????" || rest == "-*")
			if ok && (rest == "" || appended) {
				return resource.Name()
			}
		}
	}
	for _, reference := range cloudformation.References(arn) {
		if resource, ok := m.env.Find(reference.String()); ok {
			name := resource.Name()
			if reference.Attribute != "" {
				name += "." + reference.Attribute
			}
			arn = strings.ReplaceAll(arn, reference.String(), name)
		}
	}
	return arn
}
