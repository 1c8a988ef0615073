package shapes

import (
	"fmt"

	"pgregory.net/rapid"

	"kasha/lib/config"
)

// environments generates the raw JSON of several environments that share an application: what an adopter could write.
func environments(t *rapid.T) []any {
	count := rapid.IntRange(1, 8).Draw(t, "environments")
	var list []any
	names := map[string]bool{}
	for range count {
		name := rapid.StringMatching(`[a-z][a-z0-9]{0,11}`).Filter(func(s string) bool { return s != "pipeline" && !names[s] }).Draw(t, "name")
		names[name] = true
		list = append(list, environment(t, name))
	}
	return list
}

func environment(t *rapid.T, name string) map[string]any {
	region := rapid.SampledFrom(config.Regions()).Draw(t, "region")
	zones := config.ZonesOf(region)
	first := rapid.IntRange(0, len(zones)-2).Draw(t, "first zone")
	second := rapid.IntRange(first+1, len(zones)-1).Draw(t, "second zone")
	tier := rapid.SampledFrom([]string{"nonproduction", "production"}).Draw(t, "tier")
	production := tier == "production"
	e := map[string]any{
		"name": name, "tier": tier, "region": region, "availabilityZones": []any{zones[first], zones[second]},
		"network":  map[string]any{"natGateways": float64(rapid.IntRange(1, 2).Draw(t, "NAT gateways"))},
		"frontend": service(t, "frontend", production), "backend": service(t, "backend", production),
	}
	// Two accounts only, so that environments do meet in one account and region; none is the credentials' own.
	if account := rapid.SampledFrom([]string{"", "222222222222", "333333333333"}).Draw(t, "account"); account != "" {
		e["account"] = account
	}
	edge := map[string]any{}
	if config.OriginPrefixListOf(region) == "" {
		edge["originPrefixList"] = "pl-0123456789abcdef0"
	}
	if rapid.Bool().Draw(t, "domain") {
		edge["domain"] = map[string]any{"name": name + ".example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}
	}
	if rapid.Bool().Draw(t, "endpoints") {
		e["network"].(map[string]any)["interfaceEndpoints"] = []any{"ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "kms"}
	}
	e["edge"] = edge
	replica := rapid.Bool().Draw(t, "replica")
	e["database"] = map[string]any{
		"readReplica": replica, "instanceClass": rapid.SampledFrom([]string{"db.t3.medium", "db.m5.large"}).Draw(t, "class"),
		"insights": rapid.Bool().Draw(t, "insights"),
	}
	e["backup"] = backup(t, e, region)
	if archive, _ := e["backup"].(map[string]any)["archive"].(bool); !production && !replica && !archive && rapid.Bool().Draw(t, "schedule") {
		e["schedule"] = map[string]any{"timeZone": rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe"}).Draw(t, "time zone")}
	}
	queues := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z][a-z0-9]{0,20}`), 2, 4, func(s string) string { return s }).Draw(t, "queues")
	e["messaging"] = map[string]any{"main": list(queues[:1]), "notification": list(queues[1:])}
	return e
}

// backup is an archive, or none, with a copy in another region or another account, or none.
func backup(t *rapid.T, e map[string]any, region string) map[string]any {
	archive := rapid.Bool().Draw(t, "archive")
	b := map[string]any{"archive": archive, "restoreTest": rapid.Bool().Draw(t, "restore test"), "lock": rapid.SampledFrom([]string{"none", "governance", "compliance"}).Draw(t, "lock")}
	switch copied := rapid.IntRange(0, 2).Draw(t, "copy"); {
	case archive && copied == 1:
		b["copyRegion"] = rapid.SampledFrom(config.Regions()).Filter(func(s string) bool { return s != region }).Draw(t, "copy's region")
	case archive && copied == 2 && e["account"] != nil:
		b["copyAccount"] = "444444444444"
	}
	return b
}

func service(t *rapid.T, name string, production bool) map[string]any {
	tasks := rapid.IntRange(2, 4).Draw(t, name+" tasks")
	return map[string]any{
		"spot": rapid.Bool().Draw(t, name+" on Spot"), "minTasks": float64(tasks), "maxTasks": float64(tasks + 2),
		"architecture": rapid.SampledFrom([]string{"x86_64", "arm64"}).Draw(t, name+" architecture"),
		"image":        rapid.SampledFrom([]string{"ecr:1.4.2", "public.ecr.aws/nginx/nginx:1.28.0", fmt.Sprintf("222222222222.dkr.ecr.us-east-1.amazonaws.com/%s:7", name)}).Draw(t, name+" image"),
	}
}

func list(names []string) []any {
	var values []any
	for _, name := range names {
		values = append(values, name)
	}
	return values
}
