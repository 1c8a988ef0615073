package randomized

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/offers"
)

// application generates the raw JSON of a configuration, as an adopter could write it. It has an environment in each of some regions, and
// some neighbours that share an account and a region with one of them. Sometimes it has a pipeline. One synthesis has many environments,
// because starting the CDK and its validation takes as long as building four. It shrinks towards the smallest configuration: no pipeline,
// no neighbour, one environment, defaults. Everything is drawn always, and then used or not, so that no draw depends on another. Otherwise
// shrinking would take a synthesis for every attempt.
func application(t *rapid.T, regions []string) map[string]any {
	var environments []any
	add := func(wanted bool, where place) {
		e := rapid.Custom(func(t *rapid.T) map[string]any { return environment(t, where) }).Draw(t, "environment")
		if wanted {
			environments = append(environments, e)
		}
	}
	for _, region := range regions {
		add(nearlyAlways(t, region), place{region: region, account: account(t)})
	}
	neighbours := append([]any{map[string]any{"region": regions[0]}}, environments...)
	for range 3 {
		wanted, beside := sometimes(t, "neighbour"), number(t, "neighbour of", 4)%len(neighbours)
		add(wanted, placeOf(neighbours[beside]))
	}
	add(len(environments) == 0, place{region: regions[0]})
	raw := kasha(together(t, environments)...)
	pipeline(t, raw)
	return raw
}

// together leaves out the environments that cannot be beside an earlier one, such as two of one name. lib/config refuses those. Alone each
// must be valid, or the generator is wrong.
func together(t *rapid.T, environments []any) []any {
	if _, err := config.Read(kasha(environments...)); err == nil {
		return environments
	}
	var kept []any
	for _, e := range environments {
		if _, err := config.Read(kasha(e)); err != nil {
			t.Fatalf("the generator made what the configuration refuses: %v", err)
		}
		if _, err := config.Read(kasha(append(kept, e)...)); err == nil {
			kept = append(kept, e)
		}
	}
	return kept
}

func kasha(environments ...any) map[string]any { return map[string]any{"environments": environments} }

// place is an account, empty for the credentials' own, and a region.
type place struct{ region, account string }

func placeOf(e any) place {
	account, _ := e.(map[string]any)["account"].(string)
	return place{region: e.(map[string]any)["region"].(string), account: account}
}

func account(t *rapid.T) string { return either(t, "account", "", "222222222222", "333333333333") }

// environment draws an environment's name, place and tier. One in four has defaults otherwise; in the others each part is configured.
func environment(t *rapid.T, where place) map[string]any {
	asItComes := number(t, "configured", 2) == 0
	zones := offers.RegionOf(where.region).Zones()
	first := number(t, "first zone", 3) % len(zones)
	second := (first + 1 + number(t, "second zone", 3)%(len(zones)-1)) % len(zones)
	plain := draft{t: t, e: map[string]any{
		"name": environmentName(t), "tier": either(t, "tier", "nonproduction", "production"), "region": where.region,
		"availabilityZones": []any{zones[first], zones[second]},
	}}
	if where.account != "" {
		plain.e["account"] = where.account
	}
	configured := draft{t: t, e: maps.Clone(plain.e)}
	configured.network()
	configured.database()
	configured.services()
	configured.uses()
	configured.backup()
	configured.edge()
	configured.operations()
	configured.furtherServices()
	configured.jobs()
	configured.queueSettings()
	configured.workers()
	configured.release()
	configured.shell()
	if asItComes {
		configured = plain
	}
	configured.required()
	configured.withinLimits()
	return configured.e
}

// environmentName draws a name that is often as long as allowed, often has hyphens, and often consists of words in Kasha's own names. With
// such words kasha-a-edge could belong to the environment a, or be the environment a-edge. It shrinks to the letter a, repeated to the
// drawn length, and that length to one.
func environmentName(t *rapid.T) string {
	const longest = names.MaxEnvironment
	plain, ofWords := number(t, "name", 3) == 0, sometimes(t, "name of words")
	length := min(rapid.IntRange(1, 2*longest).Draw(t, "name's length"), longest)
	random := rand.New(rand.NewPCG(uint64(number(t, "name", 16)), 0))
	if plain {
		return strings.Repeat("a", length)
	}
	if words := joined(random); ofWords && len(words) <= length && words != "pipeline" { // that one is the pipeline's
		return words
	}
	return letters(random, length)
}

