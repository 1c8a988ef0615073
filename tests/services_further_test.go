package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/lib/names"
)

// publicRoutes is how many routes of further services the public load balancer has.
func (p platform) publicRoutes() int {
	count := 0
	for _, further := range p.env.Services {
		if !further.IsInternal() {
			count += len(further.Routes)
		}
	}
	return count
}

// TestRoutesLeadToTheirServices catches a route that leads to another service, and one without its rule on a listener. It also catches two
// rules of one priority on a listener, which Elastic Load Balancing refuses.
func TestRoutesLeadToTheirServices(t *testing.T) {
	t.Parallel()
	eachShape(t, func(p platform) {
		found := map[string]string{} // by listener and path: the service's construct
		priorities := map[string]string{}
		for _, rule := range p.all("AWS::ElasticLoadBalancingV2::ListenerRule") {
			place := fmt.Sprint(rule.Properties.Text("ListenerArn"), " ", rule.Properties["Priority"])
			if other := priorities[place]; other != "" {
				p.t.Errorf("%s and %s have the priority %s", rule, other, place)
			}
			priorities[place] = rule.String()
			for _, condition := range rule.Properties.Maps("Conditions") {
				for _, path := range condition.Map("PathPatternConfig").Texts("Values") {
					targets := p.follow(rule.Properties.Maps("Actions")[0].Text("TargetGroupArn"))
					listener := p.follow(rule.Properties.Text("ListenerArn"))
					balancer := p.follow(listener.Properties.Text("LoadBalancerArn")).Name()
					found[fmt.Sprint(balancer, " ", listener.Properties["Port"], " ", path)] = strings.Split(targets.Path, "/")[1]
				}
			}
		}
		want := map[string]string{}
		for name, further := range p.env.Services {
			for _, route := range further.Routes {
				ports := []string{"InternalLoadBalancer 8080 "}
				if !further.IsInternal() {
					ports = nil
					for _, origin := range p.origins() {
						ports = append(ports, origin+" 80 ")
						if p.env.Edge.Domain != nil {
							ports = append(ports, origin+" 443 ")
						}
					}
				}
				for _, port := range ports {
					want[port+route.Path] = names.Title(names.Service(name))
				}
			}
		}
		if !maps.Equal(found, want) {
			p.t.Errorf("routes lead to\n%v, want\n%v", found, want)
		}
		if !p.env.Edge.HasPublicOrigin() {
			return // the frontend is the default of the listener
		}
		frontend := p.at("services/PublicLoadBalancer/PublicListener/FromCloudFrontRule/Resource")
		wantPriority := config.FrontendPriority
		if p.publicRoutes() > 0 {
			wantPriority = config.FrontendPriorityBehindRoutes
		}
		p.equal(frontend, "Priority", wantPriority)
	})
}

// TestOneMoreServiceChangesNoOtherRule catches a rule whose number or id depends on the other services. CloudFormation would give a
// deployed rule a number that another one still has, and the deployment would fail. It also catches a route that becomes another rule when
// its service changes.
func TestOneMoreServiceChangesNoOtherRule(t *testing.T) {
	const base = `{"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1",
		"availabilityZones": ["us-east-1a", "us-east-1b"], "services": {%s}}`
	rules := func(services string) map[string]string {
		found := map[string]string{}
		read := synthesizeTo(t, t.TempDir(), configurationOf(t, fmt.Sprintf(base, services)))
		for _, stack := range read.Stacks {
			for id, resource := range stack.Template.Resources {
				if resource.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
					found[id] = fmt.Sprint(resource.Properties["Priority"])
				}
			}
		}
		return found
	}
	before := rules(`"m": {"routes": ["/m/*", "/same/*"]}`)
	after := rules(`"a": {"routes": ["/a/*", "/a"]}, "m": {"routes": ["/m/*"]}, "z": {"routes": ["/m/z/*", "/same/*"]}`)
	if len(before) != 3 || len(after) != 6 {
		t.Fatalf("%d rules, and then %d, want 3 and 6", len(before), len(after))
	}
	for id, priority := range before {
		if after[id] != priority {
			t.Errorf("the rule %s has the priority %s, and with further services %q, want the same", id, priority, after[id])
		}
	}
}

