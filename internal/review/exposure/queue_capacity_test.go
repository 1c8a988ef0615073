package exposure_test

import (
	"fmt"
	"strings"
	"testing"
)

// receiver is a service as templates have it: its role may do something on a queue, and it has at most so many tasks.
func receiver(name, action, queue string, most int) string {
	return fmt.Sprintf(`"%[1]sRole": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
		"%[1]sPolicy": {"Type": "AWS::IAM::Policy", "Properties": {"Roles": [{"Ref": "%[1]sRole"}], "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Action": [%[2]s], "Resource": %[3]s}]}}},
		"%[1]sTask": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["%[1]sRole", "Arn"]}}},
		"%[1]s": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "%[1]sTask"}}},
		"%[1]sTarget": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"MinCapacity": 0, "MaxCapacity": %[4]d,
			"ResourceId": {"Fn::Join": ["", ["service/c/", {"Fn::GetAtt": ["%[1]s", "Name"]}]]}}},
		"%[1]sScaling": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {"ScalingTargetId": {"Ref": "%[1]sTarget"}}}`,
		name, action, queue, most)
}

const (
	takes  = `"sqs:ReceiveMessage", "sqs:DeleteMessage"`
	sends  = `"sqs:SendMessage"`
	tasks  = `{"Fn::GetAtt": ["Tasks", "Arn"]}`
	mails  = `{"Fn::GetAtt": ["Mails", "Arn"]}`
	depth  = "ApproximateNumberOfMessagesVisible"
	weaker = "the alarm goes into ALARM later: threshold"
)

// queueApp is two queues, an alarm on the messages of the first, and services.
func queueApp(metric, threshold string, services ...string) app {
	return resources(`{"Tasks": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "kasha-tasks"}},
		"Mails": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "kasha-mails"}},
		"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Namespace": "AWS/SQS", "MetricName": "` + metric + `",
			"Dimensions": [{"Name": "QueueName", "Value": "kasha-tasks"}], "ComparisonOperator": "GreaterThanOrEqualToThreshold",
			"Threshold": ` + threshold + `}}, ` + strings.Join(services, ", ") + `}`)
}

// Catches a weakening where the threshold follows from a process that is new, and a note that does not name it.
func TestAThresholdFollowsTheProcessesThatReceive(t *testing.T) {
	base := queueApp(depth, "6000", receiver("Backend", takes, tasks, 6))
	for name, c := range map[string]struct {
		head app
		want string
	}{
		"another process": {queueApp(depth, "7200", receiver("Backend", takes, tasks, 6), receiver("WorkerThumbs", takes, tasks, 4)),
			"another process receives from this queue now: WorkerThumbs: 6000 -> 7200"},
		"as many as there are tasks": {queueApp(depth, "10000", receiver("Backend", takes, tasks, 6), receiver("W", takes, tasks, 4)),
			"receives from this queue now: W: 6000 -> 10000"},
		"more tasks": {queueApp(depth, "7000", receiver("Backend", takes, tasks, 7)), "more tasks may receive from this queue now: Backend"},
		"more tasks of the process that counts most": {queueApp(depth, "7920", receiver("Backend", takes, tasks, 8)),
			"more tasks may receive from this queue now: Backend: 6000 -> 7920"},
	} {
		report := compare(t, base.Assembly(t), c.head.Assembly(t))
		wants(t, name+": weakening", report.Weakenings)
		found := false
		for _, f := range report.Notes {
			found = found || f.Construct == "A" && strings.Contains(f.What+": "+f.Old+" -> "+f.New, c.want)
		}
		if !found {
			t.Errorf("%s: notes %+v, want one with %q", name, report.Notes, c.want)
		}
	}
}

