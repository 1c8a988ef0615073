package properties_test

import (
	"regexp"
	"testing"

	"kasha/internal/review/properties"
	"kasha/lib/offers"
)

// Catches a table that cannot be read: then nothing in it is judged.
func TestTablesCanBeRead(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	count := map[properties.Class]int{}
	for _, rules := range table {
		for _, rule := range rules {
			count[rule.Class]++
		}
	}
	t.Logf("paths by class: %v", count)
	for _, class := range []properties.Class{properties.Loss, properties.Opening, properties.Weakening, properties.Availability,
		properties.Capacity, properties.Effect, properties.Harmless} {
		if count[class] == 0 {
			t.Errorf("no path of class %s", class)
		}
	}
}

// sensitive are the last names of properties that say where something goes or comes from, which key encrypts, or how long something takes.
var sensitive = regexp.MustCompile(`(K[mM][sS]\w*|EncryptionKey\w*|Bucket\w*|Location|Destination\w*|A[rR][nN]|Endpoint|Image\w*|Code|` +
	`S3Key|Proxy|Timeout\w*|\w*(Seconds|Minutes|Period))$`)

// Catches a destination, a key, a source of code or a time-out that no change of makes worse, and of which nobody has said why.
func TestHarmlessPlacesKeysAndTimesHaveAReason(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	for resource, rules := range table {
		for path, rule := range rules {
			if rule.Class == properties.Harmless && sensitive.MatchString(path) && rule.Means == "" {
				t.Errorf("%s %s is harmless without a reason; fix: write the reason after a semicolon, or which direction is worse", resource, path)
			}
		}
	}
}

// Catches a parameter of MySQL that an adopter may set and of which no change is judged.
func TestEveryParameterIsJudged(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range offers.ParameterNames() {
		if _, ok := table.Lookup("AWS::RDS::DBParameterGroup", "Parameters."+name); !ok {
			t.Errorf("a change of the parameter %s is not judged; fix: add it to tables/database.txt", name)
		}
	}
}

func TestLookupFindsTheNearestEntry(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	const headers = "ResponseHeadersPolicyConfig.SecurityHeadersConfig."
	for _, c := range []struct{ resource, path, want string }{
		{"AWS::CloudFront::ResponseHeadersPolicy", headers + "StrictTransportSecurity.AccessControlMaxAgeSec",
			headers + "StrictTransportSecurity.AccessControlMaxAgeSec"},
		{"AWS::CloudFront::ResponseHeadersPolicy", headers + "XSSProtection.ModeBlock", headers + "**"},
		{"AWS::EC2::SecurityGroupIngress", "CidrIp", "**"},
		{"AWS::EC2::SecurityGroup", "SecurityGroupIngress[].CidrIp", "SecurityGroupIngress[].**"},
		{"AWS::SQS::Queue", "Tags[].Value", "Tags[].**"},
		{"AWS::Route53::HealthCheck", "HealthCheckTags[Name]", "HealthCheckTags.**"},
		{"AWS::SQS::Queue", "NewProperty", ""},
		{"Adopter::Own::Type", "Size", ""},
	} {
		if rule, found := table.Lookup(c.resource, c.path); rule.Path != c.want || found != (c.want != "") {
			t.Errorf("%s %s: entry %q, want %q", c.resource, c.path, rule.Path, c.want)
		}
	}
}

