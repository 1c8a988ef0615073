package randomized

import (
	"maps"
	"strings"

	"kasha/lib/names"
)

// workers draws workers with no more tasks than the smallest subnets have addresses for, and connections where they use the database.
func (d draft) workers() {
	container := map[string]any{
		"cpu": 512.0, "memoryMiB": 1024.0, "command": listOf("bin/work"), "environment": map[string]any{"LOG_LEVEL": "debug"},
		"egress": []any{map[string]any{"port": 465.0, "to": "203.0.113.0/24", "for": "mail"}}, "stopSeconds": 60.0,
		"secrets": map[string]any{"DSN": map[string]any{"parameter": "/shop/dsn"}},
	}
	worker := func(fields map[string]any) map[string]any {
		fields["queue"] = either(d.t, "worker's queue", d.queues()...)
		return fields
	}
	fromZero := worker(map[string]any{"uses": listOf("bucket"), "maxTasks": 1.0})
	always := worker(map[string]any{"minTasks": 1.0, "maxTasks": 1.0, "spot": true, "architecture": "arm64", "acceptableSeconds": 10.0,
		"secondsPerMessage": 0.001, "messagesAtOnce": 10.0, "longestMessageSeconds": 1.0})
	maps.Copy(always, container)
	caller := worker(map[string]any{"uses": listOf("database", "queue:*:send"), "maxTasks": 1.0, "acceptableSeconds": 43200.0,
		"secondsPerMessage": 25.5, "longestMessageSeconds": 26.0})
	drawn := d.maybe("workers", map[string]any{"a": fromZero}, map[string]any{strings.Repeat("w", names.MaxWorker): always},
		map[string]any{"a": fromZero, "calls": caller})
	if workers, _ := d.get("workers").(map[string]any); drawn && workers["calls"] != nil {
		d.set("database.poolSize", 2.0) // the smallest class has connections for it then
	}
}

// queueSettings draws the settings of the first queue, which a worker may have, and of another. The visibility timeout exceeds what a
// message of any worker takes.
func (d draft) queueSettings() {
	queues := d.queues()
	first, last := queues[0].(string), queues[len(queues)-1].(string)
	ordered := map[string]any{"fifo": true, "from": listOf("sns", "events"), "retentionDays": 13.0}
	d.maybe("messaging.queues", map[string]any{first: map[string]any{"from": listOf("s3", "events", "sns"), "visibilitySeconds": 43200.0}},
		map[string]any{first: ordered}, map[string]any{last: map[string]any{"fifo": true, "delaySeconds": 900.0, "visibilitySeconds": 121.0}})
}

// queues are the names of the environment's queues, drawn or the defaults.
func (d draft) queues() []any {
	main, _ := d.get("messaging.main").([]any)
	notification, drawn := d.get("messaging.notification").([]any)
	if !drawn {
		return listOf("jobs", "events", "email", "webhook")
	}
	return append(append([]any{}, main...), notification...)
}
