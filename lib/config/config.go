// Package config defines what a user may write in cdk.json: fields, defaults for each tier, and rules that can be checked before
// the CDK starts. It is plain Go: no CDK, no network, no clock.
//
// Read and ReadFile are the entry points. They lay the value of the context key "kasha" over the defaults of each environment's
// tier. They return either a configuration that synthesizes, or all problems at once.
//
// # Where to look
//
// Each section of cdk.json is a file of its name, which holds the section's type, its defaults and its rules:
//
//	environment.go          name, tier, account
//	region.go               region, availabilityZones
//	network.go              network
//	service.go              frontend, backend; image, port, user and capabilities, writablePaths and environment are in service_*.go
//	uses.go                 uses, of every process; processes.go lists the processes
//	service_command.go      command, entryPoint, stopSeconds
//	database.go             database; engineVersion and instanceClass are in database_engine_and_class.go, poolSize in database_pool.go,
//	                        parameters in database_parameters.go
//	backup.go               backup
//	edge.go                 edge; its domain is in edge_domain.go
//	messaging.go            messaging
//	logs.go                 logs
//	alarms.go               alarms
//	budget.go               budget
//	schedule.go             schedule; schedule_maintenance.go derives the database's windows from it, schedule_rotation.go the passwords'
//	pipeline.go             pipeline
//	quotas.go               what no account of AWS allows, such as a pipeline's stages
//	collisions.go           what must differ between environments
//
// What all sections share:
//
//	read.go                 the entry points
//	decode.go               JSON to Go values; mismatch.go explains wrong types, unknown_field.go unknown fields
//	object.go               how a rule reports a problem
//	problem.go              how a problem is printed
//	locate.go               the file and line of a problem
//	cdk_json.go             what else of cdk.json matters: output, qualifier, permissions boundary; a configuration in the wrong place
//	suggest.go              what a misspelt word may mean
//	targets.go              the accounts and regions to which an environment's stacks are deployed
//
// What AWS offers is in lib/offers, and names are in lib/names.
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
		checkEnvironment(at.element("environments", i), e)
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
	checkService(at.in("frontend"), e.Frontend, e)
	checkService(at.in("backend"), e.Backend, e)
	checkSubnetRoom(at, e)
	checkDatabase(at, e)
	checkBackup(at, e)
	checkEdge(at, e)
	checkMessaging(at.in("messaging"), e.Messaging)
	checkUses(at, e)
	checkSecrets(at, e)
	checkLogs(at.in("logs"), e.Logs)
	checkAlarms(at.in("alarms"), e.Alarms)
	if e.Schedule != nil {
		checkSchedule(at, e)
	}
	checkBudget(at.in("budget"), e.Budget)
}

// missing says that a required value is absent, or what it is not.
func missing(field, value, not string) string {
	if value == "" {
		return "the " + field + " is missing"
	}
	return fmt.Sprintf("%s is not %s", quote(value), not)
}