// Catches a direction that takes better for worse, and one that passes over what it cannot read.
func TestDirections(t *testing.T) {
	const reference = "${s.R}"
	for _, c := range []struct {
		direction properties.Direction
		old, new  any
		element   string
		worse     bool

		newElement bool
	}{
		{direction: "lower", old: 2.0, new: 1.0, worse: true},
		{direction: "lower", old: "2", new: 10.0},
		{direction: "lower", old: 2.0, new: nil, worse: true},
		{direction: "lower", old: nil, new: 2.0, worse: true}, // it may have been unlimited
		{direction: "lower", old: nil, new: 2.0, newElement: true},
		{direction: "lower", old: 2.0, new: reference, worse: true},
		{direction: "set", old: nil, new: 1.0, worse: true},
		{direction: "set", old: 2.0, new: 1.0, worse: true},
		{direction: "set", old: 2.0, new: 3.0},
		{direction: "set", old: 2.0, new: nil},
		{direction: "higher", old: 2.0, new: 3.0, worse: true},
		{direction: "higher", old: 2.0, new: 1.0},
		{direction: "off", old: true, new: false, worse: true},
		{direction: "off", old: "ENABLED", new: "DISABLED", worse: true},
		{direction: "off", old: true, new: nil, worse: true},
		{direction: "off", old: nil, new: false, worse: true},
		{direction: "off", old: nil, new: false, newElement: true},
		{direction: "off", old: nil, new: true},
		{direction: "off", old: false, new: true},
		{direction: "on", old: nil, new: "true", worse: true},
		{direction: "gone", old: "a", new: nil, element: "a", worse: true},
		{direction: "gone", old: nil, new: "a", element: "a"},
		{direction: "appears", old: nil, new: "a", element: "a", worse: true},
		{direction: "another", old: "a", new: "b", worse: true},
		{direction: "wider", old: "200", new: "200-299", worse: true},
		{direction: "wider", old: "200-399", new: "200,301"},
		{direction: "wider", old: "200", new: reference, worse: true},
		{direction: "laxer", old: "defensive", new: "monitor", worse: true},
		{direction: "laxer", old: "strictest", new: "defensive", worse: true},
		{direction: "laxer", old: "defensive", new: "strictest"},
		{direction: "laxer", old: "defensive", new: "off", worse: true},
		{direction: "spot", old: nil, new: "FARGATE_SPOT", element: "FARGATE_SPOT", worse: true},
		{direction: "spot", old: 1.0, new: 0.0, element: "FARGATE_SPOT"},
		{direction: "spot", old: 1.0, new: 0.0, element: "FARGATE", worse: true},
		{direction: "source", old: "r/nginx:1.30", new: "r/nginx:1.31@sha256:0a"},
		{direction: "source", old: "r:5000/nginx", new: "r:5000/nginx:2"},
		{direction: "source", old: `{"Fn::Join":["",["1.dkr.ecr.",{"Ref":"R"},"/a/b:1.4.2"]]}`,
			new: `{"Fn::Join":["",["1.dkr.ecr.",{"Ref":"R"},"/a/b:1.4.3"]]}`},
		{direction: "source", old: `{"Fn::Join":["",["1.dkr.ecr.",{"Ref":"R"},"/a/b:1.4.2"]]}`,
			new: `{"Fn::Join":["",["1.dkr.ecr.",{"Ref":"R"},"/a/c:1.4.2"]]}`, worse: true},
		{direction: "source", old: "r/nginx:1.30", new: "r/miner:1.30", worse: true},
		{direction: "source", old: nil, new: "r/agent:1", element: "agent", worse: true},
		{direction: "source", old: "r/agent:1", new: nil, element: "agent"},
		{direction: "never", old: 1.0, new: 0.0},
	} {
		rule := properties.Rule{Class: properties.Weakening, Direction: c.direction}
		if got := rule.IsWorse(properties.Change{Old: c.old, New: c.new, Element: c.element, NewElement: c.newElement}); got != c.worse {
			t.Errorf("%s from %v to %v: worse %t, want %t", c.direction, c.old, c.new, got, c.worse)
		}
	}
	if rule := (properties.Rule{Class: properties.Availability, Direction: "lower", Default: "100"}); !rule.IsWorse(
		properties.Change{New: 50.0}) || rule.IsWorse(properties.Change{New: 100.0}) {
		t.Error("the default is not compared")
	}
}

// Catches elements of lists that are compared with other elements, because one was added before them.
func TestDifferencesFollowTheNamesOfElements(t *testing.T) {
	element := func(name string, size float64) any { return map[string]any{"Name": name, "Size": size} }
	pair := func(key, value string) any { return map[string]any{"Key": key, "Value": value} }
	old := map[string]any{"Parts": []any{element("a", 1), element("b", 2)}, "Attributes": []any{pair("on", "true")}, "List": []any{"x", "y"}}
	new := map[string]any{"Parts": []any{element("c", 3), element("a", 1), element("b", 4)}, "Attributes": []any{pair("on", "false")},
		"List": []any{"y"}}
	got := map[string]properties.Difference{}
	for _, d := range properties.Differences(old, new) {
		got[d.At] = d
	}
	if d := got["Parts[b].Size"]; d.Path != "Parts[].Size" || d.Old != 2.0 || d.New != 4.0 || d.NewElement {
		t.Errorf("%+v, want the size of b", d)
	}
	if d := got["Parts[c].Size"]; !d.NewElement {
		t.Errorf("%+v, want a new element", d)
	}
	if d := got["Attributes[on]"]; d.Path != "Attributes[on]" || d.New != "false" {
		t.Errorf("%+v, want the attribute by its key", d)
	}
	if d := got[`List["x"]`]; d.New != nil {
		t.Errorf("%+v, want x gone", d)
	}
	if len(got) != 5 {
		t.Errorf("%d differences, want 5: %v", len(got), got)
	}
}

// Catches a property that counts as changed although it appears with the value that AWS uses anyway, or goes with it. It also catches a new
// attribute of a load balancer that is not judged. It had its default before.
func TestDefaultsAreHarmless(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	for resource, rules := range table {
		for path, rule := range rules {
			if rule.Default == "" {
				continue
			}
			for _, change := range []properties.Change{{New: rule.Default}, {Old: rule.Default}, {New: rule.Default, NewElement: true}} {
				if rule.IsWorse(change) {
					t.Errorf("%s %s: %+v is worse, want it harmless", resource, path, change)
				}
			}
		}
	}
	idle, _ := table.Lookup("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerAttributes[idle_timeout.timeout_seconds]")
	check, _ := table.Lookup("AWS::ECS::TaskDefinition", "ContainerDefinitions[].HealthCheck.Interval")
	for _, c := range []struct {
		rule  properties.Rule
		value float64
		worse bool
	}{{idle, 30, true}, {idle, 90, false}, {check, 60, false}} { // the last one is in a new container
		if got := c.rule.IsWorse(properties.Change{New: c.value, NewElement: true}); got != c.worse {
			t.Errorf("%s of %v in a new element: worse %t, want %t", c.rule.Path, c.value, got, c.worse)
		}
	}
}
