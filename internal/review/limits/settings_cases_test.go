package limits_test

import "testing"

// Catches properties of one resource that do not fit together, and a false alarm about a default that is written.
func TestSettingsFitTogether(t *testing.T) {
	const (
		task     = "AWS::ECS::TaskDefinition"
		group    = "AWS::ElasticLoadBalancingV2::TargetGroup"
		balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer"
		queue    = "AWS::SQS::Queue"
		database = "AWS::RDS::DBInstance"
		fargate  = `"RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc"`
		logs     = `{"Key": "connection_logs.s3.enabled", "Value": "true"}`
	)
	for _, c := range []fitting{
		{task, `{"ContainerDefinitions": [{"Name": "a", "Essential": false}, {"Name": "b"}]}`, ""},
		{task, `{"ContainerDefinitions": [{"Name": "a", "Essential": false}, {"Name": "b", "Essential": "false"}]}`, "at least one container"},
		{task, `{` + fargate + `, "PidMode": "task"}`, ""},
		{task, `{` + fargate + `, "PidMode": "host"}`, "PidMode must be task"},
		{task, `{"PidMode": "host", "IpcMode": "host"}`, ""},
		{task, `{` + fargate + `, "IpcMode": "task"}`, "IpcMode must be absent"},
		{group, `{"TargetType": "ip", "HealthCheckEnabled": true}`, ""},
		{group, `{"TargetType": "ip", "HealthCheckEnabled": false}`, "HealthCheckEnabled must be true"},
		{group, `{"TargetType": "lambda", "HealthCheckEnabled": false}`, ""},
		{balancer, `{"LoadBalancerAttributes": [` + logs + `, {"Key": "connection_logs.s3.bucket", "Value": "${s.B}"}]}`, ""},
		{balancer, `{"LoadBalancerAttributes": [` + logs + `, {"Key": "access_logs.s3.bucket", "Value": "b"}]}`,
			"such logs need connection_logs.s3.bucket"},
		{queue, `{"SqsManagedSseEnabled": false, "KmsMasterKeyId": "k"}`, ""},
		{queue, `{"SqsManagedSseEnabled": true}`, ""},
		{queue, `{"SqsManagedSseEnabled": "true", "KmsMasterKeyId": "k"}`, "KmsMasterKeyId must be absent"},
		{database, `{"ManageMasterUserPassword": true}`, ""},
		{database, `{"ManageMasterUserPassword": true, "MasterUserPassword": "${s.P}"}`, "must be absent beside MasterUserPassword"},
	} {
		wantOne(t, c.kind+" "+c.properties, c.want, refused(t, `{}`, resource(c.kind, c.properties)))
	}
}
