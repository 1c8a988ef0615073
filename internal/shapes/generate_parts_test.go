package shapes

import (
	"slices"
	"strings"

	"kasha/lib/config"
)

// required are the fields that cannot be left to their defaults: what a region lacks, and what goes with the class.
func (d draft) required() {
	if config.OriginPrefixListOf(d.region()) == "" {
		d.set("edge.originPrefixList", "pl-0123456789abcdef0")
	}
	if d.archives() && d.tests() && !config.OffersRestoreTests(d.region()) {
		d.set("backup.restoreTest", false)
	}
	if d.production() && !(config.Database{InstanceClass: d.class()}).SupportsInsights() {
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
	d.maybe("network.interfaceEndpoints", texts(), texts("ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "kms"), texts(config.InterfaceEndpointNames()...))
}

// database draws any class that the region offers, and around it what goes with the class and the tier.
func (d draft) database() {
	d.maybe("database.instanceClass", padded(len(config.InstanceClasses()), config.InstanceClassesIn(d.region()))...)
	d.maybe("database.engineVersion", anything(config.EngineVersions())...)
	d.maybe("database.readReplica", false, true)
	d.maybe("database.storageGiB", 20.0, 399.0, 400.0, 65536.0)
	d.maybe("database.backupRetentionDays", 7.0, 35.0)
	d.maybe("database.secretNamePrefix", "shop/"+d.name(), strings.Repeat("s", 399-len(d.name()))+"/"+d.name())
	d.maybeIf(config.OffersProxy(d.region()), "database.proxy", false, true)
	d.maybeIf(!d.production(), "database.multiAz", false, true)
	d.maybeIf(!d.production(), "database.generalLog", false, true)
	d.maybeIf(!d.production(), "database.deletionProtection", false, true)
	d.maybeIf((config.Database{InstanceClass: d.class()}).SupportsInsights(), "database.insights", false, true)
}

// services draws the two services. No more tasks than the class has connections for, with pools of the default size.
func (d draft) services() {
	const defaultPool = 5 // lib/config's, of database.poolSize
	room := ((config.Database{InstanceClass: d.class()}).MaxConnections() - config.ReservedConnections) / (2 * defaultPool)
	for _, name := range []string{"frontend", "backend"} {
		d.maybe(name+".spot", false, true)
		d.maybe(name+".architecture", "x86_64", "arm64")
		d.maybe(name+".image", "ecr:1.4.2", "public.ecr.aws/nginx/nginx:1.28.0", "ghcr.io/example/"+name+":7", "222222222222.dkr.ecr.us-east-1.amazonaws.com/"+name+":7")
		d.maybe(name+".port", 80.0, 8080.0, 443.0, 65535.0)
		d.maybe(name+".healthCheckPath", "/up?full=1")
		d.maybe(name+".startSeconds", 0.0, 61.0, 600.0)
		d.maybe(name+".writablePaths", texts(), texts("/tmp", "/var/lib/app"))
		d.maybe(name+".environment", map[string]any{"LOG_LEVEL": "debug"})
		cpu, memory := either(d.t, name+".cpu", config.FargateCPUs()...), number(d.t, name+".memoryMiB", 5)
		if sizes := config.FargateMemory(cpu); d.maybe(name+".cpu", float64(cpu)) {
			d.set(name+".memoryMiB", float64(sizes[memory%len(sizes)]))
		}
		if most := number(d.t, name+".maxTasks", 2); d.maybe(name+".minTasks", 2.0, 3.0) {
			d.set(name+".maxTasks", float64(min(room, 3+most)))
		}
	}
}

// backup is an archive, or none, with a copy in another region or another account, or none.
func (d draft) backup() {
	d.maybe("backup.archive", false, true)
	d.maybe("backup.restoreTest", false, true)
	d.required() // decides on the test where the region has none
	d.maybe("backup.lock", "none", "governance", "compliance")
	d.maybe("backup.retentionDays", 31.0, 36500.0)
	regions := slices.DeleteFunc(config.Regions(), func(other string) bool {
		return other == d.region() || d.tests() && (!config.OffersRestoreTests(other) || !config.OffersClass(other, d.class()))
	})
	copied := either(d.t, "copies", "none", "region", "account")
	d.maybeIf(d.archives() && copied == "region", "backup.copyRegion", padded(len(config.Regions()), regions)...)
	d.maybeIf(d.archives() && copied == "account" && d.e["account"] != nil, "backup.copyAccount", "444444444444", "666666666666")
}

func (d draft) edge() {
	const zone, longest = "example.com", 57
	domain := func(name string) any {
		return map[string]any{"name": name, "zoneName": zone, "hostedZoneId": "Z0123456789ABCDEFGHIJ"}
	}
	own := d.name() + "." + zone
	d.maybe("edge.domain", domain(own), domain(strings.Repeat("d", longest-1-len(own))+"."+own), domain("origin."+own), domain(zone))
	d.maybe("edge.rateLimit", 10.0, 2_000_000_000.0)
	d.maybe("edge.maxBodyRule", "block", "count")
	var paths []string
	for i := range 74 { // all that CloudFront allows
		paths = append(paths, "/static"+strings.Repeat("x", i)+"/*")
	}
	d.maybe("edge.cachedPaths", texts(), texts(paths...))
}

// operations draws queues, logs, alarms, off-hours and the budget.
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
	d.maybe("budget.monthlyUsd", 0.0, 1.0, 10_000_000.0)
	d.maybeIf(!d.production() && !d.archives() && !d.is("database.readReplica", false), "schedule.timeZone", "UTC", "Europe/Berlin", "Australia/Lord_Howe")

	configured := sometimes(d.t, "messaging")
	// Now and then as many queues as Kasha allows: they are the one part that makes stacks large.
	names := queues(d.t, either(d.t, "queues", 1, 2, 3, 4, 5, 6, 7, 17))
	if main := (len(names) + 1) / 2; configured {
		d.set("messaging.main", texts(names[:main]...))
		d.set("messaging.notification", texts(names[main:]...))
	}
}
