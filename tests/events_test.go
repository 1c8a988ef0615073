package tests

import (
	"slices"
	"strings"
	"testing"
)

// withoutDeadLetterQueue lists the rules and schedules whose failures are not kept, by the end of their construct path, each with what
// tells people instead.
func withoutDeadLetterQueue() map[string]string {
	return map[string]string{
		"ArchiveCopy/ForwardRestores": "the region has no topic for an alarm; a missing message on the third of the month is the sign",
		"Rotation/Schedule/Resource":  "the next check makes up for it, and rotation-check goes into ALARM when three are missing",
		"OffHours/Start/Resource":     "the database stays stopped, the tasks do not become healthy, and their alarms go into ALARM",
		"Holders/Schedule/Resource":   "the next check makes up for it, and restart-check goes into ALARM when three are missing",
		"JobReport/Schedule":          "the next run makes up for it, and job-report-overdue goes into ALARM",
		"JobReindex/Schedule":         "CloudWatch looks back seven days only; docs/jobs.md says that nobody is told",
		"JobSweep/Schedule":           "the next run makes up for it, and job-sweep-overdue goes into ALARM",
		"JobClosing/Schedule":         "CloudWatch looks back seven days only; docs/jobs.md says that nobody is told",
		"OffHours/Stop/Resource":      "the database runs for one more night, and the next evening stops it",
	}
}

// TestUndeliveredEventsAreKept catches an event that EventBridge drops without notice. That is a target without a dead-letter queue, a
// queue that the rule may not write to, or one that no alarm watches.
func TestUndeliveredEventsAreKept(t *testing.T) {
	used := map[string]bool{}
	check := func(p platform) {
		for _, each := range p.all("AWS::Events::Rule", "AWS::Scheduler::Schedule") {
			targets := each.Properties.Maps("Targets")
			if each.Type == "AWS::Scheduler::Schedule" {
				targets = []properties{each.Properties.Map("Target")}
			}
			if len(targets) == 0 {
				p.t.Errorf("%s has no target, want one", each)
			}
			for _, target := range targets {
				reason := reasonFor(each.Path, used)
				queue := target.Map("DeadLetterConfig").Text("Arn")
				switch {
				case queue == "" && reason == "":
					p.t.Errorf("%s drops what it cannot deliver; fix: a dead-letter queue, or a reason in withoutDeadLetterQueue", each)
				case queue != "" && reason != "":
					p.t.Errorf("%s has a dead-letter queue and a reason to have none; fix: remove the reason", each)
				case queue != "":
					p.keepsUndelivered(each, p.follow(queue))
				}
			}
		}
	}
	eachShape(t, check)
	for _, environment := range []string{"dev", "staging", "prod"} {
		t.Run("pipeline-"+environment, func(t *testing.T) { check(pipelinePlatform(t, environment)) })
	}
	for end := range withoutDeadLetterQueue() {
		if !used[end] {
			t.Errorf("no rule or schedule ends in %s; fix: remove it from withoutDeadLetterQueue", end)
		}
	}
}

// TestThePipelineHasNoEventRules catches a rule in the pipeline's own stacks, which TestUndeliveredEventsAreKept does not look at.
func TestThePipelineHasNoEventRules(t *testing.T) {
	for _, stack := range pipelineStacks(t) {
		for id, each := range stack.Template.Resources {
			if each.Type == "AWS::Events::Rule" || each.Type == "AWS::Scheduler::Schedule" {
				t.Errorf("%s %s is a %s, want none, or a check that what it cannot deliver is kept", stack.Name, id, each.Type)
			}
		}
	}
}

func reasonFor(path string, used map[string]bool) string {
	for end, reason := range withoutDeadLetterQueue() {
		if strings.HasSuffix(path, end) || strings.HasSuffix(path, end+"/Resource") {
			used[end] = true
			return reason
		}
	}
	return ""
}

// keepsUndelivered checks that a rule, and no rule of another account, may write to its dead-letter queue, and that an alarm watches it.
func (p platform) keepsUndelivered(rule, queue resource) {
	p.t.Helper()
	admitted := false
	for _, policy := range p.some("AWS::SQS::QueuePolicy") {
		if !slices.Contains(policy.Properties.Texts("Queues"), queue.Reference()) {
			continue
		}
		for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
			source := statement.Map("Condition").Map("ArnEquals").Text("aws:SourceArn")
			if statement.Map("Principal").Text("Service") != "events.amazonaws.com" || statement.Text("Effect") != "Allow" {
				continue
			}
			if source == "" {
				p.t.Errorf("%s admits the rules of every account, want aws:SourceArn", policy)
				continue
			}
			admitted = admitted || p.follow(source).Path == rule.Path && statement.Text("Action") == "sqs:SendMessage"
		}
	}
	if !admitted {
		p.t.Errorf("%s may not write to %s, want a statement with its ARN in the queue's policy", rule, queue)
	}
	if !slices.ContainsFunc(p.some("AWS::CloudWatch::Alarm"), func(alarm resource) bool {
		watched, known := p.model.Find(pairs(alarm.Properties.Maps("Dimensions"), "Name", "Value")["QueueName"])
		return known && watched.Path == queue.Path && alarm.Region == rule.Region &&
			alarm.Properties.Text("MetricName") == "ApproximateNumberOfMessagesVisible" && alarm.Properties.Text("Threshold") == "1"
	}) {
		p.t.Errorf("no alarm watches %s, want one", queue)
	}
}
