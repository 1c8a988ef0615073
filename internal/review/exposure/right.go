package exposure

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// Right is what something new may do, or whom it lets do something. Or it is what a role of today may do with something new. A caller that
// knows what an application declares can tell with it which of these openings the declarations explain.
type Right struct {
	Component string   // the outermost construct of which everything is new; if it exists, the outermost one around the role
	Exists    bool     // the role is there before, and only what it may use is new
	Who       []string // roles or services; of a rule, the security group
	May       []string // actions; of a rule, ports
	On        []string // resources; of a rule, addresses or a security group
	If        string   // conditions

	Statement engine.Statement // as the templates have it; without an effect where the right is a rule
	Rule      Rule
}

// Rule is a rule of a security group, as the templates have it.
type Rule struct {
	engine.Rule
	Egress bool
}

// String is the right on one line, as the openings show a permission.
func (r Right) String() string {
	what := strings.ToLower(r.Statement.Effect) + " " + strings.Join(r.May, ", ")
	return sentence(what, strings.Join(r.On, ", "), strings.Join(r.Who, ", "), r.If)
}

// Each is one right for every resource. A statement may name one that is declared and one that is not.
func (r Right) Each() []Right {
	if len(r.Statement.Resources) < 2 {
		return []Right{r}
	}
	var all []Right
	for i := range r.Statement.Resources {
		one := r
		one.On, one.Statement.Resources = r.On[i:i+1], r.Statement.Resources[i:i+1]
		all = append(all, one)
	}
	return all
}

// Joined is the opposite of Each. It takes at least one right.
func Joined(rights []Right) Right {
	all := rights[0]
	for _, r := range rights[1:] {
		all.On, all.Statement.Resources = slices.Concat(all.On, r.On), slices.Concat(all.Statement.Resources, r.Statement.Resources)
	}
	return all
}

// permissionRight is a statement as a right, if its principals are all new. If they are AWS services, its resources must all be new, such
// as a role that a service may assume.
func (e *Environment) permissionRight(s Stack, statement engine.Statement) *Right {
	of := principalNames(statement.Principals)
	isService := func(p iam.Principal) bool { return p.Kind == "Service" }
	if !slices.ContainsFunc(statement.Principals, func(p iam.Principal) bool { return !isService(p) }) {
		of = statement.Resources
	}
	if !simple(statement) {
		return nil
	}
	right := Right{May: statement.Actions, Statement: statement}
	switch owner := e.owner(statement.Principals); {
	case e.allNew(of):
		right.Component = e.component(of[0])
	case owner != "" && !slices.ContainsFunc(statement.Resources, func(text string) bool { return !e.newFor(s, text) }):
		right.Component, right.Exists = owner, true
	default:
		return nil
	}
	for _, name := range names(statement.Principals) {
		right.Who = append(right.Who, e.text(s, name))
	}
	for _, resource := range statement.Resources {
		right.On = append(right.On, e.text(s, resource))
	}
	if statement.Conditional() {
		right.If = e.text(s, values.Text(statement.Conditions))
	}
	return &right
}

// ruleRight is a rule as a right, if its security group is new. Two kinds of rules of a group of today are rights too. With one, it may
// call a new group, such as a load balancer a new service. With the other, only the port changes at which one group may call another.
func (e *Environment) ruleRight(s Stack, direction direction, rule engine.Rule, removed []engine.Rule) *Right {
	if rule.Peer == nil {
		return nil
	}
	right := &Right{
		Who: []string{e.group(s, rule.GroupID)}, May: []string{ports(rule)}, On: []string{e.peer(s, rule)},
		Rule: Rule{Rule: rule, Egress: direction == egress},
	}
	called := rule.GroupID
	if direction == egress {
		called = rule.Peer.SecurityGroupID
	}
	switch {
	case e.allNew([]string{rule.GroupID}):
		right.Component = e.component(rule.GroupID)
	case direction == egress && e.allNew([]string{called}):
		right.Component = e.component(called)
	case slices.ContainsFunc(removed, func(old engine.Rule) bool { return onlyPortDiffers(old, rule) }):
		right.Component, right.Exists = e.component(called), true
	default:
		return nil
	}
	return right
}

// onlyPortDiffers compares rules between two security groups.
func onlyPortDiffers(old, new engine.Rule) bool {
	return old.GroupID == new.GroupID && old.IPProtocol == new.IPProtocol && new.IPProtocol != "-1" &&
		old.Peer != nil && new.Peer.SecurityGroupID != "" && *old.Peer == *new.Peer
}

func principalNames(principals []iam.Principal) []string {
	var all []string
	for _, p := range principals {
		all = append(all, p.Name)
	}
	return all
}

// allNew reports whether texts are references to resources that are all new. Without any, nothing says that something is new.
func (e *Environment) allNew(references []string) bool {
	return len(references) > 0 && !slices.ContainsFunc(references, func(text string) bool {
		at, ok := referenced(text)
		return !ok || !e.added[values.Name(at.Stack, at.LogicalID)]
	})
}

// referenced is the resource that a text refers to, also with a path behind it.
func referenced(text string) (cloudformation.Reference, bool) {
	if at, ok := cloudformation.ParseReference(strings.TrimSuffix(text, ".Arn")); ok {
		return at, true
	}
	return cloudformation.ParseReference(strings.TrimSuffix(text, "/*"))
}

// component is the outermost construct around a new resource in which everything is new.
func (e *Environment) component(reference string) string {
	at, _ := referenced(reference)
	path := e.names.Construct(at.Stack, at.LogicalID)
	for i, character := range path {
		if character == '/' && !e.older[at.Stack+":"+path[:i]] {
			return path[:i]
		}
	}
	return path
}

// olderConstructs are the constructs that have a resource before the deployment, each as stack:path.
func olderConstructs(names Names, stacks []Stack) map[string]bool {
	older := map[string]bool{}
	for _, s := range stacks {
		for id := range s.Old {
			path := names.Construct(s.Name, id)
			for i, character := range path {
				if character == '/' {
					older[s.Name+":"+path[:i]] = true
				}
			}
			older[s.Name+":"+path] = true
		}
	}
	return older
}
