package exposure_test

import (
	"fmt"
	"strings"
)

const (
	aSecret = `{{resolve:secretsmanager:s:SecretString}}`
	cached  = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	passing = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
)

// worseDelivery are openings of pipelines, caches, secrets in plain sight, routes and dead-letter queues.
func worseDelivery() []worse {
	const plain = "plain environment variables that contain a secret"
	source := func(branch string) string {
		return fmt.Sprintf(`"Stages": [{"Name": "Source", "Actions": [{"Name": "Code", "ActionTypeId": {"Category": "Source"},
			"Configuration": {"FullRepositoryId": "a/b", "BranchName": %q}}]}]`, branch)
	}
	task := func(value string) string {
		return fmt.Sprintf(`"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true, "Environment": [{"Name": "V", "Value": %q}]}]`,
			value)
	}
	paths := func(policy string) string {
		return fmt.Sprintf(`"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/account/*", "CachePolicyId": %q}]}`, policy)
	}
	leading := func(resource, properties, variable string) worse {
		const what = "variables that make requests or the program itself go another way (a proxy, other code, certificates or credentials)"
		return worse{what: what, resource: resource, before: strings.Replace(properties, "VARIABLES", "", 1),
			after: strings.Replace(properties, "VARIABLES", variable, 1)}
	}
	action := `"Stages": [{"Name": "s", "Actions": [{"Name": "a", "Configuration": {"EnvironmentVariables": "[VARIABLES]"}}]}]`
	return []worse{
		leading("AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "c", "Environment": [VARIABLES]}]`,
			`{"Name": "ALL_PROXY", "Value": "a"}`),
		leading("AWS::Lambda::Function", `"Environment": {"Variables": {VARIABLES}}`, `"LD_PRELOAD": "a"`),
		leading("AWS::Synthetics::Canary", `"RunConfig": {"EnvironmentVariables": {VARIABLES}}`, `"NODE_PATH": "a"`),
		leading("AWS::CodeBuild::Project", `"Environment": {"EnvironmentVariables": [VARIABLES]}`, `{"Name": "BASH_ENV", "Value": "a"}`),
		leading("AWS::CodePipeline::Pipeline", action, `{\"name\":\"BASH_ENV\",\"value\":\"a\"}`),
		{what: "other code is deployed to every environment", resource: "AWS::CodePipeline::Pipeline", before: source("main"),
			after: source("other")},
		{what: plain, resource: "AWS::ECS::TaskDefinition", before: task("v"), after: task(aSecret)},
		{what: plain, resource: "AWS::Lambda::Function", before: `"Environment": {"Variables": {"V": "v"}}`,
			after: `"Environment": {"Variables": {"V": "` + aSecret + `"}}`},
		{what: plain, resource: "AWS::CodeBuild::Project", before: `"Environment": {"EnvironmentVariables": [{"Name": "V", "Value": "v"}]}`,
			after: `"Environment": {"EnvironmentVariables": [{"Name": "V", "Value": "` + aSecret + `"}]}`},
		{what: "responses are cached that were not (one viewer's response can reach another)", resource: "AWS::CloudFront::Distribution",
			before: paths(passing), after: paths(cached)},
		{what: "route to another network", resource: "AWS::EC2::Route", before: `"DestinationCidrBlock": "10.9.0.0/16"`,
			after: `"DestinationCidrBlock": "10.9.0.0/16", "VpcPeeringConnectionId": "pcx"`},
		{what: "queues that may use this one as their dead-letter queue", resource: "AWS::SQS::Queue",
			before: `"RedriveAllowPolicy": {"redrivePermission": "byQueue", "sourceQueueArns": ["a"]}`, after: ``},
	}
}

// worseOrders are weakenings by another order, and of alarms of alarms.
func worseOrders() []worse {
	stages := func(names ...any) string {
		return fmt.Sprintf(`"Stages": [{"Name": %q}, {"Name": %q}]`, names...)
	}
	actions := func(check, approval int) string {
		return fmt.Sprintf(`"Stages": [{"Name": "prod", "Actions": [{"Name": "Check", "RunOrder": %d},
			{"Name": "Promote", "RunOrder": %d, "ActionTypeId": {"Category": "Approval"}}]}]`, check, approval)
	}
	asks := func(question string) string {
		return fmt.Sprintf(`"Stages": [{"Name": "prod", "Actions": [{"Name": "Promote", "ActionTypeId": {"Category": "Approval"},
			"Configuration": {"CustomData": %q}}]}]`, question)
	}
	return []worse{
		{what: "order of the environments", resource: "AWS::CodePipeline::Pipeline", before: stages("dev", "prod"), after: stages("prod", "dev")},
		{what: "order of the actions in a stage", resource: "AWS::CodePipeline::Pipeline", before: actions(1, 2), after: actions(2, 1)},
		{what: "approvals that no longer show what was found before", resource: "AWS::CodePipeline::Pipeline",
			before: asks("Deploy? #{a.MESSAGE}"), after: asks("Deploy? MESSAGE")},
		{what: "alarms that it consists of", resource: "AWS::CloudWatch::CompositeAlarm",
			before: `"AlarmRule": "ALARM(\"a\") OR ALARM(\"b\")"`, after: `"AlarmRule": "ALARM(\"a\")"`},
	}
}
