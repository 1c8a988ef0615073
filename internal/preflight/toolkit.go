package preflight

import "kasha/lib/config"

// The CDK's own bootstrap stack, as the pinned CDK CLI writes it. A test holds these against its template.
const (
	DefaultToolkitStack = "CDKToolkit"
	DefaultQualifier    = "hnb659fds"

	// toolkitVariant is the parameter BootstrapVariant of the template. The CDK CLI leaves a stack with another one alone.
	toolkitVariant = "AWS CDK: Default Resources"

	// toolkitVersion is the template's version. The CDK CLI leaves a stack with a newer one alone.
	toolkitVersion = 33
)

// toolkitResources are the logical ids of the template. CloudFormation deletes other resources of a stack that gets this template.
func toolkitResources() []string {
	return []string{
		"CdkBoostrapPermissionsBoundaryPolicy", "CdkBootstrapVersion", "CloudFormationExecutionRole", "ContainerAssetsRepository",
		"DeploymentActionRole", "FileAssetsBucketEncryptionKey", "FileAssetsBucketEncryptionKeyAlias", "FilePublishingRole",
		"FilePublishingRoleDefaultPolicy", "ImagePublishingRole", "ImagePublishingRoleDefaultPolicy", "LookupRole", "StagingBucket",
		"StagingBucketPolicy",
	}
}

// toolkitParameters are the parameters of the template.
func toolkitParameters() []string {
	return []string{
		"ApplyPermissionsBoundaryToAllRoles", "BootstrapVariant", "CloudFormationExecutionPolicies", "ContainerAssetsRepositoryName",
		"DenyExternalId", "FileAssetsBucketKmsKeyId", "FileAssetsBucketName", "InputPermissionsBoundary", "PublicAccessBlockConfiguration",
		"Qualifier", "TrustedAccounts", "TrustedAccountsForLookup", "UseExamplePermissionsBoundary",
	}
}

// Toolkit is what cdk.json says about the bootstrap stack, and what the caller wants deployments to be allowed.
type Toolkit struct {
	Stack     string // the stack's name: toolkitStackName in cdk.json
	Qualifier string // "@aws-cdk/core:bootstrapQualifier" in its context

	// Policies are the managed policies that deployments get in place of those that they have. Empty: they keep theirs, and in a new
	// bootstrap stack they get AdministratorAccess.
	Policies []string
}

// ReadToolkit reads what a cdk.json says about the bootstrap stack. Both settings are the CDK's own.
func ReadToolkit(cdkJSON string) (Toolkit, error) {
	file, err := config.ReadCDKFile(cdkJSON)
	if err != nil {
		return Toolkit{}, err
	}
	return Toolkit{Stack: file.ToolkitStackName, Qualifier: file.Qualifier()}, nil
}

// parameter is the SSM parameter in which the bootstrap stack writes its version.
func (t Toolkit) parameter() string { return "/cdk-bootstrap/" + t.qualifier() + "/version" }

func (t Toolkit) stack() string {
	if t.Stack == "" {
		return DefaultToolkitStack
	}
	return t.Stack
}

func (t Toolkit) qualifier() string {
	if t.Qualifier == "" {
		return DefaultQualifier
	}
	return t.Qualifier
}
