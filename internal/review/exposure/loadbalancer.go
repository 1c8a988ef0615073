package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// loadBalancerSettings are those of load balancers, listeners and their rules.
func loadBalancerSettings() []setting {
	const (
		balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer"
		listener = "AWS::ElasticLoadBalancingV2::Listener"
		rule     = "AWS::ElasticLoadBalancingV2::ListenerRule"

		forwardedFor = "routing.http.xff_header_processing.mode" // append where it is absent
	)
	return []setting{
		opening(balancer, "internet-facing load balancer", or(at("Scheme"), "internet-facing"), becomes("internet-facing")).evenNew(),
		opening(balancer, "attached security groups", at("SecurityGroups"), more),
		weakening(balancer, "deletion protection", attribute("deletion_protection.enabled"), turnedOff),
		weakening(balancer, "access logs", attribute("access_logs.s3.enabled"), turnedOff),
		weakening(balancer, "invalid HTTP headers are dropped", attribute("routing.http.drop_invalid_header_fields.enabled"), turnedOff),
		opening(balancer, "services take an address that the client made up", attribute(forwardedFor), keepsHeader).evenNew(),
		weakening(balancer, "services no longer learn the client's address", attribute(forwardedFor), becomes("remove")),

		opening(listener, "default action of the listener", defaultAction, forwards),
		opening(listener, "listener accepts connections without TLS", at("Protocol"), leaves("HTTPS")),
		opening(listener, "accepts older TLS versions", at("SslPolicy"), olderTLS),

		opening(rule, "conditions that a request must meet", at("Conditions"), fewer),
		opening(rule, "forwards requests without a secret in their headers", uncheckedForward, appears).evenNew().unless(isInternal),
	}
}

// attribute reads one attribute of a load balancer, from its list of Key and Value.
func attribute(key string) func(balancer map[string]any) any {
	return func(balancer map[string]any) any {
		for _, pair := range objects(at("LoadBalancerAttributes")(balancer)) {
			if pair["Key"] == key {
				return pair["Value"]
			}
		}
		return nil
	}
}

// keepsHeader reports whether a load balancer passes the header X-Forwarded-For on as the client sent it. A mode that is not known may do
// so too. The mode append adds the address to what the client sent, and remove takes the header away.
func keepsHeader(_, new any) bool { return new != nil && new != "append" && new != "remove" }

// defaultAction is what a listener does with a request that no rule matches.
func defaultAction(listener map[string]any) any { return actionTypes(listener, "DefaultActions") }

func actionTypes(resource map[string]any, list string) string {
	var types []string
	for _, action := range objects(at(list)(resource)) {
		types = append(types, values.Text(action["Type"]))
	}
	return strings.Join(types, ", ")
}

// forwards reports whether a listener that answered requests itself now forwards them.
func forwards(old, new any) bool {
	return !strings.Contains(values.Text(old), "forward") && strings.Contains(values.Text(new), "forward")
}

// uncheckedForward reports whether a rule forwards requests to a service without a condition on a secret header. The header that
// the edge adds is what keeps out requests that bypass the edge. Anyone can send a header whose value is not a secret.
func uncheckedForward(rule map[string]any) any {
	for _, condition := range objects(at("Conditions")(rule)) {
		if condition["Field"] == "http-header" && onlySecrets(within(condition, "HttpHeaderConfig", "Values")) {
			return nil
		}
	}
	if !strings.Contains(actionTypes(rule, "Actions"), "forward") {
		return nil
	}
	return "forward"
}

// isInternal reports whether a rule belongs to an internal load balancer of the same template. Its requests come from inside the VPC, or
// through a VPC origin, and security groups say from whom.
func isInternal(template engine.Template, rule map[string]any) bool {
	listener := referred(template, at("ListenerArn")(rule))
	balancer := referred(template, at("LoadBalancerArn")(listener))
	return at("Scheme")(balancer) == "internal"
}

// referred finds the resource of a template that a reference names.
func referred(template engine.Template, reference any) map[string]any {
	for id, resource := range template {
		if text := values.Text(reference); strings.HasSuffix(text, "."+id+"}") || strings.Contains(text, "."+id+".") {
			return resource
		}
	}
	return nil
}

// onlySecrets reports whether every value in a list comes from a secret.
func onlySecrets(list any) bool {
	all, _ := list.([]any)
	return len(all) > 0 && !slices.ContainsFunc(all, func(value any) bool { return !isReference(value) })
}
