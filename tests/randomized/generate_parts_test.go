package randomized

import (
	"strings"

	"kasha/lib/config"
	"kasha/lib/offers"
)

// required sets the fields that cannot be left to their defaults: what a region lacks, and what depends on the class.
func (d draft) required() {
	if offers.RegionOf(d.region()).OriginPrefixList == "" {
		d.set("edge.originPrefixList", "pl-0123456789abcdef0")
	}
	if d.archives() && d.tests() && !offers.RegionOf(d.region()).HasRestoreTesting() {
		d.set("backup.restoreTest", false)
	}
	if d.production() && !offers.ClassOf(d.class()).Insights {
		d.set("database.insights", false)
	}
}

// class is the database's, drawn or the tier's; production's may be of another family, with the same memory.
func (d draft) class() string {
	if class, drawn := d.get("database.instanceClass").(string); drawn {
		return class
	}
	if d.production() {
		return "db.t4g.medium"
	}
	return "db.t3.micro"
}

func (d draft) archives() bool { return d.is("backup.archive", d.production()) }
func (d draft) tests() bool    { return d.is("backup.restoreTest", d.production()) }

func (d draft) network() {
	d.maybe("network.natGateways", 1.0, 2.0)
	d.maybe("network.cidr", "10.0.0.0/16", "10.255.0.0/24", "172.16.0.0/20", "192.168.128.0/22")
	d.maybe("network.interfaceEndpoints", listOf(), listOf("ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "kms"),
		listOf(config.InterfaceEndpointNames()...))
}

// database draws any class that the region offers, and fields that fit the class and the tier.
func (d draft) database() {
	d.maybe("database.instanceClass", padded(len(offers.Classes()), offers.RegionOf(d.region()).Classes())...)
	d.maybe("database.engineVersion", anything(versions())...)
	d.maybe("database.readReplica", false, true)
	d.maybe("database.storageGiB", 20.0, 399.0, 400.0, 65536.0)
	d.maybe("database.backupRetentionDays", 7.0, 35.0)
	d.maybe("database.secretNamePrefix", "shop/"+d.name()+"/db", strings.Repeat("s", 396-len(d.name()))+"/"+d.name()+"/db")
	d.maybeIf(offers.RegionOf(d.region()).HasProxy(), "database.proxy", false, true)
	d.maybe("database.parameters", map[string]any{}, map[string]any{"sql_mode": "STRICT_TRANS_TABLES,NO_ZERO_DATE", "time_zone": "Asia/Tokyo"})
	d.maybeIf(!d.production(), "database.multiAz", false, true)
	d.maybeIf(!d.production(), "database.generalLog", false, true)
	d.maybeIf(!d.production(), "database.deletionProtection", false, true)
	d.maybeIf(offers.ClassOf(d.class()).Insights, "database.insights", false, true)
}

// versions are the engine versions as cdk.json has them: text.
func versions() []string {
	var texts []string
	for _, version := range offers.EngineVersions() {
		texts = append(texts, string(version))
	}
	return texts
}

// services draws the two services, with no more tasks than the class has connections for with pools of the default size.
func (d draft) services() {
	const defaultPool = 5   // lib/config's, of database.poolSize
	const job = defaultPool // one task
	room := (offers.ClassOf(d.class()).MaxConnections() - config.ReservedConnections - job) / (2 * defaultPool)
	for _, name := range []string{"frontend", "backend"} {
		d.maybe(name+".spot", false, true)
		d.maybe(name+".architecture", "x86_64", "arm64")
		port := either(d.t, name+".port", 80.0, 8080.0, 443.0, 65535.0)
		if d.maybe(name+".image", "ecr:1.4.2", "public.ecr.aws/docker/library/httpd:2.4.65", "ghcr.io/example/"+name+":7",
			"222222222222.dkr.ecr.us-east-1.amazonaws.com/"+name+":7") {
			d.set(name+".port", port)
		}
		d.maybe(name+".capabilities", listOf(), listOf("CHOWN", "SETGID", "SETUID"))
		if written, ok := d.get(name + ".port").(float64); ok && written < 1024 {
			d.set(name+".capabilities", listOf("NET_BIND_SERVICE"))
		}
		d.maybe(name+".user", "1000", "1000:1000")
		d.maybe(name+".healthCheckPath", "/up?full=1")
		d.maybe(name+".startSeconds", 0.0, 61.0, 600.0)
		d.maybe(name+".writablePaths", listOf(), listOf("/tmp", "/var/lib/app"),
			[]any{"/tmp", map[string]any{"path": "/cache", "sizeMiB": 128.0, "exec": true}},
			[]any{map[string]any{"path": "/scratch", "disk": true, "exec": true}, "/tmp"})
		d.maybe(name+".environment", map[string]any{"LOG_LEVEL": "debug"})
		d.secrets(name)
		mail := map[string]any{"port": 587.0, "to": "0.0.0.0/0", "for": "mail"}
		d.maybe(name+".egress", []any{mail}, []any{map[string]any{"port": 22.0, "to": "203.0.113.0/24", "for": "SFTP (bank)"}, mail})
		d.maybe(name+".command", listOf(), listOf("serve", "--port", "8080"))
		d.maybe(name+".entryPoint", listOf("/entry.sh"))
		d.maybe(name+".stopSeconds", 2.0, 30.0)
		d.options(name)
		cpu, memory := either(d.t, name+".cpu", offers.FargateCPUs()...), number(d.t, name+".memoryMiB", 5)
		if sizes := offers.FargateMemory(cpu); d.maybe(name+".cpu", float64(cpu)) {
			d.set(name+".memoryMiB", float64(sizes[memory%len(sizes)]))
		}
		if most := number(d.t, name+".maxTasks", 2); d.maybe(name+".minTasks", 2.0, 3.0) {
			d.set(name+".maxTasks", float64(min(room, 3+most)))
		}
	}
}

// secrets draws what ECS injects into a service. Both services may name the same sources, which the rules want in the same form. The
// longest name is drawn too: it is in policies, in ids and in the state machine that restarts services.
func (d draft) secrets(service string) {
	source := func(kind, name string) map[string]any { return map[string]any{kind: name} }
	created := map[string]any{"secret": d.name() + "/session", "create": true}
	keyed := map[string]any{"secret": "shop/keyed", "field": "a", "key": "arn:aws:kms:" + d.region() + ":111111111111:key/1234abcd"}
	d.maybe(service+".secrets",
		map[string]any{"KEY": created}, map[string]any{"KEY": created, "A": keyed, "DSN": source("parameter", "/shop/dsn")},
		map[string]any{"DSN": source("parameter", "dsn"), "LONG": source("secret", strings.Repeat("a", 512))},
		map[string]any{"LONG": source("parameter", strings.Repeat("/"+strings.Repeat("a", 60), 15))},
	)
}

// uses draws what the two services use. The backend receives from every queue, because one process must.
func (d draft) uses() {
	all := listOf("database", "replica", "bucket", "queue:*")
	d.maybe("backend.uses", listOf("queue:*:receive", "bucket"), listOf("database", "queue:*"), all)
	d.maybeIf(d.is("database.readReplica", d.production()), "backend.uses", listOf("replica", "queue:*"))
	frontend := []any{listOf("bucket"), listOf("queue:*:send"), listOf("database", "queue:*"), all}
	if chosen := either(d.t, "frontend.uses", frontend...); d.maybe("frontend.uses", chosen) && chosen.([]any)[0] == "database" {
		d.set("database.poolSize", 2.0) // the smallest class has connections for both services then
	}
}

// runs draws a process that a job or a release runs.
func (d draft) runs(label string) string {
	process := either(d.t, label, "frontend", "backend", "api")
	if process == "api" && d.get("services") == nil {
		return "backend"
	}
	return process
}

// jobs draws jobs that fit an environment with a schedule too: those that use the database run at noon on a weekday.
func (d draft) jobs() {
	process := d.runs("jobs.runs")
	job := map[string]any{
		"runs": process, "command": listOf("bin/report", "--all"), "schedule": "cron(0 12 ? * MON-FRI *)", "timeoutMinutes": 45.0,
		"retries": 2.0,
	}
	if zone := d.get("schedule.timeZone"); zone != nil {
		job["timeZone"] = zone
	}
	if main, ok := d.get("messaging.main").([]any); ok && len(main) > 4 { // two services already look up almost as much as a stack may
		job["uses"] = listOf()
	}
	often := map[string]any{
		"runs": process, "command": listOf("bin/sweep"), "schedule": "cron(0/20 * * * ? *)", "uses": listOf(), "overlap": true,
	}
	d.maybe("jobs", map[string]any{"report": job}, map[string]any{"report": job, strings.Repeat("j", 24): often})
}

// release draws a release of either process, as either user.
func (d draft) release() {
	process := d.runs("release.runs")
	release := map[string]any{"runs": process, "command": listOf("bin/migrate"), "timeoutMinutes": 40.0}
	as := map[string]any{"runs": process, "command": listOf("bin/migrate"), "as": "application"}
	d.maybe("release", release, as)
}

// shell draws a shell.
func (d draft) shell() {
	d.maybe("shell", map[string]any{}, map[string]any{"timeoutMinutes": 480.0, "mfa": false})
}

// operations draws queues, logs, alarms, a schedule and the budget.
func (d draft) operations() {
	d.maybe("logs.retentionDays", anything(config.LogRetentionDays())...)
	d.maybe("alarms.email", "oncall@example.com")
	d.maybe("alarms.errorPercent", 1.0, 50.0)
	d.maybe("alarms.latencyMs", 10.0, 60000.0)
	d.maybe("alarms.coverage", config.CriticalCoverage, config.FullCoverage)
	full := d.production()
	if coverage := d.get("alarms.coverage"); coverage != nil {
		full = coverage == config.FullCoverage
	}
	d.maybeIf(full, "alarms.canary", false, true)
	rate, limited := d.get("edge.rateLimit").(float64)
	open := d.get("edge.access.cidrs") == nil && !d.is("edge.access.password", true) && !d.is("edge.waf.botControl", true)
	d.maybeIf(full && open && (!limited || rate >= 20), "alarms.healthCheckPath", "/api/up", "/api/up?full=1")
	d.maybe("budget.monthlyUsd", 0.0, 1.0, 10_000_000.0)
	d.maybeIf(!d.production() && !d.archives() &&
		!d.is("database.readReplica", false), "schedule.timeZone", "UTC", "Europe/Berlin", "Australia/Lord_Howe")

	configured := sometimes(d.t, "messaging")
	// Now and then as many queues as Kasha allows: they are the one part that makes stacks large.
	names := queues(d.t, either(d.t, "queues", 1, 2, 3, 4, 5, 6, 7, 17))
	if main := (len(names) + 1) / 2; configured {
		d.set("messaging.main", listOf(names[:main]...))
		d.set("messaging.notification", listOf(names[main:]...))
	}
}
