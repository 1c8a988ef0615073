package promises

import "kasha/internal/allowlist"

// Construct paths of the pipeline's parts. The pipeline's power is in the roles that it becomes: the CDK's bootstrap roles of
// every account that it deploys to.
const (
	pipelineRole      = "Pipeline/Pipeline/Role"
	everyPipelineRole = "Pipeline/*Role"
	everyAssetRole    = "Pipeline/Assets/*Role"
	sourceRole        = "Pipeline/Pipeline/Source/*/CodePipelineActionRole"
	selfMutationRole  = "Pipeline/UpdatePipeline/SelfMutation/Role"
	protectionRole    = "Pipeline/Pipeline/*/Protect-*/Role"
	securityCheck     = "Pipeline/PipelinesSecurityCheck/*"
	bootstrapRole     = "arn:aws*:iam::????????????:role/cdk-*"

	artifactKey   = "Pipeline/Pipeline/ArtifactsBucketEncryptionKey"
	replicaBucket = "Default/CrossRegionCodePipelineReplicationBucket" // in each other region that it deploys to
	replicaKey    = replicaBucket + "EncryptionKey"
)

const bootstrapTag = "iam:ResourceTag/aws-cdk:bootstrap-role"

// artifacts is what passes from step to step: one bucket, the build cache and a bucket in each other region.
func artifacts() []string {
	return []string{
		"Pipeline/Pipeline/ArtifactsBucket", "Pipeline/Pipeline/ArtifactsBucket/*", "BuildCache", "BuildCache/*", replicaBucket,
		replicaBucket + "/*",
	}
}

func pipelinePromises() []promise {
	return []promise{
		pipelinePassesArtifacts(), pipelineBecomesBootstrapRoles(), pipelineFetchesTheSource(), pipelineBuilds(), pipelineReports(),
		pipelineKeysAnswerToTheAccount(), servicesBecomePipelineRoles(),
	}
}

func pipelinePassesArtifacts() promise {
	keys, useKeys := []string{artifactKey, replicaKey}, []string{"kms:Decrypt", "kms:ReEncryptFrom"}
	return promise{permissions: []allowlist.Permission{
		{Who: everyPipelineRole, May: []string{"s3:GetObject*", "s3:PutObject", "s3:DeleteObject*"}, On: artifacts()},
		{Who: everyPipelineRole, May: useKeys, On: keys},
		// The CDK's own: it knows the replicas' keys by alias; see stages/acknowledgements_pipeline.go.
		{Who: pipelineRole, May: useKeys, On: []string{"*"}},
		{Who: bootstrapRole, May: []string{"s3:GetObject*"}, On: artifacts()},
		{Who: bootstrapRole, May: decrypt(), On: keys},
	}}
}

// pipelineBecomesBootstrapRoles lets one step publish files, another deploy stacks, and a third protect them from deletion
// after a release. Self-mutation may assume any role that is tagged as a bootstrap role.
func pipelineBecomesBootstrapRoles() promise {
	return promise{permissions: []allowlist.Permission{
		{Who: everyAssetRole, May: assume(), On: []string{"arn:aws*:role/cdk-*-file-publishing-role-*"}},
		{Who: protectionRole, May: assume(), On: []string{"arn:aws*:role/cdk-*-deploy-role-*"}},
		{Who: selfMutationRole, May: assume(), On: []string{"arn:*:iam::????????????:role/*"}, OnlyIf: bootstrapTag},
		{Who: securityCheck, May: assume(), On: []string{"*"}, OnlyIf: bootstrapTag}, // the CDK's own; see docs/reachability.md
		{Who: pipelineRole, May: assume(), On: []string{"Pipeline/*ActionRole", "arn:aws*:role/cdk-*-deploy-role-*"}},
	}}
}

// pipelineFetchesTheSource lets the source step use the connection, which a person makes by hand, and give what it fetched to the
// bucket's account.
func pipelineFetchesTheSource() promise {
	return promise{permissions: []allowlist.Permission{
		{Who: sourceRole, May: []string{"s3:PutObjectAcl", "s3:PutObjectVersionAcl"}, On: artifacts()},
		{Who: sourceRole, May: []string{"code*:UseConnection"}, On: []string{"arn:aws*:connection/*"}},
	}}
}

// pipelineBuilds lets the pipeline start its builds and the check before production, which compares permissions and approves
// where nothing broadens.
func pipelineBuilds() promise {
	start, invoke := []string{"codebuild:StartBuild"}, []string{"lambda:InvokeFunction"}
	return promise{permissions: []allowlist.Permission{
		{Who: everyPipelineRole, May: start, On: []string{"Pipeline/*"}},
		{Who: everyAssetRole, May: start, On: []string{"*"}},
		{Who: everyPipelineRole, May: invoke, On: []string{securityCheck}},
		{Who: securityCheck, May: []string{"sns:Publish", "lambda:InvokeFunction"}, On: []string{"Notifications", securityCheck}},
		{
			Who: securityCheck, May: []string{"codepipeline:PutApprovalResult"}, On: []string{"*"},
			OnlyIf: "aws:ResourceTag/SECURITY_CHECK",
		},
	}}
}

func pipelineReports() promise {
	topicAndKey := []string{"Notifications", generalKey}
	return promise{permissions: []allowlist.Permission{
		{Who: everyPipelineRole, May: publish(), On: []string{"Notifications"}},
		{Who: everyPipelineRole, May: decrypt(), On: []string{generalKey}},
		{Who: allowlist.Service("codestar-notifications"), May: []string{"kms:Decrypt", "sns:Publish"}, On: topicAndKey},
	}}
}

func pipelineKeysAnswerToTheAccount() promise {
	return promise{permissions: []allowlist.Permission{
		{Who: allowlist.ThisAccount, May: []string{"kms:*"}, On: []string{generalKey, artifactKey}, Must: true},
		{Who: allowlist.ThisAccount, May: []string{"kms:*"}, On: []string{replicaKey}},
	}}
}

func servicesBecomePipelineRoles() promise {
	return promise{permissions: []allowlist.Permission{
		{Who: allowlist.Service("codepipeline"), May: assume(), On: []string{pipelineRole}, Must: true},
		{Who: allowlist.Service("codebuild"), May: assume(), On: []string{everyPipelineRole}},
		{Who: allowlist.Service("lambda"), May: assume(), On: []string{securityCheck}},
	}}
}
