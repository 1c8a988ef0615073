package shapes

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kasha/lib/config"
)

// TestEveryKindOfEnvironmentIsGenerated catches a generator that has lost something: a region, a class, the longest names, a
// combination that matters. It synthesizes nothing.
func TestEveryKindOfEnvironmentIsGenerated(t *testing.T) {
	generated := newKinds()
	for _, regions := range groups() {
		rapid.Check(t, func(t *rapid.T) { generated.add(application(t, regions)) })
	}
	for _, kind := range slices.Sorted(maps.Keys(generated)) {
		if generated[kind] == 0 {
			t.Errorf("never: %s", kind)
		}
	}
	t.Log(generated)
}

// kinds counts environments, each under everything that it is.
type kinds map[string]int

func newKinds() kinds {
	k := kinds{"pipeline": 0, "together in an account and a region": 0}
	for _, region := range config.Regions() {
		k["region "+region] = 0
	}
	for _, class := range config.InstanceClasses() {
		k["class "+strings.Split(class, ".")[1]] = 0
	}
	for _, version := range config.EngineVersions() {
		k["version "+version] = 0
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
		k["class "+strings.Split(e.Database.InstanceClass, ".")[1]]++
		k["version "+e.Database.EngineVersion]++
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
		"longest name":                    len(e.Name) == config.MaxEnvironmentName,
		"longest name with hyphens":       len(e.Name) == config.MaxEnvironmentName && strings.Contains(e.Name, "-"),
		"account left open":               e.Account == "",
		"domain":                          e.Edge.Domain != nil,
		"no domain":                       e.Edge.Domain == nil,
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
		"ARM":                             e.Backend.Architecture == "arm64",
		"longest start":                   e.Backend.StartSeconds == 600,
		"own image":                       e.Backend.Image == "ecr:1.4.2",
		"copies in another region":        e.Backup.CopyRegion != "",
		"copies in another account":       e.Backup.CopyAccount != "",
		"tested copies":                   e.Backup.CopyRegion != "" && e.Backup.RestoreTest,
		"archive of nonproduction":        e.Backup.Archive && !e.IsProduction(),
		"schedule":                        e.Schedule != nil,
		"canary":                          e.Alarms.Canary,
		"all alarms of nonproduction":     e.Alarms.IsFull() && !e.IsProduction(),
		"as many queues as there may be":  queues == 17,
		"longest queue":                   slices.ContainsFunc(e.Messaging.Main, func(name string) bool { return len(name) == 40 }),
		"every cached path that there is": len(e.Edge.CachedPaths) == 74,
	}
}
