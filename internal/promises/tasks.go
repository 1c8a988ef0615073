package promises

import "kasha/internal/allowlist"

// The two roles of an ECS task definition, by construct path. The application acts as the task role. ECS pulls the image, reads
// the secrets and opens the log stream as the execution role.
func taskRole(process string) string      { return process + "/Task/TaskRole" }
func executionRole(process string) string { return process + "/Task/ExecutionRole" }

// privateWays are the ways out of a private subnet.
func privateWays() []allowlist.Way {
	return []allowlist.Way{allowlist.NATGateway, allowlist.GatewayEndpoint, allowlist.InterfaceEndpoint}
}

// runsAsTasks is what every process needs to start and to write its logs.
func runsAsTasks(process string) promise {
	calls := []allowlist.Connection{
		// Images that are not in ECR, and first pulls of cached ones, come from the internet.
		{From: process, To: allowlist.Internet, On: allowlist.TCP(https), Via: []allowlist.Way{allowlist.NATGateway}, Must: true},
		{From: process, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: privateWays()},
	}
	return promise{
		connections: append(calls, mustCall(process, "ecr.api", "ecr.dkr", "s3", "logs")...),
		permissions: []allowlist.Permission{
			{Who: ecsTasks(), May: assume(), On: []string{taskRole(process), executionRole(process)}, Must: true},
		},
	}
}

// protectsItsTasks lets a task of a worker keep ECS from stopping it while it works on a message. The condition on the tag limits that to
// the tasks of the same process.
func protectsItsTasks(process, cluster string) promise {
	return promise{permissions: []allowlist.Permission{{
		Who: taskRole(process), May: []string{"ecs:UpdateTaskProtection"}, On: []string{"arn:*:ecs:*:task/" + cluster + "/*"},
		OnlyIf: "aws:ResourceTag/process", Must: true,
	}}}
}

func ecsTasks() string { return allowlist.Service("ecs-tasks") }

func assume() []string { return []string{"sts:AssumeRole"} }

// mustCall is for the AWS services without which a process does not work, where the environment uses them.
func mustCall(process string, services ...string) []allowlist.Connection {
	var calls []allowlist.Connection
	for _, service := range services {
		calls = append(calls, allowlist.Connection{
			From: process, To: allowlist.AWSService(service), On: allowlist.TCP(https), Via: privateWays(), Must: true,
		})
	}
	return calls
}
