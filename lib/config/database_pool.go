package config

import (
	"fmt"
	"slices"

	"kasha/lib/spelling"
)

// ReservedConnections are kept free of the backend's pools. Two rotation functions need two connections each; the one-off SQL task,
// RDS's own user and a replica's binary log need one each. Three are left for people who investigate a problem.
const ReservedConnections = 10

// largestPool keeps the arithmetic in meaningful numbers; connections beyond a few for each vCPU only wait.
const largestPool = 1000

// callers returns the processes that connect to the database server with the most connections. That is the primary or the replica. The
// replica has its own limit, and each task has a second pool of the same size for it. Behind a proxy only the replica counts.
func (e Environment) callers() []Process {
	var primary, replica []Process
	for _, process := range e.Processes() {
		if process.Uses.Has(UsesDatabase) && !e.Database.Proxy {
			primary = append(primary, process)
		}
		if process.Uses.Has(UsesReplica) && e.Database.ReadReplica {
			replica = append(replica, process)
		}
	}
	if mostTasks(primary) >= mostTasks(replica) {
		return primary
	}
	return replica
}

// mostTasks returns how many tasks of some processes may run at once.
func mostTasks(processes []Process) int {
	tasks := 0
	for _, process := range processes {
		tasks += process.MostTasks()
	}
	return tasks
}

// checkConnections checks that the pools fit the database. Otherwise "Too many connections" comes on the day of the highest load,
// or in the middle of a deployment.
//
// RDS Proxy shares the database's connections among any number of tasks. With it, only a replica is left to check, because the
// proxy is in front of the primary only.
func checkConnections(at object, e Environment) {
	d, database := e.Database, at.in("database")
	if d.PoolSize < 1 {
		database.reject("poolSize", "a pool of "+spelling.Count(d.PoolSize, "connection")+" cannot reach a database",
			"1 or more; 5 is the default")
	}
	if d.PoolSize > largestPool {
		database.reject("poolSize", "one task cannot use "+spelling.Count(d.PoolSize, "connection"),
			fmt.Sprintf("at most %d; 5 is the default", largestPool))
	}
	callers := e.callers()
	if !database.valid("instanceClass", "poolSize", "proxy", "readReplica") || !allValid(at, callers, "maxTasks", "uses") {
		return
	}
	tasks := mostTasks(callers)
	limit, needed := d.InstanceClass.MaxConnections(), tasks*d.PoolSize+ReservedConnections
	if needed <= limit || tasks == 0 {
		return
	}
	which := d.InstanceClass.Name
	if d.Proxy {
		which += ", the class of the read replica too,"
	}
	fields, parts, jobs := []string{"database.poolSize"}, []string{}, 0
	for _, caller := range callers {
		if caller.Ends() {
			jobs += caller.MostTasks()
			continue
		}
		fields = append(fields, caller.Field+".maxTasks")
		parts = append(parts, fmt.Sprintf("%d %s tasks", caller.MostTasks(), caller.Name))
	}
	beside := "twice maxTasks"
	if jobs > 0 {
		beside += fmt.Sprintf(", beside %d of %s", jobs, list(endingKinds(callers), "and"))
	}
	at.reject(at.firstWritten(append(fields, "database.instanceClass")...),
		fmt.Sprintf("a deployment runs %s, %s; with poolSize %d each "+
			"and %s reserved for rotation and people, they need %d x %d + %d = %s. %s accepts %d",
			list(parts, "and"), beside, d.PoolSize, spelling.Count(ReservedConnections, "connection"), tasks, d.PoolSize, ReservedConnections,
			spelling.Count(needed, "connection"), which, limit),
		connectionRemedy(e, callers))
}

// endingKinds says of which kinds those processes are that end.
func endingKinds(processes []Process) []string {
	var kinds []string
	for _, process := range processes {
		kind := map[Kind]string{KindJob: "jobs", KindRelease: "the release", KindShell: "shells"}[process.Kind]
		if kind != "" && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// allValid reports whether these fields of all processes can be relied on.
func allValid(at object, processes []Process, fields ...string) bool {
	for _, process := range processes {
		if !at.in(process.Field).valid(fields...) {
			return false
		}
	}
	return true
}

// connectionRemedy names what would fit, the cheapest first.
func connectionRemedy(e Environment, callers []Process) string {
	room := e.Database.InstanceClass.MaxConnections() - ReservedConnections
	remedy := ""
	if pool := room / mostTasks(callers); pool > 0 {
		remedy = fmt.Sprintf("a poolSize of at most %d, or ", pool)
	}
	for _, caller := range callers {
		others := mostTasks(callers) - caller.MostTasks()
		if caller.Ends() {
			continue
		}
		if tasks := (room/e.Database.PoolSize - others) / 2; tasks >= max(caller.LeastTasks, 1) {
			remedy += fmt.Sprintf("a %s.maxTasks of at most %d, or ", caller.Field, tasks)
		}
	}
	remedy += "a larger instanceClass"
	if !e.Database.Proxy && !e.Database.ReadReplica {
		remedy += ", or proxy: true, which shares the database's connections among the tasks"
	}
	return remedy
}
