// Package config defines what a user may write in cdk.json: fields, their defaults for each tier, and rules. It has the rules that can be
// checked before the CDK starts, so it is plain Go: no CDK, no network, no clock.
//
// Read and ReadFile are the entry points. Both start from the defaults of each environment's tier, and replace these defaults with what the
// context key "kasha" sets. Both return either a valid configuration or a list of all problems.
//
// # Where to look
//
// Most sections of cdk.json have a Go file of the same name, with the section's type, defaults and rules. This list has the files of every
// section:
//
//	environment.go          name, tier, account
//	region.go               region, availabilityZones
//	network.go              network
//	service.go              frontend, backend; port and tasks are in service_*.go
//	services_further.go     services, which are those besides frontend and backend; routes and rules are in services_further_*.go
//	container.go            the fields that every process has; image, user, capabilities, writablePaths, command, entryPoint, stopSeconds,
//	                        environment, healthCheck and ephemeralStorageGiB are in container_*.go
//	uses.go                 the field uses, which every process has; processes.go lists the processes
//	egress.go               the field egress, which every process has
//	secrets.go              the field secrets, which every process has; secrets_check.go has its rules, secret_example.go what to write in
//	                        place of a secret in environment
//	database.go             database; engineVersion and instanceClass are in database_engine_and_class.go, poolSize in database_pool.go,
//	                        parameters in database_parameters.go; database_window.go has the times of backups and maintenance, and
//	                        password_rotation.go the times of rotations
//	backup.go               backup
//	edge.go                 edge; domain, aliases, certificates, headers, origin, static files, time-outs and WAF's rules are in edge_*.go
//	messaging.go            messaging; queues.go has the settings of single queues
//	logs.go                 logs
//	jobs.go                 jobs; jobs_check.go has its rules. process_names.go has the rules of all names of processes
//	workers.go              workers; workers_check.go has its rules
//	release.go              release
//	shell.go                shell
//	alarms.go               alarms; alarms_health_check.go has the rules of healthCheckPath
//	budget.go               budget
//	schedule.go             schedule
//	pipeline.go             pipeline
//	quotas.go               AWS's limits that cannot be raised, such as the number of stages of a pipeline or of resources of a stack
//	collisions.go           what must differ between environments; collisions_secrets.go compares the names of their secrets
//
// What all sections share:
//
//	read.go                 the entry points
//	decode.go               JSON to Go values; mismatch.go explains wrong types, unknown_field.go unknown fields, and unknown_special.go
//	                        those of one object. command_words.go splits a command that was written as one text
//	object.go               how a rule reports a problem
//	problem.go              how a problem is printed
//	locate.go               the file and line of a problem; not_json.go explains a file that is not JSON
//	cdk_json.go             the other fields of cdk.json that Kasha reads, such as output. This file also finds a misplaced configuration
//	suggest.go              suggestions for misspelt field names
//	targets.go              the accounts and regions to which an environment's stacks are deployed
//	takes.go                how much of its account's quotas an environment uses
//	foreign.go              fields of other tools, and what to write instead; foreign_parts.go is about resources that Kasha does not offer,
//	                        or creates by itself. written_value.go puts the written value into the answer
//
// Package lib/offers has AWS's regions, engine versions, instance classes and Fargate sizes. Package lib/names has the names of resources.
//
// CONTRIBUTING.md, "A field of the configuration", lists every step of adding a field.
package config

import "fmt"

// Kasha is the whole configuration.
type Kasha struct {
	// Environments are the environments in rollout order.
	//
	//	Default: none; required
	//	Allowed: at least one
	//	Source:  Kasha's own
	Environments []Environment `json:"environments"`

	// Pipeline rolls the environments out after every push.
	//
	//	Default: none, which means deployment by hand
	//	Allowed: an object
	//	Source:  design document, "Next Steps"
	Pipeline *Pipeline `json:"pipeline,omitempty"`
}

func checkKasha(at object, k Kasha) {
	at.rejectIf(len(k.Environments) == 0, "environments", "there is no environment", `at least one: [{"name": "dev", ...}]`)
	for i, e := range k.Environments {
		environment := at.element("environments", i)
		environment.environment = e.Name
		checkEnvironment(environment, e)
	}
	checkCollisions(at, k.Environments)
	if k.Pipeline != nil {
		checkPipeline(at.in("pipeline"), *k.Pipeline)
		checkPipelineSize(at, k.Environments)
		checkPipelineAccounts(at, k.Environments)
		checkPipelineTargets(at, k.Environments)
		checkPipelineOwner(at.in("pipeline"), *k.Pipeline, k.Environments)
	}
}

// checkEnvironment runs the rules of every section. Later rules are silent about values that earlier ones rejected, so the order
// matters where a rule reads several fields.
func checkEnvironment(at object, e Environment) {
	checkIdentity(at, e)
	checkRegion(at, e.Region)
	checkZones(at, e)
	at.guessed = !at.valid("tier") // from here on, rules report only what was written
	checkNetwork(at.in("network"), e.Network)
	checkService(at.in("frontend"), e.Frontend.Service, e)
	checkService(at.in("backend"), e.Backend.Service, e)
	checkServices(at, e)
	checkMessaging(at.in("messaging"), e.Messaging)
	checkWorkers(at, e)
	checkSubnetRoom(at, e)
	checkDatabase(at, e)
	checkBackup(at, e)
	checkEdge(at, e)
	checkIdle(at, "frontend", e.Frontend, e)
	checkIdle(at, "backend", e.Backend, e)
	checkKeepAlive(at, e)
	if e.Schedule != nil {
		checkSchedule(at, e)
	}
	checkJobs(at, e)
	if e.Release != nil {
		checkRelease(at.in("release"), e)
	}
	if e.Shell != nil {
		checkShell(at.in("shell"), *e.Shell)
	}
	checkUses(at, e)
	checkSecrets(at, e)
	checkStackSize(at, e)
	checkTemplateSize(at, e)
	checkLookUps(at, e)
	checkLogs(at.in("logs"), e.Logs)
	checkAlarms(at.in("alarms"), e.Alarms)
	checkHealthCheck(at, e)
	checkBudget(at.in("budget"), e.Budget)
}

// missing says that a required value is absent, or what it is not.
func missing(field, value, not string) string {
	if value == "" {
		return "the " + field + " is missing"
	}
	return fmt.Sprintf("%s is not %s", quote(value), not)
}
