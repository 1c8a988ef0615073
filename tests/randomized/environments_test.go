package randomized

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/internal/review"
	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/offers"
)

var wanted = flag.Int("environments", 200, "how many environments to generate")

// breath is how long an attempt to shrink takes at least that needs no synthesis. Rapid keeps each attempt, 25 kB, in memory. Without
// a breath it tried a million of them in its three minutes, and the system ended the test, with the failure unsaid.
const breath = 20 * time.Millisecond

// TestRandomEnvironments tries configurations generated at random. What lib/config accepts must synthesize, pass the CDK's own rules, and
// stay within AWS's limits. It must have only the connections and permissions of internal/promises, and not collide with other
// environments. make shapes N=200 runs it. Rapid prints the seed and shrinks a failing configuration.
func TestRandomEnvironments(t *testing.T) {
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
			shrinking := false
			rapid.Check(t, func(t *rapid.T) {
				if environments >= quota && !shrinking {
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
				} else if shrinking {
					time.Sleep(breath)
				}
				if len(problems) > 0 && !shrinking {
					shrinking = true
					fmt.Fprintf(os.Stderr, "a configuration fails, and a smaller one is now looked for:\n%s\nfor %s\n", strings.Join(problems, "\n"), text)
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

// groups are all regions in four alphabetical groups. Every application has an environment in each region of one group, so no run leaves
// out a region.
func groups() [][]string {
	return slices.Collect(slices.Chunk(offers.RegionNames(), (len(offers.RegionNames())+3)/4))
}

// prove synthesizes a configuration and lists its problems.
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
	for _, stage := range whole.Stages() {
		early, _, err := StartsTooEarly(whole.Stage(stage))
		if err != nil {
			return whole, []string{err.Error()}
		}
		problems = append(problems, early...)
	}
	unclassified, err := review.Unclassified(whole)
	if err != nil {
		return whole, []string{err.Error()}
	}
	for _, path := range unclassified {
		problems = append(problems, path+": in no table of internal/review/properties")
	}
	refused, err := review.Refused(whole)
	if err != nil {
		return whole, []string{err.Error()}
	}
	problems = append(problems, refused...)
	for _, stack := range whole.Stacks {
		problems = append(problems, TemplateProblems(stack)...)
	}
	problems = append(problems, UncheckedTexts(whole.Stacks)...)
	problems = append(problems, viewers(kasha, whole)...)
	for _, name := range whole.Stages() {
		if distinctive(name) {
			problems = append(problems, Unlisted(whole.Stage(name))...)
		}
		problems = append(problems, proofs(name, whole.Stage(name))...)
		problems = append(problems, QuotaProblems(whole.Stage(name))...)
	}
	return whole, problems
}

// proofs compares one environment with the promised connections and permissions.
func proofs(name string, stacks []assembly.Stack) []string {
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		return []string{name + ": " + err.Error()}
	}
	var problems []string
	for _, violation := range reach.Build(env, offers.OriginPrefixList).Check(promises.Connections(env)) {
		problems = append(problems, name+": "+violation.String())
	}
	for _, violation := range permissions.Build(env, promises.HarmlessActions()).Check(promises.Permissions(env)) {
		problems = append(problems, name+": "+violation.String())
	}
	return problems
}

// distinctive reports whether a name can only be the environment's wherever it occurs in a template. It is long, and not a word of Kasha's
// own names.
func distinctive(name string) bool {
	return len(name) == names.MaxEnvironment &&
		!slices.ContainsFunc(strings.Split(name, "-"), func(word string) bool { return slices.Contains(words(), word) })
}

func compact(raw any) string {
	text, err := json.Marshal(raw)
	if err != nil {
		panic(err)
	}
	return string(text)
}