// TestAFurtherServiceIsAsSafeAsTheBackend catches an option that the pattern sets for the frontend and the backend, and that a further
// service lacks.
func TestAFurtherServiceIsAsSafeAsTheBackend(t *testing.T) {
	t.Parallel()
	p := platformOf(t, "application")
	of := func(name string) resource {
		return p.one("AWS::ECS::Service", "services/"+name)
	}
	backend := of("Backend")
	for _, name := range p.env.ServiceNames() {
		further := of(names.Title(names.Service(name)))
		equalSets(t, "properties of "+name, slices.Collect(maps.Keys(further.Properties)), slices.Collect(maps.Keys(backend.Properties)))
		for _, property := range []string{
			"AvailabilityZoneRebalancing", "EnableECSManagedTags", "EnableExecuteCommand", "PropagateTags", "Cluster",
		} {
			if got, want := fmt.Sprint(further.Properties[property]), fmt.Sprint(backend.Properties[property]); got != want {
				t.Errorf("%s: %s is %s, want the backend's %s", name, property, got, want)
			}
		}
		own, its := further.Properties.Map("DeploymentConfiguration"), backend.Properties.Map("DeploymentConfiguration")
		for _, property := range []string{"DeploymentCircuitBreaker", "MaximumPercent", "MinimumHealthyPercent"} {
			if got, want := fmt.Sprint(own[property]), fmt.Sprint(its[property]); got != want {
				t.Errorf("%s: %s is %s, want the backend's %s", name, property, got, want)
			}
		}
		alarms := own.Map("Alarms")
		if got := alarms.Texts("AlarmNames"); len(got) != 2 || !alarms.Is("Rollback") {
			t.Errorf("%s: the alarms %v roll a deployment back (%v), want two", name, got, alarms.Is("Rollback"))
		}
	}
}

// TestAServiceIsReachedOnlyAsDeclared catches a service whose load balancer forwards without the header, and connections to or from a
// further service that nobody declares.
func TestAServiceIsReachedOnlyAsDeclared(t *testing.T) {
	t.Parallel()
	header := func(resource *assembly.Resource) {
		conditions := resource.Properties["Conditions"].([]any)
		resource.Properties["Conditions"] = slices.DeleteFunc(slices.Clone(conditions), func(condition any) bool {
			return condition.(map[string]any)["Field"] == "http-header"
		})
	}
	areFound(t, []undeclared{
		{
			name: "a public route without the header", path: "PublicLoadBalancer/PublicListener/Route:api:*Rule/Resource", change: header,
			want: "PublicLoadBalancer may connect to ServiceApi on tcp 9000, which is not on the list",
		},
		{
			name: "a service that declares no route", path: "ServiceApi/Task/Resource", change: without("kasha:routes"),
			want: "PublicLoadBalancer may connect to ServiceApi on tcp 9000, only requests with",
		},
		{
			name: "an internal service that declares no port", path: "ServiceSearch/Task/Resource", change: without("kasha:routes"),
			want: "InternalLoadBalancer may connect to ServiceSearch on tcp 8080, which is not on the list",
		},
		{
			name: "a service with undeclared egress", path: "ServiceApi/Task/Resource", change: without("kasha:egress"),
			want: "ServiceApi may connect to internet on tcp 2525 via NAT gateway, which is not on the list",
		},
		{
			name: "a service that calls another without declaring it", path: "ServiceApi/Task/Resource", change: undeclare,
			want: "ServiceApi may connect to InternalLoadBalancer on tcp 9200, which is not on the list",
		},
		{
			name: "a service with secrets that it does not declare", path: "ServiceApi/Task/Resource", change: without("kasha:secrets"),
			want: "ServiceApi/Task/ExecutionRole may secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:333333333333:" +
				"secret:shop/prod/stripe-??????, which is not on the list",
		},
		{
			name: "a service that is not restarted after a rotation", path: "Holders/Machine/Role/DefaultPolicy/Resource",
			change: widen("ecs:UpdateService", "", "ecs:UpdateService"),
			want:   "Holders/Machine/Role must be allowed ecs:UpdateService on ServiceApi, and is not",
		},
	})
}
