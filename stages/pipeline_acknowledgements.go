package stages

// pipelineAcknowledgements is the second page for the security reviewer: what is accepted in the pipeline's stack. Almost all
// of it is written by CDK Pipelines, which offers no way to say it more narrowly.
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
	policies := []string{pipeline, source, autoApprove + "/ServiceRole/DefaultPolicy/Resource", "Pipeline/CodeBuildActionRole/DefaultPolicy/Resource"}
	for _, environment := range environments {
		name := environment.Config.Name
		builds = append(builds, "Pipeline/Pipeline/"+name+"/Smoke-"+name+"/Smoke-"+name+"/Role/DefaultPolicy/Resource")
		policies = append(policies, "Pipeline/Pipeline/"+name+"/Permissions-of-"+name+".Check/CodePipelineActionRole/DefaultPolicy/Resource")
	}
	policies = append(policies, builds...)
	return []acknowledgement{
		{
			rules:     []string{"NIST.800.53.R5-IAMNoInlinePolicy"},
			reason:    "The policy belongs to this one role and is created, changed and deleted with it; nobody else can attach it by mistake.",
			resources: policies,
		},
		{
			rules: []string{"AwsSolutions-IAM5"},
			appliesTo: []any{
				matching("^Action::(s3:(Abort|DeleteObject|GetBucket|GetObject|List)|kms:(GenerateDataKey|ReEncrypt))\\*$"),
				matching("^Resource::<(PipelineArtifactsBucket|BuildCache)\\w+\\.Arn>/\\*$"),
			},
			reason:    "CDK Pipelines' own grants on the pipeline's artifacts and their key, and on the build cache: the objects' names come with each run.",
			resources: append([]string{pipeline, source}, builds...),
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:aws:s3:::kasha-pipeline-support-[a-z0-9-]+/\\*$"), "Resource::*"},
			reason:    "Where the pipeline deploys to another region, CDK Pipelines' own grants on its artifacts there. It knows the key there by an alias and allows kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey* and kms:ReEncrypt* on any key; a key's own policy must admit the account, too.",
			resources: []string{pipeline},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:aws:(logs|codebuild):[a-z0-9-]+:\\d{12}:(log-group:/aws/codebuild/|report-group/).*\\*$")},
			reason:    "A build writes its own log streams and test reports, whose names CodeBuild makes up.",
			resources: builds,
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:\\*:iam::\\d{12}:role/\\*$"), "Resource::*"},
			reason:    "Self-mutation may assume the bootstrap's roles for publishing files and deploying in the pipeline's account, which a condition on the roles' tag says. On any resource: cloudformation:DescribeStacks and s3:ListBucket, with which it looks for the bootstrap's stack and bucket, whose names it does not know.",
			resources: []string{selfMutation},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason:    "codebuild:StartBuild, codebuild:StopBuild and codebuild:BatchGetBuilds: with this role CodePipeline starts the publishing, and CDK Pipelines does not name the project, so it could start any build of the pipeline's account. The publishing roles that it assumes in the target accounts are named one by one.",
			resources: []string{assets},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*", matching("^Resource::<PipelinePipelinesSecurityCheckCDKPipelinesAutoApprove\\w+\\.Arn>:\\*$")},
			reason:    "The permission check runs cdk diff against what is deployed. For that CDK Pipelines allows sts:AssumeRole on every bootstrap role that is tagged for deploying, in any account that trusts this one; such a role could deploy, too. What the check runs is written in this stack and not in the repository. And it calls the one function that approves when nothing broadens, in any version.",
			resources: []string{securityCheck},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason:    "codepipeline:GetPipelineState and codepipeline:PutApprovalResult on pipelines that carry the tag SECURITY_CHECK, which a condition says; only this one does.",
			resources: []string{autoApprove + "/ServiceRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM4"},
			appliesTo: []any{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"},
			reason:    "AWS maintains this policy: the function may write its logs, nothing else.",
			resources: []string{autoApprove + "/ServiceRole/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-LambdaConcurrency", "NIST.800.53.R5-LambdaDLQ", "NIST.800.53.R5-LambdaInsideVPC"},
			reason:    "CDK Pipelines' function answers one approval per release and calls CodePipeline only. If it fails, the approval stays open and a person decides.",
			resources: []string{autoApprove + "/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-CloudWatchLogGroupEncrypted"},
			reason:    "CloudWatch encrypts it with a key of its own; the log says which approval was answered.",
			resources: []string{autoApprove + "/LogGroup/Resource"},
		},
		{
			rules: []string{
				"AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled",
				"NIST.800.53.R5-S3BucketReplicationEnabled", "NIST.800.53.R5-S3BucketVersioningEnabled",
			},
			reason:    "Artifacts and caches of builds: everything in them can be built again from the repository.",
			resources: []string{"BuildCache/Resource", "Pipeline/Pipeline/ArtifactsBucket/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason:    "Public downloads and compiled code, encrypted by S3; a key of its own would cost more than the bucket.",
			resources: []string{"BuildCache/Resource"},
		},
	}
}

// supportAcknowledgements are those of a stack that CDK Pipelines makes in another region that it deploys to.
func supportAcknowledgements() []acknowledgement {
	return []acknowledgement{
		{
			rules: []string{
				"AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled",
				"NIST.800.53.R5-S3BucketReplicationEnabled", "NIST.800.53.R5-S3BucketVersioningEnabled",
			},
			reason:    "Templates on their way to this region, copied from the pipeline's bucket by each run.",
			resources: []string{"Default/CrossRegionCodePipelineReplicationBucket/Resource"},
		},
	}
}
