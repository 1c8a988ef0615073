package promises

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
)

// isShell reports whether a process is a task in which people open a shell.
func isShell(process string) bool { return strings.HasPrefix(process, "Shell") }

// peopleOpenAShell lets the tasks of one process be entered through Session Manager, and people start them. A person chooses the subnet and
// whether the task has a public address, so it may leave by every way.
func peopleOpenAShell(process string) promise {
	const role = "Shell/Role"
	tasks := shellTasks(process)
	ways := []allowlist.Way{allowlist.NATGateway, allowlist.InternetGateway}
	return promise{
		connections: []allowlist.Connection{
			{From: tasks, To: allowlist.Internet, On: allowlist.TCP(https), Via: ways},
			{From: tasks, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: append(privateWays(), allowlist.InternetGateway)},
		},
		permissions: []allowlist.Permission{
			{Who: taskRole(process), May: []string{"ssmmessages:OpenDataChannel"}, On: []string{"*"}, Must: true},
			{Who: role, May: []string{"ecs:RunTask"}, On: []string{process + "/Task"}, OnlyIf: "ecs:cluster", Must: true},
			{
				Who: role, May: []string{"iam:PassRole"}, On: []string{taskRole(process), executionRole(process)},
				OnlyIf: "iam:PassedToService", Must: true,
			},
			{Who: role, May: []string{"ecs:ExecuteCommand"}, On: []string{"Shell/Cluster", "arn:*:ecs:*:task/*-shell/*"}, Must: true},
			{Who: allowlist.ThisAccount, May: assume(), On: []string{role}},
		},
	}
}

// fromAShell is a connection of the service that a shell may open too. A person may give the task a public address. It may then leave
// by the internet gateway, and reaches nothing for certain.
func fromAShell(process string, c allowlist.Connection) allowlist.Connection {
	c.From, c.Must = shellTasks(process), false
	if len(c.Via) > 0 {
		c.Via = append(slices.Clone(c.Via), allowlist.InternetGateway)
	}
	return c
}

// shellTasks is whatever a person puts into the security group of a shell; see sqlTaskReachesThePrimary.
func shellTasks(process string) string { return process + "/Tasks" }
