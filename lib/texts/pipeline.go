package texts

import "slices"

// pipeline is CodePipeline and its notifications.
func pipeline() []Text {
	const (
		pipelines    = "AWS::CodePipeline::Pipeline"
		notification = "AWS::CodeStarNotifications::NotificationRule"
		actions      = "Stages[].Actions[]."
		declared     = "CodePipeline API, ActionDeclaration"
		store        = "CodePipeline API, ArtifactStore"
	)
	name := Rule{
		Name: "PipelineName", What: "name of a pipeline, stage or action", Characters: `A-Za-z0-9.@_\-`, Least: 1, Most: 100,
		Write: "letters, digits and .@_-", Example: "kasha",
		Source: "CodePipeline API, PipelineDeclaration, StageDeclaration and ActionDeclaration",
	}
	namespace := Rule{
		Name: "ActionNamespace", What: "namespace of an action", Characters: `A-Za-z0-9@_\-`, Least: 1, Most: 100,
		Write: "letters, digits and @_-", Example: "review", Source: declared,
	}
	artifact := Rule{
		Name: "ArtifactName", What: "name of an artifact", Characters: wordDash, Least: 1, Most: 100, Write: dashWords,
		Example: "Synth_Output",
		Source:  "CodePipeline API, InputArtifact and OutputArtifact",
	}
	setting := Rule{
		Name: "ActionSetting", What: "value in an action's configuration", Characters: oneLine, Least: 1, Most: 1000, Write: lineWords,
		Example: "CHANGE_SET_REPLACE", Source: declared + ", configuration",
	}
	settingKey := Rule{
		Name: "ActionSettingKey", What: "key in an action's configuration", Characters: "A-Za-z", Least: 1, Most: 50, Write: "letters",
		Example: "StackName", Source: declared + ", configuration",
	}
	owner := oneOf("ActionOwner", "owner of an action", "CodePipeline API, ActionTypeId", "AWS", "ThirdParty", "Custom")
	provider := Rule{
		Name: "ActionProvider", What: "provider of an action", Characters: wordDash, Least: 1, Most: 35, Write: dashWords,
		Example: "CloudFormation",
		Source:  "CodePipeline API, ActionTypeId",
	}
	location := Rule{
		Name: "ArtifactBucket", What: "bucket of artifacts", Characters: `a-z0-9.\-`, Least: 3, Most: 63, Write: "a bucket's name",
		Example: "shop-artifacts", Source: store,
	}
	key := Rule{
		Name: "ArtifactKey", What: "key of artifacts", Characters: `A-Za-z0-9:/_\-`, Least: 1, Most: 400, Write: "a key's ARN or alias",
		Example: "arn:aws:kms:us-east-1:111111111111:alias/kasha", Source: "CodePipeline API, EncryptionKey",
	}
	ruleName := Rule{
		Name: "NotificationName", What: "name of a notification rule", Characters: wordDash + " ", Least: 1, Most: 64,
		Write:   dashWords + ", and spaces",
		Example: "shop-needs-a-person", Source: "CodeStar Notifications API, CreateNotificationRule",
	}
	event := Rule{
		Name: "NotificationEvent", What: "event of a notification", Characters: `a-z\-`,
		Form: "(codepipeline|codebuild|codecommit|codedeploy)-.+", Least: 1, Most: 200,
		Write: "an event of CodePipeline, CodeBuild, CodeCommit or CodeDeploy", Example: "codepipeline-pipeline-manual-approval-needed",
		Source: "Developer Tools console user guide, \"Events for notification rules on pipelines\"",
	}
	return slices.Concat(
		at(name, pipelines, "Name", "Stages[].Name", actions+"Name"),
		at(namespace, pipelines, actions+"Namespace"),
		at(artifact, pipelines, actions+"InputArtifacts[].Name", actions+"OutputArtifacts[].Name"),
		at(setting, pipelines, actions+"Configuration.*"),
		at(settingKey, pipelines, actions+"Configuration{}"),
		at(owner, pipelines, actions+"ActionTypeId.Owner"),
		at(provider, pipelines, actions+"ActionTypeId.Provider"),
		at(region(), pipelines, actions+"Region", "ArtifactStores[].Region"),
		at(location, pipelines, "ArtifactStore.Location", "ArtifactStores[].ArtifactStore.Location"),
		at(key, pipelines, "ArtifactStore.EncryptionKey.Id", "ArtifactStores[].ArtifactStore.EncryptionKey.Id"),
		at(oneOf("ArtifactKeyType", "type of a key of artifacts", store, "KMS"), pipelines, "ArtifactStore.EncryptionKey.Type",
			"ArtifactStores[].ArtifactStore.EncryptionKey.Type"),
		at(ruleName, notification, "Name"),
		at(event, notification, "EventTypeIds[]"),
		at(oneOf("NotificationTarget", "type of a notification's target", "CodeStar Notifications API, Target", "SNS", "AWSChatbotSlack",
			"AWSChatbotMicrosoftTeams"), notification, "Targets[].TargetType"),
	)
}