// letters is a valid name: no hyphen at an end or beside another, no digit at the start.
func letters(random *rand.Rand, length int) string {
	name := make([]byte, length)
	for i := range name {
		name[i] = "abcdefghijklmnopqrstuvwxyz0123456789----"[random.IntN(40)]
		if name[i] == '-' && (i == 0 || i == length-1 || name[i-1] == '-') || i == 0 && name[i] <= '9' {
			name[i] = 'a'
		}
	}
	return string(name)
}

// joined is one to three words, joined by hyphens.
func joined(random *rand.Rand) string {
	var chosen []string
	for range 1 + random.IntN(3) {
		chosen = append(chosen, words()[random.IntN(len(words()))])
	}
	return strings.Join(chosen, "-")
}

func words() []string {
	return strings.Fields("a b dev jobs email archive copy edge database data network services mysql replica alarms critical warning " +
		"rotate admin restart sql ecr public letters pipeline")
}

// queues draws the names of n queues. Some consist of words, and some are as long as allowed.
func queues(t *rapid.T, n int) []string {
	const longest = 40
	random := rand.New(rand.NewPCG(uint64(number(t, "names of queues", 10)), 1))
	var names []string
	seen := map[string]bool{}
	for len(names) < n {
		name := joined(random)
		if random.IntN(2) == 0 {
			name = letters(random, longest)
		}
		plain := strings.ReplaceAll(name, "-", "") // outputs are named so
		if !seen[plain] && !strings.HasSuffix(name, "-dead") {
			seen[plain] = true
			names = append(names, name)
		}
	}
	return names
}

// pipeline adds a pipeline to some configurations, and an account to every environment that has none.
func pipeline(t *rapid.T, raw map[string]any) {
	region := either(t, "pipeline's region", offers.PipelineRegions()...)
	wanted := sometimes(t, "pipeline")
	if wanted {
		wanted = sometimes(t, "pipeline") // of few: one slows the rest down
	}
	if !wanted {
		return
	}
	deployable := slices.DeleteFunc(slices.Clone(raw["environments"].([]any)), func(e any) bool { return !pipelineReaches(e) })
	if len(deployable) == 0 {
		return
	}
	raw["environments"] = deployable
	for _, e := range deployable {
		if e := e.(map[string]any); e["account"] == nil {
			e["account"] = "555555555555"
		}
	}
	raw["pipeline"] = map[string]any{
		"repository": "example/kasha", "account": "111111111111", "region": region, "email": "oncall@example.com",
		"connectionArn": fmt.Sprintf("arn:aws:codeconnections:%s:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef", region),
	}
}

// pipelineReaches reports whether a pipeline can deploy an environment and the copy of its archive.
func pipelineReaches(e any) bool {
	region, _ := e.(map[string]any)["region"].(string)
	backup, _ := e.(map[string]any)["backup"].(map[string]any)
	copies, _ := backup["copyRegion"].(string)
	return offers.RegionOf(region).HasCodePipeline() && offers.RegionOf(copies).HasCodePipeline()
}

// withinLimits leaves out processes until a stack, the database and the subnets hold them all. Each looks up every queue that it uses, and
// seventeen queues are nearly all that the frontend and the backend may look up. Each that uses the database has connections of its own.
// Each task has an address. The frontend has fewer tasks first: the network interfaces of a VPC origin stand in its subnets.
func (d draft) withinLimits() {
	limits := []string{"the services stack would", "poolSize", "has addresses for"}
	const tasks = "frontend.maxTasks"
	for _, part := range []string{tasks, "shell", "jobs", "release", "workers", "services"} {
		_, err := config.Read(kasha(d.e))
		if err == nil || !slices.ContainsFunc(limits, func(limit string) bool { return strings.Contains(err.Error(), limit) }) {
			return
		}
		if fewest := d.get("frontend.minTasks"); part != tasks {
			delete(d.e, part)
		} else if fewest != nil {
			d.set(tasks, fewest)
		}
	}
}
