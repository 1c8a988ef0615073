package config

import "fmt"

// ReservedConnections are kept free of the backend's pools: two rotation functions with two connections each, the one-off SQL
// task, RDS's own user and a replica's binary log, and three people who look into what is wrong.
const ReservedConnections = 10

// largestPool keeps the arithmetic in numbers that mean something; connections beyond a few for each vCPU only wait.
const largestPool = 1000

// BackendConnections is the most that all backend tasks together may hold to one database: a deployment starts every new
// task before it stops an old one. A replica has a limit of its own, and each task a second pool of the same size for it.
func (e Environment) BackendConnections() int { return 2 * e.Backend.MaxTasks * e.Database.PoolSize }

// checkConnections holds the pools against the database. "Too many connections" otherwise comes on the day of the highest
// load, or in the middle of a deployment.
//
// RDS Proxy shares the database's connections among any number of tasks, so with it only a replica is left to check: the
// proxy does not stand before that one.
func checkConnections(at place, e Environment) {
	d := e.Database
	at.in("database").refuse("poolSize", d.PoolSize < 1, fmt.Sprintf("a pool of %d connections reaches no database", d.PoolSize), "1 or more; 5 is the default")
	at.in("database").refuse("poolSize", d.PoolSize > largestPool, fmt.Sprintf("%d connections are more than one task can use", d.PoolSize), fmt.Sprintf("at most %d; 5 is the default", largestPool))
	if !at.sound("database.instanceClass", "database.poolSize", "database.proxy", "database.readReplica", "backend.maxTasks") || d.Proxy && !d.ReadReplica {
		return
	}
	limit, needed := d.MaxConnections(), e.BackendConnections()+ReservedConnections
	if needed <= limit {
		return
	}
	which := d.InstanceClass
	if d.Proxy {
		which += ", which the read replica is too,"
	}
	wrong := fmt.Sprintf("a deployment runs %d backend tasks, twice maxTasks; with poolSize %d each and %d reserved for rotation and people that is %d x %d + %d = %d connections, and %s takes %d",
		2*e.Backend.MaxTasks, d.PoolSize, ReservedConnections, 2*e.Backend.MaxTasks, d.PoolSize, ReservedConnections, needed, which, limit)
	at.reject(at.firstWritten("database.poolSize", "backend.maxTasks", "database.instanceClass"), wrong, connectionRemedy(e))
}

// connectionRemedy names what would fit, the cheapest first.
func connectionRemedy(e Environment) string {
	room := e.Database.MaxConnections() - ReservedConnections
	remedy := ""
	if pool := room / (2 * e.Backend.MaxTasks); pool > 0 {
		remedy = fmt.Sprintf("a poolSize of at most %d, or ", pool)
	}
	if tasks := room / (2 * e.Database.PoolSize); tasks >= e.Backend.MinTasks {
		remedy += fmt.Sprintf("at most %d as backend.maxTasks, or ", tasks)
	}
	remedy += "a larger instanceClass"
	if !e.Database.Proxy && !e.Database.ReadReplica {
		remedy += ", or proxy: true, which shares the database's connections among the tasks"
	}
	return remedy
}

// firstWritten is the first of several fields that the user wrote, or the first if all are defaults.
func (p place) firstWritten(fields ...string) string {
	for _, field := range fields {
		if p.written[p.field(field)] {
			return field
		}
	}
	return fields[0]
}
