package availability_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"kasha/internal/architecture"
	"kasha/internal/availability"
)

// whole is an environment in which no single loss stops the viewers, but that of the region.
func whole() architecture.System {
	zones := []string{"a", "b"}
	gateway := func(id, zone string) architecture.Component {
		return architecture.Component{ID: id, Title: "NAT gateway", Kind: architecture.Gateway, Zones: []string{zone}}
	}
	return architecture.System{
		Name: "test", Region: "eu-west-1", Zones: zones,
		Tiers: []architecture.Tier{{Name: "private", Out: "NAT gateway", Subnets: []architecture.Subnet{
			{Zone: "a", Gateway: "nat-a"}, {Zone: "b", Gateway: "nat-b"},
		}}},
		Components: []architecture.Component{
			{ID: "Edge", Title: "CloudFront", Kind: architecture.Edge, WebACL: true, Cached: []string{"/static/*"}},
			gateway("nat-a", "a"), gateway("nat-b", "b"),
			{ID: "Public", Title: "Public load balancer", Kind: architecture.LoadBalancer, Zones: zones},
			{ID: "Shop", Title: "Shop", Kind: architecture.Service, Zones: zones, Count: architecture.Count{Least: 2, Most: 4},
				Checks: architecture.Checks{Seconds: 30, Failures: 2, Passes: 2}},
			{ID: "Db", Title: "Database", Kind: architecture.Database, Zones: zones, Copies: architecture.Copies{Standby: true, BackupDays: 30}},
			{ID: "Replica", Title: "Replica", Kind: architecture.Replica, Zones: []string{"b"}, Copies: architecture.Copies{Of: "Db"}},
		},
	}
}

func component(system *architecture.System, id string) *architecture.Component {
	i := slices.IndexFunc(system.Components, func(c architecture.Component) bool { return c.ID == id })
	return &system.Components[i]
}

// verdicts are the verdicts by what fails.
func verdicts(system architecture.System) map[string]availability.Verdict {
	found := map[string]availability.Verdict{}
	for _, outage := range availability.Outages(system) {
		what, _, _ := strings.Cut(outage.What, " is lost")
		if strings.HasPrefix(what, "The zone") {
			what = "The zone"
		}
		found[what] = outage.Verdict
	}
	return found
}

// Catches a single point of failure that the report calls harmless. Each change takes one thing away, and moves the verdict of what
// it was there for.
func TestEachWeaknessMovesAVerdict(t *testing.T) {
	const task, nat, primary, data, replica, zone = "One task of Shop fails", "A NAT gateway fails", "Database fails",
		"The data of Database is damaged", "Replica fails", "The zone"
	healthy := map[string]availability.Verdict{
		task: availability.Continues, nat: availability.Impaired, primary: availability.Interrupted, data: availability.Impaired,
		replica: availability.Impaired, zone: availability.Impaired, "CloudFront's origin answers nothing": availability.Impaired,
		"The region eu-west-1": availability.Stops,
	}
	for what, want := range healthy {
		if got := verdicts(whole())[what]; got != want {
			t.Errorf("whole environment: %s: got %q, want %q", what, got, want)
		}
	}
	for _, c := range []struct {
		name   string
		change func(system *architecture.System)
		moves  map[string]availability.Verdict
	}{
		{"one NAT gateway", func(s *architecture.System) {
			s.Components = slices.DeleteFunc(s.Components, func(c architecture.Component) bool { return c.ID == "nat-b" })
			s.Tiers[0].Subnets[1].Gateway = "nat-a"
		}, map[string]availability.Verdict{nat: availability.Stops, zone: availability.Stops}},
		{"one task", func(s *architecture.System) { component(s, "Shop").Count.Least = 1 },
			map[string]availability.Verdict{task: availability.Interrupted}},
		{"a database in one zone", func(s *architecture.System) { component(s, "Db").Copies.Standby = false },
			map[string]availability.Verdict{primary: availability.Stops, zone: availability.Stops}},
		{"both subnets in one zone", func(s *architecture.System) {
			for _, id := range []string{"Public", "Shop", "Db"} {
				component(s, id).Zones = []string{"a"}
			}
		}, map[string]availability.Verdict{zone: availability.Stops}},
		{"no replica", func(s *architecture.System) { s.Components = s.Components[:len(s.Components)-1] },
			map[string]availability.Verdict{data: availability.Stops}},
		{"nothing cached", func(s *architecture.System) { component(s, "Edge").Cached = nil },
			map[string]availability.Verdict{"CloudFront's origin answers nothing": availability.Stops}},
	} {
		system := whole()
		c.change(&system)
		got := verdicts(system)
		for what, want := range c.moves {
			if got[what] != want {
				t.Errorf("%s: %s: got %q, want %q", c.name, what, got[what], want)
			}
		}
	}
}

