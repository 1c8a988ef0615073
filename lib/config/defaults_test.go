package config

import (
	"reflect"
	"testing"

	"kasha/lib/offers"
)

// TestProductionHasTheDocumentsFigures catches a default of production that is not the one of the design document, or its correction.
func TestProductionHasTheDocumentsFigures(t *testing.T) {
	prod := environmentOf(t, minimalProd, "")
	want := Environment{
		Name: "prod", Tier: Production, Region: "eu-west-1", AvailabilityZones: []string{"eu-west-1a", "eu-west-1c"},
		Network: Network{CIDR: "10.0.0.0/16", NATGateways: 2, InterfaceEndpoints: []string{}},
		Frontend: BalancedService{Service: Service{
			Container: Container{
				Image: ImageOf("public.ecr.aws/nginx/nginx-unprivileged:1.30.5-alpine-slim"), Architecture: "x86_64",
				CPU: 256, MemoryMiB: 512,
				Capabilities: []string{}, WritablePaths: []WritablePath{{Path: "/tmp", SizeMiB: 64}}, Environment: map[string]string{},
				Secrets: Secrets{}, Egress: []Egress{},
				Uses: Uses{}, Command: []string{}, EntryPoint: []string{}, StopSeconds: 120, EphemeralStorageGiB: 20,
			},
			Port: 8080, MinTasks: 2, MaxTasks: 4, HealthCheckPath: "/", StartSeconds: 60,
		}},
		Backend: BalancedService{Service: Service{
			Container: Container{
				Image: ImageOf("public.ecr.aws/nginx/nginx-unprivileged:1.30.5-alpine-slim"), Architecture: "x86_64",
				CPU: 512, MemoryMiB: 1024,
				Capabilities: []string{}, WritablePaths: []WritablePath{{Path: "/tmp", SizeMiB: 64}}, Environment: map[string]string{},
				Secrets: Secrets{}, Egress: []Egress{},
				Uses:    Uses{UseOf("database"), UseOf("replica"), UseOf("bucket"), UseOf("queue:*")},
				Command: []string{}, EntryPoint: []string{}, StopSeconds: 120, EphemeralStorageGiB: 20,
			},
			Port: 8080, MinTasks: 2, MaxTasks: 4, HealthCheckPath: "/", StartSeconds: 60,
		}},
		Workers: map[string]Worker{},
		Database: Database{
			EngineVersion: "8.4.10", InstanceClass: offers.ClassOf("db.t4g.medium"), MultiAZ: true, ReadReplica: true, StorageGiB: 20,
			BackupRetentionDays: 30, Insights: true, DeletionProtection: true, SecretNamePrefix: "kasha/prod/rds/mysql", PoolSize: 5,
			Parameters: map[string]string{},
		},
		Backup: Backup{Archive: true, RetentionDays: 2555, Lock: "governance", RestoreTest: true},
		Edge: Edge{
			RateLimit: 2000, ReadTimeoutSeconds: 60, CachedPaths: []string{"/static/*"}, Aliases: []Alias{}, Access: Access{CIDRs: []string{}},
			Static: Static{Paths: []string{}, Except: []string{}}, Headers: []Headers{},
			WAF: WAF{
				Count: []string{}, CountAt: []PathCount{}, RateLimits: []PathRate{}, Challenge: []string{},
				Block: []string{}, BlockCountries: []string{},
			},
			Origin: OriginPublic, OriginPrefixList: "pl-4fa04526",
		},
		Messaging: Messaging{Main: []string{"jobs", "events"}, Notification: []string{"email", "webhook"}, Queues: map[string]Queue{}},
		Logs:      Logs{RetentionDays: 7},
		Alarms:    Alarms{Coverage: FullCoverage, ErrorPercent: 2, LatencyMs: 1000},
		Budget:    Budget{MonthlyUSD: 500},
	}
	if !reflect.DeepEqual(prod, want) {
		t.Errorf("have %+v\nwant %+v", prod, want)
	}
	if !prod.IsProduction() {
		t.Error("not production")
	}
}

