package usage

import (
	"encoding/json"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/lib/quotas"
)

// prefixListWeight is how many rules CloudFront's prefix list counts as.
// Source: VPC user guide, "AWS-managed prefix lists", column Weight.
const prefixListWeight = 55

// networks counts the rules of each security group, inbound and outbound apart, and the rules of each load balancer.
func (m *measurement) networks() error {
	inbound, outbound, listeners := map[string]int{}, map[string]int{}, map[string]string{}
	weight := func(rule cloudformation.Properties) int {
		if rule["SourcePrefixListId"] != nil || rule["DestinationPrefixListId"] != nil {
			return prefixListWeight
		}
		return 1
	}
	groups := m.environment.Resources("AWS::EC2::SecurityGroup")
	for _, group := range groups {
		for _, rule := range group.Properties.Maps("SecurityGroupIngress") {
			inbound[group.String()] += weight(rule)
		}
		for _, rule := range group.Properties.Maps("SecurityGroupEgress") {
			outbound[group.String()] += weight(rule)
		}
	}
	for _, rule := range m.environment.Resources("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress") {
		group, ok := m.environment.Find(rule.Properties.Text("GroupId"))
		switch {
		case !ok:
		case rule.Type == "AWS::EC2::SecurityGroupIngress":
			inbound[group.String()] += weight(rule.Properties)
		default:
			outbound[group.String()] += weight(rule.Properties)
		}
	}
	for _, group := range groups {
		m.add(quotas.SecurityGroupRules, group.String(), max(inbound[group.String()], outbound[group.String()]))
	}
	rules := map[string]int{}
	for _, listener := range m.environment.Resources("AWS::ElasticLoadBalancingV2::Listener") {
		listeners[listener.Reference()] = listener.Properties.Text("LoadBalancerArn")
	}
	for _, rule := range m.environment.Resources("AWS::ElasticLoadBalancingV2::ListenerRule") {
		rules[listeners[rule.Properties.Text("ListenerArn")]]++
	}
	return m.each(func(balancer cloudformation.Resource) error {
		m.add(quotas.BalancerRules, balancer.String(), rules[balancer.Reference()])
		return nil
	}, "AWS::ElasticLoadBalancingV2::LoadBalancer")
}

// alarms counts the children of composite alarms, the targets of event rules and the widgets of dashboards.
func (m *measurement) alarms() error {
	return m.each(func(resource cloudformation.Resource) error {
		switch resource.Type {
		case "AWS::CloudWatch::CompositeAlarm":
			rule, children := resource.Properties.Text("AlarmRule"), 0
			for _, function := range []string{"ALARM(", "OK(", "INSUFFICIENT_DATA("} {
				children += strings.Count(rule, function)
			}
			m.add(quotas.CompositeAlarm, resource.String(), children)
		case "AWS::Events::Rule":
			m.add(quotas.RuleTargets, resource.String(), len(resource.Properties.Maps("Targets")))
		case "AWS::CloudWatch::Dashboard":
			var body struct{ Widgets []json.RawMessage }
			if err := json.Unmarshal([]byte(resource.Properties.Text("DashboardBody")), &body); err != nil {
				return err
			}
			m.add(quotas.DashboardWidgets, resource.String(), len(body.Widgets))
		}
		return nil
	}, "AWS::CloudWatch::CompositeAlarm", "AWS::Events::Rule", "AWS::CloudWatch::Dashboard")
}

// services measures task definitions, and the variables of functions.
func (m *measurement) services() error {
	return m.each(func(resource cloudformation.Resource) error {
		if resource.Type == "AWS::Lambda::Function" {
			variables := 0
			for name, value := range resource.Properties.Map("Environment").Map("Variables") {
				text, _ := value.(string)
				variables += len(name) + len(expand(text))
			}
			m.add(quotas.FunctionVariables, resource.String(), variables)
			return nil
		}
		length, err := document(map[string]any(resource.Properties))
		m.add(quotas.TaskDefinition, resource.String(), length)
		return err
	}, "AWS::ECS::TaskDefinition", "AWS::Lambda::Function")
}
