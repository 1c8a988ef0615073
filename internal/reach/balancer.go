package reach

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"kasha/internal/cloudformation"
)

// balancer is a load balancer: it accepts connections on its listeners' ports and opens its own to its targets.
type balancer struct {
	node      *Node
	listeners []listener
}

type listener struct {
	resource cloudformation.Resource
	port     int
	rules    []listenerRule // by priority; the default action is the last
}

type listenerRule struct {
	resource   cloudformation.Resource
	conditions []cloudformation.Properties
	actions    []cloudformation.Properties
	priority   int
}

// header is a request header that a rule asks for.
type header struct{ name, value string }

// forward is a listener's will to pass requests on to a service.
type forward struct {
	listener listener
	by       string  // the rule or default action, for messages
	secret   *header // the request must carry it, and its value is in no template
	service  *Node
	port     int // of the target
}

// only says whose requests are forwarded; empty: everybody's.
func (f forward) only() string {
	if f.secret == nil {
		return ""
	}
	return "requests with the secret header " + f.secret.name
}

func (m *Model) readBalancers() {
	for _, node := range m.nodes {
		if node.Kind == LoadBalancer {
			if kind := node.Resource.Properties.Text("Type"); kind != "" && kind != "application" {
				m.note("%s, a load balancer of type %s", node.Resource, kind)
			}
			if strings.HasPrefix(node.Resource.Properties.Text("IpAddressType"), "dualstack") {
				m.note("IPv6 in %s", node.Resource)
			}
			m.balancers = append(m.balancers, &balancer{node: node, listeners: m.listenersOf(node)})
		}
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
		sort.Slice(l.rules, func(i, j int) bool { return l.rules[i].priority < l.rules[j].priority })
		l.rules = append(l.rules, listenerRule{resource: resource, actions: resource.Properties.Maps("DefaultActions")})
		listeners = append(listeners, l)
	}
	return listeners
}

func (b *balancer) listensOn(port int) (listener, bool) {
	for _, l := range b.listeners {
		if l.port == port {
			return l, true
		}
	}
	return listener{}, false
}

// forwards lists what a load balancer passes on to a service, by listener and rule. A rule in front may keep some requests
// from the rules behind it; that only narrows what is listed here.
func (m *Model) forwards(b *balancer, service *Node) []forward {
	var found []forward
	for _, l := range b.listeners {
		for _, r := range l.rules {
			for _, group := range m.targetGroups(r) {
				if port, ok := m.targetPort(group, service); ok {
					found = append(found, forward{listener: l, by: r.String(), secret: m.secretOf(r), service: service, port: port})
				}
			}
		}
	}
	return found
}

func (r listenerRule) String() string {
	if r.resource.Type == "AWS::ElasticLoadBalancingV2::Listener" {
		return "the default action of " + r.resource.String()
	}
	var conditions []string
	for _, condition := range r.conditions {
		conditions = append(conditions, condition.Text("Field"))
	}
	return fmt.Sprintf("%s, for requests by %s", r.resource, strings.Join(conditions, " and "))
}

// answer is what a rule does with a request that it does not forward.
func (r listenerRule) answer() string {
	for _, action := range r.actions {
		switch action.Text("Type") {
		case "fixed-response":
			return "answers " + action.Map("FixedResponseConfig").Text("StatusCode")
		case "redirect":
			return "redirects to " + action.Map("RedirectConfig").Text("Protocol")
		}
	}
	return "forwards elsewhere"
}

// secretOf is the header that a rule asks for, if nobody can know its value: a dynamic reference to a secret. A value that the
// template spells out is as good as none, and paths, hosts and methods are anybody's to choose.
func (m *Model) secretOf(r listenerRule) *header {
	for _, condition := range r.conditions {
		config := condition.Map("HttpHeaderConfig")
		values := config.Texts("Values")
		if condition.Text("Field") != "http-header" || len(values) == 0 {
			continue
		}
		for _, value := range values {
			if !strings.HasPrefix(value, "{{resolve:secretsmanager:") && !strings.HasPrefix(value, "{{resolve:ssm-secure:") || m.spelledOut(value) {
				return nil
			}
		}
		return &header{name: config.Text("HttpHeaderName"), value: values[0]}
	}
	return nil
}

// spelledOut reports whether a dynamic reference names a secret whose value is written in the templates, by name or by ARN.
func (m *Model) spelledOut(reference string) bool {
	_, id, _ := strings.Cut(strings.TrimSuffix(reference, "}}"), "{{resolve:secretsmanager:")
	return slices.ContainsFunc(m.env.Resources("AWS::SecretsManager::Secret"), func(secret cloudformation.Resource) bool {
		name := secret.Properties.Text("Name")
		named := name != "" && (strings.HasPrefix(id+":", name+":") || strings.Contains(id, ":secret:"+name))
		named = named || slices.ContainsFunc(cloudformation.References(id), func(r cloudformation.Reference) bool {
			return r.Stack == secret.Stack && r.LogicalID == secret.LogicalID
		})
		return named && secret.Properties["SecretString"] != nil
	})
}
