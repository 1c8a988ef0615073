package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/config"
)

// container is one service as ECS runs it.
type container struct {
	service, definition resource
	says                properties // the container definition
	configured          config.Service
}

// containers are the frontend and the backend.
func (p platform) containers() []container {
	p.t.Helper()
	var all []container
	for _, service := range p.some("AWS::ECS::Service") {
		definition := p.follow(service.Properties.Text("TaskDefinition"))
		says := definition.Properties.Maps("ContainerDefinitions")[0]
		configured := p.env.Frontend
		if says.Text("Name") == "backend" {
			configured = p.env.Backend
		}
		all = append(all, container{service, definition, says, configured})
	}
	if len(all) != 2 {
		p.t.Fatalf("%d services, want frontend and backend", len(all))
	}
	return all
}

// TestTasksRunInPrivateSubnetsWithoutPublicAddresses catches tasks in a public subnet, in one zone only, in the database's
// subnets, or with an address of their own.
func TestTasksRunInPrivateSubnetsWithoutPublicAddresses(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			network := c.service.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration")
			if network.Text("AssignPublicIp") != "DISABLED" {
				p.t.Errorf("%s: public address %q", c.service, network.Text("AssignPublicIp"))
			}
			if len(network.Texts("Subnets")) != 2 {
				p.t.Errorf("%s runs in %v, want two zones", c.service, network.Texts("Subnets"))
			}
			for _, subnet := range network.Texts("Subnets") {
				if group := subnetGroup(p.follow(subnet)); group != c.says.Text("Name") {
					p.t.Errorf("%s runs in a %s subnet", c.service, group)
				}
			}
		}
	})
}

// TestTasksAreSizedAsConfigured catches a size or an architecture that the configuration does not say, and a tier without
// its limits.
func TestTasksAreSizedAsConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			p.equal(c.definition, "Cpu", c.configured.CPU)
			p.equal(c.definition, "Memory", c.configured.MemoryMiB)
			if got := c.definition.Properties.Map("RuntimePlatform").Text("CpuArchitecture"); !strings.EqualFold(got, c.configured.Architecture) {
				p.t.Errorf("%s runs on %s, configured is %s", c.service, got, c.configured.Architecture)
			}
			if got := c.says.Maps("PortMappings")[0].Text("ContainerPort"); got != strconv.Itoa(c.configured.Port) {
				p.t.Errorf("%s listens on %s, configured is %d", c.service, got, c.configured.Port)
			}
		}
	})
}

// TestTwoToFourTasksAt70And80Percent catches a service of one task, one that cannot grow, and a target that is not the
// document's.
func TestTwoToFourTasksAt70And80Percent(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			if count := c.service.Properties["DesiredCount"]; count != nil {
				p.t.Errorf("%s asks for %v tasks: every release would undo what scaling has done", c.service, count)
			}
			targets := map[string]string{}
			for _, policy := range p.some("AWS::ApplicationAutoScaling::ScalingPolicy") {
				scaled := p.follow(policy.Properties.Text("ScalingTargetId"))
				if !strings.Contains(scaled.Properties.Text("ResourceId"), "."+c.service.LogicalID+".") {
					continue
				}
				p.equal(scaled, "MinCapacity", c.configured.MinTasks)
				p.equal(scaled, "MaxCapacity", c.configured.MaxTasks)
				tracking := policy.Properties.Map("TargetTrackingScalingPolicyConfiguration")
				targets[tracking.Map("PredefinedMetricSpecification").Text("PredefinedMetricType")] = tracking.Text("TargetValue")
			}
			if targets["ECSServiceAverageCPUUtilization"] != "70" || targets["ECSServiceAverageMemoryUtilization"] != "80" {
				p.t.Errorf("%s scales at %v", c.service, targets)
			}
		}
		if p.env.IsProduction() && (p.env.Frontend.MinTasks != 2 || p.env.Frontend.MaxTasks != 4) {
			p.t.Errorf("%d to %d tasks", p.env.Frontend.MinTasks, p.env.Frontend.MaxTasks)
		}
	})
}

// TestDeploymentsLoseNoCapacity catches the construct's default, which stops half of the tasks before it starts new ones; a
// bad release that stays; and tasks that all remain in one zone after the other came back.
func TestDeploymentsLoseNoCapacity(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			deployment := c.service.Properties.Map("DeploymentConfiguration")
			if deployment.Text("MinimumHealthyPercent") != "100" || deployment.Text("MaximumPercent") != "200" {
				p.t.Errorf("%s deploys between %s and %s percent", c.service, deployment.Text("MinimumHealthyPercent"), deployment.Text("MaximumPercent"))
			}
			if breaker := deployment.Map("DeploymentCircuitBreaker"); !breaker.Is("Enable") || !breaker.Is("Rollback") {
				p.t.Errorf("%s does not roll back: %v", c.service, breaker)
			}
			p.equal(c.service, "AvailabilityZoneRebalancing", "ENABLED")
		}
	})
}

