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
	"kasha/lib/names"
)

const (
	runbook = "archive-restore"

	backupJobs  = "Backup Job State Change"
	copyJobs    = "Copy Job State Change"
	restoreJobs = "Restore Job State Change"
)

// NotifyJobs notifies the alarm topic of every backup, copy and restore job that did not complete. It also notifies of every
// restore that did, because no event reports a monthly test that did not take place.
//
// Events of backups and copies name their vault. An event of a failed restore does not always, so every RDS restore in the
// account and region is reported. The message contains the event's whole detail, because not every state has a message.
func NotifyJobs(scope constructs.Construct, id string, watch *monitoring.Watch, environment names.Environment, backup config.Backup) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault := []*string{vaultARN(scope, environment)}
	failure := func(name, detailType string, detail map[string]any, means string) {
		watch.Event(monitoring.Event{
			Name: name, Severity: names.Critical,
			Notice: monitoring.Notice{
				Means: means, Do: "Read the reason, fix the cause, and repeat the job by hand.", Runbook: runbook,
			},
			Pattern: jobs(detailType, detail), Reason: "$.detail",
		})
	}
	failure("archive-backup-failed", backupJobs,
		map[string]any{"state": []string{"FAILED", "ABORTED", "EXPIRED"}, "backupVaultArn": vault},
		"The archive has no snapshot for this month: AWS Backup could not take it.")
	if copyVaultARN(scope, environment, backup) != nil {
		failure("archive-copy-failed", copyJobs, map[string]any{"state": []string{"FAILED"}, "sourceBackupVaultArn": vault},
			"This month's snapshot is in the archive, but it could not be copied to the second region or account.")
	}
	failure("archive-restore-failed", restoreJobs, restores("FAILED", "ABORTED"),
		"A snapshot could not be restored. If this was the monthly restore test, the archive may be unusable.")
	if backup.RestoreTest {
		watch.Event(monitoring.Event{
			Name: "archive-restored", Severity: names.News,
			Notice: monitoring.Notice{
				Means: "A snapshot from the archive was restored: the monthly restore test passed. " +
					"This message comes on the third of each month, once for each vault.",
				Do: "Nothing. In a month without this message there was no test: " +
					"find out why, and check whether a restored database is still running.",
				Runbook: runbook,
			},
			Pattern: jobs(restoreJobs, restores("COMPLETED")), Reason: "$.detail",
		})
	}
	if backup.CopyAccount != "" {
		admitCopyAccount(scope, environment, backup)
	}
}

func jobs(detailType string, detail map[string]any) *awsevents.EventPattern {
	return &awsevents.EventPattern{Source: jsii.Strings("aws.backup"), DetailType: jsii.Strings(detailType), Detail: &detail}
}

func restores(states ...string) map[string]any {
	return map[string]any{"resourceType": []string{"RDS"}, "status": states}
}

// vaultARN is the ARN of the environment's vault, known in another stack of the same account and region.
func vaultARN(scope constructs.Construct, environment names.Environment) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("backup"), Resource: jsii.String("backup-vault"),
		ResourceName: jsii.String(environment.ArchiveVault()), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
}

// forwardRestores sends the results of the copies' restore tests to the environment's account and region, where the alarm topic
// is. A rule can publish only to a topic in its own region, but can send to an event bus in any.
//
// The rule has no dead-letter queue, because no alarm could report what is in it: this region or account has no alarm topic. A result that
// is lost shows as a missing message, see NotifyJobs.
func forwardRestores(scope constructs.Construct, props CopyProps) {
	home := &awscdk.ArnComponents{
		Service: jsii.String("events"), Region: jsii.String(props.HomeRegion),
		Resource: jsii.String("event-bus"), ResourceName: jsii.String("default"),
	}
	if props.Backup.CopyAccount != "" {
		home.Account = jsii.String(props.HomeAccount)
	}
	bus := awsevents.EventBus_FromEventBusArn(scope, jsii.String("Home"), awscdk.Stack_Of(scope).FormatArn(home))
	rule := awsevents.NewRule(scope, jsii.String("ForwardRestores"), &awsevents.RuleProps{
		RuleName:     jsii.String(props.Environment.CopyEventsRule()),
		Description:  jsii.String("Forwards results of the copies' restore tests to the environment's region"),
		EventPattern: jobs(restoreJobs, restores("COMPLETED", "FAILED", "ABORTED")),
	})
	rule.AddTarget(awseventstargets.NewEventBus(bus, nil))
}

// admitCopyAccount lets the second account send events to this account's event bus. It is a plain CfnResource. Of the CDK's own
// constructs for it, one fails in Go, and the other warns of properties that are not used.
func admitCopyAccount(scope constructs.Construct, environment names.Environment, backup config.Backup) {
	bus := &awscdk.ArnComponents{
		Service: jsii.String("events"), Resource: jsii.String("event-bus"), ResourceName: jsii.String("default"),
	}
	awscdk.NewCfnResource(scope, jsii.String("CopyAccount"), &awscdk.CfnResourceProps{
		Type: jsii.String("AWS::Events::EventBusPolicy"),
		Properties: &map[string]any{
			"EventBusName": "default",
			"StatementId":  environment.CopyEventsStatement(), // unique on the account's bus
			"Statement": map[string]any{
				"Effect": "Allow", "Action": "events:PutEvents",
				"Principal": map[string]any{"AWS": awsiam.NewAccountPrincipal(backup.CopyAccount).Arn()},
				"Resource":  awscdk.Stack_Of(scope).FormatArn(bus),
				"Condition": map[string]any{"StringEquals": map[string]any{"events:source": "aws.backup"}},
			},
		},
	})
}
