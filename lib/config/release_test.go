package config

import (
	"slices"
	"testing"

	"kasha/lib/names"
)

func badReleases() []bad {
	release := func(patch string) string { return `{"release": {` + patch + `}}` }
	with := func(patch string) string { return release(`"runs": "backend", "command": ["bin/migrate"]` + patch) }
	return []bad{
		{name: "release without a process", patch: release(`"command": ["a"]`), path: "release.runs", wrong: "the process is missing",
			fix: "backend or frontend"},
		{name: "release of an unknown process", patch: release(`"runs": "bakend", "command": ["a"]`), path: "release.runs",
			wrong: `"bakend" is not a process`, fix: `"backend", if you mean that`},
		{name: "release without a command", patch: release(`"runs": "backend"`), path: "release.command", wrong: "the command is missing",
			fix: `["bin/migrate"]`},
		{name: "secret in a release", patch: release(`"runs": "backend", "command": ["redis://user:hunter2@cache"]`),
			path: "release.command[0]", wrong: "looks like a secret", fix: "Secrets Manager"},
		{name: "release without time", patch: with(`, "timeoutMinutes": 0`), path: "release.timeoutMinutes", wrong: "0 minutes", fix: "1 to 40"},
		{name: "release of an hour", patch: with(`, "timeoutMinutes": 41`), path: "release.timeoutMinutes", wrong: "41 minutes",
			fix: "CloudFormation waits for an hour"},
		{name: "release as somebody", patch: with(`, "as": "migrater"`), path: "release.as", wrong: "is not a database user",
			fix: `"migrator", if you mean that`},
		{name: "release that widens its uses", patch: with(`, "uses": ["queue:other"]`), path: "release.uses[0]",
			wrong: `there is no queue "other"`, fix: "queue"},
		{name: "release of a frontend with the database", patch: release(`"runs": "frontend", "command": ["a"], "uses": ["database"]`),
			path: "release.uses[0]", wrong: `the process frontend does not use "database"`, fix: "frontend.uses"},
		{name: "migrator on the replica", patch: with(`, "uses": ["replica"]`), path: "release.uses[0]",
			wrong: "changes the schema on the primary", fix: `"database"`},
		{name: "migrator without a database", patch: with(`, "uses": ["bucket"], "as": "migrator"`), path: "release.as",
			wrong: "logs in as nobody", fix: `"database" in its uses`},
		{name: "release that starts a process's connections over", path: "database.poolSize", patch: `{"backend": {"minTasks": 1, "maxTasks": 1,
			"uses": ["database", "queue:*"]}, "database": {"poolSize": 40}, "release": {"runs": "backend", "command": ["a"]}}`,
			wrong: "beside 1 of the release", fix: "poolSize of at most 18"},
	}
}

// TestWhoAReleaseLogsInAs catches a secret for a migrator that nobody is, and a release that gets the replica with the migrator's password.
func TestWhoAReleaseLogsInAs(t *testing.T) {
	for _, test := range []struct {
		release  string
		migrator bool
		uses     []string
	}{
		{`{"runs": "backend", "command": ["a"]}`, true, []string{"database", "bucket", "queue:*"}},
		{`{"runs": "backend", "command": ["a"], "uses": ["database"]}`, true, []string{"database"}},
		{`{"runs": "backend", "command": ["a"], "as": "application"}`, false, []string{"database", "replica", "bucket", "queue:*"}},
		{`{"runs": "frontend", "command": ["a"]}`, false, []string{}},
	} {
		e := mustRead(t, configuration(t, minimalDev, `{"release": `+test.release+`}`)).Environments[0]
		if got := e.HasMigrator(); got != test.migrator || slices.Contains(e.RotatedSecrets(), names.RotatedMigrator) != test.migrator {
			t.Errorf("%s: migrator %t with %v, want %t", test.release, got, e.RotatedSecrets(), test.migrator)
		}
		if got := e.ReleaseContainer().Uses.Texts(); !slices.Equal(got, test.uses) {
			t.Errorf("%s: uses %v, want %v", test.release, got, test.uses)
		}
		process := e.Processes()[2]
		if process.Name != names.Release || !process.Ends() || process.MostTasks() != 1 {
			t.Errorf("%s: %+v, want one task of a release that ends", test.release, process)
		}
		if len(e.PasswordHolders()) != 1 {
			t.Errorf("%s: %d holders of the password are restarted, want the backend alone", test.release, len(e.PasswordHolders()))
		}
	}
}
