// Package promises says what Kasha's own environments and pipeline may do, and must be able to do. It holds two exhaustive
// lists, one of network connections and one of sensitive permissions, written with the types of internal/allowlist. It is a violation
// if an environment has a connection or permission that is not listed, or lacks one that is listed with Must.
//
// A permission is sensitive if permissions.SensitiveActions has its action. Such an action reads, replaces or destroys data or secrets,
// acts as another role, or changes who may do what.
//
// The lists are written by hand and independently of the constructs, so a wrong port, action or resource there cannot also make the list
// wrong. From lib/ the lists take only names, by importing lib/names. From the templates they take only what differs between environments,
// such as the containers' ports, or whether there is a replica. The type environment has all values that the lists take from templates.
// This package compares nothing: internal/reach and internal/permissions compare an environment with the lists.
//
// A function whose name starts with uses (such as usesDatabase) lists what a process needs to use one resource: connections
// and permissions. Each file has one topic. For example, database.go says what a process that uses the database
// may do, and process.go finds the processes that declare this use.
package promises

import (
	"slices"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// promise is what one part of an environment may do and must be able to do.
type promise struct {
	connections []allowlist.Connection
	permissions []allowlist.Permission
}

// Connections is the complete list of connections for an environment.
func Connections(env cloudformation.Environment) []allowlist.Connection {
	return join(environmentPromises(read(env))).connections
}

// Permissions is the complete list of sensitive permissions for an environment or, where no stack belongs to a stage, for the
// pipeline.
func Permissions(env cloudformation.Environment) []allowlist.Permission {
	if slices.ContainsFunc(env.Resources(), func(r cloudformation.Resource) bool { return r.Stage != "" }) {
		return join(environmentPromises(read(env))).permissions
	}
	return join(pipelinePromises()).permissions
}

// Uses is the part of the list of permissions that processes have because of their field uses. It includes the right to restart those that
// hold a secret.
func Uses(env cloudformation.Environment) []allowlist.Permission {
	e := read(env)
	var all []promise
	for _, p := range e.processes {
		all = append(all, p.declared(e)...)
	}
	return append(join(all).permissions, holdersAreRestarted(e)...)
}

// environmentPromises lists every part of an environment.
func environmentPromises(e environment) []promise {
	return slices.Concat(processesRunAndUse(e), []promise{
		// What requests pass through, from the viewer to the backend.
		viewersReachTheDistribution(), originsForwardToTheFrontend(e), frontendCallsTheBackend(e),

		// The database and the network beneath them.
		passwordsAreRotated(e), theMigratorsPasswordIsRotated(e), aProxyStandsBeforeThePrimary(e), sqlTaskReachesThePrimary(), rdsWritesMetrics(),
		subnetsHaveTheirRoutes(), defaultSecurityGroupIsEmptied(), flowLogsAreWritten(), accessLogsAreWritten(),
		cloudFrontReadsTheStaticFiles(), servicesSendToQueues(e),
		keysAnswerToTheAccount(),

		// Operation.
		alarmsAreSent(), servicesRestartAfterARotation(), tasksRestartAfterARotation(e), databaseRestsOffHours(), canaryVisitsTheSite(),
		backupsAreTaken(), restoresAreTested(), copiesAreArchived(),
	})
}

func join(parts []promise) promise {
	var all promise
	for _, part := range parts {
		all.connections = append(all.connections, part.connections...)
		all.permissions = append(all.permissions, part.permissions...)
	}
	return all
}
