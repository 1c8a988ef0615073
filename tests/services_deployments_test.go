package tests

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/names"
	"kasha/tests/catalogue"
)

// TestDeploymentsLoseNoCapacity catches the construct's default, which stops half of the tasks before it starts new ones. It also catches a
// failed release that is not rolled back, and tasks that stay in one zone after the other has recovered.
func TestDeploymentsLoseNoCapacity(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			deployment := c.service.Properties.Map("DeploymentConfiguration")
			if deployment.Text("MinimumHealthyPercent") != "100" || deployment.Text("MaximumPercent") != "200" {
				p.t.Errorf("%s deploys between %s and %s percent, want 100 and 200", c.service, deployment.Text("MinimumHealthyPercent"),
					deployment.Text("MaximumPercent"))
			}
			if breaker := deployment.Map("DeploymentCircuitBreaker"); !breaker.Is("Enable") || !breaker.Is("Rollback") {
				p.t.Errorf("%s has the circuit breaker %v, want it enabled with rollback", c.service, breaker)
			}
			p.equal(c.service, "AvailabilityZoneRebalancing", "ENABLED")
		}
	})
}

// TestBadReleasesRollBack catches a service whose deployments no alarm watches, an alarm that does not exist, and a circular dependency
// between service and alarm.
func TestBadReleasesRollBack(t *testing.T) {
	for _, shape := range shapes() {
		rollingBack := 0
		for _, stack := range stacksOf(t, shape) {
			for _, service := range stack.Template.Sorted() {
				if service.Type != "AWS::ECS::Service" {
					continue
				}
				if balancers, _ := service.Properties["LoadBalancers"].([]any); len(balancers) == 0 {
					continue // a worker has no alarm on requests; its circuit breaker rolls back
				}
				rollingBack++
				deployment := service.Properties["DeploymentConfiguration"].(map[string]any)
				settings, _ := deployment["Alarms"].(map[string]any)
				if settings["Enable"] != true || settings["Rollback"] != true {
					t.Errorf("%s: %s has the deployment alarms %v, want them enabled with rollback", shape, service.LogicalID, settings)
					continue
				}
				for _, name := range settings["AlarmNames"].([]any) {
					alarm, ok := named(stack, name.(string))
					if !ok {
						t.Errorf("%s: %s names the alarm %s, want one that exists", shape, service.LogicalID, name)
						continue
					}
					after, _ := json.Marshal(service.DependsOn)
					if !strings.Contains(string(after), `"`+alarm.LogicalID+`"`) {
						t.Errorf("%s: %s does not depend on %s, want it to", shape, service.LogicalID, name)
					}
					if text, _ := json.Marshal(alarm); strings.Contains(string(text), `"`+service.LogicalID+`"`) {
						t.Errorf("%s: %s and %s depend on each other, want one direction", shape, service.LogicalID, name)
					}
				}
			}
		}
		if want := 2 + len(platformOf(t, shape).env.Services); rollingBack != want {
			t.Errorf("%s: %d services, want %d", shape, rollingBack, want)
		}
	}
}

// named is the alarm of a name in a stack.
func named(stack assembly.Stack, name string) (assembly.Resource, bool) {
	for _, resource := range stack.Template.Resources {
		if resource.Type == catalogue.Alarm && resource.Properties["AlarmName"] == name {
			return resource, true
		}
	}
	return assembly.Resource{}, false
}

// TestSlowTasksMayStart catches a task that is stopped, or a release that is rolled back, while the task is still within its configured
// start time. Three limits count: the grace period of ECS, and the two alarms that count a starting task as unhealthy.
func TestSlowTasksMayStart(t *testing.T) {
	slow := 0
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			start := c.configured.StartSeconds
			if start > 60 {
				slow++
			}
			p.equal(c.service, "HealthCheckGracePeriodSeconds", start)
			for _, alarm := range p.some(catalogue.Alarm) {
				short, name := alarm.Properties.Text("AlarmName"), c.says.Text("Name")
				minutes, _ := strconv.Atoi(alarm.Properties.Text("DatapointsToAlarm"))
				least := start/60 + 2 // a task may be unhealthy until ECS stops it; its first minute is a partial one
				if strings.HasSuffix(short, "-"+name+"-too-few-healthy") {
					least += 2 // before that, a lost task must be noticed, deregistered and replaced
				} else if !strings.HasSuffix(short, "-warning-"+name+"-unhealthy") {
					continue
				}
				if minutes < least {
					p.t.Errorf("%s fires after %d minutes, want more than a task's start time of %d s", short, minutes, start)
				}
			}
		}
	})
	if slow == 0 {
		t.Error("no shape has a startSeconds above 60, want one")
	}
}

// TestStoppingTasksFinishTheirRequests catches requests that are cut off when a task stops. Fargate allows stop timeouts of 2 to 120 s. The
// deregistration delay must be shorter than the two minutes' notice of Spot, and longer than CloudFront's read timeout.
func TestStoppingTasksFinishTheirRequests(t *testing.T) {
	const spotNotice = 120
	eachShape(t, func(p platform) {
		longest := 0 // seconds that a viewer's request may take
		for _, distribution := range p.some("AWS::CloudFront::Distribution") {
			for _, origin := range distribution.Properties.Map("DistributionConfig").Maps("Origins") {
				for _, kind := range []string{"CustomOriginConfig", "VpcOriginConfig"} {
					seconds, _ := strconv.Atoi(origin.Map(kind).Text("OriginReadTimeout"))
					longest = max(longest, seconds)
				}
			}
		}
		for _, targets := range p.some("AWS::ElasticLoadBalancingV2::TargetGroup") {
			spot, want := p.env.Backend.Spot, "300"
			if strings.HasPrefix(targets.Path, "services/Frontend") || strings.HasPrefix(targets.Path, "services/Public") ||
				strings.HasPrefix(targets.Path, "services/VpcOrigin") {
				spot = p.env.Frontend.Spot
			}
			for name, further := range p.env.Services {
				if strings.HasPrefix(targets.Path, "services/"+names.Title(names.Service(name))+"/") {
					spot = further.Spot
				}
			}
			if spot {
				want = "90"
			}
			got := pairs(targets.Properties.Maps("TargetGroupAttributes"), "Key", "Value")["deregistration_delay.timeout_seconds"]
			if got != want {
				p.t.Errorf("%s has the deregistration delay %q s, want %s", targets, got, want)
			}
			if drains, _ := strconv.Atoi(got); longest == 0 || drains <= longest || spot && drains >= spotNotice {
				p.t.Errorf("%s has the deregistration delay %d s, want more than a request's %d s, and on Spot less than its notice of %d s", targets,
					drains, longest, spotNotice)
			}
		}
		for _, c := range p.containers() {
			stop, err := strconv.Atoi(c.says.Text("StopTimeout"))
			if err != nil || stop < 2 || stop > spotNotice || stop != c.configured.StopSeconds {
				p.t.Errorf("%s has the stop timeout %d s, want the configured %d, from 2 to 120", c.definition, stop, c.configured.StopSeconds)
			}
		}
	})
}
