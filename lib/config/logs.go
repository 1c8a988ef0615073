package config

import (
	"slices"

	"kasha/lib/spelling"
)

// Logs is the retention of CloudWatch log groups: of containers, the database and the network.
type Logs struct {
	// RetentionDays is how long log events are kept. It does not change what their ingestion costs.
	//
	//	Unit:    days
	//	Default: 7
	//	Allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653
	//	Source:  design document, "CloudWatch Logs"; CloudWatch Logs API, PutRetentionPolicy
	RetentionDays int `json:"retentionDays"`
}

func defaultLogs() Logs { return Logs{RetentionDays: 7} }

// LogRetentionDays returns the retention periods that CloudWatch Logs offers, shortest first. Source: its API, PutRetentionPolicy.
func LogRetentionDays() []int {
	return []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
}

func checkLogs(at object, l Logs) {
	if !slices.Contains(LogRetentionDays(), l.RetentionDays) {
		at.reject("retentionDays", "CloudWatch Logs does not offer a retention of "+spelling.Count(l.RetentionDays, "day"),
			oneOf(LogRetentionDays()))
	}
}
