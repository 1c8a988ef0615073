package exposure

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/values"
)

// waitingMessages reports whether an alarm is on the number of messages that wait in one queue, and which queue that is. The queue must
// exist before and after, and no second one may have its name.
func (e *Environment) waitingMessages(r Resource) (queue string, is bool) {
	old, new := values.Properties(r.Old), values.Properties(r.New)
	for _, name := range []string{"Namespace", "MetricName", "Dimensions"} {
		if !values.Equal(e.names.Current(old[name]), new[name]) {
			return "", false
		}
	}
	dimensions := objects(new["Dimensions"])
	if new["Namespace"] != "AWS/SQS" || new["MetricName"] != "ApproximateNumberOfMessagesVisible" ||
		len(dimensions) != 1 || dimensions[0]["Name"] != "QueueName" {
		return "", false
	}
	var found []string
	for name, resource := range e.after.resources {
		called := values.Properties(resource)["QueueName"]
		if values.Type(resource) == "AWS::SQS::Queue" &&
			(dimensions[0]["Value"] == any("${"+name+".QueueName}") || called != nil && values.Equal(called, dimensions[0]["Value"])) {
			found = append(found, name)
		}
	}
	if len(found) != 1 || values.Type(e.before.resources[found[0]]) != "AWS::SQS::Queue" {
		return "", false
	}
	return found[0], true
}

// moreReceivers says which processes may take more messages from a queue than before. It is empty if they do not explain the threshold of
// an alarm on the queue. lib/monitoring counts a number of messages for each task of each process that receives. So the threshold may grow
// by the same share as the tasks of the process that grows most, rounded up. The templates do not say how fast a task is: this process may
// take nearly all messages. A task of a new process explains as much as an earlier task does on average.
func (e *Environment) moreReceivers(queue string, old, new any) string {
	was, wasNumber := values.ParseNumber(old)
	is, isNumber := values.ParseNumber(new)
	before, known := e.before.mostReceiving(queue)
	after := e.after.surelyReceiving(queue)
	total := func(tasks map[string]float64) float64 {
		sum := 0.0
		for _, n := range tasks {
			sum += n
		}
		return sum
	}
	share, fresh := 0.0, 0.0
	for service, tasks := range after {
		if before[service] > 0 {
			share = max(share, tasks/before[service])
		} else {
			fresh += tasks
		}
	}
	if !wasNumber || !isNumber || !known || was <= 0 || total(before) <= 0 || is >= was*(share+fresh/total(before))+1 {
		return ""
	}
	var added, grown []string
	for service, tasks := range after {
		at, _ := cloudformation.ParseReference("${" + service + "}")
		name, _, _ := strings.Cut(e.names.Construct(at.Stack, at.LogicalID), "/")
		switch earlier, there := before[service]; {
		case !there && tasks > 0:
			added = append(added, name)
		case tasks > earlier:
			grown = append(grown, name)
		}
	}
	slices.Sort(added)
	slices.Sort(grown)
	var said []string
	if len(added) > 0 {
		said = append(said, "another process receives from this queue now: "+strings.Join(added, ", "))
	}
	if len(grown) > 0 {
		said = append(said, "more tasks may receive from this queue now: "+strings.Join(grown, ", "))
	}
	return strings.Join(said, "; ")
}
