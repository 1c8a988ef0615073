package randomized

import (
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/offers"
)

// TestEveryKindOfEnvironmentIsGenerated catches a generator that no longer draws a region, a class, the longest names, or an important
// combination. It synthesizes nothing, so it generates many configurations, however few the other test synthesizes: some kinds are rare.
// In short mode it generates a few, always the same, and only requires that lib/config accepts them: `make shapes` counts the kinds.
func TestEveryKindOfEnvironmentIsGenerated(t *testing.T) {
	if testing.Short() {
		setFlag(t, "rapid.seed", "5")
	} else if n, err := strconv.Atoi(flag.Lookup("rapid.checks").Value.String()); err != nil || n < 100 {
		setFlag(t, "rapid.checks", "100")
	}
	generated := newKinds()
	for _, regions := range groups() {
		rapid.Check(t, func(t *rapid.T) { generated.add(application(t, regions)) })
	}
	for _, kind := range slices.Sorted(maps.Keys(generated)) {
		if generated[kind] == 0 && !testing.Short() {
			t.Errorf("never generated: %s, want it at least once", kind)
		}
	}
	t.Log(generated)
}

// setFlag sets a flag of the test binary until the test ends.
func setFlag(t *testing.T, name, value string) {
	t.Helper()
	set := flag.Lookup(name).Value
	before := set.String()
	t.Cleanup(func() { _ = set.Set(before) })
	if err := set.Set(value); err != nil {
		t.Fatal(err)
	}
}

// kinds counts environments, each under everything that it is.
type kinds map[string]int

func newKinds() kinds {
	k := kinds{"pipeline": 0, "together in an account and a region": 0}
	for _, region := range offers.RegionNames() {
		k["region "+region] = 0
	}
	for _, class := range offers.Classes() {
		k["class "+strings.Split(class, ".")[1]] = 0
	}
	for _, version := range offers.EngineVersions() {
		k["version "+string(version)] = 0
	}
	for kind := range kindsOf(config.Environment{}) {
		k[kind] = 0
	}
	return k
}

func (k kinds) add(raw map[string]any) {
	read, err := config.Read(raw)
	if err != nil {
		return // the generator has complained already
	}
	if read.Pipeline != nil {
		k["pipeline"]++
	}
	places := map[string]int{}
	for _, e := range read.Environments {
		for kind, has := range kindsOf(e) {
			if has {
				k[kind]++
			}
		}
		k["region "+e.Region]++
		k["class "+e.Database.InstanceClass.Family]++
		k["version "+string(e.Database.EngineVersion)]++
		if places[e.Account+" "+e.Region]++; places[e.Account+" "+e.Region] == 2 {
			k["together in an account and a region"]++
		}
	}
}

