package stages

import "kasha/lib/names"

// pipelineAcknowledgements lists what is accepted in the pipeline's stack. CDK Pipelines writes almost all of these policies, and has
// no setting that narrows them.
func pipelineAcknowledgements(environments []Environment) []acknowledgement {
	const (
		synth         = "Pipeline/Pipeline/Build/Synth/CdkBuildProject/Role/DefaultPolicy/Resource"
		pipeline      = "Pipeline/Pipeline/Role/DefaultPolicy/Resource"
		source        = "Pipeline/Pipeline/Source/Push/CodePipelineActionRole/DefaultPolicy/Resource"
		selfMutation  = "Pipeline/UpdatePipeline/SelfMutation/Role/DefaultPolicy/Resource"
		assets        = "Pipeline/Assets/FileRole/DefaultPolicy/Resource"
		securityCheck = "Pipeline/PipelinesSecurityCheck/CDKSecurityCheck/Role/DefaultPolicy/Resource"
		autoApprove   = "Pipeline/PipelinesSecurityCheck/CDKPipelinesAutoApprove"
	)
	builds := []string{synth, selfMutation, assets, securityCheck}
	policies := []string{
		pipeline, source, autoApprove + "/ServiceRole/DefaultPolicy/Resource", "Pipeline/CodeBuildActionRole/DefaultPolicy/Resource",
	}
	for _, environment := range environments {
		name := environment.Config.Name
		for _, step := range []string{"Smoke-" + name, "Protect-" + name} { // a step that the environment lacks is passed over
			builds = append(builds, "Pipeline/Pipeline/"+name+"/"+step+"/"+step+"/Role/DefaultPolicy/Resource")
		}
		policies = append(policies, "Pipeline/Pipeline/"+name+"/Permissions-of-"+name+".Check/CodePipelineActionRole/DefaultPolicy/Resource")
	}
	policies = append(policies, builds...)
	return []acknowledgement{
		ownPolicies(policies),
		{
			rules: []string{"AwsSolutions-IAM5"},
			appliesTo: []any{
				matching("^Action::(s3:(Abort|DeleteObject|GetBucket|GetObject|List)|kms:(GenerateDataKey|ReEncrypt))\\*$"),
				matching("^Resource::<(PipelineArtifactsBucket|BuildCache)\\w+\\.Arn>/\\*$"),
			},
			reason: "CDK Pipelines' own grants on the pipeline's artifacts, their key, and the build cache. Each run creates objects with new " +
				"names.",
			resources: append([]string{pipeline, source}, builds...),
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:aws:s3:::" + names.PipelineSupportStack + "[a-z0-9-]+/\\*$"), "Resource::*"},
			reason: "If the pipeline deploys to another region, these are CDK Pipelines' own grants on its artifacts there. It refers to the " +
				"key there by an alias, and allows kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey* and kms:ReEncrypt* on " +
				"any key. A key's own policy must also admit the account.",
			resources: []string{pipeline},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:aws:(logs|codebuild):[a-z0-9-]+:\\d{12}:(log-group:/aws/codebuild/|report-group/).*\\*$")},
			reason:    "A build writes its own log streams and test reports. CodeBuild chooses their names.",
			resources: builds,
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:\\*:iam::\\d{12}:role/\\*$"), "Resource::*"},
			reason: "Self-mutation may assume the bootstrap roles for publishing files and for deploying in the pipeline's account. A " +
				"condition on the roles' tag restricts it to them. On any resource it may call cloudformation:DescribeStacks and " +
				"s3:ListBucket, to find the bootstrap stack and bucket, whose names it does not know.",
			resources: []string{selfMutation},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "codebuild:StartBuild, codebuild:StopBuild and codebuild:BatchGetBuilds: with this role CodePipeline starts the " +
				"publishing. CDK Pipelines does not name the project, so the role could start any build in the pipeline's account. The " +
				"publishing roles that it assumes in the target accounts are named one by one.",
			resources: []string{assets},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*", matching("^Resource::<PipelinePipelinesSecurityCheckCDKPipelinesAutoApprove\\w+\\.Arn>:\\*$")},
			reason: "The permission check runs cdk diff against the deployed stacks. For that CDK Pipelines allows sts:AssumeRole on every " +
				"bootstrap role that is tagged for deploying, in any account that trusts this one. Such a role could also deploy. This " +
				"stack defines what the check runs; the repository cannot change it. The check also calls any version of the one function " +
				"that approves a release which broadens no permissions.",
			resources: []string{securityCheck},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "codepipeline:GetPipelineState and codepipeline:PutApprovalResult. A condition restricts them to pipelines with the tag " +
				"SECURITY_CHECK; only this pipeline has it.",
			resources: []string{autoApprove + "/ServiceRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM4"},
			appliesTo: []any{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"},
			reason:    "AWS maintains this policy. It allows the function only to write its logs.",
			resources: []string{autoApprove + "/ServiceRole/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-LambdaConcurrency", "NIST.800.53.R5-LambdaDLQ", "NIST.800.53.R5-LambdaInsideVPC"},
			reason: "CDK Pipelines' function answers one approval per release and calls only CodePipeline. If it fails, the approval stays " +
				"open and a person decides.",
			resources: []string{autoApprove + "/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-CloudWatchLogGroupEncrypted"},
			reason:    "CloudWatch encrypts the log group with its own key. The log shows which approval was answered.",
			resources: []string{autoApprove + "/LogGroup/Resource", "BuildLogs/Resource"},
		},
		{
			rules: []string{
				"AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled",
				"NIST.800.53.R5-S3BucketReplicationEnabled", "NIST.800.53.R5-S3BucketVersioningEnabled",
			},
			reason:    "Artifacts and caches of builds. Everything in them can be built again from the repository.",
			resources: []string{"BuildCache/Resource", "Pipeline/Pipeline/ArtifactsBucket/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason:    "Public downloads and compiled code. S3 encrypts them; a customer managed key would cost more than the bucket.",
			resources: []string{"BuildCache/Resource"},
		},
	}
}

// supportAcknowledgements lists what is accepted in a stack that CDK Pipelines adds in another region that it deploys to.
func supportAcknowledgements() []acknowledgement {
	return []acknowledgement{
		{
			rules: []string{
				"AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled",
				"NIST.800.53.R5-S3BucketReplicationEnabled", "NIST.800.53.R5-S3BucketVersioningEnabled",
			},
			reason:    "Templates for this region. Each run copies them from the pipeline's bucket.",
			resources: []string{"Default/CrossRegionCodePipelineReplicationBucket/Resource"},
		},
	}
}
