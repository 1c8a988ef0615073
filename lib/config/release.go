package config

import (
	"fmt"
	"slices"
	"time"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Release is a command that runs to its end before any service takes a new image, such as the migration of a database. It has the image,
// the size and the variables of the process that it runs, with roles and a security group of its own.
type Release struct {
	// Runs is the process whose image, size, user and variables the task has.
	//
	//	Default: none; required
	//	Allowed: "backend", "frontend" or a further service by its name
	//	Source:  Kasha's own
	Runs string `json:"runs"`

	// Command replaces the image's command (CMD). It must be safe to run again: a deployment that failed after it repeats it.
	//
	//	Default: none; required
	//	Allowed: as command of a process, with at least one text
	//	Source:  ECS API, ContainerDefinition
	Command []string `json:"command"`

	// TimeoutMinutes is how long the command may take. Then its task is stopped, and the deployment fails. With the time to stop a task,
	// the longest stays below the hour that CloudFormation waits.
	//
	//	Unit:    minutes
	//	Default: 30
	//	Allowed: 1 to 40
	//	Source:  CloudFormation user guide, "AWS::CloudFormation::CustomResource", ServiceTimeout
	TimeoutMinutes int `json:"timeoutMinutes"`

	// Uses narrows what the process uses to what the command uses.
	//
	//	Default: none, which means what the process uses; as "migrator" without the replica
	//	Allowed: things that the process uses; as "migrator" not "replica"
	//	Source:  Kasha's own; docs/processes.md says what follows from each
	Uses Uses `json:"uses,omitzero"`

	// As is the database user that the command logs in as. "migrator" is a user of its own that may change the schema, with a secret that
	// no other process reads. `docs/sql/migrator.sql` creates it. "application" is the user of the services.
	//
	//	Default: "migrator"
	//	Allowed: "migrator" or "application"
	//	Source:  Kasha's own; docs/release.md
	As string `json:"as"`
}

// The values of as.
const (
	AsMigrator    = "migrator"
	AsApplication = "application"
)

// ReleaseReserveMinutes is what a release may take beyond its time limit. Stopping the task takes up to 15 minutes (lib/runtask), and the
// rest is for calls that are repeated. CloudFormation waits for ReleaseAnswerMinutes, so this bounds timeoutMinutes.
const ReleaseReserveMinutes = 20

// ReleaseAnswerMinutes is how long CloudFormation waits for the answer. It allows an hour at most (CloudFormation template reference,
// AWS::CloudFormation::CustomResource, ServiceTimeout).
const ReleaseAnswerMinutes = 60

// MaxReleaseMinutes is the longest timeoutMinutes.
const MaxReleaseMinutes = ReleaseAnswerMinutes - ReleaseReserveMinutes

// ReleasePoolSize is how many connections a release may open as the migrator. With a proxy, they come out of ReservedConnections.
const ReleasePoolSize = 2

// prepare fills a release of which nothing was written.
func (r *Release) prepare(map[string]any) { *r = Release{TimeoutMinutes: 30, As: AsMigrator} }

// Timeout returns the time limit of a run.
func (r Release) Timeout() time.Duration { return time.Duration(r.TimeoutMinutes) * time.Minute }

// ReleaseContainer returns the container of the release: that of the process that it runs, with the release's command and uses.
func (e Environment) ReleaseContainer() Container {
	container := e.container(e.Release.Runs)
	container.Command, container.Uses = e.Release.Command, e.Release.uses(container.Uses)
	return container
}

// uses returns what the release uses, of what its process uses.
func (r Release) uses(process Uses) Uses {
	if r.Uses != nil {
		return r.Uses
	}
	if r.As != AsMigrator {
		return process
	}
	return slices.DeleteFunc(slices.Clone(process), func(use Use) bool { return use.Thing == UsesReplica })
}

// HasMigrator reports whether the database has a user that changes the schema, with a secret of its own.
func (e Environment) HasMigrator() bool {
	return e.Release != nil && e.Release.As == AsMigrator && e.ReleaseContainer().Uses.Has(UsesDatabase)
}

// RotatedSecrets returns the secrets of the database whose passwords Lambda functions rotate.
func (e Environment) RotatedSecrets() []names.Rotated {
	if e.HasMigrator() {
		return append(names.RotatedSecrets(), names.RotatedMigrator)
	}
	return names.RotatedSecrets()
}

// releaseProcess returns the release as a process.
func (e Environment) releaseProcess() Process {
	return Process{
		Name: names.Release, Field: "release", Kind: KindRelease, Container: e.ReleaseContainer(), Migrates: e.HasMigrator(),
	}
}

// checkRelease checks the release. at is the release.
func checkRelease(at object, e Environment) {
	r := *e.Release
	if !slices.Contains(e.runnable(), r.Runs) {
		at.reject("runs", missing("process", r.Runs, "a process that a release can run"), suggestion(r.Runs, e.runnable()))
	}
	at.rejectIf(len(r.Command) == 0, "command", "the command is missing, so the release would start the process's own, which does not end",
		`the program and its arguments: ["bin/migrate"]`)
	checkArguments(at, "command", r.Command)
	if at.valid("runs") {
		checkProgram(at, "command", r.Command, e.container(r.Runs).EntryPoint)
	}
	if r.TimeoutMinutes < 1 || r.TimeoutMinutes > MaxReleaseMinutes {
		at.reject("timeoutMinutes", "a release cannot have a time limit of "+spelling.Count(r.TimeoutMinutes, "minute"),
			fmt.Sprintf("1 to %d; CloudFormation waits for an hour, and stopping a task takes some minutes", MaxReleaseMinutes))
	}
	if users := []string{AsMigrator, AsApplication}; !slices.Contains(users, r.As) {
		at.reject("as", missing("user", r.As, "a database user that a release can log in as"), suggestion(r.As, users))
	}
	if at.valid("runs") {
		checkNarrowed(at, r.Uses, e.container(r.Runs).Uses, r.Runs)
	}
	for i, use := range r.Uses {
		at.element("uses", i).rejectIf(use.Thing == UsesReplica && r.As == AsMigrator, "",
			"the migrator changes the schema on the primary, and needs no replica", `"database" in place of "replica"`)
	}
	hasUser := at.valid("runs", "uses", "as") && r.As == AsMigrator && at.written[at.field("as")]
	at.rejectIf(hasUser && !e.HasMigrator(), "as", "the release does not use the database, so it logs in as nobody",
		`"database" in its uses, or leave as out`)
}
