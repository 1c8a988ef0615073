package reach

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// listenerRule is a rule of a listener, or its default action.
type listenerRule struct {
	resource   cloudformation.Resource
	conditions []cloudformation.Properties
	actions    []cloudformation.Properties
	priority   int
}

// forward is what a listener rule does with requests for a service: whose requests, and to which port.
type forward struct {
	listener listener
	by       string  // the rule or default action, for messages
	secret   *header // the request must carry it, and its value is in no template; nil: everyone's requests
	service  *Node
	port     int // of the target
}

// header is a request header, with a value that a listener rule compares or a distribution adds.
type header struct{ name, value string }

// only says whose requests are forwarded; empty: everyone's.
func (f forward) only() string {
	if f.secret == nil {
		return ""
	}
	return allowlist.RequestsWithSecretHeader(f.secret.name)
}

// forwards lists what a load balancer forwards to a service, by listener and rule. A rule of higher priority may take some requests
// from the rules behind it. That only narrows what is listed here.
func (m *Model) forwards(b *loadBalancer, service *Node) []forward {
	var found []forward
	for _, l := range b.listeners {
		for _, r := range l.rules {
			for _, group := range m.targetGroups(r) {
				if port, ok := m.targetPort(group, service); ok {
					found = append(found, forward{listener: l, by: r.String(), secret: m.secretHeader(r), service: service, port: port})
				}
			}
		}
	}
	return found
}

// secretHeader is the header that a rule requires, if nobody can know its value: the value is a dynamic reference to a secret. It is
// the one condition that narrows a path. A value that the template spells out protects nothing, and anyone may choose the path,
// host and method of a request.
func (m *Model) secretHeader(r listenerRule) *header {
	for _, condition := range r.conditions {
		config := condition.Map("HttpHeaderConfig")
		values := config.Texts("Values")
		if condition.Text("Field") != "http-header" || len(values) == 0 {
			continue
		}
		for _, value := range values {
			fromSecret := strings.HasPrefix(value, "{{resolve:secretsmanager:") || strings.HasPrefix(value, "{{resolve:ssm-secure:")
			if !fromSecret || m.isSpelledOut(value) {
				return nil
			}
		}
		return &header{name: config.Text("HttpHeaderName"), value: values[0]}
	}
	return nil
}

// isSpelledOut reports whether a dynamic reference means a secret whose value the templates contain. It may name the secret or
// give its ARN.
func (m *Model) isSpelledOut(reference string) bool {
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
