package architecture_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches an archive with the wrong age, place or account, and copies that are kept shorter than the originals without a word.
func TestBackupsSayHowOldAndWhere(t *testing.T) {
	system := read(t, func(stacks []assembly.Stack) {
		properties(t, stacks, "AWS::RDS::DBInstance", "Primary")["BackupRetentionPeriod"] = 12.0
		add(t, stacks, "data", "Vault", "AWS::Backup::BackupVault", map[string]any{"BackupVaultName": "archive"})
		vault := func(region, account string) string {
			return "arn:aws:backup:" + region + ":" + account + ":backup-vault:copy"
		}
		keptFor := func(days float64) map[string]any { return map[string]any{"DeleteAfterDays": days} }
		rule := map[string]any{
			"ScheduleExpression": "cron(30 4 2 * ? *)", "ScheduleExpressionTimezone": "Europe/Paris", "Lifecycle": keptFor(730),
			"TargetBackupVault": map[string]any{"Fn::GetAtt": []any{"Vault", "BackupVaultName"}},
			"CopyActions": []any{
				map[string]any{"DestinationBackupVaultArn": vault("eu-west-1", "999999999999"), "Lifecycle": keptFor(90)},
				map[string]any{"DestinationBackupVaultArn": vault("eu-west-3", accountOf(stacks, "data"))},
			}}
		plan := map[string]any{"BackupPlan": map[string]any{"BackupPlanRule": []any{rule}}}
		add(t, stacks, "data", "Plan", "AWS::Backup::BackupPlan", plan)
	})
	database, _ := system.Component("Database/Primary")
	got := strings.Join(database.Facts, "; ")
	for _, want := range []string{
		"backups: restore to any second of the last 12 days",
		"archive: a copy on day 2 of each month at 04:30 Europe/Paris in the vault archive, kept for 730 days (2 years)",
		"; also in account 999999999999, region eu-west-1, kept there for 90 days; also in region eu-west-3",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if !slices.Equal(system.CopyRegions, []string{"eu-west-1", "eu-west-3"}) {
		t.Errorf("got the regions %q of copies", system.CopyRegions)
	}
}

func accountOf(stacks []assembly.Stack, name string) string {
	for _, stack := range stacks {
		if strings.HasSuffix(stack.Path, "/"+name) {
			return stack.Account
		}
	}
	return ""
}

// Catches alarms of which a picture says that they reach someone, or nobody, where the templates say otherwise.
func TestTheReceiversOfAlarmsAreNamed(t *testing.T) {
	const nobody = "alarms notify nobody: their topic has no subscription in the templates"
	reference := func([]assembly.Stack) any { return map[string]any{"Ref": "Topic"} }
	subscription := map[string]any{"Protocol": "email", "Endpoint": "a@example.com", "TopicArn": map[string]any{"Ref": "Topic"}}
	for name, test := range map[string]struct {
		action       func(stacks []assembly.Stack) any
		subscription map[string]any
		want         string
	}{
		"a reference": {reference, subscription, "alarms notify by mail to a@example.com"},
		"an ARN": {func(stacks []assembly.Stack) any {
			return "arn:aws:sns:us-east-1:" + accountOf(stacks, "services") + ":alarms"
		}, subscription,
			"alarms notify by mail to a@example.com"},
		"nobody subscribes": {reference, nil, nobody},
		"another's topic": {func([]assembly.Stack) any { return "arn:aws:sns:us-east-1:999999999999:theirs" }, subscription,
			"alarms notify the topic arn:aws:sns:us-east-1:999999999999:theirs, which the templates do not have"},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			add(t, stacks, "services", "Topic", "AWS::SNS::Topic", map[string]any{"TopicName": "alarms"})
			add(t, stacks, "services", "Alarm", "AWS::CloudWatch::Alarm", map[string]any{"AlarmActions": []any{test.action(stacks)}})
			if test.subscription != nil {
				add(t, stacks, "services", "Subscription", "AWS::SNS::Subscription", test.subscription)
			}
		})
		var got []string
		for _, line := range system.Shared {
			if strings.HasPrefix(line, "alarms notify") {
				got = append(got, line)
			}
		}
		if !slices.Equal(got, []string{test.want}) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// Catches a share of Spot tasks that a reader cannot tell from another.
func TestTheShareOnSpotIsSaid(t *testing.T) {
	provider := func(name string, base, weight float64) any {
		return map[string]any{"CapacityProvider": name, "Base": base, "Weight": weight}
	}
	for want, strategy := range map[string][]any{
		"the first on demand, all others on Spot":   {provider("FARGATE", 1, 0), provider("FARGATE_SPOT", 0, 1)},
		"the first 2 on demand, all others on Spot": {provider("FARGATE", 2, 0), provider("FARGATE_SPOT", 0, 3)},
		"3 of 4 on Spot": {provider("FARGATE", 0, 1), provider("FARGATE_SPOT", 0, 3)},
		"the first on demand, then 3 of 4 on Spot": {provider("FARGATE", 1, 1), provider("FARGATE_SPOT", 0, 3)},
		"GiB, on Spot": {provider("FARGATE_SPOT", 0, 1)},
		"GiB":          {provider("FARGATE", 0, 1)},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			properties(t, stacks, "AWS::ECS::Service", "Backend")["CapacityProviderStrategy"] = strategy
		})
		backend, _ := system.Component("Backend")
		if !strings.HasSuffix(backend.Facts[0], want) {
			t.Errorf("got %q, want %q at its end", backend.Facts[0], want)
		}
	}
}
