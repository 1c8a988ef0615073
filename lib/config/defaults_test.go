package config

import (
	"reflect"
	"slices"
	"testing"
)

func TestProductionHasTheDocumentsFigures(t *testing.T) {
	prod := mustRead(t, configuration(t, minimalProd, "")).Environments[0]
	want := Environment{
		Name: "prod", Tier: Production, Region: "eu-west-1", AvailabilityZones: []string{"eu-west-1a", "eu-west-1c"},
		Network: Network{CIDR: "10.0.0.0/16", NATGateways: 2, InterfaceEndpoints: []string{}},
		Frontend: Service{
			Image: "public.ecr.aws/docker/library/nginx:1.30.5-alpine", Architecture: "x86_64", Port: 80, CPU: 256, MemoryMiB: 512,
			MinTasks: 2, MaxTasks: 4, HealthCheckPath: "/", StartSeconds: 60, WritablePaths: []string{"/tmp", "/run", "/var/cache/nginx"}, Environment: map[string]string{},
		},
		Backend: Service{
			Image: "public.ecr.aws/nginx/nginx-unprivileged:1.30.5-alpine-slim", Architecture: "x86_64", Port: 8080, CPU: 512, MemoryMiB: 1024,
			MinTasks: 2, MaxTasks: 4, HealthCheckPath: "/", StartSeconds: 60, WritablePaths: []string{"/tmp"}, Environment: map[string]string{},
		},
		Database: Database{
			EngineVersion: "8.4.10", InstanceClass: "db.t4g.medium", MultiAZ: true, ReadReplica: true, StorageGiB: 20,
			BackupRetentionDays: 30, Insights: true, DeletionProtection: true, SecretNamePrefix: "kasha/prod/rds/mysql", PoolSize: 5,
		},
		Backup:    Backup{Archive: true, RetentionDays: 2555, Lock: "governance", RestoreTest: true},
		Edge:      Edge{RateLimit: 2000, CachedPaths: []string{"/static/*"}, MaxBodyRule: "block", OriginPrefixList: "pl-4fa04526"},
		Messaging: Messaging{Main: []string{"jobs", "events"}, Notification: []string{"email", "webhook"}},
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

func TestNonproductionHasTheDocumentsCostAdvice(t *testing.T) {
	dev := mustRead(t, configuration(t, minimalDev, "")).Environments[0]
	want := mustRead(t, configuration(t, minimalProd, `{"name":"dev","region":"us-east-1","availabilityZones":["us-east-1a","us-east-1b"]}`)).Environments[0]
	want.Tier = Nonproduction
	want.Network.NATGateways = 1
	want.Frontend.Spot, want.Backend.Spot = true, true
	want.Database.InstanceClass = "db.t3.micro"
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

func TestWhatIsWrittenReplacesTheDefault(t *testing.T) {
	dev := mustRead(t, configuration(t, minimalDev, `{
		"account": "222222222222",
		"network": {"natGateways": 2, "interfaceEndpoints": ["ecr.api", "ecr.dkr"]},
		"frontend": {"spot": false, "writablePaths": [], "environment": {"LOG_LEVEL": "debug"}, "image": "ecr:1.4.2"},
		"database": {"instanceClass": "db.m7g.large", "insights": true, "secretNamePrefix": "shop/db"},
		"edge": {"cachedPaths": [], "domain": {"name": "example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABC"}},
		"messaging": {"notification": []}, "alarms": {"email": "on.call+kasha@ops.example.com"}}`)).Environments[0]
	switch {
	case dev.Account != "222222222222", dev.Network.NATGateways != 2, dev.Network.CIDR != "10.0.0.0/16":
	case dev.Frontend.Spot, len(dev.Frontend.WritablePaths) != 0, dev.Frontend.Environment["LOG_LEVEL"] != "debug", dev.Frontend.Port != 80:
	case dev.Database.InstanceClass != "db.m7g.large", !dev.Database.Insights, dev.Database.SecretNamePrefix != "shop/db", dev.Database.StorageGiB != 20:
	case len(dev.Edge.CachedPaths) != 0, dev.Edge.Domain == nil, dev.Edge.RateLimit != 2000:
	case len(dev.Messaging.Notification) != 0, len(dev.Messaging.Main) != 2, dev.Alarms.Email != "on.call+kasha@ops.example.com":
	default:
		return
	}
	t.Errorf("%+v", dev)
}

func TestPipelineDefaultsToMain(t *testing.T) {
	raw := configuration(t, minimalDev[:len(minimalDev)-1]+`,"account":"222222222222"}`, `/{"pipeline": `+goodPipeline+`}`)
	if pipeline := mustRead(t, raw).Pipeline; pipeline == nil || pipeline.Branch != "main" {
		t.Errorf("%+v", pipeline)
	}
}

// Two environments must not share memory, or laying one's fields over the defaults would change the other's.
func TestDefaultsAreFresh(t *testing.T) {
	first, second := defaults(Production, "a", "us-east-1"), defaults(Production, "b", "us-east-1")
	first.Messaging.Main[0], first.Edge.CachedPaths[0], first.Frontend.WritablePaths[0] = "x", "x", "x"
	first.Frontend.Environment["X"] = "x"
	if !reflect.DeepEqual(second, defaults(Production, "b", "us-east-1")) {
		t.Error("defaults are shared")
	}
}

func TestEveryChoiceOfTheTablesIsAccepted(t *testing.T) {
	for _, version := range EngineVersions() {
		dev := mustRead(t, configuration(t, minimalDev, `{"database":{"engineVersion":"`+version+`"}}`)).Environments[0]
		if dev.Database.EngineMajor() != "8.4" {
			t.Errorf("%s has major %s", version, dev.Database.EngineMajor())
		}
	}
	for _, class := range InstanceClasses() {
		dev := mustRead(t, configuration(t, minimalDev, `{"database":{"instanceClass":"`+class+`"}}`)).Environments[0]
		if !dev.Database.SupportsEnhancedMonitoring() {
			t.Errorf("%s has enhanced monitoring", class)
		}
	}
	pairs := 0
	for _, cpu := range FargateCPUs() {
		for _, memory := range FargateMemory(cpu) {
			pairs++
			service := map[string]any{"cpu": cpu, "memoryMiB": memory}
			dev := decodeJSON(t, minimalDev).(map[string]any)
			dev["frontend"], dev["backend"] = service, service
			mustRead(t, map[string]any{"environments": []any{dev}})
		}
	}
	if pairs != 3+4+7+13+23+12+12 { // ECS developer guide, counted by hand
		t.Errorf("%d pairs of CPU and memory", pairs)
	}
	endpoints := make([]any, 0)
	for _, name := range InterfaceEndpointNames() {
		endpoints = append(endpoints, name)
	}
	dev := decodeJSON(t, minimalDev).(map[string]any)
	dev["network"] = map[string]any{"interfaceEndpoints": endpoints}
	mustRead(t, map[string]any{"environments": []any{dev}})
}

func TestSubnetsFitTheNetwork(t *testing.T) {
	for cidr, want := range map[string]int{"10.0.0.0/16": 24, "172.20.0.0/20": 24, "10.1.0.0/21": 24, "10.1.0.0/22": 25, "10.1.0.0/23": 26, "192.168.1.0/24": 27} {
		network := mustRead(t, configuration(t, minimalDev, `{"network":{"cidr":"`+cidr+`"}}`)).Environments[0].Network
		if got := network.SubnetPrefix(); got != want {
			t.Errorf("%s is cut into /%d, want /%d", cidr, got, want)
		}
	}
}

func TestImagesAreTakenApart(t *testing.T) {
	digest := "sha256:" + string(slices.Repeat([]byte("a"), 64))
	for text, want := range map[string]Image{
		"ecr:1.4.2": {Own: true, Tag: "1.4.2"},
		"public.ecr.aws/docker/library/nginx:1.30.5-alpine":                {Registry: "public.ecr.aws", Repository: "docker/library/nginx", Tag: "1.30.5-alpine"},
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@" + digest:      {Registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com", Repository: "shop", Digest: digest},
		"registry.example.com:5000/team/shop:2@" + digest:                  {Registry: "registry.example.com:5000", Repository: "team/shop", Tag: "2", Digest: digest},
		"123456789012.dkr.ecr.us-east-1.amazonaws.com/team/shop:release-9": {Registry: "123456789012.dkr.ecr.us-east-1.amazonaws.com", Repository: "team/shop", Tag: "release-9"},
	} {
		service := mustRead(t, configuration(t, minimalDev, `{"backend":{"image":"`+text+`"}}`)).Environments[0].Backend
		if got := service.ImageReference(); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
		if got := service.ImageReference().FromPublicECR(); got != (want.Registry == "public.ecr.aws") {
			t.Errorf("%s: FromPublicECR is %v", text, got)
		}
	}
}