// build is CodeBuild.
func build() []Text {
	const (
		project     = "AWS::CodeBuild::Project"
		create      = "CodeBuild API, CreateProject"
		environment = "CodeBuild API, ProjectEnvironment"
	)
	name := Rule{
		Name: "ProjectName", What: "name of a project", Characters: wordDash, Form: "[A-Za-z0-9].*", Least: 2, Most: 150,
		Write:   dashWords,
		Example: "shop-selfupdate", Source: create,
	}
	description := Rule{
		Name: "ProjectDescription", What: "description of a project", Characters: oneLine, Most: 255, Write: lineWords, Example: "Builds",
		Source: create,
	}
	tagKey := Rule{
		Name: "ProjectTagKey", What: "key of a project's tag", Characters: tagText, Least: 1, Most: 127,
		Write: "letters, digits, spaces and _.:/=+-@", Example: "component", Source: "CodeBuild API, Tag",
	}
	tagValue := tagKey
	tagValue.Name, tagValue.What, tagValue.Least, tagValue.Most = "ProjectTagValue", "value of a project's tag", 0, 255
	variable := Rule{
		Name: "ProjectVariable", What: "value of a project's variable", Characters: anyText, Most: TemplateSize,
		Write: "text without control characters", Example: "/root/.cache/go-build", Source: "CodeBuild API, EnvironmentVariable",
	}
	image := Rule{
		Name: "ProjectImage", What: "image of a project", Characters: `A-Za-z0-9\-_:./@`, Least: 1, Most: 255,
		Write:   "letters, digits and -_:./@",
		Example: "aws/codebuild/standard:7.0", Source: environment,
	}
	buildspec := Rule{
		Name: "Buildspec", What: "buildspec", Characters: anyText, Least: 1, Most: TemplateSize, Write: "text without control characters",
		Example: "version: 0.2", Source: "CodeBuild API, ProjectSource",
	}
	cache := Rule{
		Name: "CacheLocation", What: "place of a cache", Characters: `A-Za-z0-9._/\-`, Least: 1, Most: 1024,
		Write:   "a bucket and a prefix",
		Example: "bucket/cache", Source: "CodeBuild API, ProjectCache",
	}
	logs := Rule{
		Name: "BuildLogStatus", What: "status of a project's logs", Characters: `A-Z`, Form: "ENABLED|DISABLED", Least: 7, Most: 8,
		Write: "ENABLED or DISABLED", Example: "ENABLED", Source: "CodeBuild API, CloudWatchLogsConfig",
	}
	return slices.Concat(
		at(logs, project, "LogsConfig.CloudWatchLogs.Status"),
		at(name, project, "Name"),
		at(description, project, "Description"),
		at(tagKey, project, "Tags[].Key"),
		at(tagValue, project, "Tags[].Value"),
		at(variable, project, "Environment.EnvironmentVariables[].Value"),
		at(image, project, "Environment.Image"),
		at(buildspec, project, "Source.BuildSpec"),
		at(cache, project, "Cache.Location"),
		at(oneOf("ArtifactsType", "type of artifacts", "CodeBuild API, ProjectArtifacts", "CODEPIPELINE", "NO_ARTIFACTS", "S3"), project,
			"Artifacts.Type", "SecondaryArtifacts[].Type"),
		at(oneOf("SourceType", "type of a source", "CodeBuild API, ProjectSource", "CODEPIPELINE", "NO_SOURCE", "S3", "CODECOMMIT", "GITHUB",
			"GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET"), project, "Source.Type", "SecondarySources[].Type"),
		at(oneOf("CacheType", "type of a cache", "CodeBuild API, ProjectCache", "NO_CACHE", "S3", "LOCAL"), project, "Cache.Type"),
		at(oneOf("ComputeType", "size of a build machine", environment, "BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM",
			"BUILD_GENERAL1_LARGE",
			"BUILD_GENERAL1_XLARGE", "BUILD_GENERAL1_2XLARGE", "BUILD_LAMBDA_1GB", "BUILD_LAMBDA_2GB", "BUILD_LAMBDA_4GB", "BUILD_LAMBDA_8GB",
			"BUILD_LAMBDA_10GB", "ATTRIBUTE_BASED_COMPUTE", "CUSTOM_INSTANCE_TYPE"), project, "Environment.ComputeType"),
		at(oneOf("VariableType", "type of a variable", "CodeBuild API, EnvironmentVariable", "PLAINTEXT", "PARAMETER_STORE",
			"SECRETS_MANAGER"),
			project, "Environment.EnvironmentVariables[].Type"),
		at(oneOf("ImageCredentials", "credentials for a project's image", environment, "CODEBUILD", "SERVICE_ROLE"), project,
			"Environment.ImagePullCredentialsType"),
		at(oneOf("ProjectType", "type of a build machine", environment, "LINUX_CONTAINER", "ARM_CONTAINER", "LINUX_EC2", "ARM_EC2",
			"LINUX_GPU_CONTAINER", "LINUX_LAMBDA_CONTAINER", "ARM_LAMBDA_CONTAINER", "WINDOWS_CONTAINER", "WINDOWS_SERVER_2019_CONTAINER",
			"WINDOWS_SERVER_2022_CONTAINER", "WINDOWS_EC2", "MAC_ARM"),
			project,
			"Environment.Type"),
		at(account(), "Custom::VpcRestrictDefaultSG", "Account"),
	)
}

// account is an account's number, as the CDK passes it to the custom resource that closes a VPC's default security group.
func account() Rule {
	return Rule{
		Name: "Account", What: "account", Characters: "0-9", Least: 12, Most: 12, Write: "the 12 digits of an account",
		Example: "111111111111", Source: "AWS Account Management guide, \"View AWS account identifiers\"",
	}
}
