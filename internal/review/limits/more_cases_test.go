package limits_test

import "testing"

// Catches a schedule that AWS does not read, or one that it reads and lib/cron does not.
func TestSchedulesAreRead(t *testing.T) {
	const both = "a ? as day of the month or as day of the week"
	for _, c := range []struct{ kind, expression, want string }{
		{"rule", "cron(0 7 ? * MON-FRI *)", ""}, {"rule", "cron(0 7 L * ? *)", ""}, {"rule", "cron(0 7 15W * ? *)", ""},
		{"rule", "cron(0 7 ? * 2#1 *)", ""}, {"rule", "cron(0 7 ? * FRIL *)", ""}, {"rule", "cron(0 7 ? * FRI#6 *)", "cannot be read"},
		{"rule", "cron(0 7 * * * *)", both}, {"rule", "cron(0 7 ? * ? *)", both}, {"rule", "cron(0 7 * * ?)", "has 5 fields, and must have 6"},
		{"rule", "cron(60 7 * * ? *)", "cannot be read"}, {"rule", "rate(1 minute)", ""}, {"rule", "rate(2 minutes)", ""},
		{"rule", "rate(1 minutes)", "singular"}, {"rule", "rate(2 minute)", "singular"}, {"rule", "rate(0 minutes)", "a positive number"},
		{"rule", "rate(5 weeks)", "one of the units"}, {"rule", "at(2030-01-01T00:00:00)", "must be cron(...) or rate(...)"},
		{"rule", "every day", "must be cron(...) or rate(...)"}, {"rule", "${s.P}", ""},
		{"schedule", "at(2030-01-31T07:00:00)", ""}, {"schedule", "at(2030-02-31T07:00:00)", "no date and time"},
		{"schedule", "rate(1 minutes)", ""}, {"backup", "cron(0 7 1 * ? *)", ""}, {"backup", "rate(1 day)", "must be cron(...)"},
		{"rotation", "rate(4 hours)", ""}, {"rotation", "rate(30 minutes)", "one of the units"},
		{"mute", "cron(0 7 * * MON-FRI)", ""}, {"mute", "cron(0 7 ? * MON-FRI *)", "must have 5"}, {"mute", "at(2030-01-31T07:00)", ""},
		{"canary", "rate(0 minute)", ""}, {"canary", "rate(1 hour)", ""},
	} {
		kind, properties := "AWS::Events::Rule", `{"ScheduleExpression": "`+c.expression+`"}`
		switch c.kind {
		case "schedule":
			kind = "AWS::Scheduler::Schedule"
		case "backup":
			kind, properties = "AWS::Backup::BackupPlan", `{"BackupPlan": {"BackupPlanRule": [`+properties+`]}}`
		case "rotation":
			kind, properties = "AWS::SecretsManager::RotationSchedule", `{"RotationRules": `+properties+`}`
		case "mute":
			kind, properties = "AWS::CloudWatch::AlarmMuteRule", `{"Rule": {"Schedule": {"Expression": "`+c.expression+`"}}}`
		case "canary":
			kind, properties = "AWS::Synthetics::Canary", `{"Schedule": {"Expression": "`+c.expression+`"}}`
		}
		wantOne(t, c.kind+" "+c.expression, c.want, refused(t, `{}`, resource(kind, properties)))
	}
	for zone, want := range map[string]string{"Europe/Berlin": "", "UTC": "", "Europe/Munich": "no time zone", "Local": "no time zone"} {
		properties := `{"ScheduledActions": [{"ScheduledActionName": "Stop", "Timezone": "` + zone + `"}]}`
		wantOne(t, zone, want, refused(t, `{}`, resource("AWS::ApplicationAutoScaling::ScalableTarget", properties)))
	}
}

