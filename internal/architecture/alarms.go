package architecture

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// alarmsTo says who receives the alarms: those who subscribe to the topics that the alarms notify. It says this once for all topics, or
// once for each where they differ. A topic that no template has may have subscribers that nobody sees here.
func (r *reader) alarmsTo() []string {
	var lines, different []string
	for _, topic := range r.topicsOfAlarms() {
		found, ok := r.topicOf(topic)
		if !ok {
			lines = append(lines, "alarms notify the topic "+topic+", which the templates do not have")
			continue
		}
		who := r.subscribersOf(found)
		text := "alarms notify nobody: their topic has no subscription in the templates"
		if len(who) > 0 {
			text = "alarms notify " + strings.Join(who, ", ")
		}
		if !slices.Contains(different, text) {
			different = append(different, text)
		}
		lines = append(lines, text+" (region "+found.Region+")")
	}
	if len(different) == 1 && !slices.ContainsFunc(lines, func(line string) bool { return !strings.HasPrefix(line, different[0]) }) {
		return different
	}
	return lines
}

// topicsOfAlarms are the topics among the actions of alarms, as references or ARNs. Other actions change the number of tasks.
func (r *reader) topicsOfAlarms() []string {
	var topics []string
	for _, alarm := range r.env.Resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm") {
		for _, action := range alarm.Properties.Texts("AlarmActions") {
			action = r.env.Identity(action)
			_, isTopic := r.env.Named(action, "AWS::SNS::Topic")
			if (isTopic || strings.Contains(action, ":sns:")) && !slices.Contains(topics, action) {
				topics = append(topics, action)
			}
		}
	}
	return topics
}

// topicOf finds a topic by a reference, or by an ARN with its region and its name.
func (r *reader) topicOf(text string) (cloudformation.Resource, bool) {
	if found, ok := r.env.Named(text, "AWS::SNS::Topic"); ok {
		return found, true
	}
	for _, topic := range r.env.Resources("AWS::SNS::Topic") {
		if strings.HasSuffix(text, strings.Join([]string{":sns", topic.Region, topic.Account, topic.Properties.Text("TopicName")}, ":")) {
			return topic, true
		}
	}
	return cloudformation.Resource{}, false
}

// subscribersOf are the addresses that a topic sends to.
func (r *reader) subscribersOf(topic cloudformation.Resource) []string {
	var who []string
	for _, subscription := range r.env.Resources("AWS::SNS::Subscription") {
		of, ok := r.topicOf(r.env.Identity(subscription.Properties.Text("TopicArn")))
		if !ok || of.Reference() != topic.Reference() {
			continue
		}
		to, protocol := subscription.Properties.Text("Endpoint"), subscription.Properties.Text("Protocol")
		if protocol == "email-json" || protocol == "email" {
			protocol = "mail"
		}
		if text := "by " + protocol + " to " + to; !slices.Contains(who, text) {
			who = append(who, text)
		}
	}
	return who
}
