package promises

import "kasha/internal/allowlist"

// alarmsAreSent is the alarm topic and its key: AWS services on behalf of this account, and EventBridge with a role of its own.
func alarmsAreSent() promise {
	const role, sourceAccount, topicContext = "Monitoring/EventRole", "aws:SourceAccount", "kms:EncryptionContext:aws:sns:topicArn"
	alarms, key := []string{"Alarms"}, []string{generalKey}
	allowed := []allowlist.Permission{
		{Who: role, May: publish(), On: alarms},
		{Who: role, May: decrypt(), On: key, OnlyIf: topicContext},
		{Who: allowlist.Service("events"), May: assume(), On: []string{role}, OnlyIf: sourceAccount},
		// Events that it cannot publish are kept.
		{Who: allowlist.Service("events"), May: []string{"sqs:SendMessage"}, On: []string{"Monitoring/Undelivered"}, OnlyIf: "aws:SourceArn"},
	}
	for _, service := range []string{"cloudwatch", "budgets"} {
		allowed = append(allowed,
			allowlist.Permission{Who: allowlist.Service(service), May: publish(), On: alarms, OnlyIf: sourceAccount},
			allowlist.Permission{Who: allowlist.Service(service), May: decrypt(), On: key, OnlyIf: topicContext},
		)
	}
	return promise{permissions: allowed}
}

func publish() []string { return []string{"sns:Publish"} }

// canaryVisitsTheSite lets the canary write its screenshots and reports.
func canaryVisitsTheSite() promise {
	const role = "Monitoring/CanaryRole"
	return promise{permissions: []allowlist.Permission{
		{Who: role, May: []string{"s3:PutObject"}, On: []string{"AccessLogs/*"}},
		{Who: allowlist.Service("lambda"), May: assume(), On: []string{role}},
	}}
}
