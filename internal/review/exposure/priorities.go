package exposure

import (
	"slices"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

const listenerRuleType = "AWS::ElasticLoadBalancingV2::ListenerRule"

// keepsOrder reports whether another priority of a listener rule keeps the rules of today in their order. Each new rule before it must only
// forward to new target groups: their service declares the paths.
func (e *Environment) keepsOrder(s Stack, r Resource, path string) bool {
	listener := at("ListenerArn")
	if values.Type(r.New) != listenerRuleType || path != "Priority" || !values.Equal(listener(s.Old[r.LogicalID]), listener(r.New)) {
		return false
	}
	was, wasNumber := values.ParseNumber(at("Priority")(r.Old))
	is, isNumber := values.ParseNumber(at("Priority")(r.New))
	if !wasNumber || !isNumber {
		return false
	}
	for id, other := range s.New {
		if id == r.LogicalID || values.Type(other) != listenerRuleType || !values.Equal(listener(other), listener(r.New)) {
			continue
		}
		after, known := values.ParseNumber(at("Priority")(other))
		before, knew := values.ParseNumber(at("Priority")(s.Old[id]))
		switch {
		case !known || after == is:
			return false
		case s.Old[id] == nil && after < is && !e.forwardsToNew(other), s.Old[id] != nil && (!knew || before < was != (after < is)):
			return false
		}
	}
	return true
}

// forwardsToNew reports whether a rule only forwards, and only to target groups that are new.
func (e *Environment) forwardsToNew(rule map[string]any) bool {
	actions := objects(at("Actions")(rule))
	return len(actions) > 0 && !slices.ContainsFunc(actions, func(action map[string]any) bool {
		return action["Type"] != "forward" || action["ForwardConfig"] != nil || !e.allNew([]string{values.String(action["TargetGroupArn"])})
	})
}

// portFollows reports whether a service changes its port together with the container of its tasks. The service's own finding says so.
func portFollows(s Stack, r Resource, d properties.Difference) bool {
	if d.Path != "ContainerDefinitions[].PortMappings[].ContainerPort" || d.Old == nil {
		return false
	}
	uses := func(service map[string]any) bool {
		return slices.ContainsFunc(objects(at("LoadBalancers")(service)), func(balancer map[string]any) bool {
			return values.Equal(balancer["ContainerPort"], d.Old)
		})
	}
	for id, service := range s.New {
		if values.Type(service) == "AWS::ECS::Service" && nameOf(at("TaskDefinition")(service)) == values.Name(s.Name, r.LogicalID) &&
			uses(s.Old[id]) && !uses(service) && len(objects(at("LoadBalancers")(service))) > 0 {
			return true
		}
	}
	return false
}
