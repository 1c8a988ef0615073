package config

import (
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// bad is a configuration with one mistake: an environment, what is laid over it, and the one problem that it must cause.
type bad struct {
	name  string
	base  string // minimal nonproduction when empty
	patch string // JSON merge patch (RFC 7396) on the configuration's first environment
	path  string // below environments[0]; from the top with a leading /
	wrong string // part of what is wrong
	fix   string // part of what to write instead
}

const (
	minimalDev  = `{"name":"dev","tier":"nonproduction","region":"us-east-1","availabilityZones":["us-east-1a","us-east-1b"]}`
	minimalProd = `{"name":"prod","tier":"production","region":"eu-west-1","availabilityZones":["eu-west-1a","eu-west-1c"]}`
)

// TestBadConfigurationsNamePathAndFix catches a rule that is missing, reports another field, reports a mistake
// twice, or does not say what to write.
func TestBadConfigurationsNamePathAndFix(t *testing.T) {
	count := 0
	for _, cases := range [][]bad{
		badTypes(), badIdentities(), badNetworks(), badServices(), badFurtherServices(),
		badImages(), badVariables(), badSecrets(), badUses(), badJobs(), badWorkers(),
		badReleases(), badShells(),
		badDatabases(), badParameters(), badEgress(),
		badOffers(), badBackups(), badEdges(), badQueues(), badQueueSettings(), badAlarms(), badSchedules(), badPipelines(), badTogether(),
	} {
		count += len(cases)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { c.check(t) })
		}
	}
	if count < 60 {
		t.Errorf("%d bad configurations, want at least 60", count)
	}
	t.Logf("%d bad configurations", count)
}

func (c bad) check(t *testing.T) {
	base := c.base
	if base == "" {
		base = minimalDev
	}
	problems := problemsOf(t, configuration(t, base, c.patch))
	if len(problems) != 1 {
		t.Fatalf("want exactly one problem, have %d:\n%v", len(problems), problems)
	}
	problem, path := problems[0], "environments[0]."+c.path
	switch {
	case strings.HasPrefix(c.path, "/"):
		path = c.path[1:]
	case c.path == "" || strings.HasPrefix(c.path, "["):
		path = "environments[0]" + c.path
	}
	if problem.Path != path {
		t.Errorf("path %s, want %s", problem.Path, path)
	}
	if c.wrong == "" || !strings.Contains(problem.Wrong, c.wrong) {
		t.Errorf("wrong: %s\nwant it to say: %s", problem.Wrong, c.wrong)
	}
	for _, sentence := range regexp.MustCompile(`[.;:] `).Split(problem.Wrong, -1) {
		if words := len(strings.Fields(sentence)); words > 25 {
			t.Errorf("a sentence of %d words, want at most 25: %s", words, sentence)
		}
	}
	if c.fix == "" || !strings.Contains(problem.Fix, c.fix) {
		t.Errorf("fix: %s\nwant it to say: %s", problem.Fix, c.fix)
	}
}

// TestEverythingIsReportedAtOnce catches a rule that ends the reading, so that the next problem appears only after the first is mended.
func TestEverythingIsReportedAtOnce(t *testing.T) {
	problems := problemsOf(t, decodeJSON(t, `{
		"colour": "red",
		"environments": [
			{"name": "dev", "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1a"],
			 "database": {"engineVersion": "8.0.35", "backupRetentionDays": 40}},
			{"name": "dev", "tier": "prod", "region": "eu-west-9", "availabilityZones": ["eu-west-9a", "eu-west-9b"], "account": "12",
			 "frontend": {"image": "nginx", "port": "80", "cpu": 256, "memoryMiB": 4096}, "logs": {"retentionDays": 8}}
		]}`))
	var paths []string
	for _, problem := range problems {
		paths = append(paths, problem.Path)
	}
	want := []string{
		"colour",
		"environments[0].availabilityZones",
		"environments[0].database.backupRetentionDays",
		"environments[0].database.engineVersion",
		"environments[1].account",
		"environments[1].frontend.image",
		"environments[1].frontend.memoryMiB",
		"environments[1].frontend.port",
		"environments[1].logs.retentionDays",
		"environments[1].name",
		"environments[1].region",
		"environments[1].tier",
	}
	if !reflect.DeepEqual(paths, want) {
		t.Errorf("paths\n%s\nwant\n%s", strings.Join(paths, "\n"), strings.Join(want, "\n"))
	}
}

// TestAnUnknownTierReportsNoDefaults catches problems of defaults that are wrong only because the tier is.
func TestAnUnknownTierReportsNoDefaults(t *testing.T) {
	raw := configuration(t, minimalDev,
		`{"tier": "prod", "database": {"insights": true, "backupRetentionDays": 1}, "frontend": {"cpu": 4096, "minTasks": 5}}`)
	if problems := problemsOf(t, raw); len(problems) != 1 || problems[0].Path != "environments[0].tier" {
		t.Errorf("want the tier alone:\n%v", problems)
	}
}

// TestAnUnknownRegionHidesOnlyWhatDependsOnIt catches a rule that is silent about more than what depends on the region.
func TestAnUnknownRegionHidesOnlyWhatDependsOnIt(t *testing.T) {
	raw := configuration(t, minimalDev, `{"region": "mars-1", "edge": {"originPrefixList": "cloudfront"}}`)
	problems := problemsOf(t, raw)
	if len(problems) != 2 || problems[0].Path != "environments[0].edge.originPrefixList" || problems[1].Path != "environments[0].region" {
		t.Errorf("want the list and the region:\n%v", problems)
	}
}

// configuration returns an environment with a patch. A patch that begins with / replaces or adds top-level fields instead.
func configuration(t testing.TB, environment, patch string) any {
	top := map[string]any{"environments": []any{decodeJSON(t, environment)}}
	if rest, ok := strings.CutPrefix(patch, "/"); ok {
		return merge(top, decodeJSON(t, rest))
	}
	if patch != "" {
		top["environments"] = []any{merge(decodeJSON(t, environment), decodeJSON(t, patch))}
	}
	return top
}

func decodeJSON(t testing.TB, text string) any {
	var value any
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// merge is RFC 7396, except that the text "<null>" stands for a null that is kept.
func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		if patch == "<null>" {
			return nil
		}
		return patch
	}
	merged := map[string]any{}
	if object, ok := target.(map[string]any); ok {
		for key, value := range object {
			merged[key] = value
		}
	}
	for key, value := range changes {
		if value == nil {
			delete(merged, key)
			continue
		}
		merged[key] = merge(merged[key], value)
	}
	return merged
}

func problemsOf(t testing.TB, raw any) Problems {
	_, err := Read(raw)
	var problems Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatalf("error is a %T, want Problems", err)
	}
	return problems
}

// environmentOf is an environment with a patch, as it is read.
func environmentOf(t testing.TB, environment, patch string) Environment {
	return mustRead(t, configuration(t, environment, patch)).Environments[0]
}

func mustRead(t testing.TB, raw any) Kasha {
	kasha, err := Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return kasha
}
