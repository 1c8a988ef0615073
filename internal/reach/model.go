// Package reach models the network that an environment's templates describe, and computes who can open a connection to whom. It works on
// any assembly and knows nothing of Kasha. Check compares the network with a list of connections from its caller; package allowlist has the
// types of such a list.
//
// The model follows a connection as AWS does: through the security groups at both ends, and the route table of the sender's subnet. It
// checks network ACLs in both directions, because they are stateless. Then it checks gateways, endpoints, and the listeners of load
// balancers with their rules. Every step names the resource that allows or stops the connection.
//
// The model reads templates; nothing is deployed. The templates leave some things open, such as the address that a task has in its
// subnet. So the model says of a connection whether it is possible, and whether it is certain. A forbidden connection must not be
// possible, and a required one must be certain. NotModelled lists what the model does not understand.
package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/lib/spelling"
)

// Model is the network of one environment.
type Model struct {
	env cloudformation.Environment

	subnets  map[string]*subnet
	groups   map[string]*securityGroup
	gateways map[string]bool // internet gateways that are attached to a VPC
	nats     map[string]cloudformation.Resource

	nodes         []*Node
	loadBalancers []*loadBalancer
	distributions []*distribution
	endpoints     []*endpoint
	origins       map[string]string // CloudFront's prefix list, by region

	originFacing PrefixLists

	notModelled []string
}

// Build reads one environment's network. Where originFacing does not know a region's prefix list, the model infers it; see
// readPrefixLists.
func Build(env cloudformation.Environment, originFacing PrefixLists) *Model {
	m := &Model{
		env: env, originFacing: originFacing,
		groups: map[string]*securityGroup{}, gateways: map[string]bool{}, nats: map[string]cloudformation.Resource{},
	}
	m.readSubnets()
	m.readGroups()
	m.readPrefixLists()
	m.readNodes()
	m.readLoadBalancers()
	m.readDistributions()
	m.readEndpoints()
	m.addUnusedSecurityGroups()
	m.readServices()
	m.findNotModelled()
	slices.SortStableFunc(m.nodes, func(a, b *Node) int { return cmp.Or(a.rank()-b.rank(), cmp.Compare(a.Name, b.Name)) })
	return m
}

// Environment is the resources that the model was built from.
func (m *Model) Environment() cloudformation.Environment { return m.env }

// Empty reports whether nothing in the environment stands in a network, as far as the model knows.
func (m *Model) Empty() bool {
	return len(m.NotModelled()) == 0 && !slices.ContainsFunc(m.nodes, func(n *Node) bool { return n.Resource.LogicalID != "" })
}

// node finds a node by its name, its logical id, or any part of its name that no other node shares.
func (m *Model) node(name string) (*Node, error) {
	var similar []*Node
	for _, node := range m.nodes {
		if node.Name == name || node.Resource.LogicalID == name && name != "" {
			return node, nil
		}
		if name != "" && strings.Contains(strings.ToLower(node.Name), strings.ToLower(name)) {
			similar = append(similar, node)
		}
	}
	switch len(similar) {
	case 1:
		return similar[0], nil
	case 0:
		if guess := spelling.Nearest(name, strings.Split(nodeNames(m.nodes, "\n"), "\n")); guess != "" {
			return nil, fmt.Errorf("there is no %q in this environment; fix: %s, if you mean that", name, guess)
		}
		return nil, fmt.Errorf("there is no %q in this environment; fix: choose one of %s", name, nodeNames(m.nodes, ", "))
	}
	return nil, fmt.Errorf("%q may be %s; fix: write one of them in full", name, nodeNames(similar, " or "))
}

func nodeNames(nodes []*Node, separator string) string {
	var names []string
	for _, node := range nodes {
		names = append(names, node.Name)
	}
	return strings.Join(names, separator)
}

// NotModelled lists what the templates hold that bears on the network and that the model does not understand. Unless it is empty,
// the model's answers are not complete.
func (m *Model) NotModelled() []string {
	slices.Sort(m.notModelled)
	return m.notModelled
}

func (m *Model) note(format string, arguments ...any) {
	if text := fmt.Sprintf(format, arguments...); !slices.Contains(m.notModelled, text) {
		m.notModelled = append(m.notModelled, text)
	}
}
