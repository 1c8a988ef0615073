// Package reach models the network that an environment's templates describe and answers who can open a connection to whom.
//
// It follows a connection the way AWS does: security groups at both ends, the route table of the sender's subnet, network
// ACLs in both directions (they are stateless), gateways and endpoints, load balancers' listeners and their rules. Every step
// names the resource that allows it, or stops it.
//
// Nothing here has run. Where the templates leave something open (which address of a subnet a task has), the model keeps
// two answers: what is possible, to forbid by, and what is certain, to rely on. What it does not know it lists in
// NotModelled rather than pass over.
package reach

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Model is the network of one environment.
type Model struct {
	env cloudformation.Environment

	subnets  map[string]*subnet
	groups   map[string]*securityGroup
	gateways map[string]bool // internet gateways that are attached to a VPC
	nats     map[string]cloudformation.Resource

	nodes     []*Node
	balancers []*balancer
	sites     []*distribution
	endpoints []*endpoint
	origins   map[string]string // CloudFront's prefix list, by region

	notModelled []string
}

// Build reads one environment's stacks.
func Build(stacks []assembly.Stack) (*Model, error) {
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, fmt.Errorf("the templates cannot be read as one environment: %w", err)
	}
	m := &Model{env: env, groups: map[string]*securityGroup{}, gateways: map[string]bool{}, nats: map[string]cloudformation.Resource{}}
	m.readSubnets()
	m.readGroups()
	m.readPrefixLists()
	m.readNodes()
	m.readBalancers()
	m.readDistributions()
	m.readEndpoints()
	m.addMembers()
	m.readServices()
	m.findUnmodelled()
	slices.SortStableFunc(m.nodes, func(a, b *Node) int { return cmp.Or(a.rank()-b.rank(), cmp.Compare(a.Name, b.Name)) })
	return m, nil
}

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
		return nil, fmt.Errorf("there is no %q in this environment; it has %s", name, strings.Join(nodeNames(m.nodes), ", "))
	}
	return nil, fmt.Errorf("%q may be %s; write one of them in full", name, strings.Join(nodeNames(similar), " or "))
}

// NotModelled lists what the templates hold that bears on the network and that this model does not understand. While it is
// not empty, the model's answers are not the whole truth.
func (m *Model) NotModelled() []string {
	sort.Strings(m.notModelled)
	return m.notModelled
}

func (m *Model) note(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	for _, noted := range m.notModelled {
		if noted == text {
			return
		}
	}
	m.notModelled = append(m.notModelled, text)
}

func nodeNames(nodes []*Node) []string {
	var names []string
	for _, node := range nodes {
		names = append(names, node.Name)
	}
	return names
}
