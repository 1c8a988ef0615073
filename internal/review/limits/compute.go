package limits

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review/values"
	"kasha/lib/offers"
)

// computeChecks are those of ECS and Lambda.
func computeChecks() []check {
	return []check{
		of(taskSize, taskType), of(onFargate, taskType), of(containerSizes, taskType), of(noneEssential, taskType),
		of(capacityProviders, "AWS::ECS::Service"), of(rebalancing, "AWS::ECS::Service"), of(functionMemory, "AWS::Lambda::Function"),
	}
}

const taskType = "AWS::ECS::TaskDefinition"

func runsOnFargate(task map[string]any) bool {
	list, _ := task["RequiresCompatibilities"].([]any)
	return slices.Contains(list, any("FARGATE"))
}

// taskSize is for Linux; Windows tasks have fewer sizes.
func taskSize(task map[string]any) []Refusal {
	const page = "ECS developer guide, \"Amazon ECS task definition parameters for Fargate\""
	cpu, cpuIs := number(task["Cpu"])
	memory, memoryIs := number(task["Memory"])
	if !runsOnFargate(task) || !cpuIs || !memoryIs || offers.FargateHas(int(cpu), int(memory)) {
		return nil
	}
	sizes := offers.FargateMemory(int(cpu))
	if len(sizes) == 0 {
		var units []string
		for _, size := range offers.FargateCPUs() {
			units = append(units, fmt.Sprint(size))
		}
		return one(true, "Cpu", "Fargate has no task with these CPU units; fix: one of "+strings.Join(units, ", ")+" ("+page+")", task["Cpu"])
	}
	what := fmt.Sprintf("Fargate does not pair this memory with %v CPU units; fix: %d to %d MiB, in the steps of lib/offers/fargate.go (%s)",
		cpu, sizes[0], sizes[len(sizes)-1], page)
	return one(true, "Memory", what, task["Memory"])
}

// onFargate lists what only tasks on EC2 instances may have.
func onFargate(task map[string]any) []Refusal {
	if !runsOnFargate(task) {
		return nil
	}
	const page = "ECS API, ContainerDefinition"
	found := one(task["NetworkMode"] != "awsvpc", "NetworkMode", "NetworkMode must be awsvpc on Fargate (ECS API, RegisterTaskDefinition)",
		task["NetworkMode"])
	const parameters = " (ECS API, RegisterTaskDefinition)"
	pid := task["PidMode"]
	found = append(found, one(pid != nil && pid != "task", "PidMode", "PidMode must be task on Fargate, or absent"+parameters, pid)...)
	found = append(found, one(task["IpcMode"] != nil, "IpcMode", "IpcMode must be absent on Fargate"+parameters, task["IpcMode"])...)
	for _, container := range values.Objects(task["ContainerDefinitions"]) {
		at := "ContainerDefinitions[" + values.Text(container["Name"]) + "]."
		stop, written := number(container["StopTimeout"])
		found = append(found, one(written && (stop < 2 || stop > 120), at+"StopTimeout",
			at+"StopTimeout must be 2 to 120 on Fargate ("+page+")", container["StopTimeout"])...)
		found = append(found, one(values.IsTrue(container["Privileged"]), at+"Privileged",
			at+"Privileged: Fargate runs no privileged containers ("+page+")", container["Privileged"])...)
		added, _ := values.Within(container, "LinuxParameters", "Capabilities", "Add").([]any)
		for _, capability := range added {
			found = append(found, one(capability != "SYS_PTRACE", at+"LinuxParameters.Capabilities.Add",
				at+"LinuxParameters.Capabilities.Add: Fargate adds SYS_PTRACE only (ECS API, KernelCapabilities)", capability)...)
		}
	}
	return found
}

// containerSizes compares what containers reserve with what their task has.
func containerSizes(task map[string]any) []Refusal {
	var found []Refusal
	for _, size := range []string{"Cpu", "Memory"} {
		sum := 0.0
		for _, container := range values.Objects(task["ContainerDefinitions"]) {
			reserved, _ := number(container[size])
			sum += reserved
		}
		has, written := number(task[size])
		found = append(found, one(written && sum > has, size,
			fmt.Sprintf("%s is less than the %v that the containers reserve together (ECS API, ContainerDefinition)", size, sum), task[size])...)
	}
	return found
}

// capacityProviders checks a service's strategy. Fargate and Fargate Spot are the capacity providers of a cluster without instances.
func capacityProviders(service map[string]any) []Refusal {
	const page = "ECS API, CapacityProviderStrategyItem"
	strategy := values.Objects(service["CapacityProviderStrategy"])
	if len(strategy) == 0 {
		return nil
	}
	weighted, bases := false, 0
	for _, item := range strategy {
		weight, isNumber := number(or(item["Weight"], 0))
		weighted = weighted || !isNumber || weight > 0
		if base, _ := number(item["Base"]); base > 0 {
			bases++
		}
	}
	const at = "CapacityProviderStrategy"
	return slices.Concat(
		one(!weighted, at, "CapacityProviderStrategy: at least one capacity provider must have a Weight above 0 ("+page+")",
			service[at]),
		one(bases > 1, at, "CapacityProviderStrategy: only one capacity provider may have a Base ("+page+")", service[at]),
		one(service["LaunchType"] != nil, "LaunchType",
			"LaunchType must be left out where there is a CapacityProviderStrategy (ECS API, CreateService)", service["LaunchType"]),
	)
}

// rebalancing starts the new task before it stops the old one.
func rebalancing(service map[string]any) []Refusal {
	most := values.Within(service, "DeploymentConfiguration", "MaximumPercent")
	percent, written := number(most)
	return one(service["AvailabilityZoneRebalancing"] == "ENABLED" && written && percent <= 100, "DeploymentConfiguration.MaximumPercent",
		"DeploymentConfiguration.MaximumPercent must be above 100 with AvailabilityZoneRebalancing "+
			"(ECS developer guide, \"Balancing an Amazon ECS service across Availability Zones\")", most)
}

// functionMemory is for functions without instances of their own. With a capacity provider, a function may have more memory.
func functionMemory(function map[string]any) []Refusal {
	memory, _ := number(function["MemorySize"])
	return one(memory > 10240 && function["CapacityProviderConfig"] == nil, "MemorySize",
		"MemorySize must be 128 to 10240 (Lambda developer guide, \"Lambda quotas\")", function["MemorySize"])
}
