package exposure

import "kasha/internal/review/values"

// computeSettings are those of what runs code: ECS, Lambda and CodeBuild. With another role it may do what that role allows;
// in another security group it is reached as that group allows.
func computeSettings() []setting {
	const (
		service  = "AWS::ECS::Service"
		task     = "AWS::ECS::TaskDefinition"
		function = "AWS::Lambda::Function"
	)
	network := func(property string) func(map[string]any) any {
		return at("NetworkConfiguration", "AwsvpcConfiguration", property)
	}
	return []setting{
		opening(service, "tasks get public IP addresses", network("AssignPublicIp"), becomes("ENABLED")).evenNew(),
		opening(service, "ECS Exec (a shell in running containers)", at("EnableExecuteCommand"), turnedOn).evenNew(),
		opening(service, "attached security groups", network("SecurityGroups"), more),
		weakening(service, "subnets in which tasks run", network("Subnets"), fewerInAll),
		weakening(service, "rollback of failed deployments",
			at("DeploymentConfiguration", "DeploymentCircuitBreaker", "Rollback"), turnedOff),

		opening(task, "task role", at("TaskRoleArn"), becomesAnother),
		opening(task, "task execution role", at("ExecutionRoleArn"), becomesAnother),
		weakening(task, "containers with a writable root file system", writableContainers, more),

		weakening(task, "another command decides whether a task is healthy, or none", containerChecks, differentChecks),

		weakening(function, "the function runs in the VPC; outside of it, no private address is reached", at("VpcConfig"), dropped),
		opening(function, "execution role of the function", at("Role"), becomesAnother),
		opening(function, "attached security groups", at("VpcConfig", "SecurityGroupIds"), more),
		weakening(function, "subnets in which the function runs", at("VpcConfig", "SubnetIds"), fewerInAll),
		opening("AWS::Lambda::Url", "function URL without authentication", at("AuthType"), becomes("NONE")).evenNew(),

		opening("AWS::CodeBuild::Project", "service role of the build project", at("ServiceRole"), becomesAnother),
	}
}

func writableContainers(task map[string]any) any {
	var writable []any
	for _, container := range objects(at("ContainerDefinitions")(task)) {
		if !values.IsTrue(container["ReadonlyRootFilesystem"]) {
			writable = append(writable, container["Name"])
		}
	}
	return writable
}

// containerChecks are the commands of the health checks by container. ECS stops a task whose essential container fails its check.
func containerChecks(task map[string]any) any {
	checks := map[string]any{}
	for _, container := range objects(at("ContainerDefinitions")(task)) {
		checks[values.Text(container["Name"])] = or(at("HealthCheck", "Command"), "none")(map[string]any{"Properties": container})
	}
	return checks
}

// differentChecks compares the containers that are in both task definitions.
func differentChecks(old, new any) bool {
	before, _ := old.(map[string]any)
	after, _ := new.(map[string]any)
	for name, check := range after {
		if was, stood := before[name]; stood && was != "none" && !values.Equal(was, check) {
			return true
		}
	}
	return false
}
