package tests

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/config"
	"kasha/lib/names"
)

// eachWorker runs a check on every worker of the shapes, with its construct path in the services stack.
func eachWorker(t *testing.T, check func(t *testing.T, p platform, path string, process config.Process, worker config.Worker)) {
	t.Helper()
	count := 0
	for _, p := range []platform{platformOf(t, "application"), platformOf(t, "ap-southeast-2")} {
		for _, process := range p.env.Processes() {
			if process.Kind == config.KindWorker {
				count++
				check(t, p, "services/"+names.Title(process.Name), process, p.env.Worker(process))
			}
		}
	}
	if count < 4 {
		t.Errorf("%d workers, want at least four: one that starts from zero, one that does not, one with long messages", count)
	}
}

// TestNothingConnectsToAWorker catches a worker with a load balancer, a port, a public address or an inbound rule.
func TestNothingConnectsToAWorker(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, process config.Process, _ config.Worker) {
		service := p.one("AWS::ECS::Service", path)
		if balancers := service.Properties.Maps("LoadBalancers"); len(balancers) > 0 {
			t.Errorf("%s has %d load balancers, want none", path, len(balancers))
		}
		network := service.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration")
		if public := network.Text("AssignPublicIp"); public != "DISABLED" {
			t.Errorf("%s: AssignPublicIp is %q, want DISABLED", path, public)
		}
		for _, container := range p.one("AWS::ECS::TaskDefinition", path).Properties.Maps("ContainerDefinitions") {
			if ports := container.Maps("PortMappings"); len(ports) > 0 {
				t.Errorf("%s maps %d ports, want none", path, len(ports))
			}
		}
		groups := network.Texts("SecurityGroups")
		if len(groups) == 0 {
			t.Errorf("%s has no security group, want one", path)
		}
		p.admits(path, groups)
	})
}

// TestAWorkerRunsItsContainer catches a worker with another image, size or command than its configuration says. It also catches a container
// that can write to its root, and one without the address of its queue.
func TestAWorkerRunsItsContainer(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, process config.Process, worker config.Worker) {
		definition := p.one("AWS::ECS::TaskDefinition", path+"/Task").Properties
		size := []string{definition.Text("Cpu"), definition.Text("Memory")}
		if want := []string{strconv.Itoa(worker.CPU), strconv.Itoa(worker.MemoryMiB)}; !slices.Equal(size, want) {
			t.Errorf("%s has the size %v, want %v", path, size, want)
		}
		container := definition.Maps("ContainerDefinitions")[0]
		if got := container.Texts("Command"); !slices.Equal(got, worker.Command) || !container.Is("ReadonlyRootFilesystem") {
			t.Errorf("%s runs %v with a read-only root %t, want %v and true", path, got, container.Is("ReadonlyRootFilesystem"), worker.Command)
		}
		backend := p.one("AWS::ECS::TaskDefinition", "services/Backend/Task").Properties.Maps("ContainerDefinitions")[0]
		if got, want := asJSON(container["Image"]), asJSON(backend["Image"]); got != want && worker.Image == p.env.Backend.Image {
			t.Errorf("%s has the image %s, want the backend's %s", path, got, want)
		}
		var variables []string
		for _, variable := range container.Maps("Environment") {
			variables = append(variables, variable.Text("Name"))
		}
		if want := names.QueueVariable(worker.Queue); !slices.Contains(variables, want) {
			t.Errorf("%s has the variables %v, want %s among them", path, variables, want)
		}
	})
}

// TestAWorkerScalesOnItsOwnQueue catches an alarm that reads the metrics of another queue, and one whose policy is another worker's.
func TestAWorkerScalesOnItsOwnQueue(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, _ config.Process, worker config.Worker) {
		alarm := p.one("AWS::CloudWatch::Alarm", path+"/Needed")
		policy := p.one("AWS::ApplicationAutoScaling::ScalingPolicy", path+"/Scaling")
		if got := alarm.Properties.Texts("AlarmActions"); len(got) != 1 || !strings.HasSuffix(got[0], "."+policy.LogicalID+"}") {
			t.Errorf("%s: the alarm invokes %v, want the worker's own policy %s alone", path, got, policy.LogicalID)
		}
		read := 0
		for _, query := range alarm.Properties.Maps("Metrics") {
			for _, dimension := range query.Map("MetricStat").Map("Metric").Maps("Dimensions") {
				read++
				if got, want := dimension.Text("Value"), p.env.Names().Queue(worker.Queue); got != want {
					t.Errorf("%s: the alarm reads %s of %s, want %s", path, query.Text("Id"), got, want)
				}
			}
		}
		if read < 3 { // sent, waiting and in flight
			t.Errorf("%s: the alarm reads %d metrics of the queue, want at least 3", path, read)
		}
	})
}

// TestAWorkerProtectsItsOwnTasksOnly catches a role that may protect tasks of other processes, and a tag that ECS does not copy to tasks.
func TestAWorkerProtectsItsOwnTasksOnly(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, process config.Process, _ config.Worker) {
		service := p.one("AWS::ECS::Service", path).Properties
		tag := ""
		for _, each := range service.Maps("Tags") {
			if each.Text("Key") == names.ProcessTag {
				tag = each.Text("Value")
			}
		}
		if tag != process.Name || service.Text("PropagateTags") != "SERVICE" {
			t.Errorf("%s: the tag is %q, and tags propagate from %q, want %q and SERVICE", path, tag, service.Text("PropagateTags"),
				process.Name)
		}
		allowed := 0
		for _, policy := range under(path, p.all("AWS::IAM::Policy")) {
			for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
				if !strings.Contains(asJSON(statement["Action"]), "ecs:UpdateTaskProtection") {
					continue
				}
				allowed++
				if got := statement.Map("Condition").Map("StringEquals").Text("aws:ResourceTag/" + names.ProcessTag); got != process.Name {
					t.Errorf("%s: protection is limited to the tasks of %q, want %q", path, got, process.Name)
				}
			}
		}
		if allowed != 1 {
			t.Errorf("%s: %d statements allow to protect tasks, want one", path, allowed)
		}
	})
}
