// Package permissions models who may do what in an environment: the policies of its roles, the policies of its keys, buckets,
// queues, secrets, topics and vaults, and who may become which role.
//
// It asks about a table of sensitive actions, expands wildcards to them, and names for every answer the statement and the
// construct that grants it. A condition never takes a grant away: what holds only sometimes is listed, with its condition.
// A refusal takes one away only without a condition. So the list may name too much, and leaves nothing out that it knows of.
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
	environment bool // rather than the pipeline
	grants      []Grant
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

	role cloudformation.Resource // of Who, if it is one
	arn  string                  // On, as an ARN or a pattern
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
	m.readResourcePolicies()
	m.readRoles()
	m.readRotations()
	m.grants = slices.DeleteFunc(m.grants, func(g Grant) bool { return m.refused(g) || !m.effective(g) })
	m.findUnmodelled()
	sort.SliceStable(m.grants, func(i, j int) bool { return m.grants[i].sortKey() < m.grants[j].sortKey() })
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

// readRoles expands what each role's own policies allow, and who may become it.
func (m *Model) readRoles() {
	for _, role := range m.env.Resources("AWS::IAM::Role") {
		statements, problems := StatementsOf(m.env, role)
		m.notModelled = append(m.notModelled, problems...)
		m.statements[role.Reference()] = statements
		for _, statement := range statements {
			if statement.Allows() {
				m.expand(Grant{Who: role.Name(), role: role, Statement: statement.Statement, By: describePolicy(statement)})
			}
		}
		trust, err := policy.Parse(role.Properties["AssumeRolePolicyDocument"])
		if err != nil {
			m.note("the trust policy of %s: %v", role, err)
		}
		for _, statement := range trust {
			for _, who := range m.whoms(statement, role.Account) {
				for _, action := range allActions() {
					if statement.Allows() && strings.HasPrefix(action, "sts:") && statement.Action(action) {
						m.grants = append(m.grants, Grant{Who: who, Action: action, On: role.Name(), Statement: statement, By: "the trust policy of " + role.String(), arn: arnOf(role)})
					}
				}
			}
		}
	}
}

func describePolicy(statement Attached) string {
	text := statement.By.String()
	if statement.By.Type == "AWS::IAM::Role" {
		text += ", policy " + statement.Name
	}
	return text
}

// expand adds a grant for each sensitive action and resource of an allowing statement of an identity.
func (m *Model) expand(g Grant) {
	resources := g.Statement.Resources
	if len(g.Statement.NotResources) > 0 {
		resources = []string{"*"}
	}
	for _, action := range allActions() {
		if !g.Statement.Action(action) {
			continue
		}
		for _, arn := range resources {
			grant := g
			grant.Action, grant.arn, grant.On = action, arn, m.on(arn)
			m.grants = append(m.grants, grant)
		}
	}
}

func allActions() []string {
	var all []string
	for _, group := range sensitiveActions() {
		all = append(all, group.actions...)
	}
	return all
}

// on names the resource of the templates that an ARN is, with what follows its ARN; patterns and foreign ARNs stay as they
// are, with the parts that only a deployment knows replaced by names.
func (m *Model) on(arn string) string {
	for _, resource := range m.env.Resources() {
		own := arnOf(resource)
		if rest, ok := strings.CutPrefix(arn, own); ok && (rest == "" || rest[0] == '/' || rest[0] == ':') {
			return resource.Name() + rest
		}
		// Policies name log groups and secrets with and without what AWS appends.
		if short := strings.TrimSuffix(strings.TrimSuffix(own, ":*"), "-XXXXXX"); short != own && strings.TrimRight(strings.TrimPrefix(arn, short), "-?*:") == "" && strings.HasPrefix(arn, short) {
			return resource.Name()
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
