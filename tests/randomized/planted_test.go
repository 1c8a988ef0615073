package randomized

import (
	"flag"
	"os"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kasha/internal/assembly"
)

// TestAPlantedBugIsFoundAndShrunk plants a bug in the limits of names: four characters fewer for the prefix of cached images,
// kasha-<environment>-ecr-public, than AWS allows. Rapid must find a configuration whose name is too long. It must shrink it to one
// environment with required fields only, whose name is one character too long. It catches a generator that never reaches the limit, a
// check that does not read the application's own templates, and draws that cannot shrink. The application is the real one, without its
// validation.
func TestAPlantedBugIsFoundAndShrunk(t *testing.T) {
	needsApplication(t)
	const prefix, ending = "kasha-", "-ecr-public"
	const taken = 30 - 4
	const longest = taken - len(prefix) - len(ending)
	configure(t, "rapid.seed", "1", "rapid.checks", "20", "rapid.shrinktime", "10m", "rapid.nofailfile", "true")

	// Rapid would try combinations for hours that cannot be smaller. Two rounds without success are enough.
	const patience = 2000
	idle := 0
	seen := map[string][]Name{}
	var smallest map[string]any
	checked(t, func(t *rapid.T) {
		if idle++; idle > patience {
			runtime.Goexit() // it leaves rapid too
		}
		raw := application(t, groups()[0][:2])
		for _, name := range namesOfAll(t, raw, seen) {
			if name.Type == "AWS::ECR::PullThroughCacheRule" && len(name.Text) > taken {
				smallest, idle = raw, 0
				t.Fatalf("%q has %d characters, and takes %d", name.Text, len(name.Text), taken)
			}
		}
	})
	if smallest == nil {
		t.Fatal("a name that is too long was not found")
	}
	t.Logf("%d environments synthesized to find it and shrink it to %s", len(seen), compact(smallest))
	environments := smallest["environments"].([]any)
	if len(environments) != 1 || smallest["pipeline"] != nil {
		t.Fatal("not shrunk to one environment")
	}
	e := environments[0].(map[string]any)
	if want := strings.Repeat("a", longest+1); e["name"] != want || len(e) != 4 || e["tier"] != "nonproduction" {
		t.Errorf("want only what is required, and the name %s", want)
	}
}

// namesOfAll are the names in all environments of a configuration. Each environment is synthesized once: shrinking asks for the same ones
// again and again.
func namesOfAll(t *rapid.T, raw map[string]any, seen map[string][]Name) []Name {
	var missing []any
	for _, e := range raw["environments"].([]any) {
		if _, known := seen[compact(e)]; !known {
			missing = append(missing, e)
		}
	}
	if len(missing) > 0 {
		whole, err := synthesize(kasha(missing...), false)
		defer os.RemoveAll(whole.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range missing {
			seen[compact(e)] = namesIn(t, whole, e.(map[string]any)["name"].(string))
		}
	}
	var all []Name
	for _, e := range raw["environments"].([]any) {
		all = append(all, seen[compact(e)]...)
	}
	return all
}

func namesIn(t *rapid.T, whole assembly.Assembly, environment string) []Name {
	names, err := Names(whole.Stage(environment))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// configure sets flags for one test.
func configure(t *testing.T, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		value := flag.Lookup(pairs[i]).Value
		before := value.String()
		if err := value.Set(pairs[i+1]); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { value.Set(before) })
	}
}

// checked runs a property that is expected to fail.
func checked(t *testing.T, property func(*rapid.T)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		rapid.Check(&meantToFail{TB: t}, property)
	}()
	<-done
}

// meantToFail says nothing of a failure and does not fail the test.
type meantToFail struct {
	testing.TB
	failed bool
}

func (m *meantToFail) Error(...any)          { m.failed = true }
func (m *meantToFail) Errorf(string, ...any) { m.failed = true }
func (m *meantToFail) Fail()                 { m.failed = true }
func (m *meantToFail) Fatal(...any)          { m.FailNow() }
func (m *meantToFail) Fatalf(string, ...any) { m.FailNow() }
func (m *meantToFail) FailNow()              { m.failed = true; runtime.Goexit() }
func (m *meantToFail) Failed() bool          { return m.failed }
func (m *meantToFail) Log(...any)            {}
func (m *meantToFail) Logf(string, ...any)   {}
