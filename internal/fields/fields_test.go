package fields

import (
	"strings"
	"testing"
)

func read(t *testing.T) []Field {
	t.Helper()
	all, err := Read("../..")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryFieldIsExplained catches a field of cdk.json without a text, without a default, or with labels that were read into the text.
func TestEveryFieldIsExplained(t *testing.T) {
	all := read(t)
	if len(all) < 120 {
		t.Errorf("%d fields, want at least 120", len(all))
	}
	for _, field := range all {
		if field.Text == "" || strings.Contains(field.Text, "Default:") || strings.ContainsAny(field.Text, "\n\t") {
			t.Errorf("%s: the text is %q", field.Path, field.Text)
		}
		if len(field.Fields) == 0 && (field.Default == "" || field.Allowed == "" || field.Source == "") {
			t.Errorf("%s: default %q, allowed %q, source %q; want all of them", field.Path, field.Default, field.Allowed, field.Source)
		}
	}
}

// TestDefaultsAreThoseOfTheTiers catches a default of one tier that is shown for the other, and one that is not read from lib/config.
func TestDefaultsAreThoseOfTheTiers(t *testing.T) {
	all := read(t)
	for path, want := range map[string]string{
		"database.multiAz": "production true, nonproduction false", "network.natGateways": "production 2, nonproduction 1",
		"edge.cachedPaths": `production ["/static/*"], nonproduction ["/static/*"]`, "schedule.start": "", "backend.writablePaths[].path": "",
	} {
		found, err := Find(all, path)
		if err != nil || len(found) != 1 {
			t.Errorf("%s: found %d, error %v", path, len(found), err)
			continue
		}
		var got []string
		for _, d := range found[0].Defaults {
			got = append(got, string(d.Tier)+" "+d.Value)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: defaults %q, want %q", path, strings.Join(got, ", "), want)
		}
	}
}

// TestFieldsAreFoundAsPeopleWriteThem catches a spelling that finds nothing or something else, and a suggestion nobody could mean.
func TestFieldsAreFoundAsPeopleWriteThem(t *testing.T) {
	all := read(t)
	for name, want := range map[string]string{
		"database.multiAz": "database.multiAz", "environments[2].database.multiAz": "database.multiAz", "multiaz": "database.multiAz",
		"minTasks":        "frontend.minTasks backend.minTasks services.NAME.minTasks workers.NAME.minTasks",
		"pipeline.branch": "pipeline.branch", "branch": "pipeline.branch",
		"environments[].name": "name", "frontend.writablePaths[0].path": "frontend.writablePaths[].path", "pipeline": "pipeline",
	} {
		found, err := Find(all, name)
		var paths []string
		for _, field := range found {
			paths = append(paths, field.Path)
		}
		if got := strings.Join(paths, " "); got != want {
			t.Errorf("%s: found %q, error %v; want %q", name, got, err, want)
		}
	}
	for name, want := range map[string]string{"multiAx": "multiAz", "databse": "database", "pipline.branch": "pipeline.branch"} {
		if _, err := Find(all, name); err == nil || !strings.Contains(err.Error(), "fix: kasha explain "+want+",") {
			t.Errorf("%s: error %v, want the suggestion %s", name, err, want)
		}
	}
	for name, want := range map[string]string{
		"jobs.image": "process named in runs", "jobs.NAME.cpu": "process named in runs", "release.image": "process named in runs",
		"tags": "make deploy and the pipeline alike", "migration": `"release"`, "redis": "no cache", "database.size": "instanceClass",
		"workers.port": "nothing connects", "database.minTasks": "kasha explain minTasks", "logs.colour": "kasha explain logs lists its fields",
	} {
		if _, err := Find(all, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want it to say %s", name, err, want)
		}
	}
	if _, err := Find(all, "xyzzy"); err == nil || !strings.Contains(err.Error(), "such as one of pipeline, network") {
		t.Errorf("xyzzy: error %v, want the sections", err)
	}
}

// TestCostsAreThoseOfThePage catches a table of docs/cost.md that is no longer read.
func TestCostsAreThoseOfThePage(t *testing.T) {
	all := read(t)
	withCosts := 0
	for _, field := range all {
		if len(field.Costs) > 0 {
			withCosts++
		}
	}
	found, err := Find(all, "backend.spot")
	if err != nil || len(found[0].Costs) != 1 || !strings.HasPrefix(found[0].Costs[0].Saves, "$") || withCosts < 15 {
		t.Errorf("backend.spot %+v, error %v, %d fields with costs; want a saving, and at least 15", found, err, withCosts)
	}
	if _, err := Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "run it in the project's folder") {
		t.Errorf("outside the project: error %v", err)
	}
}
