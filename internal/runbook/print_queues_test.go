package runbook

import (
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestPrintedQueuesAreTheEnvironments catches a command for a queue that the environment does not have. With the queues tasks
// and invoices, aws sqs get-queue-url --queue-name kasha-live-jobs would find nothing.
func TestPrintedQueuesAreTheEnvironments(t *testing.T) {
	three := config.Messaging{Main: []string{"tasks", "order-events"}, Notification: []string{"mail"}}
	ordered := config.Messaging{Main: []string{"tasks"}, Queues: map[string]config.Queue{"tasks": {FIFO: true}}}
	one := config.Messaging{Main: []string{"tasks"}}
	for _, c := range []struct {
		messaging  config.Messaging
		text, want string
	}{
		{ordered, "`kasha-prod-jobs`, kasha-prod-jobs-dead, kasha-prod-warning-queue-age-jobs, QueueUrlJobs",
			"`kasha-live-tasks.fifo`, kasha-live-tasks-dead.fifo, kasha-live-warning-queue-age-tasks, QueueUrlTasks"},
		{three, "--queue-name kasha-prod-jobs --query", "--queue-name kasha-live-tasks --query"},
		{three, "`kasha-prod-warning-queue-age-email`.", "`kasha-live-warning-queue-age-mail`."},
		{three, "out kasha-prod-data DeadLetterQueueUrlJobs", "out kasha-live-data DeadLetterQueueUrlTasks"},
		{three, "outputs `QueueUrlEvents`,\n`QueueUrlEmail` and `QueueUrlWebhook`", "outputs `QueueUrlOrderEvents`, `QueueUrlMail`"},
		{three, "(`kasha-prod-events`, `kasha-prod-email`)", "(`kasha-live-order-events`, `kasha-live-mail`)"},
		{three, "`kasha-prod-jobs`, `kasha-prod-jobs-dead`, `kasha-prod-events`, `kasha-prod-events-dead`", "`kasha-live-tasks`, " +
			"`kasha-live-tasks-dead`, `kasha-live-order-events`, `kasha-live-order-events-dead`, `kasha-live-mail`, `kasha-live-mail-dead`"},
		{one, "alike (`kasha-prod-events`, `kasha-prod-email`)", "alike (none)"},
		{one, "`kasha-prod-critical-dead-letters-webhook`", "`kasha-live-critical-dead-letters-tasks`"},
		{three, "kasha-prod-critical-events-undelivered", "kasha-live-critical-events-undelivered"},
		{three, "`kasha-prod-critical-database-events`", "`kasha-live-critical-database-events`"},
		{three, "list-backup-jobs, BackupJobs, StackEvents", "list-backup-jobs, BackupJobs, StackEvents"},
		{config.Messaging{Main: []string{"emails", "jobs"}}, "kasha-prod-jobs kasha-prod-email `kasha-prod-jobs`, `kasha-prod-email`",
			"kasha-live-emails kasha-live-jobs `kasha-live-emails`, `kasha-live-jobs`"},
	} {
		env := configured(t, "live")
		env.Messaging = c.messaging
		if got := Printed(c.text, env); got != c.want {
			t.Errorf("%s\n  is %s\nwant %s", c.text, got, c.want)
		}
	}
}

// TestShippedQueuesAreTheDefaults catches other default queues: runbooks would keep the names of the old ones.
func TestShippedQueuesAreTheDefaults(t *testing.T) {
	defaults := configured(t, "prod").Messaging
	if got, want := shippedQueues(), slices.Concat(defaults.Main, defaults.Notification); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if text := "`kasha-prod-jobs`, `kasha-prod-events`"; Printed(text, configured(t, "prod")) != text {
		t.Errorf("got %s, want %s", Printed(text, configured(t, "prod")), text)
	}
	for _, queue := range shippedQueues() {
		if !strings.Contains(queueName.String(), queue) {
			t.Errorf("%s does not match %s, want it to", queueName, queue)
		}
	}
}
