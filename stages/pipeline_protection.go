package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"
)

// newProtection builds the step that enables termination protection of an environment's protected stacks after each deployment. CDK
// Pipelines deploys stacks without it (aws/aws-cdk#17871). It returns nil where no stack is protected.
//
// The step assumes the bootstrap's deploy role of each stack, which may call cloudformation:UpdateTerminationProtection.
func newProtection(pipelineStack awscdk.Stack, environment Environment, source pipelines.IFileSetProducer) pipelines.Step {
	var lines []string
	var roles []*string
	for _, stack := range stacksOf(environment.Stage) {
		if !*stack.TerminationProtection() {
			continue
		}
		role := deployRole(pipelineStack, stack)
		lines = append(lines, *stack.Region()+" "+*stack.StackName()+" "+*role)
		roles = append(roles, role)
	}
	if len(lines) == 0 {
		return nil
	}
	return pipelines.NewCodeBuildStep(jsii.String("Protect-"+environment.Config.Name), &pipelines.CodeBuildStepProps{
		Input:    source,
		Commands: jsii.Strings("bash scripts/protect-stacks"),
		Env:      &map[string]*string{"STACKS": jsii.String(strings.Join(lines, "\n"))},
		RolePolicyStatements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("sts:AssumeRole"), Resources: &roles,
		})},
	})
}

// deployRole returns the ARN of the role that the bootstrap makes for deploying a stack. Its name is fixed by the bootstrap template:
// cdk-QUALIFIER-deploy-role-ACCOUNT-REGION.
func deployRole(in, of awscdk.Stack) *string {
	qualifier := *of.Synthesizer().BootstrapQualifier()
	return in.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("iam"), Region: jsii.String(""), Account: of.Account(), Resource: jsii.String("role"),
		ResourceName: jsii.String("cdk-" + qualifier + "-deploy-role-" + *of.Account() + "-" + *of.Region()),
	})
}