// Catches windows of RDS that are compared by name and not by time, and limits of storage and monitoring that are off by one.
func TestDatabasesFitTogether(t *testing.T) {
	for properties, want := range map[string]string{
		`"PreferredBackupWindow": "03:00-04:00", "PreferredMaintenanceWindow": "sun:04:00-sun:05:00"`: "",
		`"PreferredBackupWindow": "03:00-04:00", "PreferredMaintenanceWindow": "sun:03:59-sun:05:00"`: "must not overlap",
		`"PreferredBackupWindow": "03:00-04:00", "PreferredMaintenanceWindow": "sun:02:00-sun:03:00"`: "",
		`"PreferredBackupWindow": "03:00-04:00", "PreferredMaintenanceWindow": "sun:02:00-sun:03:01"`: "must not overlap",
		`"PreferredBackupWindow": "23:30-00:30", "PreferredMaintenanceWindow": "mon:00:00-mon:01:00"`: "must not overlap",
		`"PreferredBackupWindow": "23:30-00:00", "PreferredMaintenanceWindow": "mon:00:00-mon:01:00"`: "",
		`"PreferredBackupWindow": "00:10-00:40", "PreferredMaintenanceWindow": "sun:23:00-mon:00:15"`: "must not overlap",
		`"PreferredBackupWindow": "12:00-12:30", "PreferredMaintenanceWindow": "sun:23:00-mon:23:00"`: "must not overlap",
		`"PreferredBackupWindow": "03:00-03:29"`:                                                      "at least 30 minutes",
		`"PreferredMaintenanceWindow": "sun:03:00-sun:03:29"`:                                         "at least 30 minutes",
		`"PreferredMaintenanceWindow": "${s.P}", "PreferredBackupWindow": "03:00-04:00"`:              "",

		`"StorageType": "gp3", "AllocatedStorage": "20"`:                                    "",
		`"StorageType": "gp3", "AllocatedStorage": "19"`:                                    "must be at least 20",
		`"StorageType": "gp2", "AllocatedStorage": "5"`:                                     "",
		`"StorageType": "gp3", "AllocatedStorage": "20", "MaxAllocatedStorage": 21`:         "",
		`"StorageType": "gp3", "AllocatedStorage": "20", "MaxAllocatedStorage": 20`:         "must be above AllocatedStorage, which is 20",
		`"StorageType": "gp3", "AllocatedStorage": "399", "Iops": 3000`:                     "takes none",
		`"StorageType": "gp3", "AllocatedStorage": "400", "Iops": 12000`:                    "",
		`"StorageType": "gp3", "AllocatedStorage": "400"`:                                   "Iops must be set",
		`"EnablePerformanceInsights": true, "DBInstanceClass": "db.t4g.medium"`:             "",
		`"EnablePerformanceInsights": true, "DBInstanceClass": "db.t4g.small"`:              "db.t4g.small has no Database Insights",
		`"EnablePerformanceInsights": true, "DBInstanceClass": "db.x9.small"`:               "",
		`"EnablePerformanceInsights": false, "DBInstanceClass": "db.t4g.small"`:             "",
		`"MonitoringInterval": 60, "MonitoringRoleArn": "arn:aws:iam::111111111111:role/r"`: "",
		`"MonitoringInterval": 0`:  "",
		`"MonitoringInterval": 60`: "MonitoringRoleArn must be set",
	} {
		wantOne(t, properties, want, refused(t, `{}`, resource("AWS::RDS::DBInstance", "{"+properties+"}")))
	}
}

// Catches an element that a kind of policy must or must not have. The opposites such as NotResource count as well.
func TestPoliciesHaveTheirElements(t *testing.T) {
	const (
		role, bucket, policy = "AWS::IAM::Role", "AWS::S3::BucketPolicy", "AWS::IAM::Policy"
		who                  = `"Principal": {"Service": "ecs-tasks.amazonaws.com"}`
	)
	for _, c := range []struct{ kind, statement, want string }{
		{role, who + `, "Action": "sts:AssumeRole"`, ""},
		{role, who + `, "Action": "sts:AssumeRole", "Resource": "*"`, "AssumeRolePolicyDocument.Statement[0] has a Resource"},
		{role, who + `, "Action": "sts:AssumeRole", "NotResource": "*"`, "has a Resource"},
		{role, `"Action": "sts:AssumeRole", "Sid": "A"`, "Statement[A] has no Principal"},
		{bucket, who + `, "Action": "s3:GetObject", "Resource": "*"`, ""},
		{bucket, `"NotPrincipal": {"AWS": "*"}, "NotAction": "s3:GetObject", "NotResource": "*"`, ""},
		{bucket, `"Action": "s3:GetObject", "Resource": "*"`, "has no Principal"},
		{bucket, who + `, "Action": "s3:GetObject"`, "has no Resource"},
		{bucket, `"Action": "s3:GetObject"`, "has no Principal"}, // one sentence about one statement
		{policy, `"Action": "s3:GetObject", "Resource": "*"`, ""},
		{policy, who + `, "Action": "s3:GetObject", "Resource": "*"`, "has a Principal"},
		{policy, `"Resource": "*"`, "has no Action"},
		{"AWS::Events::EventBusPolicy", who + `, "Action": "events:PutEvents", "Resource": "*"`, ""},
		{"AWS::Events::EventBusPolicy", `"Action": "events:PutEvents", "Resource": "*"`, "has no Principal"},
	} {
		statement := `{"Effect": "Allow", ` + c.statement + `}`
		properties := `{"PolicyDocument": {"Statement": [` + statement + `]}}`
		switch c.kind {
		case role:
			properties = `{"AssumeRolePolicyDocument": {"Statement": [` + statement + `]}}`
		case "AWS::Events::EventBusPolicy":
			properties = `{"Statement": ` + statement + `}`
		}
		wantOne(t, c.kind+c.statement, c.want, refused(t, `{}`, resource(c.kind, properties)))
	}
	wantOne(t, "a policy within a role", "Policies[0].PolicyDocument.Statement[0] has a Principal", refused(t, `{}`,
		resource(role, `{"Policies": [{"PolicyDocument": {"Statement": {"Effect": "Allow", `+who+`, "Action": "*", "Resource": "*"}}}]}`)))
	wantOne(t, "no effect", "must have the Effect Allow or Deny", refused(t, `{}`,
		resource(policy, `{"PolicyDocument": {"Statement": [{"Action": "s3:GetObject", "Resource": "*"}]}}`)))
}