// Catches a weakening where the tasks that are added are faster than the others on the queue, and a rise beyond what even they explain.
func TestAThresholdFollowsFasterTasksToo(t *testing.T) {
	slow := receiver("Worker", takes, tasks, 3)
	base := queueApp(depth, "6150", receiver("Backend", takes, tasks, 6), slow).Assembly(t)
	report := compare(t, base, queueApp(depth, "8150", receiver("Backend", takes, tasks, 8), slow).Assembly(t))
	wants(t, "two more of six tasks with 1000 messages each: weakening", report.Weakenings)
	report = compare(t, base, queueApp(depth, "8300", receiver("Backend", takes, tasks, 8), slow).Assembly(t))
	wants(t, "more than a third", report.Weakenings, weaker)
}

// Catches a threshold that is raised under the cover of a change of the queue's processes, which does not explain it.
func TestARaisedThresholdWithoutReceiversIsAWeakening(t *testing.T) {
	backend, worker := receiver("Backend", takes, tasks, 6), receiver("Worker", takes, tasks, 4)
	edited := func(old, new string) string {
		if !strings.Contains(worker, old) {
			t.Fatalf("%q is not in the worker", old)
		}
		return strings.Replace(worker, old, new, 1)
	}
	denied := edited(`{"Effect": "Allow"`, `{"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}, {"Effect": "Allow"`)
	refusing := `"P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Tasks"}], "PolicyDocument": {"Statement": [
		{"Effect": "Deny", "Principal": "*", "Action": "sqs:ReceiveMessage", "Resource": ` + tasks + `}]}}}`
	base := queueApp(depth, "6000", backend)
	for name, c := range map[string]struct{ base, head app }{
		"without a new process":    {base, queueApp(depth, "7200", backend)},
		"more than the tasks grow": {base, queueApp(depth, "10001", backend, worker)},
		"a threshold that only the deployment knows": {base,
			queueApp(depth, `{"Fn::GetAtt": ["Tasks", "QueueName"]}`, backend, worker)},
		"a process on another queue": {base, queueApp(depth, "7200", backend, receiver("Worker", takes, mails, 4))},
		"more tasks on another queue": {queueApp(depth, "6000", backend, receiver("Other", takes, mails, 1)),
			queueApp(depth, "7200", backend, receiver("Other", takes, mails, 9))},
		"a process that only sends":               {base, queueApp(depth, "7200", backend, receiver("Worker", sends, tasks, 4))},
		"a process that never deletes":            {base, queueApp(depth, "7200", backend, receiver("Worker", `"sqs:ReceiveMessage"`, tasks, 4))},
		"a process that may do it on every queue": {base, queueApp(depth, "7200", backend, receiver("Worker", takes, `"*"`, 4))},
		"a process that has no tasks":             {base, queueApp(depth, "7200", backend, receiver("Worker", takes, tasks, 0))},
		"a process that nothing scales":           {base, queueApp(depth, "7200", backend, edited(`{"Ref": "WorkerTarget"}`, `"another"`))},
		"a process that may do it sometimes": {base, queueApp(depth, "7200", backend,
			edited(`{"Effect": "Allow"`, `{"Condition": {"Bool": {"aws:SecureTransport": "true"}}, "Effect": "Allow"`))},
		"a process that is denied it":   {base, queueApp(depth, "7200", backend, denied)},
		"a queue that refuses it":       {base, queueApp(depth, "7200", backend, worker, refusing)},
		"a process in place of another": {base, queueApp(depth, "7200", worker)},
		"a threshold of another metric": {queueApp("ApproximateAgeOfOldestMessage", "6000", backend),
			queueApp("ApproximateAgeOfOldestMessage", "7200", backend, worker)},
		"more tasks of a process that only sends": {queueApp(depth, "6000", backend, receiver("Other", sends, tasks, 1)),
			queueApp(depth, "60000", backend, receiver("Other", sends, tasks, 9))},
	} {
		found := false
		for _, f := range compare(t, c.base.Assembly(t), c.head.Assembly(t)).Weakenings {
			found = found || f.Construct == "A" && f.What == weaker
		}
		if !found {
			t.Errorf("%s: no weakening %q", name, weaker)
		}
	}
}