// TestNonproductionHasTheDocumentsCostAdvice catches a default of nonproduction that differs from production's
// beyond the document's cost advice.
func TestNonproductionHasTheDocumentsCostAdvice(t *testing.T) {
	dev := environmentOf(t, minimalDev, "")
	want := environmentOf(t, minimalProd, `{"name":"dev","region":"us-east-1","availabilityZones":["us-east-1a","us-east-1b"]}`)
	want.Tier = Nonproduction
	want.Network.NATGateways = 1
	want.Frontend.Spot, want.Backend.Spot = true, true
	want.Database.InstanceClass = offers.ClassOf("db.t3.micro")
	want.Database.Insights = false
	want.Database.MultiAZ, want.Database.ReadReplica = false, false
	want.Database.BackupRetentionDays = 7
	want.Database.DeletionProtection = false
	want.Backup.Archive, want.Backup.Lock, want.Backup.RestoreTest = false, "none", false
	want.Alarms.Coverage = CriticalCoverage
	want.Budget.MonthlyUSD = 200
	if !reflect.DeepEqual(dev, want) {
		t.Errorf("have %+v\nwant %+v", dev, want)
	}
}

// TestWhatIsWrittenReplacesTheDefault catches a field whose default survives what the user wrote.
func TestWhatIsWrittenReplacesTheDefault(t *testing.T) {
	dev := mustRead(t, configuration(t, minimalDev, `{
		"account": "222222222222",
		"network": {"natGateways": 2, "interfaceEndpoints": ["ecr.api", "ecr.dkr"]},
		"frontend": {"spot": false, "writablePaths": [], "environment": {"LOG_LEVEL": "debug"}, "image": "ecr:1.4.2", "port": 3000},
		"database": {"instanceClass": "db.m7g.large", "insights": true, "secretNamePrefix": "shop/db"},
		"edge": {"cachedPaths": [], "domain": {"name": "example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABC"}},
		"messaging": {"notification": []}, "alarms": {"email": "on.call+kasha@ops.example.com"}}`)).Environments[0]
	switch {
	case dev.Account != "222222222222", dev.Network.NATGateways != 2, dev.Network.CIDR != "10.0.0.0/16":
	case dev.Frontend.Spot, len(dev.Frontend.WritablePaths) != 0, dev.Frontend.Environment["LOG_LEVEL"] != "debug", dev.Frontend.Port != 3000:
	case dev.Database.InstanceClass.Name != "db.m7g.large", !dev.Database.Insights:
	case dev.Database.SecretNamePrefix != "shop/db", dev.Database.StorageGiB != 20:
	case len(dev.Edge.CachedPaths) != 0, dev.Edge.Domain == nil, dev.Edge.RateLimit != 2000:
	case len(dev.Messaging.Notification) != 0, len(dev.Messaging.Main) != 2, dev.Alarms.Email != "on.call+kasha@ops.example.com":
	default:
		return
	}
	t.Errorf("%+v", dev)
}

// TestDefaultsAreFresh catches defaults that share memory: reading one environment would change another's.
func TestDefaultsAreFresh(t *testing.T) {
	first, second := defaults(Production, "a", "us-east-1"), defaults(Production, "b", "us-east-1")
	first.Messaging.Main[0], first.Edge.CachedPaths[0], first.Frontend.WritablePaths[0].Path = "x", "x", "x"
	first.Frontend.Environment["X"] = "x"
	if !reflect.DeepEqual(second, defaults(Production, "b", "us-east-1")) {
		t.Error("defaults are shared")
	}
}

// TestEveryChoiceOfTheTablesIsAccepted catches a rule that rejects what a table offers.
func TestEveryChoiceOfTheTablesIsAccepted(t *testing.T) {
	for _, version := range offers.EngineVersions() {
		dev := environmentOf(t, minimalDev, `{"database":{"engineVersion":"`+string(version)+`"}}`)
		if got := dev.Database.EngineVersion.Major(); got != "8.4" {
			t.Errorf("%s has the major version %s, want 8.4", version, got)
		}
	}
	for _, class := range offers.Classes() {
		dev := environmentOf(t, minimalDev, `{"database":{"instanceClass":"`+class+`"}}`)
		if got := dev.Database.InstanceClass.Name; got != class {
			t.Errorf("%s is read as %s", class, got)
		}
	}
	for _, cpu := range offers.FargateCPUs() {
		for _, memory := range offers.FargateMemory(cpu) {
			service := map[string]any{"cpu": cpu, "memoryMiB": memory}
			dev := decodeJSON(t, minimalDev).(map[string]any)
			dev["frontend"], dev["backend"] = service, service
			mustRead(t, map[string]any{"environments": []any{dev}})
		}
	}
	endpoints := make([]any, 0)
	for _, name := range InterfaceEndpointNames() {
		endpoints = append(endpoints, name)
	}
	dev := decodeJSON(t, minimalDev).(map[string]any)
	dev["network"] = map[string]any{"interfaceEndpoints": endpoints}
	mustRead(t, map[string]any{"environments": []any{dev}})
}
