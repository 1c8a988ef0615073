package config

import (
	"fmt"

	"kasha/lib/spelling"
)

func checkTaskCount(at object, s Service, e Environment) {
	if s.MinTasks < 1 {
		at.reject("minTasks", "a service cannot run on "+spelling.Count(s.MinTasks, "task"), "1 or more")
	}
	at.rejectIf(e.IsProduction() && s.MinTasks < 2, "minTasks", "production needs a task in each of its two availability zones", "2 or more")
	if s.MaxTasks < 1 {
		at.reject("maxTasks", "a service cannot run on "+spelling.Count(s.MaxTasks, "task"), "minTasks or more")
	}
	if at.valid("minTasks", "maxTasks") && s.MinTasks > s.MaxTasks {
		at.reject(at.firstWritten("minTasks", "maxTasks"), fmt.Sprintf("minTasks %d is greater than maxTasks %d", s.MinTasks, s.MaxTasks),
			"a minTasks no greater than maxTasks")
	}
}
