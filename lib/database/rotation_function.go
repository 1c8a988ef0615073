package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/logging"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/rotation/bundle"
)

const (
	// rotationSeconds is how long one step may take. A step makes at most four connections, each of which gives up after five
	// seconds, and runs a handful of statements.
	rotationSeconds = 60

	// rotationMemoryMiB also decides on the share of a CPU: with 128 MiB a TLS handshake takes seconds. A rotation costs less than a
	// hundredth of a cent.
	rotationMemoryMiB = 256
)

// rotationFunction is a deployed rotation function (lib/rotation/function).
type rotationFunction struct {
	resource   awslambda.Function
	role       awsiam.Role
	permission awslambda.CfnPermission // lets Secrets Manager call it
}

func (r rotation) newFunction(database, scope constructs.Construct, props Props, security awsec2.ISecurityGroup) rotationFunction {
	// The log group exists before the function runs. A group that Lambda creates never expires.
	logs := logging.NewGroup(database, r.id+"Logs", logging.GroupProps{
		Name: names.FunctionLogs(r.function), RetentionDays: props.LogRetentionDays, Key: props.SecretsKey, Retain: props.Retain,
	})
	role := r.newRole(scope, props)
	logs.GrantWrite(role)
	built := awslambda.NewFunction(scope, jsii.String("Function"), &awslambda.FunctionProps{
		FunctionName: jsii.String(r.function),
		Description:  jsii.String(props.Environment.Description("rotates a database password")),
		Code:         awslambda.Code_FromAsset(jsii.String(props.RotationCode), nil),
		// The runtime starts the program "bootstrap" and ignores the handler. Amazon Linux 2023 is supported until June 2029 (Lambda
		// developer guide, "Runtimes").
		Runtime:        awslambda.Runtime_PROVIDED_AL2023(),
		Handler:        jsii.String("bootstrap"),
		Architecture:   awslambda.Architecture_X86_64(), // every region has it
		MemorySize:     jsii.Number(rotationMemoryMiB),
		Timeout:        awscdk.Duration_Seconds(jsii.Number(rotationSeconds)),
		Role:           role,
		LogGroup:       logs,
		Vpc:            props.VPC,
		VpcSubnets:     network.In(network.BackendSubnets),
		SecurityGroups: &[]awsec2.ISecurityGroup{security},
		Environment: &map[string]*string{
			bundle.ExcludeVariable:  jsii.String(excludedCharacters),
			bundle.StrategyVariable: jsii.String(string(r.strategy())),
		},
	})
	permission := awslambda.NewCfnPermission(scope, jsii.String("Permission"), &awslambda.CfnPermissionProps{
		Action:       jsii.String("lambda:InvokeFunction"),
		FunctionName: built.FunctionArn(),
		Principal:    jsii.String("secretsmanager.amazonaws.com"),
		// Otherwise a secret of any account could be rotated by this function (Secrets Manager user guide, "Permissions for rotation").
		SourceAccount: awscdk.Stack_Of(scope).Account(),
	})
	return rotationFunction{resource: built, role: role, permission: permission}
}

func (r rotation) strategy() bundle.Strategy {
	if r.master != nil {
		return bundle.AlternatingUsers
	}
	return bundle.OneUser
}

// newRole allows the four steps on the one secret, and reading the master user's where two users alternate.
func (r rotation) newRole(scope constructs.Construct, props Props) awsiam.Role {
	role := awsiam.NewRole(scope, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	read := []*string{r.secret.SecretArn()}
	if r.master != nil {
		read = append(read, r.master.SecretArn())
	}
	key := props.SecretsKey.KeyArn()
	viaSecretsManager := &map[string]any{"StringEquals": map[string]any{
		"kms:ViaService": "secretsmanager." + *awscdk.Stack_Of(scope).Region() + ".amazonaws.com",
	}}
	for _, statement := range []*awsiam.PolicyStatementProps{
		{Actions: jsii.Strings("secretsmanager:GetSecretValue"), Resources: &read},
		{
			Actions: jsii.Strings(
				"secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"),
			Resources: &[]*string{r.secret.SecretArn()},
		},
		{Actions: jsii.Strings("secretsmanager:GetRandomPassword"), Resources: jsii.Strings("*")}, // it belongs to no secret
		{Actions: jsii.Strings("kms:Decrypt", "kms:GenerateDataKey"), Resources: &[]*string{key}, Conditions: viaSecretsManager},
		// How Lambda connects a function to a VPC (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon
		// VPC"). The first two actions take no resource. For the others Lambda wants all resource ids of the account.
		{Actions: jsii.Strings("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"), Resources: jsii.Strings("*")},
		{
			Actions: jsii.Strings("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses",
				"ec2:UnassignPrivateIpAddresses"),
			Resources: &[]*string{awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("ec2"), Resource: jsii.String("*"), ResourceName: jsii.String("*"),
			})},
		},
	} {
		role.AddToPolicy(awsiam.NewPolicyStatement(statement))
	}
	return role
}