// TestSpotKeepsTwoTasksOnDemandInProduction catches a production service that a wave of Spot interruptions could take down,
// and on-demand prices where Spot was configured (or Spot where it was not).
func TestSpotKeepsTwoTasksOnDemandInProduction(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			p.absent(c.service, "LaunchType") // it would override the strategy
			base, weight := map[string]string{}, map[string]string{}
			for _, strategy := range c.service.Properties.Maps("CapacityProviderStrategy") {
				base[strategy.Text("CapacityProvider")] = strategy.Text("Base")
				weight[strategy.Text("CapacityProvider")] = strategy.Text("Weight")
			}
			want := map[string]string{"FARGATE": "1"}
			if c.configured.Spot {
				want = map[string]string{"FARGATE_SPOT": "1"}
			}
			if c.configured.Spot && p.env.IsProduction() {
				want["FARGATE"] = "0"
				if base["FARGATE"] != "2" {
					p.t.Errorf("%s keeps %q tasks on demand, want 2", c.service, base["FARGATE"])
				}
			}
			if fmt.Sprint(weight) != fmt.Sprint(want) {
				p.t.Errorf("%s is placed by %v, want %v", c.service, weight, want)
			}
		}
	})
}

// TestServicesStopBeforeTheClusterIsDeleted catches the order in which `cdk destroy` fails with "capacity provider is in
// use": CloudFormation deletes in the reverse order of dependencies, and the CDK writes none here.
func TestServicesStopBeforeTheClusterIsDeleted(t *testing.T) {
	eachShape(t, func(p platform) {
		providers := p.some("AWS::ECS::ClusterCapacityProviderAssociations")[0]
		if got := sorted(providers.Properties.Texts("CapacityProviders")); got != "FARGATE, FARGATE_SPOT" {
			p.t.Errorf("capacity providers %s", got)
		}
		for _, c := range p.containers() {
			after, _ := c.service.written.DependsOn.([]any)
			if !slices.Contains(after, any(providers.LogicalID)) {
				p.t.Errorf("%s does not depend on %s, but on %v", c.service, providers, after)
			}
		}
	})
}

// TestContainersCannotBeChangedOrEntered catches a writable root filesystem, a shell by ECS Exec, a privileged container, and
// an image whose own writable paths were forgotten (it would stop at its first write).
func TestContainersCannotBeChangedOrEntered(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, definition := range p.some("AWS::ECS::TaskDefinition") { // the SQL task's too
			for _, says := range definition.Properties.Maps("ContainerDefinitions") {
				if !says.Is("ReadonlyRootFilesystem") || says.Is("Privileged") || len(says.Map("LinuxParameters").Map("Capabilities").Texts("Add")) > 0 {
					p.t.Errorf("%s: %v", definition, says)
				}
			}
		}
		for _, c := range p.containers() {
			p.equal(c.service, "EnableExecuteCommand", false)
			var writable []string
			for _, mount := range c.says.Map("LinuxParameters").Maps("Tmpfs") {
				writable = append(writable, mount.Text("ContainerPath"))
				if got := sorted(mount.Texts("MountOptions")); got != "nodev, noexec, nosuid" {
					p.t.Errorf("%s: %s is mounted with %s", c.definition, mount.Text("ContainerPath"), got)
				}
			}
			if sorted(writable) != sorted(c.configured.WritablePaths) {
				p.t.Errorf("%s can write to %s, configured are %s", c.definition, sorted(writable), sorted(c.configured.WritablePaths))
			}
		}
	})
}

// TestContainersLogToGroupsThatExpire catches a container whose output is lost, one that stops while CloudWatch is slow, and
// Container Insights that are off in production; where they belong otherwise, TestContainerInsightsAreRead says.
func TestContainersLogToGroupsThatExpire(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			logs := c.says.Map("LogConfiguration")
			options := logs.Map("Options")
			if logs.Text("LogDriver") != "awslogs" || options.Text("mode") != "non-blocking" {
				p.t.Errorf("%s logs by %v", c.definition, logs)
			}
			if got, want := p.follow(options.Text("awslogs-group")).Properties.Text("LogGroupName"), "/kasha/"+p.env.Name+"/"+c.says.Text("Name"); got != want {
				p.t.Errorf("%s logs to %s, want %s", c.definition, got, want)
			}
		}
		settings := pairs(p.at("services/Cluster/Resource").Properties.Maps("ClusterSettings"), "Name", "Value")
		if p.env.IsProduction() && settings["containerInsights"] != "enabled" {
			p.t.Errorf("cluster settings %v", settings)
		}
	})
}

// TestImagesArePinnedAndComeFromThePrivateRegistry catches the document's nginx:latest (another image every day, from a
// registry that limits pulls) and a public image that goes around the pull-through cache.
func TestImagesArePinnedAndComeFromThePrivateRegistry(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			image, name := c.says.Text("Image"), c.says.Text("Name")
			want := "/kasha-" + p.env.Name + "-ecr-public/" + strings.TrimPrefix(c.configured.Image, "public.ecr.aws/")
			if tag, own := strings.CutPrefix(c.configured.Image, "ecr:"); own {
				repository := p.at("data/Registry/" + name + "/Resource")
				want = "/" + repository.Reference() + ":" + tag
			}
			if !strings.Contains(image, ".dkr.ecr.") || !strings.HasSuffix(image, want) {
				p.t.Errorf("%s runs %s, want %s of the private registry", name, image, want)
			}
			if tag := image[strings.LastIndex(image, ":")+1:]; tag == "latest" || strings.Contains(tag, "/") {
				p.t.Errorf("%s is not pinned: %s", name, image)
			}
		}
	})
}
