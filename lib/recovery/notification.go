package recovery

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// NotificationProps is who hears of which archive.
type NotificationProps struct {
	Environment string
	Backup      config.Backup
	Topic       awssns.ITopic
	Publisher   awsiam.IRole // with which EventBridge publishes to the topic; its trust names rules kasha-<environment>-...
}

// NotifyFailures tells the alarm topic of every backup, copy and restore job that did not complete. Events of backups and
// copies name their vault; an event of a failed restore does not always, so every failed restore of RDS in the account and
// region is told.
func NotifyFailures(scope constructs.Construct, id string, props NotificationProps) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	vault := []*string{VaultARN(scope, props.Environment)}
	for _, job := range []struct {
		id, detailType, state string
		failed                []string
		only                  map[string]any
	}{
		{"Backup", "Backup Job State Change", "state", []string{"FAILED", "ABORTED", "EXPIRED"}, map[string]any{"backupVaultArn": vault}},
		{"Copy", "Copy Job State Change", "state", []string{"FAILED"}, map[string]any{"sourceBackupVaultArn": vault}},
		{"Restore", "Restore Job State Change", "status", []string{"FAILED", "ABORTED"}, map[string]any{"resourceType": []string{"RDS"}}},
	} {
		job.only[job.state] = job.failed
		rule := awsevents.NewRule(scope, jsii.String(job.id), &awsevents.RuleProps{
			RuleName:     jsii.String("kasha-" + props.Environment + "-archive-" + strings.ToLower(job.id) + "-failed"),
			Description:  jsii.String(job.id + " jobs of the archive that did not complete"),
			EventPattern: &awsevents.EventPattern{Source: jsii.Strings("aws.backup"), DetailType: jsii.Strings(job.detailType), Detail: &job.only},
		})
		rule.AddTarget(awseventstargets.NewSnsTopic(props.Topic, &awseventstargets.SnsTopicProps{
			Role:    props.Publisher,
			Message: awsevents.RuleTargetInput_FromText(message(props.Environment, job.id, job.state)),
		}))
	}
	if props.Backup.CopyAccount != "" {
		admitCopyAccount(scope, props)
	}
}

func message(environment, job, state string) *string {
	field := func(path string) string { return *awsevents.EventField_FromPath(jsii.String(path)) }
	return jsii.String("kasha-" + environment + "-critical-archive: " + job + " job " + field("$.detail."+state) + " in " + field("$.region") +
		": " + field("$.detail.statusMessage") + ". What to do: docs/runbooks/archive-restore.md")
}

// forwardFailures sends failed restore tests of the copies home, where the topic is: a rule reaches a topic in its own
// region only, but an event bus anywhere.
func forwardFailures(scope constructs.Construct, props CopyProps) {
	home := &awscdk.ArnComponents{Service: jsii.String("events"), Region: jsii.String(props.HomeRegion), Resource: jsii.String("event-bus"), ResourceName: jsii.String("default")}
	if props.Backup.CopyAccount != "" {
		home.Account = jsii.String(props.HomeAccount)
	}
	bus := awsevents.EventBus_FromEventBusArn(scope, jsii.String("Home"), awscdk.Stack_Of(scope).FormatArn(home))
	rule := awsevents.NewRule(scope, jsii.String("ForwardFailures"), &awsevents.RuleProps{
		RuleName:    jsii.String("kasha-" + props.Environment + "-archive-restore-failed"),
		Description: jsii.String("Failed restore tests of the copies, sent home"),
		EventPattern: &awsevents.EventPattern{
			Source: jsii.Strings("aws.backup"), DetailType: jsii.Strings("Restore Job State Change"),
			Detail: &map[string]any{"resourceType": []string{"RDS"}, "status": []string{"FAILED", "ABORTED"}},
		},
	})
	rule.AddTarget(awseventstargets.NewEventBus(bus, nil))
}

// admitCopyAccount lets the second account's failures arrive on this account's event bus. It is written as a plain resource:
// of the CDK's own constructs for it, one fails in Go and the other warns of properties that are not used.
func admitCopyAccount(scope constructs.Construct, props NotificationProps) {
	bus := &awscdk.ArnComponents{Service: jsii.String("events"), Resource: jsii.String("event-bus"), ResourceName: jsii.String("default")}
	awscdk.NewCfnResource(scope, jsii.String("CopyAccount"), &awscdk.CfnResourceProps{
		Type: jsii.String("AWS::Events::EventBusPolicy"),
		Properties: &map[string]any{
			"EventBusName": "default",
			"StatementId":  "kasha-" + props.Environment + "-archive", // unique on the account's bus
			"Statement": map[string]any{
				"Effect": "Allow", "Action": "events:PutEvents",
				"Principal": map[string]any{"AWS": awsiam.NewAccountPrincipal(props.Backup.CopyAccount).Arn()},
				"Resource":  awscdk.Stack_Of(scope).FormatArn(bus),
				"Condition": map[string]any{"StringEquals": map[string]any{"events:source": "aws.backup"}},
			},
		},
	})
}