func kindsOf(e config.Environment) map[string]bool {
	queues := len(e.Messaging.Main) + len(e.Messaging.Notification)
	return map[string]bool{
		"production":                      e.IsProduction(),
		"nonproduction":                   !e.IsProduction(),
		"longest name":                    len(e.Name) == names.MaxEnvironment,
		"longest name with hyphens":       len(e.Name) == names.MaxEnvironment && strings.Contains(e.Name, "-"),
		"account left open":               e.Account == "",
		"domain":                          e.Edge.Domain != nil,
		"no domain":                       e.Edge.Domain == nil,
		"further names":                   len(e.Edge.Aliases) > 0,
		"names in two zones":              len(e.Edge.Aliases) > 1 && e.Edge.Aliases[1].ZoneName != "",
		"records of someone else":         e.Edge.Domain != nil && e.Edge.Domain.ManualRecords,
		"an alias of someone else":        len(e.Edge.Aliases) > 1 && e.Edge.Aliases[1].ManualRecords,
		"redirection":                     e.Edge.RedirectTo != "",
		"private origin":                  e.Edge.UsesVPCOrigin() && !e.Edge.BothOrigins,
		"on the way to a private origin":  e.Edge.UsesVPCOrigin() && e.Edge.BothOrigins,
		"on the way to a public origin":   !e.Edge.UsesVPCOrigin() && e.Edge.BothOrigins,
		"static files":                    e.Edge.Static.IsServed() && e.Edge.Static.Index == "",
		"single-page application":         e.Edge.Static.Index != "",
		"password":                        e.Edge.Access.Password && e.Edge.RedirectTo == "",
		"password and redirection":        e.Edge.Access.Password && e.Edge.RedirectTo != "",
		"password and static files":       e.Edge.Access.Password && e.Edge.Static.IsServed(),
		"bot control":                     e.Edge.WAF.BotControl,
		"blocked addresses":               len(e.Edge.WAF.Block) > 0,
		"longest domain":                  e.Edge.Domain != nil && len(e.Edge.Domain.Name) == 57,
		"frontend on Spot":                e.Frontend.Spot,
		"frontend on demand":              !e.Frontend.Spot,
		"one NAT gateway in production":   e.IsProduction() && e.Network.NATGateways == 1,
		"two NAT gateways in the other":   !e.IsProduction() && e.Network.NATGateways == 2,
		"interface endpoints":             len(e.Network.InterfaceEndpoints) > 0,
		"smallest network":                strings.HasSuffix(e.Network.CIDR, "/24"),
		"replica":                         e.Database.ReadReplica,
		"no replica":                      !e.Database.ReadReplica,
		"proxy":                           e.Database.Proxy && !e.Database.ReadReplica,
		"proxy and replica":               e.Database.Proxy && e.Database.ReadReplica,
		"insights":                        e.Database.Insights,
		"longest secrets":                 len(e.Database.SecretNamePrefix) == 400,
		"frontend uses the database":      e.Frontend.Uses.MySQL() && !e.Database.Proxy,
		"frontend uses the proxy":         e.Frontend.Uses.MySQL() && e.Database.Proxy,
		"further egress":                  len(e.Frontend.Egress) > 0,
		"secrets of a service":            len(e.Backend.Secrets) > 0,
		"a created secret of both":        e.Backend.Secrets["KEY"].Create && e.Frontend.Secrets["KEY"].Create,
		"a secret with its own key":       e.Backend.Secrets["A"].Key != "",
		"longest parameter":               len(e.Backend.Secrets["LONG"].Parameter) == 915,
		"frontend only sends":             e.Frontend.Uses.SendsTo(config.EveryQueue) && !e.Frontend.Uses.ReceivesFrom(config.EveryQueue),
		"backend without a database":      len(e.Backend.Uses) > 0 && !e.Backend.Uses.MySQL(),
		"backend with the replica alone":  e.Backend.Uses.MySQL() && !e.Backend.Uses.Has(config.UsesDatabase),
		"jobs":                            len(e.Jobs) > 0,
		"jobs and a schedule":             len(e.Jobs) > 0 && e.Schedule != nil,
		"longest job, overlapping":        e.Jobs[strings.Repeat("j", names.MaxJob)].Overlap,
		"a job that uses the database":    len(e.Jobs) > 0 && e.JobContainer(e.Jobs["report"]).Uses.MySQL(),
		"a job with its process's secret": len(e.Jobs) > 0 && len(e.JobContainer(e.Jobs["report"]).Secrets) > 0,
		"a command that checks health":    e.Backend.HealthCheck != nil,
		"largest disk":                    e.Backend.EphemeralStorageGiB == 200,
		"a path on the disk":              slices.ContainsFunc(e.Backend.WritablePaths, func(p config.WritablePath) bool { return p.Disk }),
		"sticky for a week":               e.Frontend.StickinessSeconds == 604800,
		"longest idle connection":         e.Frontend.IdleSeconds == 4000,
		"further services":                len(e.Services) > 0,
		"routes and a domain":             e.HasPublicRoutes() && e.Edge.Domain != nil,
		"routes without a domain":         e.HasPublicRoutes() && e.Edge.Domain == nil,
		"services and a schedule":         len(e.Services) > 0 && e.Schedule != nil,
		"a job of a further service":      len(e.Jobs) > 0 && e.Jobs["report"].Runs == "api",
		"longest service":                 len(e.Services[strings.Repeat("s", names.MaxService)].Routes) > 0,
		"a FIFO queue of a worker":        e.Messaging.Queue(e.Workers["a"].Queue).FIFO,
		"every sender":                    hasEverySender(e.Messaging),
		"a worker from zero":              len(e.Workers) > 0 && e.Workers["a"].MaxTasks > 0,
		"a worker that calls MySQL":       len(e.Workers["calls"].Uses) > 0,
		"longest worker":                  e.Workers[strings.Repeat("w", names.MaxWorker)].MinTasks > 0,
		"a worker and a schedule":         len(e.Workers) > 0 && e.Schedule != nil,
		"a shell":                         e.Shell != nil && e.Shell.MFA,
		"a shell without MFA":             e.Shell != nil && !e.Shell.MFA,
		"a release as the migrator":       e.HasMigrator(),
		"a release with a proxy":          e.HasMigrator() && e.Database.Proxy,
		"a release as the application":    e.Release != nil && e.Release.As == config.AsApplication && e.ReleaseContainer().Uses.MySQL(),
		"a release without a database":    e.Release != nil && !e.ReleaseContainer().Uses.MySQL(),
		"ARM":                             e.Backend.Architecture == "arm64",
		"longest start":                   e.Backend.StartSeconds == 600,
		"own image":                       e.Backend.Image.Reference == "ecr:1.4.2",
		"copies in another region":        e.Backup.CopyRegion != "",
		"copies in another account":       e.Backup.CopyAccount != "",
		"tested copies":                   e.Backup.CopyRegion != "" && e.Backup.RestoreTest,
		"archive of nonproduction":        e.Backup.Archive && !e.IsProduction(),
		"schedule":                        e.Schedule != nil,
		"canary":                          e.Alarms.Canary,
		"health check":                    e.Alarms.HealthCheckPath != "",
		"all alarms of nonproduction":     e.Alarms.IsFull() && !e.IsProduction(),
		"as many queues as there may be":  queues == 17,
		"longest queue":                   slices.ContainsFunc(e.Messaging.Main, func(name string) bool { return len(name) == 40 }),
		"every cached path that there is": len(e.Edge.CachedPaths) == 74,
	}
}

func hasEverySender(m config.Messaging) bool {
	return slices.ContainsFunc(m.QueueNames(), func(queue string) bool { return len(m.Queue(queue).From) == len(config.Senders()) })
}
