package bill

import (
	"math"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

func stack(resources map[string]assembly.Resource) []assembly.Stack {
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, id
		resources[id] = resource
	}
	return []assembly.Stack{{Name: "s", Template: assembly.Template{Resources: resources}}}
}

func service(count float64, strategy ...any) map[string]assembly.Resource {
	return map[string]assembly.Resource{
		"Task": {Type: "AWS::ECS::TaskDefinition", Properties: map[string]any{"Cpu": "512", "Memory": "1024"}},
		"Service": {Type: "AWS::ECS::Service", Properties: map[string]any{
			"TaskDefinition": map[string]any{"Ref": "Task"}, "CapacityProviderStrategy": strategy,
		}},
		"Scaling": {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: map[string]any{
			"ResourceId":  map[string]any{"Fn::Join": []any{"", []any{"service/", map[string]any{"Fn::GetAtt": []any{"Service", "Name"}}}}},
			"MinCapacity": count,
		}},
	}
}

func provider(name string, weight, base float64) map[string]any {
	return map[string]any{"CapacityProvider": name, "Weight": weight, "Base": base}
}

// onDisk gives the tasks of a service a disk of 50 GiB.
func onDisk(resources map[string]assembly.Resource) map[string]assembly.Resource {
	resources["Task"].Properties["EphemeralStorage"] = map[string]any{"SizeInGiB": 50.0}
	return resources
}

// TestBillIsWhatTheRateCardSays catches a mistake in the arithmetic of the two most expensive things. The figures are worked out
// by hand. Fargate: 2 tasks x (0.5 vCPU x $0.04048 + 1 GB x $0.004445) x 730 h = $36.04. Database: db.t4g.medium Multi-AZ 2 x
// $0.065 x 730 h.
func TestBillIsWhatTheRateCardSays(t *testing.T) {
	cases := map[string]struct {
		stacks []assembly.Stack
		want   float64
	}{
		"on demand":   {stacks: stack(service(2, provider("FARGATE", 1, 0))), want: 36.04},
		"all on Spot": {stacks: stack(service(2, provider("FARGATE_SPOT", 1, 0))), want: 36.04 * 0.32},
		"two on demand": {
			stacks: stack(service(4, provider("FARGATE", 0, 2), provider("FARGATE_SPOT", 1, 0))), want: 36.04 + 36.04*0.32,
		},
		"a disk of 50 GiB, 30 of them billed": { // 2 x 30 x $0.000111 x 730 h = $4.86
			stacks: stack(onDisk(service(2, provider("FARGATE", 1, 0)))), want: 36.04 + 4.86,
		},
		"a disk on Spot, which has no discount": {
			stacks: stack(onDisk(service(2, provider("FARGATE_SPOT", 1, 0)))), want: 36.04*0.32 + 4.86,
		},
		"Multi-AZ": {
			stacks: stack(map[string]assembly.Resource{"Db": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{
				"DBInstanceClass": "db.t4g.medium", "MultiAZ": true, "AllocatedStorage": "20",
			}}}),
			want: 94.90 + 4.60,
		},
	}
	for name, c := range cases {
		if got := Of(c.stacks).Monthly(); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s: $%.2f, want $%.2f", name, got, c.want)
		}
	}
}

