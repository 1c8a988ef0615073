package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring"
)

// Tell tells the alarm topic of every backup, copy and restore job that did not complete, and of every restore that did: a
// monthly test that stays away is a failure of which no event speaks. Events of backups and copies name their vault; an event
// of a failed restore does not always, so every restore of RDS in the account and region is told. What AWS says about a job
// is its whole detail: not every state has a message.
func Tell(scope constructs.Construct, id string, watch *monitoring.Watch, environment string, backup config.Backup) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault := []*string{VaultARN(scope, environment)}
	failure := func(name, detailType string, detail map[string]any, means string) {
		watch.Event(monitoring.Event{
			Name: name, Severity: monitoring.Critical,
			Notice:  monitoring.Notice{Means: means, Do: "Read why, mend the cause, and make up for the job by hand.", Runbook: runbook},
			Pattern: jobs(detailType, detail), Reason: "$.detail",
		})
	}
	failure("archive-backup-failed", backupJobs, map[string]any{"state": []string{"FAILED", "ABORTED", "EXPIRED"}, "backupVaultArn": vault},
		"The archive has no snapshot of this month: AWS Backup could not take it.")
	if copyARN(scope, Props{Environment: environment, Backup: backup}) != nil {
		failure("archive-copy-failed", copyJobs, map[string]any{"state": []string{"FAILED"}, "sourceBackupVaultArn": vault},
			"This month's snapshot is in the archive, but its copy in the second region or account is not.")
	}
	failure("archive-restore-failed", restoreJobs, restores("FAILED", "ABORTED"),
		"A snapshot could not be restored. If it was the monthly test, the archive may be of no use.")
	if backup.RestoreTest {
		watch.Event(monitoring.Event{
			Name: "archive-restored", Severity: monitoring.News,
			Notice: monitoring.Notice{
				Means:   "A snapshot of the archive was restored: the monthly test passed. It comes on the third of each month, once for each vault.",
				Do:      "Nothing. In a month without it there was no test: see why, and whether a restored database was left running.",
				Runbook: runbook,
			},
			Pattern: jobs(restoreJobs, restores("COMPLETED")), Reason: "$.detail",
		})
	}
	if backup.CopyAccount != "" {
		admitCopyAccount(scope, environment, backup)
	}
}

const (
	runbook = "archive-restore"

	backupJobs  = "Backup Job State Change"
	copyJobs    = "Copy Job State Change"
	restoreJobs = "Restore Job State Change"
)

func jobs(detailType string, detail map[string]any) *awsevents.EventPattern {
	return &awsevents.EventPattern{Source: jsii.Strings("aws.backup"), DetailType: jsii.Strings(detailType), Detail: &detail}
}

func restores(states ...string) map[string]any {
	return map[string]any{"resourceType": []string{"RDS"}, "status": states}
}

// forwardRestores sends home, where the topic is, how restore tests of the copies ended: a rule reaches a topic in its own
// region only, but an event bus anywhere.
func forwardRestores(scope constructs.Construct, props CopyProps) {
	home := &awscdk.ArnComponents{Service: jsii.String("events"), Region: jsii.String(props.HomeRegion), Resource: jsii.String("event-bus"), ResourceName: jsii.String("default")}
	if props.Backup.CopyAccount != "" {
		home.Account = jsii.String(props.HomeAccount)
	}
	bus := awsevents.EventBus_FromEventBusArn(scope, jsii.String("Home"), awscdk.Stack_Of(scope).FormatArn(home))
	rule := awsevents.NewRule(scope, jsii.String("ForwardRestores"), &awsevents.RuleProps{
		RuleName:     jsii.String("kasha-" + props.Environment + "-archive-restores"),
		Description:  jsii.String("Restore tests of the copies, sent home"),
		EventPattern: jobs(restoreJobs, restores("COMPLETED", "FAILED", "ABORTED")),
	})
	rule.AddTarget(awseventstargets.NewEventBus(bus, nil))
}

// admitCopyAccount lets the second account's events arrive on this account's event bus. It is written as a plain resource:
// of the CDK's own constructs for it, one fails in Go and the other warns of properties that are not used.
func admitCopyAccount(scope constructs.Construct, environment string, backup config.Backup) {
	bus := &awscdk.ArnComponents{Service: jsii.String("events"), Resource: jsii.String("event-bus"), ResourceName: jsii.String("default")}
	awscdk.NewCfnResource(scope, jsii.String("CopyAccount"), &awscdk.CfnResourceProps{
		Type: jsii.String("AWS::Events::EventBusPolicy"),
		Properties: &map[string]any{
			"EventBusName": "default",
			"StatementId":  "kasha-" + environment + "-archive", // unique on the account's bus
			"Statement": map[string]any{
				"Effect": "Allow", "Action": "events:PutEvents",
				"Principal": map[string]any{"AWS": awsiam.NewAccountPrincipal(backup.CopyAccount).Arn()},
				"Resource":  awscdk.Stack_Of(scope).FormatArn(bus),
				"Condition": map[string]any{"StringEquals": map[string]any{"events:source": "aws.backup"}},
			},
		},
	})
}