// Catches files of a bucket that the report calls lost with the load balancer, and a page for errors that it does not name.
func TestFilesOfABucketStayWithoutTheOrigin(t *testing.T) {
	system := whole()
	edge := component(&system, "Edge")
	edge.Cached, edge.Files, edge.ErrorPage = []string{"/assets/*"}, []string{"/assets/*"}, "/assets/sorry.html"
	outages := availability.Outages(system)
	i := slices.IndexFunc(outages, func(outage availability.Outage) bool { return outage.ID == "origin" })
	if i < 0 {
		t.Fatal("there is no outage of the origin, want one")
	}
	outage := outages[i]
	works, lost := strings.Join(outage.Works, "; "), strings.Join(outage.Lost, "; ")
	if outage.Verdict != availability.Impaired || works != "the files of the bucket: /assets/*" ||
		!strings.Contains(lost, "/assets/sorry.html") {
		t.Errorf("got %q: works %q, lost %q; want impaired, the files, and the page for errors", outage.Verdict, works, lost)
	}
}

// Catches a figure that is not the product of the published ones. Worked out by hand: 0.999 x 0.9995 x 0.9999 x 0.9999 x 0.9995.
func TestPromisesAreMultiplied(t *testing.T) {
	share, known := availability.Together(availability.Promises(whole()))
	if want := 0.99780; !known || math.Abs(share-want) > 0.00001 {
		t.Errorf("got %.5f (known: %t), want %.5f", share, known, want)
	}
	single := whole()
	component(&single, "Db").Copies.Standby = false
	promises := availability.Promises(single)
	if most, ok := availability.Most(promises); !ok || most.Improvement != "database.multiAz" {
		t.Errorf("most is %+v, want database.multiAz", most)
	}
	component(&single, "Shop").Count.Least = 1
	if _, known := availability.Together(availability.Promises(single)); known {
		t.Error("a figure is known although AWS promises nothing for one task")
	}
}

// Catches an outage without a field that helps, where there is one.
func TestOutagesNameTheFieldThatHelps(t *testing.T) {
	system := whole()
	component(&system, "Db").Copies.Standby = false
	component(&system, "Shop").OnSpot = true
	var fields []string
	for _, outage := range availability.Outages(system) {
		fields = append(fields, outage.Better)
	}
	for _, want := range []string{"database.multiAz", "shop.spot false", "backup.copyRegion"} {
		if !slices.Contains(fields, want) {
			t.Errorf("no %q in %q", want, fields)
		}
	}
}

// Catches an advice that names a field which cdk.json does not have: a further service has its section by its own name.
func TestTheAdviceNamesTheFieldOfAFurtherService(t *testing.T) {
	for title, want := range map[string]string{"Shop": "shop.minTasks", "Service order api": "services.order-api.minTasks"} {
		system := whole()
		service := component(&system, "Shop")
		service.Title, service.Count.Least = title, 1
		if got := availability.Outages(system)[0].Better; !strings.HasPrefix(got, want+" ") {
			t.Errorf("%s: the advice is %q, want %s", title, got, want)
		}
	}
}
