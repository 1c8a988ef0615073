package shapes

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/internal/reach"
	"kasha/lib/config"
)

var wanted = flag.Int("environments", 200, "how many environments to generate")

// TestEveryShape tries generated configurations: whatever lib/config accepts synthesizes, passes the CDK's own rules, keeps
// to AWS's limits, has no path and no permission that is not on the lists, and leaves other environments alone. make shapes
// N=200 runs it; rapid prints the seed and shrinks what fails to a small configuration.
func TestEveryShape(t *testing.T) {
	needsApplication(t)
	seed := flag.Lookup("rapid.seed").Value
	first, err := strconv.ParseUint(seed.String(), 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	defer seed.Set(seed.String())
	environments, syntheses, largest, generated := 0, 0, figures{}, newKinds()
	for i, regions := range groups() {
		quota := (*wanted*(i+1) + len(groups()) - 1) / len(groups())
		if first != 0 {
			seed.Set(fmt.Sprint(first + uint64(i))) // or every group would draw the same
		}
		t.Run(regions[0]+" to "+regions[len(regions)-1], func(t *testing.T) {
			seen := map[string][]string{} // what was found: shrinking asks everything twice
			rapid.Check(t, func(t *rapid.T) {
				if environments >= quota {
					return
				}
				raw := application(t, regions)
				text := compact(raw)
				problems, again := seen[text]
				if !again {
					var whole assembly.Assembly
					whole, problems = prove(raw)
					defer os.RemoveAll(whole.Dir)
					largest.add(whole)
					seen[text] = problems
				}
				for _, problem := range problems {
					t.Error(problem)
				}
				if len(problems) > 0 {
					t.Fatalf("for %s", text)
				}
				environments += len(raw["environments"].([]any))
				syntheses++
				generated.add(raw)
			})
		})
	}
	t.Logf("%d generated environments in %d syntheses: synthesized, validated and proven", environments, syntheses)
	t.Logf("the largest stack: %s", largest)
	t.Logf("among them: %v", generated)
	if !t.Failed() && environments < *wanted {
		t.Errorf("only %d environments were generated, want %d: raise -rapid.checks", environments, *wanted)
	}
}

// groups are all regions, in four parts of neighbours in the alphabet: every application has an environment in each of one
// group's regions, so that no run leaves out a region.
func groups() [][]string {
	return slices.Collect(slices.Chunk(config.Regions(), (len(config.Regions())+3)/4))
}

// prove synthesizes a configuration and lists whatever is wrong with what comes out.
func prove(raw map[string]any) (assembly.Assembly, []string) {
	whole, err := synthesize(raw, true)
	if err != nil {
		return whole, []string{err.Error()}
	}
	kasha, err := config.Read(raw)
	if err != nil {
		return whole, []string{err.Error()}
	}
	var problems []string
	if have, want := len(whole.Stages()), len(kasha.Environments); have != want {
		problems = append(problems, "environments are missing from the assembly")
	}
	names, err := Names(whole.Stacks)
	if err != nil {
		return whole, []string{err.Error()}
	}
	problems = append(problems, NameProblems(names)...)
	problems = append(problems, Collisions(names)...)
	for _, stack := range whole.Stacks {
		problems = append(problems, TemplateProblems(stack)...)
	}
	for _, name := range whole.Stages() {
		if distinctive(name) {
			problems = append(problems, Unlisted(whole.Stage(name))...)
		}
		problems = append(problems, proofs(name, whole.Stage(name))...)
	}
	return whole, problems
}

// proofs holds one environment against the lists of allowed connections and permissions.
func proofs(name string, stacks []assembly.Stack) []string {
	network, err := reach.Build(stacks)
	if err != nil {
		return []string{name + ": " + err.Error()}
	}
	rights, err := permissions.Build(stacks)
	if err != nil {
		return []string{name + ": " + err.Error()}
	}
	var problems []string
	for _, violation := range network.Check() {
		problems = append(problems, name+": "+violation.String())
	}
	for _, violation := range rights.Check() {
		problems = append(problems, name+": "+violation.String())
	}
	return problems
}

// distinctive reports whether a name in a template can only be the environment's: neither short nor of Kasha's own words.
func distinctive(name string) bool {
	return len(name) == config.MaxEnvironmentName && !slices.ContainsFunc(strings.Split(name, "-"), func(word string) bool { return slices.Contains(words(), word) })
}

func compact(raw any) string {
	text, err := json.Marshal(raw)
	if err != nil {
		panic(err)
	}
	return string(text)
}
