package promises

import "kasha/internal/allowlist"

// sqlTask is the construct path of the one-off SQL task.
const sqlTask = "SqlTask"

// sqlTaskReachesThePrimary is the one-off task of make sql, which is in no template. The person who starts it chooses its subnet
// and whether it has a public address, so it may leave by every way. It runs as the master user: ECS reads both secrets.
func sqlTaskReachesThePrimary() promise {
	const tasks, role, starter = sqlTask + "/SecurityGroup", sqlTask + "/Task/TaskRole", sqlTask + "/Task/ExecutionRole"
	ways := []allowlist.Way{allowlist.NATGateway, allowlist.InternetGateway}
	return promise{
		connections: []allowlist.Connection{
			{From: tasks, To: primary, On: allowlist.TCP(mysql), Must: true},
			{From: tasks, To: allowlist.Internet, On: allowlist.TCP(https), Via: ways},
			{From: tasks, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: append(privateWays(), allowlist.InternetGateway)},
		},
		permissions: []allowlist.Permission{
			{Who: starter, May: readSecret(), On: []string{adminSecret, connectionSecret}},
			{Who: starter, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:ViaService"},
			{Who: ecsTasks(), May: assume(), On: []string{role, starter}},
		},
	}
}
