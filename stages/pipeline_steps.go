package stages

import (
	"strings"

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
		// The stage is locked until somebody answers, so the question is about the oldest push that has come this far.
		Comment: jsii.String("Deploy this revision to " + name + "? The review of its pull request says what changes. " +
			"A newer push waits behind this question: reject to let it ask instead."),
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
	variables := map[string]*string{}
	if schedule := environment.Config.Schedule; schedule != nil {
		// A site that is switched off answers with an error, and a push in the evening must not stop before production for that.
		variables["AWAKE"] = jsii.String(strings.Join([]string{strings.Join(schedule.Days, ","), schedule.Start, schedule.Stop, schedule.TimeZone}, " "))
	}
	return pipelines.NewShellStep(jsii.String("Smoke-"+environment.Config.Name), &pipelines.ShellStepProps{
		Input:             source,
		Commands:          jsii.Strings("bash scripts/smoke"),
		Env:               &variables,
		EnvFromCfnOutputs: &outputs,
	})
}
