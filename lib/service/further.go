package service

import (
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/network"
	"kasha/lib/task"
)

// Way is how requests reach a service behind the load balancer of another one. They come by Routes on its listeners, or by a listener of
// its own.
type Way struct {
	Routes    []config.Route
	Listeners []awselasticloadbalancingv2.ApplicationListener
	Lock      *Lock  // the header that each route requires beside its path; nil: the load balancer is internal
	Targets   string // the id of the target group

	Port int // of the listener of its own; 0: the service has routes
}

// NewFurther builds a service behind the load balancer of another one, in a scope of its own. Props.Listener is not used. Each of beside
// leads to it from a second load balancer.
//
// ECS wants a target group that a listener or rule forwards to before it creates the service. So a new route answers 503 until the first
// task is healthy.
func NewFurther(scope constructs.Construct, props Props, way Way, beside ...Way) Service {
	definition := task.NewDefinition(scope, props.Task)
	tasks := task.NewService(scope, task.ServiceProps{
		Cluster: props.Cluster, Definition: definition, Subnets: network.In(props.Subnets), SecurityGroup: props.Task.SecurityGroup,
		Capacity: task.NewCapacity(props.Service.Spot, props.onDemand()),
		Grace:    awscdk.Duration_Seconds(jsii.Number(props.Service.StartSeconds)),
	})
	targets := way.targets(scope, props, tasks)
	way.lead(props.LoadBalancer, targets)
	for _, second := range beside {
		group := second.targets(scope, props, tasks)
		configureTargets(group, props.Service)
		second.lead(nil, group)
	}
	return finish(props, tasks, definition, targets)
}

// lead adds the listener or the rules that forward to the targets.
//
// A rule belongs to its listener, and its id follows from the route, not from the service. When a route moves to another service, it stays
// the same rule with another target. A second rule with its priority, beside the first one, would be refused; see config.Route.
func (w Way) lead(balancer awselasticloadbalancingv2.ApplicationLoadBalancer, targets awselasticloadbalancingv2.IApplicationTargetGroup) {
	if w.Port != 0 {
		balancer.AddListener(jsii.String("Listener"+strconv.Itoa(w.Port)), &awselasticloadbalancingv2.BaseApplicationListenerProps{
			Port:          jsii.Number(w.Port),
			Protocol:      awselasticloadbalancingv2.ApplicationProtocol_HTTP,
			Open:          jsii.Bool(false),
			DefaultAction: forward(targets),
		})
		return
	}
	for _, route := range w.Routes {
		conditions := []awselasticloadbalancingv2.ListenerCondition{
			awselasticloadbalancingv2.ListenerCondition_PathPatterns(jsii.Strings(route.Path)),
		}
		if w.Lock != nil {
			conditions = append(conditions, w.Lock.condition())
		}
		for _, listener := range w.Listeners {
			listener.AddAction(jsii.String(RouteID(route)), &awselasticloadbalancingv2.AddApplicationActionProps{
				Priority: jsii.Number(route.RulePriority()), Conditions: &conditions, Action: forward(targets),
			})
		}
	}
}

// RouteID is the construct id of a route's rule. The CDK adds Rule to it.
func RouteID(route config.Route) string { return "Route" + strings.ReplaceAll(route.Path, "/", ":") }
