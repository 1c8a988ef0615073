package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/lib/names"
	"kasha/lib/runtask"
)

// jobsOf are the jobs of the shape that has some.
func jobsOf(t *testing.T) (platform, []string) {
	t.Helper()
	p := platformOf(t, "application")
	if len(p.env.Jobs) < 3 {
		t.Fatalf("%d jobs, want one with an overlap, one that runs once a month, and another", len(p.env.Jobs))
	}
	return p, p.env.JobNames()
}

// TestAStateMachineOfAJobMayDoWhatItCalls catches a call that the role does not allow, and a permission that no call needs.
func TestAStateMachineOfAJobMayDoWhatItCalls(t *testing.T) {
	t.Parallel()
	var definition struct {
		States map[string]struct{ Resource string }
	}
	if err := json.Unmarshal([]byte(runtask.Definition), &definition); err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{"iam:PassRole": true, "ecs:TagResource": true} // what ECS asks of who starts a task
	for _, state := range definition.States {
		if _, call, ok := strings.Cut(state.Resource, "aws-sdk:"); ok {
			service, operation, _ := strings.Cut(call, ":")
			calls[strings.Replace(service, "sfn", "states", 1)+":"+strings.ToUpper(operation[:1])+operation[1:]] = true
		}
	}
	p, jobs := jobsOf(t)
	for _, job := range jobs {
		want := maps.Clone(calls)
		if p.env.Jobs[job].Overlap {
			delete(want, "states:ListExecutions")
		}
		allowed := map[string]bool{}
		for _, statement := range p.statements("services/"+names.Title(names.Job(job))+"/Machine/Role", "") {
			for _, action := range statement.Texts("Action") {
				if service, _, _ := strings.Cut(action, ":"); service == "logs" || service == "xray" || service == "kms" {
					continue // its own logs and traces, and the topic's key
				}
				allowed[action] = true
				if slices.Contains(statement.Texts("Resource"), "*") {
					t.Errorf("%s: %s is allowed on everything", job, action)
				}
			}
		}
		equalSets(t, "the actions of the job "+job, slices.Collect(maps.Keys(allowed)), slices.Collect(maps.Keys(want)))
	}
}

// TestAJobRunsItsProcess catches a job with another image or size than its process. It also catches a port that nothing calls, and a
// security group that admits somebody.
func TestAJobRunsItsProcess(t *testing.T) {
	t.Parallel()
	p, jobs := jobsOf(t)
	definition := func(process string) resource {
		return p.one("AWS::ECS::TaskDefinition", "services/"+names.Title(process)+"/Task")
	}
	for _, job := range jobs {
		own, process := definition(names.Job(job)).Properties, definition(p.env.ProcessName(p.env.Jobs[job].Runs)).Properties
		for _, property := range []string{"Cpu", "Memory", "RuntimePlatform"} {
			if fmt.Sprint(own[property]) != fmt.Sprint(process[property]) {
				t.Errorf("%s: %s is %v, want its process's %v", job, property, own[property], process[property])
			}
		}
		container, its := own.Maps("ContainerDefinitions")[0], process.Maps("ContainerDefinitions")[0]
		if fmt.Sprint(container["Image"]) != fmt.Sprint(its["Image"]) || container["ReadonlyRootFilesystem"] != true {
			t.Errorf("%s: image %v, want %v on a read-only root", job, container["Image"], its["Image"])
		}
		if got := container.Texts("Command"); !slices.Equal(got, p.env.Jobs[job].Command) {
			t.Errorf("%s: command %v, want %v", job, got, p.env.Jobs[job].Command)
		}
		if container["PortMappings"] != nil {
			t.Errorf("%s: ports %v, want none", job, container["PortMappings"])
		}
		group := p.one("AWS::EC2::SecurityGroup", "services/"+names.Title(names.Job(job))+"/Tasks")
		for _, rule := range p.all("AWS::EC2::SecurityGroupIngress") {
			if strings.Contains(fmt.Sprint(rule.Properties["GroupId"]), group.LogicalID) {
				t.Errorf("%s: its tasks admit %v", job, rule.Properties)
			}
		}
	}
}

// TestASecondDeliveryOfAStartIsRecognized catches a schedule that does not say for which time it starts a run. It also catches one that
// tries for longer than the state machine recognizes a second delivery.
func TestASecondDeliveryOfAStartIsRecognized(t *testing.T) {
	t.Parallel()
	p, jobs := jobsOf(t)
	for _, job := range jobs {
		schedule := p.one("AWS::Scheduler::Schedule", "services/"+names.Title(names.Job(job))+"/Schedule")
		target := schedule.Properties.Map("Target")
		if got, want := target.Text("Input"), `{"at":"<aws.scheduler.scheduled-time>"}`; got != want {
			t.Errorf("%s: input %s, want %s", job, got, want)
		}
		if age, _ := target.Map("RetryPolicy").Int("MaximumEventAgeInSeconds"); age == 0 || age >= 900 {
			t.Errorf("%s: a start is tried for %d s, want less than the 900 of the state machine", job, age)
		}
		zone := schedule.Properties.Text("ScheduleExpressionTimezone")
		if got := schedule.Properties.Text("ScheduleExpression"); got != p.env.Jobs[job].Schedule || zone != p.env.Jobs[job].TimeZone {
			t.Errorf("%s: runs at %s in %s, want %s in %s", job, got, zone, p.env.Jobs[job].Schedule, p.env.Jobs[job].TimeZone)
		}
	}
}

// TestAnEnvironmentWithoutJobsHasNoClusterForThem catches parts of jobs in the templates of everyone.
func TestAnEnvironmentWithoutJobsHasNoClusterForThem(t *testing.T) {
	t.Parallel()
	for shape, want := range map[string]bool{"prod": false, "application": true} {
		p := platformOf(t, shape)
		got := slices.ContainsFunc(p.some("AWS::ECS::Cluster"), func(cluster resource) bool {
			return cluster.Properties.Text("ClusterName") == p.env.Names().TasksCluster()
		})
		if got != want {
			t.Errorf("%s has the cluster %s: %t, want %t", shape, p.env.Names().TasksCluster(), got, want)
		}
	}
}
