package randomized

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Need is a kind of resource that something needs at its start, and that no property of it names.
type Need string

// The kinds of needs.
const (
	NeedsPolicy   Need = "policy of its role"
	NeedsRule     Need = "security group rule"
	NeedsTarget   Need = "target of the database proxy"
	NeedsListener Need = "listener or rule that forwards to it"
)

// StartsTooEarly lists what may start before what it needs: services, state machines, releases and schedules. CloudFormation knows an order
// from Ref, Fn::GetAtt and DependsOn alone. The second result is how many needs of each kind come first.
//
// People start the tasks of shells and of SQL, when the stacks are complete. Another task definition that nothing starts is an error.
func StartsTooEarly(stacks []assembly.Stack) (problems []string, waits map[Need]int, err error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, nil, err
	}
	s := starts{Environment: environment, orders: map[string]order{}, earlier: map[string][]string{}}
	for _, stack := range stacks {
		s.orders[stack.Name], s.earlier[stack.Name] = newOrder(stack, environment), stack.DependsOn
	}
	started, waits := map[string]bool{}, map[Need]int{}
	for _, starter := range environment.Resources(serviceType, machineType, scheduleType, "Custom::Release") {
		for needed, kind := range s.needs(starter, started) {
			if s.precedes(needed, starter) {
				waits[kind]++
				continue
			}
			problems = append(problems, fmt.Sprintf("%s may start before %s (%s); fix: let its task definition, or the resource itself, "+
				"depend on it", starter.Path, s.at(needed).Path, kind))
		}
	}
	for _, definition := range environment.Resources(definitionType) {
		byPeople := strings.HasPrefix(definition.Path, "services/Shell") || strings.HasPrefix(definition.Path, "data/SqlTask/")
		if !started[definition.Reference()] && !byPeople {
			return nil, nil, fmt.Errorf("%s: nothing is known to start it; fix: add what does to StartsTooEarly", definition.Path)
		}
	}
	slices.Sort(problems)
	return problems, waits, nil
}

const (
	serviceType    = "AWS::ECS::Service"
	machineType    = "AWS::StepFunctions::StateMachine"
	scheduleType   = "AWS::Scheduler::Schedule"
	definitionType = "AWS::ECS::TaskDefinition"
	functionType   = "AWS::Lambda::Function"
	groupType      = "AWS::EC2::SecurityGroup"
	proxyType      = "AWS::RDS::DBProxy"
	roleType       = "AWS::IAM::Role"
	targetsType    = "AWS::ElasticLoadBalancingV2::TargetGroup"
)

// starts is the order of an environment's resources: within each stack, and of the stacks.
type starts struct {
	cloudformation.Environment
	orders  map[string]order
	earlier map[string][]string // names of stacks, by stack
}

// needs returns what a starter needs, by reference. It notes the task definitions that the starter starts.
func (s starts) needs(starter cloudformation.Resource, started map[string]bool) map[string]Need {
	needs := map[string]Need{}
	add := func(kind Need, resources ...cloudformation.Resource) {
		for _, resource := range resources {
			needs[resource.Reference()] = kind
		}
	}
	chain := s.chain(starter)
	add(NeedsPolicy, s.naming(s.named(chain, roleType), "Roles", "AWS::IAM::Policy")...)
	definitions := slices.DeleteFunc(slices.Clone(chain), func(r cloudformation.Resource) bool { return r.Type != definitionType })
	for _, definition := range definitions {
		started[definition.Reference()] = true
		var runs []cloudformation.Resource // each of them says in which groups the tasks are
		for _, each := range s.Resources(serviceType, machineType) {
			if slices.ContainsFunc(s.named([]cloudformation.Resource{each}, definitionType), same(definition)) {
				runs = append(runs, each)
			}
		}
		groups := s.named(runs, groupType)
		add(NeedsRule, s.rules(groups, "")...)
		for _, proxy := range s.Resources(proxyType) {
			before := s.named([]cloudformation.Resource{proxy}, groupType)
			called := slices.ContainsFunc(s.rules(groups, ""), func(rule cloudformation.Resource) bool {
				return slices.ContainsFunc(s.rules(before, ""), same(rule))
			})
			if called || slices.ContainsFunc(s.named([]cloudformation.Resource{definition}, proxyType), same(proxy)) {
				one := []cloudformation.Resource{proxy}
				add(NeedsTarget, s.naming(one, "DBProxyName", "AWS::RDS::DBProxyTargetGroup")...)
				add(NeedsPolicy, s.naming(s.named(one, roleType), "Roles", "AWS::IAM::Policy")...)
				add(NeedsRule, s.rules(before, "from")...)
			}
		}
	}
	if starter.Type == serviceType {
		for _, kind := range []string{"DefaultActions", "Actions"} {
			add(NeedsListener, s.naming(s.named(chain[:1], targetsType), kind,
				"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule")...)
		}
	}
	return needs
}

// chain returns the starter and what it starts: a schedule starts a state machine, which starts tasks.
func (s starts) chain(starter cloudformation.Resource) []cloudformation.Resource {
	chain := []cloudformation.Resource{starter}
	for i := 0; i < len(chain); i++ {
		for _, next := range s.named(chain[i:i+1], machineType, functionType, definitionType) {
			if !slices.ContainsFunc(chain, same(next)) {
				chain = append(chain, next)
			}
		}
	}
	return chain
}

// named returns the resources of some types that the properties of others refer to.
func (s starts) named(by []cloudformation.Resource, types ...string) []cloudformation.Resource {
	found := map[string]cloudformation.Resource{}
	for _, each := range by {
		for _, reference := range cloudformation.References(map[string]any(each.Properties)) {
			if resource, ok := s.Find(reference.String()); ok && slices.Contains(types, resource.Type) {
				found[resource.Reference()] = resource
			}
		}
	}
	var all []cloudformation.Resource
	for _, reference := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[reference])
	}
	return all
}

// naming returns the resources of some types whose property refers to one of the given resources.
func (s starts) naming(given []cloudformation.Resource, property string, types ...string) []cloudformation.Resource {
	var found []cloudformation.Resource
	for _, each := range s.Resources(types...) {
		for _, reference := range cloudformation.References(each.Properties[property]) {
			if resource, ok := s.Find(reference.String()); ok && slices.ContainsFunc(given, same(resource)) {
				found = append(found, each)
				break
			}
		}
	}
	return found
}

// rules returns the security group rules that open connections from members of groups, and without a direction also those to them.
func (s starts) rules(groups []cloudformation.Resource, direction string) []cloudformation.Resource {
	const ingress, egress = "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"
	found := append(s.naming(groups, "SourceSecurityGroupId", ingress), s.naming(groups, "GroupId", egress)...)
	if direction == "" {
		found = append(found, s.naming(groups, "GroupId", ingress)...)
		found = append(found, s.naming(groups, "DestinationSecurityGroupId", egress)...)
	}
	return found
}

// precedes reports whether CloudFormation builds one resource before another.
func (s starts) precedes(reference string, starter cloudformation.Resource) bool {
	needed := s.at(reference)
	if needed.Stack == starter.Stack {
		return s.orders[starter.Stack].waitsFor(starter.LogicalID, needed.LogicalID)
	}
	return order{waits: s.earlier}.waitsFor(starter.Stack, needed.Stack)
}

func (s starts) at(reference string) cloudformation.Resource {
	found, _ := s.Find(reference)
	return found
}

func same(as cloudformation.Resource) func(cloudformation.Resource) bool {
	return func(other cloudformation.Resource) bool { return other.Reference() == as.Reference() }
}
