package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// loadBalancer accepts connections on the ports of its listeners and opens its own connections to its targets.
type loadBalancer struct {
	node      *Node
	listeners []listener
}

type listener struct {
	resource cloudformation.Resource
	port     int
	rules    []listenerRule // by priority; the default action is the last
}

func (m *Model) readLoadBalancers() {
	for _, node := range m.nodes {
		if node.Kind != LoadBalancer {
			continue
		}
		if kind := node.Resource.Properties.Text("Type"); kind != "" && kind != "application" {
			m.note("%s, a load balancer of type %s", node.Resource, kind)
		}
		if strings.HasPrefix(node.Resource.Properties.Text("IpAddressType"), "dualstack") {
			m.note("IPv6 in %s", node.Resource)
		}
		m.loadBalancers = append(m.loadBalancers, &loadBalancer{node: node, listeners: m.listenersOf(node)})
	}
}

func (m *Model) listenersOf(node *Node) []listener {
	var listeners []listener
	for _, resource := range m.env.Resources("AWS::ElasticLoadBalancingV2::Listener") {
		if m.env.Identity(resource.Properties.Text("LoadBalancerArn")) != node.Resource.Reference() {
			continue
		}
		port, _ := resource.Properties.Int("Port")
		l := listener{resource: resource, port: port}
		for _, rule := range m.env.Resources("AWS::ElasticLoadBalancingV2::ListenerRule") {
			if m.env.Identity(rule.Properties.Text("ListenerArn")) == resource.Reference() {
				priority, _ := rule.Properties.Int("Priority")
				l.rules = append(l.rules, listenerRule{
					resource: rule, priority: priority,
					conditions: rule.Properties.Maps("Conditions"), actions: rule.Properties.Maps("Actions"),
				})
			}
		}
		slices.SortFunc(l.rules, func(a, b listenerRule) int { return cmp.Compare(a.priority, b.priority) })
		l.rules = append(l.rules, listenerRule{resource: resource, actions: resource.Properties.Maps("DefaultActions")})
		listeners = append(listeners, l)
	}
	return listeners
}

func (b *loadBalancer) listensOn(port int) (listener, bool) {
	for _, l := range b.listeners {
		if l.port == port {
			return l, true
		}
	}
	return listener{}, false
}

// listens stops a connection to a load balancer that has no listener on the port. Any other node may listen on any port.
func (t *trace) listens(b *Node, f flow) bool {
	balancer := t.m.loadBalancerOf(b)
	if balancer == nil {
		return true
	}
	l, ok := balancer.listensOn(f.port)
	if !ok || f.protocol != "tcp" {
		return t.stop("%s has no listener on %s %d", b.Name, f.protocol, f.port)
	}
	return t.pass("listener %s", l.resource)
}

func (m *Model) loadBalancerOf(node *Node) *loadBalancer {
	for _, b := range m.loadBalancers {
		if b.node == node {
			return b
		}
	}
	return nil
}

// describeAnswers is what each listener does with a request that no rule forwards.
func (b *loadBalancer) describeAnswers() string {
	var answers []string
	for _, l := range b.listeners {
		last := l.rules[len(l.rules)-1]
		answers = append(answers, fmt.Sprintf("port %d %s by %s", l.port, last.answer(), last))
	}
	return strings.Join(answers, "; ")
}
