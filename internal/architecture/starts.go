package architecture

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/cloudformation"
)

// readStarts says of each task when it runs and with which command, and of each worker whose messages it takes.
func (r *reader) readStarts() {
	for i, component := range r.system.Components {
		var facts []string
		switch component.Kind {
		case Task:
			facts = append(r.startsOf(component), commandOf(r.definitionOf(component))...)
		case Function:
			facts = r.rotationOf(component)
		case Service:
			if !component.BehindLoadBalancer() {
				facts = append(r.messagesOf(component), commandOf(r.definitionOf(component))...)
			}
		}
		r.system.Components[i].Facts = append(r.system.Components[i].Facts, facts...)
	}
}

// startsOf is what starts a task: a schedule, or the custom resource of a release.
func (r *reader) startsOf(task Component) []string {
	var facts []string
	for _, schedule := range r.env.Resources("AWS::Scheduler::Schedule") {
		isOf := r.env.Identity(schedule.Properties.Map("Target").Text("Arn")) == r.env.Identity(task.Resource.Reference())
		switch {
		case !isOf:
		case schedule.Properties.Text("State") == "DISABLED":
			facts = append(facts, "its schedule is disabled")
		default:
			zone := cmp.Or(schedule.Properties.Text("ScheduleExpressionTimezone"), "UTC")
			facts = append(facts, "runs "+timesOf(schedule.Properties.Text("ScheduleExpression"), zone))
		}
	}
	for _, release := range r.env.Resources("Custom::Release") {
		if folderOf(release.Name()) == folderOf(task.ID) {
			facts = append(facts, "runs before each release, and only then the services get the new image")
		}
	}
	return facts
}

// folderOf is the construct to which a construct path belongs: Release/Machine belongs to Release.
func folderOf(path string) string {
	folder, _, _ := strings.Cut(path, "/")
	return folder
}

// rotationOf is how often Secrets Manager calls a function.
func (r *reader) rotationOf(function Component) []string {
	for _, rotation := range r.env.Resources("AWS::SecretsManager::RotationSchedule") {
		if found, ok := r.env.Find(rotation.Properties.Text("RotationLambdaARN")); ok && found.Reference() == function.Resource.Reference() {
			return []string{"runs " + timesOf(rotation.Properties.Map("RotationRules").Text("ScheduleExpression"), "UTC")}
		}
	}
	return nil
}

// messagesOf names the queues from which a worker receives.
func (r *reader) messagesOf(worker Component) []string {
	var queues []string
	for _, use := range r.system.Uses {
		if queue, ok := r.system.Component(use.Thing); ok && use.Process == worker.ID && slices.Contains(use.May, "receive") {
			queues = append(queues, queue.Title)
		}
	}
	if len(queues) == 0 {
		return nil
	}
	return []string{"works on messages of the queue " + strings.Join(queues, ", ")}
}

// definitionOf is the task definition of a service, or the one that a state machine runs.
func (r *reader) definitionOf(c Component) cloudformation.Resource {
	if c.Kind == Service {
		definition, _ := r.env.Find(c.Resource.Properties.Text("TaskDefinition"))
		return definition
	}
	if c.Resource.Type == "AWS::EC2::SecurityGroup" { // of a task that a person starts: its definition is in the same construct
		for _, definition := range r.env.Resources("AWS::ECS::TaskDefinition") {
			if folderOf(definition.Name()) == folderOf(c.ID) {
				return definition
			}
		}
	}
	for _, reference := range cloudformation.References(map[string]any(c.Resource.Properties)) {
		if definition, ok := r.env.Find(reference.String()); ok && definition.Type == "AWS::ECS::TaskDefinition" {
			return definition
		}
	}
	return cloudformation.Resource{}
}

// commandOf is the command of a task's first container, with the entry point that its arguments belong to. A script of several lines is
// none that a picture can show.
func commandOf(definition cloudformation.Resource) []string {
	containers := definition.Properties.Maps("ContainerDefinitions")
	if len(containers) == 0 {
		return nil
	}
	command := strings.Join(slices.Concat(containers[0].Texts("EntryPoint"), containers[0].Texts("Command")), " ")
	if command == "" || strings.Contains(command, "\n") || len(command) > 60 {
		return nil
	}
	return []string{"command " + command}
}

// timesOf says in words when an expression of AWS fires; as it stands, where it is more than a time of day or an interval.
func timesOf(expression, zone string) string {
	if rate, ok := strings.CutPrefix(expression, "rate("); ok {
		return "every " + strings.TrimPrefix(strings.TrimSuffix(rate, ")"), "1 ")
	}
	zone = strings.TrimPrefix(zone, "Etc/")
	fields := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(expression, "cron("), ")"))
	if len(fields) != 6 || fields[5] != "*" {
		return "at " + expression + " " + zone
	}
	everyDay := isAny(fields[2]) && isAny(fields[4]) && fields[3] == "*"
	minute, minuteErr := strconv.Atoi(fields[0])
	hour, hourErr := strconv.Atoi(fields[1])
	if step, ok := strings.CutPrefix(fields[0], "0/"); ok && fields[1] == "*" && everyDay {
		return "every " + step + " minutes"
	}
	if minuteErr == nil && fields[1] == "*" && everyDay {
		return "every hour, at minute " + fields[0]
	}
	if minuteErr != nil || hourErr != nil || fields[3] != "*" {
		return "at " + expression + " " + zone
	}
	at := " at " + twoDigits(hour) + ":" + twoDigits(minute) + " " + zone
	switch _, err := strconv.Atoi(fields[2]); {
	case everyDay:
		return "every day" + at
	case isAny(fields[4]) && err == nil:
		return "on day " + fields[2] + " of each month" + at
	case isAny(fields[2]) && strings.ContainsAny(fields[4], "MTWFS"):
		return "on " + fields[4] + at
	}
	return "at " + expression + " " + zone
}

func isAny(field string) bool { return field == "*" || field == "?" }

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
