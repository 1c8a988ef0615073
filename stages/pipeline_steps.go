package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"
)

// approvals stand before production: a person says yes to the release, and again where a change gives anyone more rights,
// because that second question shows which. Other environments are where mistakes may be made.
func approvals(environment Environment, topic awssns.ITopic) *[]pipelines.Step {
	if !environment.Config.IsProduction() {
		return nil
	}
	name := environment.Config.Name
	promote := pipelines.NewManualApprovalStep(jsii.String("Promote-to-"+name), &pipelines.ManualApprovalStepProps{
		Comment: jsii.String("Deploy this revision to " + name + "? The review of its pull request says what changes."),
	})
	permissions := pipelines.NewConfirmPermissionsBroadening(jsii.String("Permissions-of-"+name), &pipelines.PermissionsBroadeningCheckProps{
		Stage:             environment.Stage,
		NotificationTopic: topic,
	})
	permissions.AddStepDependency(promote)
	return &[]pipelines.Step{promote, permissions}
}

// smokeTest asks the deployed site from outside, as a viewer would, and asks the load balancer, which must refuse. It runs
// the script of the revision that was deployed.
func smokeTest(environment Environment, source pipelines.IFileSetProducer) pipelines.Step {
	outputs := map[string]awscdk.CfnOutput{
		"DISTRIBUTION":  environment.Edge.DistributionName,
		"LOAD_BALANCER": environment.Services.PublicName,
	}
	if environment.Edge.SiteAddress != nil {
		outputs["SITE"] = environment.Edge.SiteAddress
	}
	return pipelines.NewShellStep(jsii.String("Smoke-"+environment.Config.Name), &pipelines.ShellStepProps{
		Input:             source,
		Commands:          jsii.Strings("bash scripts/smoke"),
		EnvFromCfnOutputs: &outputs,
	})
}
