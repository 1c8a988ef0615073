package limits_test

import "testing"

// Catches a change that AWS cannot make and that the review takes for an update, and a false alarm about a default that is written.
func TestWhatCannotChange(t *testing.T) {
	const key, group = "AWS::KMS::Key", "AWS::Logs::LogGroup"
	for _, c := range []struct{ kind, old, new, want string }{
		{key, `{}`, `{"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "MultiRegion": "false"}`, ""},
		{key, `{}`, `{"KeySpec": "RSA_2048"}`, "KeySpec is SYMMETRIC_DEFAULT and cannot change"},
		{key, `{"MultiRegion": true}`, `{}`, "MultiRegion is true and cannot change"},
		{group, `{"LogGroupName": "a"}`, `{"LogGroupName": "a", "LogGroupClass": "INFREQUENT_ACCESS"}`, "LogGroupClass is STANDARD"},
		{group, `{"LogGroupName": "a"}`, `{"LogGroupName": "b", "LogGroupClass": "INFREQUENT_ACCESS"}`, ""},
	} {
		wantOne(t, c.kind+" "+c.new, c.want, refused(t, resource(c.kind, c.old), resource(c.kind, c.new)))
	}
}

// Catches resources of one template that do not fit together, and a false alarm about those that do, or that only a deployment knows.
func TestResourcesFitTogether(t *testing.T) {
	const containers = `{"ContainerDefinitions": [{"Name": "web", "PortMappings": [{"ContainerPort": 80}]}]}`
	service := func(balancer string) string {
		return `{"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": ` + containers + `}, "S": {"Type": "AWS::ECS::Service",
			"Properties": {"TaskDefinition": "${s.T}", "LoadBalancers": [` + balancer + `]}}}`
	}
	database := func(family, version string) string {
		return `{"G": {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Family": "` + family + `"}}, "D": {"Type": "AWS::RDS::DBInstance",
			"Properties": {"Engine": "mysql", "EngineVersion": "` + version + `", "DBParameterGroupName": "${s.G}"}}}`
	}
	queues := func(permission, source string) string {
		return `{"D": {"Type": "AWS::SQS::Queue", "Properties": {"RedriveAllowPolicy": {"redrivePermission": "` + permission + `",
			"sourceQueueArns": [` + source + `]}}}, "Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q",
			"RedrivePolicy": {"deadLetterTargetArn": "${s.D.Arn}"}}}}`
	}
	for _, c := range []struct{ template, want string }{
		{service(`{"ContainerName": "web", "ContainerPort": "80"}`), ""},
		{service(`{"ContainerName": "web", "ContainerPort": 81}`), "the container web has no port 81"},
		{service(`{"ContainerName": "app", "ContainerPort": 80}`), "the task definition has no container app"},
		{service(`{"ContainerName": "web", "ContainerPort": "${s.P}"}`), ""},
		{database("mysql8.4", "8.4.10"), ""},
		{database("mysql8.0", "8.4.10"), "its family is mysql8.0, and version 8.4.10 needs one of mysql8.4"},
		{database("mysql8.0", "${s.Version}"), ""},
		{queues("allowAll", ``), ""},
		{queues("denyAll", ``), "does not allow this queue"},
		{queues("byQueue", `"arn:aws:sqs:eu-west-1:111111111111:q"`), ""},
		{queues("byQueue", `"${s.Q.Arn}"`), ""},
		{queues("byQueue", `"arn:aws:sqs:eu-west-1:111111111111:p"`), "does not allow this queue"},
		{queues("byQueue", `"${s.P.Arn}"`), "does not allow this queue"},
		{queues("byQueue", `"${other.Q.Arn}"`), ""},
	} {
		wantOne(t, c.template, c.want, refused(t, `{}`, c.template))
	}
}
