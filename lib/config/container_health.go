package config

import (
	"fmt"
	"slices"

	"kasha/lib/spelling"
)

// HealthCheck is a command that says whether a container is healthy.
type HealthCheck struct {
	// Command is the program and its arguments. The container is healthy if it exits with 0. It runs in the container, as its user, so the
	// image must contain it.
	//
	//	Default: none; required
	//	Allowed: as command of a process, without CMD and CMD-SHELL
	//	Source:  ECS API, HealthCheck, command
	Command []string `json:"command"`

	// IntervalSeconds is the time between two checks.
	//
	//	Unit:    seconds
	//	Default: 30
	//	Allowed: 5 to 300
	//	Source:  ECS API, HealthCheck, interval
	IntervalSeconds int `json:"intervalSeconds"`

	// TimeoutSeconds is how long one check may take. After this time it has failed.
	//
	//	Unit:    seconds
	//	Default: 5
	//	Allowed: 2 to 60
	//	Source:  ECS API, HealthCheck, timeout
	TimeoutSeconds int `json:"timeoutSeconds"`

	// Retries is how many checks in a row must fail until the container is unhealthy.
	//
	//	Unit:    checks
	//	Default: 3
	//	Allowed: 1 to 10
	//	Source:  ECS API, HealthCheck, retries
	Retries int `json:"retries"`

	// StartSeconds is for how long after the start failed checks do not count. A check that succeeds ends this time. Beside it, startSeconds
	// of a service counts.
	//
	//	Unit:    seconds
	//	Default: 0
	//	Allowed: 0 to 300
	//	Source:  ECS API, HealthCheck, startPeriod
	StartSeconds int `json:"startSeconds"`
}

// prepare fills a check of which nothing was written.
func (h *HealthCheck) prepare(map[string]any) {
	*h = HealthCheck{IntervalSeconds: 30, TimeoutSeconds: 5, Retries: 3}
}

// checkHealthCommand checks healthCheck.
func checkHealthCommand(at object, c Container) {
	if c.HealthCheck == nil {
		return
	}
	h, check := *c.HealthCheck, at.in("healthCheck")
	check.rejectIf(len(h.Command) == 0, "command", "the command is missing", `the program and its arguments: ["bin/health"]`)
	if len(h.Command) > 0 && slices.Contains([]string{"CMD", "CMD-SHELL", "NONE"}, h.Command[0]) {
		check.element("command", 0).reject("", quote(h.Command[0])+" is not a program; Kasha adds what ECS wants before it",
			`the program and its arguments: ["bin/health"], or ["sh", "-c", "..."] for a shell`)
	}
	checkArguments(check, "command", h.Command)
	checkProgram(check, "command", h.Command, nil)
	for _, limit := range []struct {
		field              string
		value, least, most int
		unit               string
	}{
		{"intervalSeconds", h.IntervalSeconds, 5, 300, "second"}, {"timeoutSeconds", h.TimeoutSeconds, 2, 60, "second"},
		{"retries", h.Retries, 1, 10, "check"}, {"startSeconds", h.StartSeconds, 0, 300, "second"},
	} {
		if limit.value < limit.least || limit.value > limit.most {
			check.reject(limit.field, "ECS does not accept "+spelling.Count(limit.value, limit.unit)+" here",
				fmt.Sprintf("%d to %d", limit.least, limit.most))
		}
	}
}