// TestObservabilityIsBilled catches a cost that is easily left out: metrics of Container Insights, a canary's runs, a proxy's
// vCPUs. It also catches alarms billed by the alarm instead of by the metric. Worked out by hand: Container Insights (11 + 1 x
// 21) x $0.30. Canary: 8760 runs x $0.0012. Proxy: 2 vCPU x $0.015 x 730 h, 4 vCPU on an xlarge.
func TestObservabilityIsBilled(t *testing.T) {
	insights := func(value string) map[string]assembly.Resource {
		resources := service(0, provider("FARGATE", 1, 0))
		settings := []any{map[string]any{"Name": "containerInsights", "Value": value}}
		resources["Cluster"] = assembly.Resource{Type: "AWS::ECS::Cluster", Properties: map[string]any{"ClusterSettings": settings}}
		return resources
	}
	proxy := func(class string) map[string]assembly.Resource {
		return map[string]assembly.Resource{
			"Proxy":   {Type: "AWS::RDS::DBProxy"},
			"Primary": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{"DBInstanceClass": class}},
			"Replica": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{
				"DBInstanceClass": "db.t4g.medium", "SourceDBInstanceIdentifier": "Primary",
			}},
		}
	}
	schedule := map[string]any{"Schedule": map[string]any{"Expression": "rate(5 minutes)"}}
	metric := map[string]any{"MetricStat": map[string]any{}}
	metrics := []any{map[string]any{"Expression": "a / b"}, metric, metric}
	check := func(kind string, interval float64) map[string]any {
		return map[string]any{"HealthCheckConfig": map[string]any{"Type": kind, "RequestInterval": interval}}
	}
	for name, c := range map[string]struct {
		resources map[string]assembly.Resource
		item      string
		want      float64
	}{
		"insights":    {resources: insights("enabled"), item: "metric of Container Insights", want: 9.60},
		"enhanced":    {resources: insights("enhanced"), item: "metric of Container Insights", want: 9.60},
		"without":     {resources: insights("disabled"), item: "metric of Container Insights", want: 0},
		"small proxy": {resources: proxy("db.t4g.medium"), item: "vCPU behind a database proxy", want: 21.90},
		"large proxy": {resources: proxy("db.m7g.xlarge"), item: "vCPU behind a database proxy", want: 43.80},
		"canary": {
			resources: map[string]assembly.Resource{"C": {Type: "AWS::Synthetics::Canary", Properties: schedule}},
			item:      "canary every 5 minutes", want: 10.512,
		},
		"health check": {
			resources: map[string]assembly.Resource{"H": {Type: "AWS::Route53::HealthCheck", Properties: check("HTTPS", 30)}},
			item:      "health check of Route 53", want: 2.75,
		},
		"health check with every option": {
			resources: map[string]assembly.Resource{"H": {Type: "AWS::Route53::HealthCheck", Properties: check("HTTPS_STR_MATCH", 10)}},
			item:      "health check of Route 53", want: 6.75,
		},
		"composite alarm": {
			resources: map[string]assembly.Resource{"A": {Type: CompositeAlarm}}, item: "composite alarm", want: 0.50,
		},
		"alarm": {
			resources: map[string]assembly.Resource{"A": {Type: Alarm}, "B": {Type: Alarm, Properties: map[string]any{"Metrics": metrics}}},
			item:      "metric of an alarm", want: 0.30,
		},
	} {
		got := 0.0
		for _, line := range Of(stack(c.resources)).Lines {
			if line.Item == c.item {
				got = line.Monthly
			}
		}
		if math.Abs(got-c.want) > 0.005 {
			t.Errorf("%s: $%.2f, want $%.2f", name, got, c.want)
		}
	}
}

// TestUnknownPricesAreNamed catches a sum that leaves out what it does not know and so looks cheap. Unknown are a class without a
// price, a type of resource that nobody has looked up, and properties that cannot be read.
func TestUnknownPricesAreNamed(t *testing.T) {
	schedule := map[string]any{"Schedule": map[string]any{"Expression": "cron(0 1 * * ? *)"}}
	for want, resource := range map[string]assembly.Resource{
		"db.x9.huge":                     {Type: "AWS::RDS::DBInstance", Properties: map[string]any{"DBInstanceClass": "db.x9.huge"}},
		"AWS::OpenSearchService::Domain": {Type: "AWS::OpenSearchService::Domain"},
		"service":                        {Type: "AWS::ECS::Service"},
		"proxy before":                   {Type: "AWS::RDS::DBProxy"},
		"canary at":                      {Type: "AWS::Synthetics::Canary", Properties: schedule},
	} {
		estimate := Of(stack(map[string]assembly.Resource{"R": resource}))
		if len(estimate.Unpriced) != 1 || !strings.Contains(estimate.Unpriced[0], want) {
			t.Errorf("%s: unpriced: %v", want, estimate.Unpriced)
		}
	}
	byUse := map[string]assembly.Resource{"R": {Type: "AWS::SQS::Queue"}, "C": {Type: "Custom::Thing"}}
	if estimate := Of(stack(byUse)); len(estimate.Unpriced) != 0 {
		t.Errorf("resources that are billed by use are unpriced: %v", estimate.Unpriced)
	}
}
