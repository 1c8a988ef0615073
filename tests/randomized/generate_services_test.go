package randomized

import (
	"maps"
	"strings"
)

// options draws the health check of a container, its disk, and how its load balancer treats clients.
func (d draft) options(service string) {
	d.maybe(service+".healthCheck", map[string]any{"command": listOf("bin/health")},
		map[string]any{
			"command": listOf("sh", "-c", "test -f /tmp/up"), "intervalSeconds": 300.0, "retries": 10.0, "startSeconds": 300.0,
		})
	d.maybe(service+".ephemeralStorageGiB", 21.0, 200.0)
	d.maybe(service+".stickinessSeconds", 1.0, 604800.0)
	d.maybe(service+".idleSeconds", 120.0, 4000.0)
}

// furtherServices draws services by path and by port. In the smallest network with every endpoint, their tasks would have no addresses.
func (d draft) furtherServices() {
	small := func(more map[string]any) map[string]any {
		s := map[string]any{"minTasks": 2.0, "maxTasks": 2.0}
		maps.Copy(s, more)
		return s
	}
	api := small(map[string]any{"routes": listOf("/api/*", "/hooks"), "uses": listOf("service:search", "service:backend", "bucket")})
	search := small(map[string]any{"internalPort": 9200.0, "spot": true, "image": "ecr:7", "port": 9000.0})
	longest := small(map[string]any{
		"internal": true, "stickinessSeconds": 60.0, "uses": listOf("queue:*:send"),
		"routes":  []any{map[string]any{"path": "/" + strings.Repeat("r", 127), "priority": 999.0}, "/a/b/c/d/e/f/*"},
		"secrets": map[string]any{"LONG": map[string]any{"secret": strings.Repeat("a", 512)}},
		"egress":  []any{map[string]any{"port": 587.0, "to": "0.0.0.0/0", "for": "mail"}},
	})
	some := map[string]any{"api": api, "search": search}
	cidr, _ := d.get("network.cidr").(string)
	d.maybeIf(!strings.HasSuffix(cidr, "/24"), "services", some,
		map[string]any{"api": api, "search": search, strings.Repeat("s", 24): longest})
}
