package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
	"kasha/tests/randomized"
)

// TestNothingStartsBeforeWhatItNeeds catches a service, job or release whose tasks may start before the permissions and connections of
// their first seconds. These are policies, security group rules, the proxy's target and listeners. It also catches a schedule whose role
// may do nothing.
// The tasks fail, and the circuit breaker may roll the deployment back.
func TestNothingStartsBeforeWhatItNeeds(t *testing.T) {
	waits := map[randomized.Need]int{}
	check := func(environment string, stacks []assembly.Stack) {
		problems, found, err := randomized.StartsTooEarly(stacks)
		if err != nil {
			t.Fatalf("%s: %v", environment, err)
		}
		for _, problem := range problems {
			t.Errorf("%s: %s", environment, problem)
		}
		for need, n := range found {
			waits[need] += n
		}
	}
	for _, environment := range shapeEnvironments() {
		check(environment, shapesAssembly(t).Stage(environment))
	}
	for _, environment := range pipelineAssembly(t).Stages() {
		check(environment, pipelineAssembly(t).Stage(environment))
	}
	for need, least := range map[randomized.Need]int{
		randomized.NeedsPolicy: 100, randomized.NeedsRule: 100, randomized.NeedsTarget: 1, randomized.NeedsListener: 20,
	} {
		if waits[need] < least {
			t.Errorf("%s: %d come first, want at least %d: %v", need, waits[need], least, waits)
		}
	}
}

// TestALostStartOrderIsSeen catches a check that finds nothing: it takes the order of one resource after the other away.
func TestALostStartOrderIsSeen(t *testing.T) {
	for _, lost := range []struct{ shape, paths, problem string }{
		{"spot", "Backend/Task/Resource",
			"services/Backend/Service/Service/Service may start before services/DatabaseProxy/Proxy/ProxyTargetGroup (target"},
		{"spot", "Backend/Task/Resource", "before services/DatabaseProxy/Proxy/IAMRole/DefaultPolicy/Resource (policy of its role)"},
		{"spot", "Backend/Task/Resource", "before services/DatabaseProxy/SecurityGroup/from "},
		{"spot", "DatabaseProxy/Proxy/ProxyTargetGroup", "before services/DatabaseProxy/Proxy/IAMRole/DefaultPolicy/Resource"},
		{"spot", "DatabaseProxy/Proxy/ProxyTargetGroup", "before services/DatabaseProxy/PrimarySecurityGroup/from "},
		{"spot", "DatabaseProxy/Proxy/ProxyTargetGroup", "before services/DatabaseProxy/SecurityGroup/to "},
		{"dev", "Backend/Task/Resource", "services/Backend/Service/Service/Service may start before services/BackendTasks/to "},
		{"dev", "Frontend/Task/Resource", "before services/InternalLoadBalancerSecurityGroup/from "},
		{"dev", "Frontend/Service/Service/Service", "before services/Frontend/Task/ExecutionRole/DefaultPolicy/Resource (policy of its role)"},
		{"dev", "Frontend/Service/Service/Service", "(listener or rule that forwards to it)"},
		{"application", "JobClosing/Task/Resource", "services/JobClosing/Schedule/Resource may start before services/JobClosing/Task/"},
		{"application", "JobClosing/Schedule/Resource", "before services/JobClosing/ScheduleRole/DefaultPolicy/Resource"},
		{"application", "Release/Resource/Default Release/Task/Resource",
			"services/Release/Resource/Default may start before services/Release/Task/ExecutionRole/DefaultPolicy/Resource"},
		{"application", "Release/Resource/Default Release/Task/Resource",
			"services/Release/Resource/Default may start before services/Release/Tasks/"},
		{"application", "Rotation/Schedule/Resource", "before services/Rotation/ScheduleRole/DefaultPolicy/Resource"},
	} {
		stacks, seeded := handmade.Clone(stacksOf(t, lost.shape)), 0
		for _, stack := range stacks {
			for id, resource := range stack.Template.Resources {
				if slices.Contains(strings.Fields(lost.paths), resource.Path) && resource.DependsOn != nil {
					seeded++
					resource.DependsOn = nil
					stack.Template.Resources[id] = resource
				}
			}
		}
		problems, _, err := randomized.StartsTooEarly(stacks)
		if want := len(strings.Fields(lost.paths)); err != nil || seeded != want {
			t.Errorf("%s: error %v, %d of %s had an order; want no error, and %d", lost.shape, err, seeded, lost.paths, want)
		}
		if !slices.ContainsFunc(problems, func(problem string) bool { return strings.Contains(problem, lost.problem) }) {
			t.Errorf("%s without the order of %s: want a problem with %q, got\n%s", lost.shape, lost.paths, lost.problem,
				strings.Join(problems, "\n"))
		}
	}
}

// TestAnUnknownStartIsAnError catches a check that leaves tasks out because it does not know what starts them.
func TestAnUnknownStartIsAnError(t *testing.T) {
	stacks := handmade.Clone(stacksOf(t, "dev"))
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			if resource.Path == "Frontend/Service/Service/Service" {
				resource.Properties["TaskDefinition"] = "elsewhere"
			}
		}
	}
	_, _, err := randomized.StartsTooEarly(stacks)
	if err == nil || !strings.Contains(err.Error(), "Frontend/Task/Resource: nothing is known") {
		t.Errorf("error %v, want one about the frontend's task definition", err)
	}
}
