package offers

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestVCPUsFollowTheClass catches a size that is read wrongly: the alarm on CPU credits derives from it. The figures are
// those of the RDS user guide's hardware table.
func TestVCPUsFollowTheClass(t *testing.T) {
	for name, want := range map[string]int{
		"db.t3.micro": 2, "db.t4g.large": 2, "db.t4g.xlarge": 4, "db.t3.2xlarge": 8,
		"db.m7g.large": 2, "db.r6g.xlarge": 4, "db.m6i.32xlarge": 128, "db.r8g.48xlarge": 192, "db.x9.large": 0, "": 0,
	} {
		if got := ClassOf(name).VCPUs; got != want {
			t.Errorf("%s: %d vCPUs, want %d", name, got, want)
		}
	}
	for _, name := range Classes() {
		if vcpus := ClassOf(name).VCPUs; vcpus < 2 || vcpus > 192 {
			t.Errorf("%s has %d vCPUs, want 2 to 192", name, vcpus)
		}
	}
}

// TestOnlyTheTFamiliesBurst catches an alarm on CPU credits for a class that has none.
func TestOnlyTheTFamiliesBurst(t *testing.T) {
	for name, want := range map[string]bool{"db.t3.micro": true, "db.t4g.medium": true, "db.m7g.large": false, "db.r6i.large": false} {
		if got := ClassOf(name).Burstable; got != want {
			t.Errorf("%s: burstable %v, want %v", name, got, want)
		}
	}
}

// TestConnectionsFollowTheClass catches a wrong row in the table of memory: alarms, max_connections and the check of the
// pools all derive from it. The figures are those of the RDS user guide's hardware table.
func TestConnectionsFollowTheClass(t *testing.T) {
	for name, want := range map[string]struct {
		memory      float64
		connections int
	}{
		"db.t3.micro":     {memory: 1, connections: 64},
		"db.t4g.medium":   {memory: 4, connections: 256},
		"db.t4g.2xlarge":  {memory: 32, connections: 2048},
		"db.m7g.large":    {memory: 8, connections: 512},
		"db.r7g.large":    {memory: 16, connections: 1024},
		"db.m6i.32xlarge": {memory: 512, connections: 32768},
		"db.r8g.48xlarge": {memory: 1536, connections: 98304},
		"db.x9.large":     {memory: 0, connections: 0},
		"":                {memory: 0, connections: 0},
	} {
		class := ClassOf(name)
		if class.MemoryGiB != want.memory || class.MaxConnections() != want.connections {
			t.Errorf("%s: %v GiB and %d connections, want %v and %d", name, class.MemoryGiB, class.MaxConnections(), want.memory, want.connections)
		}
	}
	const mostMySQLTakes = 100000 // its own bound of max_connections
	for _, name := range Classes() {
		if limit := ClassOf(name).MaxConnections(); limit < 64 || limit > mostMySQLTakes {
			t.Errorf("%s takes %d connections, want 64 to %d", name, limit, mostMySQLTakes)
		}
	}
}

// TestClassesAreKnownByTheirName catches a class that is known and not offered, or the reverse, and one that changes on its way
// through JSON.
func TestClassesAreKnownByTheirName(t *testing.T) {
	for _, name := range []string{"db.t4g.medium", "db.r8g.48xlarge"} {
		text, err := json.Marshal(ClassOf(name))
		if want := `"` + name + `"`; err != nil || string(text) != want {
			t.Errorf("%s is written as %s (%v), want %s", name, text, err, want)
		}
		var class Class
		if err := json.Unmarshal(text, &class); err != nil || class != ClassOf(name) {
			t.Errorf("%s is read as %+v (%v), want %+v", text, class, err, ClassOf(name))
		}
	}
	for _, name := range []string{
		"", "db", "db.", "db.t4g", "t4g.medium", "db.t4g.medium.x",
		"db.m6g.medium", "db.t4g.", "db..medium", "DB.t4g.medium",
	} {
		if class := ClassOf(name); class.IsKnown() || class.Name != name {
			t.Errorf("%q is read as %+v, want an unknown class of that name", name, class)
		}
	}
	for _, name := range Classes() {
		if class := ClassOf(name); !class.IsKnown() || "db."+class.InstanceType() != name {
			t.Errorf("%s is read as %+v", name, class)
		}
	}
}

// TestLargeVolumesAreStriped catches an alarm on a disk queue that would fire at a quarter of what a large volume can do.
func TestLargeVolumesAreStriped(t *testing.T) {
	for size, want := range map[int]int{20: 3000, 399: 3000, 400: 12000, 65536: 12000} {
		if got := BaselineIOPS(size); got != want {
			t.Errorf("%d GiB: %d IOPS, want %d", size, got, want)
		}
	}
}

// TestFargatePairs catches a wrong row in the table of Fargate sizes, counted by hand in the ECS developer guide.
func TestFargatePairs(t *testing.T) {
	pairs := 0
	for _, cpu := range FargateCPUs() {
		pairs += len(FargateMemory(cpu))
		for _, memory := range FargateMemory(cpu) {
			if !FargateHas(cpu, memory) {
				t.Errorf("no task of %d CPU units and %d MiB", cpu, memory)
			}
		}
	}
	if want := 3 + 4 + 7 + 13 + 23 + 12 + 12; pairs != want {
		t.Errorf("%d pairs of CPU and memory, want %d", pairs, want)
	}
}

// TestRegionsAreWellFormed catches a slip in the table of regions: a family that does not exist, a prefix list twice, zones out of
// order.
func TestRegionsAreWellFormed(t *testing.T) {
	byList := map[string]string{}
	for _, name := range RegionNames() {
		region := RegionOf(name)
		if zones := region.Zones(); len(zones) < 2 || !slices.IsSorted(zones) {
			t.Errorf("%s: zones %v", name, zones)
		}
		if id := region.OriginPrefixList; id != "" {
			if other, taken := byList[id]; taken {
				t.Errorf("%s and %s have the same prefix list", name, other)
			}
			if got := RegionOfOriginPrefixList(id); got != name {
				t.Errorf("%s is the list of %q, want %s", id, got, name)
			}
			byList[id] = name
		}
		for _, family := range absentIn(region) {
			if !slices.Contains(Families(), family) {
				t.Errorf("%s lacks %s, which is no family", name, family)
			}
		}
	}
	if n := len(RegionNames()); n != 34 {
		t.Errorf("%d regions, want the 34 of the commercial partition", n)
	}
	if !slices.IsSorted(RegionNames()) {
		t.Errorf("regions are not in order: %v", RegionNames())
	}
	if got := RegionOf("mars-1"); got.Name != "" || len(got.Zones()) != 0 || RegionOfOriginPrefixList("") != "" {
		t.Errorf("an unknown region is %+v", got)
	}
}
