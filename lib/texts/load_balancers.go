package texts

import "slices"

// loadBalancers is Elastic Load Balancing.
func loadBalancers() []Text {
	const (
		balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer"
		group    = "AWS::ElasticLoadBalancingV2::TargetGroup"
		listener = "AWS::ElasticLoadBalancingV2::Listener"
		rule     = "AWS::ElasticLoadBalancingV2::ListenerRule"
	)
	name := Rule{
		Name: "LoadBalancerName", What: "name of a load balancer or target group", Characters: `A-Za-z0-9\-`, Never: "^-|-$|^internal-",
		Least: 1,
		Most:  32, Write: "letters, digits and single -, not at either end", Example: "shop-prod-public",
		Source: "Elastic Load Balancing API, CreateLoadBalancer and CreateTargetGroup",
	}
	key := Rule{
		Name: "LoadBalancerAttribute", What: "key of an attribute", Characters: "a-zA-Z0-9._", Least: 1, Most: 256,
		Write: "letters, digits, . and _", Example: "deletion_protection.enabled",
		Source: "Elastic Load Balancing API, LoadBalancerAttribute",
	}
	value := Rule{
		Name: "LoadBalancerAttributeValue", What: "value of an attribute", Characters: printable, Most: 1024, Write: asciiWords,
		Example: "true",
		Source:  "Elastic Load Balancing API, LoadBalancerAttribute",
	}
	path := Rule{
		Name: "HealthCheckPath", What: "path of a health check", Characters: "!-~", Form: "/.*", Least: 1, Most: 1024,
		Write: "a path that begins with /", Example: "/up?full=1", Source: "Elastic Load Balancing API, CreateTargetGroup",
	}
	codes := Rule{
		Name: "HealthCheckCodes", What: "codes of a healthy answer", Characters: "0-9,-", Form: "[2-4][0-9]{2}([,-][2-4][0-9]{2})*",
		Least: 3, Most: 256,
		Write: "codes from 200 to 499, such as 200-399", Example: "200-399", Source: "Elastic Load Balancing API, Matcher",
	}
	policy := Rule{
		Name: "SslPolicy", What: "security policy", Characters: `A-Za-z0-9_\-`, Form: "ELBSecurityPolicy-.+", Least: 1, Most: 128,
		Write: "a policy that Elastic Load Balancing lists", Example: "ELBSecurityPolicy-TLS13-1-2-2021-06",
		Source: "Application Load Balancers user guide, \"Security policies\"",
	}
	port := Rule{
		Name: "RedirectPort", What: "port of a redirect", Characters: "0-9#{}port", Form: `[0-9]{1,5}|#\{port\}`, Least: 1, Most: 7,
		Write: "a port, or #{port}", Example: "443", Source: "Elastic Load Balancing API, RedirectActionConfig",
	}
	contentType := oneOf("FixedResponseType", "content type of a fixed response", "Elastic Load Balancing API, FixedResponseActionConfig",
		"text/plain", "text/css", "text/html", "application/javascript", "application/json")
	body := Rule{
		Name: "FixedResponseBody", What: "body of a fixed response", Characters: anyText, Most: 1024,
		Write:   "text without control characters",
		Example: "Forbidden", Source: "Elastic Load Balancing API, FixedResponseActionConfig",
	}
	field := oneOf("RuleCondition", "field of a condition", "Elastic Load Balancing API, RuleCondition", "http-header",
		"http-request-method",
		"host-header", "path-pattern", "query-string", "source-ip")
	header := Rule{
		Name: "ConditionHeader", What: "name of a header in a condition", Characters: "A-Za-z0-9!#$%&'*+.^_`|~-", Never: "(?i)^host$",
		Least: 1,
		Most:  40, Write: "a header's name, other than Host", Example: "X-Kasha-Origin",
		Source: "Elastic Load Balancing API, HttpHeaderConditionConfig",
	}
	wanted := Rule{
		Name: "ConditionHeaderValue", What: "value of a header in a condition", Characters: printable, Least: 1, Most: 128,
		Write:   asciiWords,
		Example: "value", Source: "Elastic Load Balancing API, HttpHeaderConditionConfig",
	}
	pattern := Rule{
		Name: "ConditionPath", What: "path in a condition", Characters: `A-Za-z0-9_.$/~"'@:+&*?\-`, Form: "[/*?].*", Least: 1, Most: 128,
		Write: "a path that begins with /, * or ?", Example: "/api/*", Source: "Elastic Load Balancing API, PathPatternConditionConfig",
	}
	return slices.Concat(
		at(pattern, rule, "Conditions[].PathPatternConfig.Values[]"),
		at(name, balancer, "Name"),
		at(name, group, "Name"),
		at(key, balancer, "LoadBalancerAttributes[].Key"),
		at(value, balancer, "LoadBalancerAttributes[].Value"),
		at(key, group, "TargetGroupAttributes[].Key"),
		at(value, group, "TargetGroupAttributes[].Value"),
		at(path, group, "HealthCheckPath"),
		at(codes, group, "Matcher.HttpCode"),
		at(policy, listener, "SslPolicy"),
		at(port, listener, "DefaultActions[].RedirectConfig.Port"),
		at(contentType, listener, "DefaultActions[].FixedResponseConfig.ContentType"),
		at(body, listener, "DefaultActions[].FixedResponseConfig.MessageBody"),
		at(field, rule, "Conditions[].Field"),
		at(header, rule, "Conditions[].HttpHeaderConfig.HttpHeaderName"),
		at(wanted, rule, "Conditions[].HttpHeaderConfig.Values[]"),
	)
}
