package tests

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestTasksAreSizedAsConfigured catches another size, architecture or port than the configured one.
func TestTasksAreSizedAsConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			p.equal(c.definition, "Cpu", c.configured.CPU)
			p.equal(c.definition, "Memory", c.configured.MemoryMiB)
			if got := c.definition.Properties.Map("RuntimePlatform").Text("CpuArchitecture"); !strings.EqualFold(got, c.configured.Architecture) {
				p.t.Errorf("%s runs on %s, want %s", c.service, got, c.configured.Architecture)
			}
			if got := c.says.Maps("PortMappings")[0].Text("ContainerPort"); got != strconv.Itoa(c.configured.Port) {
				p.t.Errorf("%s listens on %s, want %d", c.service, got, c.configured.Port)
			}
		}
	})
}

// TestTwoToFourTasksAt70And80Percent catches a service with one task, one that cannot scale out, and another scaling target than the design
// document's.
func TestTwoToFourTasksAt70And80Percent(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			if count := c.service.Properties["DesiredCount"]; count != nil {
				p.t.Errorf("%s has the DesiredCount %v, want none: a release would undo scaling", c.service, count)
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
				p.t.Errorf("%s scales at %v, want 70 %% CPU and 80 %% memory", c.service, targets)
			}
		}
		if p.env.IsProduction() && (p.env.Frontend.MinTasks != 2 || p.env.Frontend.MaxTasks != 4) {
			p.t.Errorf("%d to %d tasks in production, want 2 to 4", p.env.Frontend.MinTasks, p.env.Frontend.MaxTasks)
		}
	})
}

// TestSpotKeepsTwoTasksOnDemandInProduction catches a production service that a wave of Spot interruptions could take down, and a capacity
// provider other than the configured one.
func TestSpotKeepsTwoTasksOnDemandInProduction(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			p.absent(c.service, "LaunchType") // it would override the capacity provider strategy
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
				p.t.Errorf("%s has the weights %v, want %v", c.service, weight, want)
			}
		}
	})
}

// TestServicesStopBeforeTheClusterIsDeleted catches an order in which `cdk destroy` fails with "capacity provider is in use".
// CloudFormation deletes in the reverse order of dependencies, and the CDK writes no dependency here.
func TestServicesStopBeforeTheClusterIsDeleted(t *testing.T) {
	eachShape(t, func(p platform) {
		providers := p.some("AWS::ECS::ClusterCapacityProviderAssociations")[0]
		if got := sorted(providers.Properties.Texts("CapacityProviders")); got != "FARGATE, FARGATE_SPOT" {
			p.t.Errorf("capacity providers %s, want FARGATE and FARGATE_SPOT", got)
		}
		for _, c := range p.containers() {
			after, _ := c.service.written.DependsOn.([]any)
			if !slices.Contains(after, any(providers.LogicalID)) {
				p.t.Errorf("%s does not depend on %s, want it to; it depends on %v", c.service, providers, after)
			}
		}
	})
}

// TestVariablesNameWhatAProcessUses catches a process without the address of a database, replica, queue or bucket that it uses. It also
// catches a process with the address of something that it does not use.
func TestVariablesNameWhatAProcessUses(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			uses := c.configured.Uses
			want := map[string]string{}
			if uses.Has(config.UsesDatabase) {
				want["DATABASE_HOST"] = "data/Database/Primary/Resource"
				if p.env.Database.Proxy {
					want["DATABASE_HOST"] = "services/DatabaseProxy/Proxy/Resource"
				}
			}
			if uses.Has(config.UsesReplica) && p.env.Database.ReadReplica {
				want["DATABASE_REPLICA_HOST"] = "data/Database/Replica/Resource"
			}
			if uses.Has(config.UsesBucket) {
				want["BUCKET_NAME"] = "data/Storage/Application/Resource"
			}
			for _, name := range slices.Concat(p.env.Messaging.Main, p.env.Messaging.Notification) {
				if uses.SendsTo(name) || uses.ReceivesFrom(name) {
					want["QUEUE_"+strings.ToUpper(name)+"_URL"] = "data/Messaging/" + name + "/Resource"
				}
			}
			told := pairs(c.says.Maps("Environment"), "Name", "Value")
			if uses.MySQL() && (told["DATABASE_PORT"] != "3306" || told["DATABASE_NAME"] == "") {
				p.t.Errorf("%s has the variables %v, want DATABASE_PORT=3306 and DATABASE_NAME", c.definition, told)
			}
			for variable, path := range want {
				if where, ok := p.model.Find(told[variable]); !ok || where.Path != path {
					p.t.Errorf("%s: %s is %q, want %s", c.definition, variable, told[variable], path)
				}
			}
			for variable := range told {
				_, wanted := want[variable]
				address := strings.HasSuffix(variable, "_HOST") || strings.HasPrefix(variable, "QUEUE_") || variable == "BUCKET_NAME"
				if address && !wanted {
					p.t.Errorf("%s has the variable %s, want none of what it does not use", c.definition, variable)
				}
			}
		}
	})
}
