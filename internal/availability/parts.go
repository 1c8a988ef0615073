package availability

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/architecture"
	"kasha/lib/spelling"
)

// taskFails is the loss of one task: a crash, or a host that goes away.
func taskFails(service architecture.Component) Outage {
	o := Outage{ID: "task of " + service.ID, What: "One task of " + service.Title + " fails", Verdict: Continues}
	checks := service.Checks
	notice := fmt.Sprintf("%d seconds until the load balancer sends it no more requests (%d failed checks, %d seconds apart)",
		checks.Failures*checks.Seconds, checks.Failures, checks.Seconds)
	restart := fmt.Sprintf("as long as a new task takes to start and to pass %d checks, %d seconds apart", checks.Passes, checks.Seconds)
	switch {
	case service.Count.Least == 0:
		o.works("ECS starts another while there is work")
		o.HowLong = "as long as a new task takes to start"
	case !service.BehindLoadBalancer() && service.Count.Least == 1:
		o.loses(Interrupted, "work waits, and what the task was doing is done again if its messages return to the queue")
		o.HowLong = "as long as a new task takes to start"
	case service.Count.Least == 1:
		o.loses(Interrupted, "all requests to "+service.Title+" fail: it has one task")
		o.HowLong = restart
		o.better(field(service, "minTasks") + " at least 2")
	default:
		o.works("the other tasks answer; ECS replaces the one that failed")
		o.HowLong = "a few requests fail; at most " + notice
		if !service.BehindLoadBalancer() {
			o.HowLong = "as long as a new task takes to start; the other tasks go on"
		}
	}
	if service.OnSpot {
		o.Lost = append(o.Lost, "on Spot AWS may stop every task at once, with two minutes' notice, when it has no capacity")
		o.better(field(service, "spot") + " false")
	}
	return o
}

// gatewayFails is the loss of one NAT gateway.
func gatewayFails(system architecture.System, gateways []architecture.Component) Outage {
	o := Outage{ID: "NAT gateway", What: "A NAT gateway fails", Verdict: Continues}
	o.HowLong = "until AWS has repaired it, or a person replaces it"
	o.works("viewers' requests, the database, and S3 where it has a gateway endpoint")
	served := servedBy(system, gateways[0])
	verdict := Impaired
	if len(served) == len(system.Zones) {
		verdict = Stops
		o.better("network.natGateways, one for each zone")
	} else {
		o.works("everything in the other zones")
	}
	o.loses(verdict, "what leaves the VPC from "+strings.Join(served, ", ")+": queues, secrets, images for new tasks, calls to others")
	return o
}

// primaryFails is the loss of the instance that takes writes.
func primaryFails(system architecture.System, primary architecture.Component) Outage {
	o := Outage{ID: primary.ID, What: primary.Title + " fails", Verdict: Continues}
	o.works("pages that need no database, and messages wait in their queues")
	if primary.Copies.Standby {
		o.loses(Interrupted, "reads and writes; open transactions are rolled back")
		o.HowLong = "typically 60 to 120 seconds (RDS user guide, \"Failing over a Multi-AZ DB instance\", read 2026-11-26)"
		return o
	}
	o.loses(Stops, "reads and writes")
	o.HowLong = "until RDS has replaced the host; AWS publishes no time"
	if _, ok := replicaOf(system, primary); ok {
		o.works("reads from the replica, which a person may promote")
	}
	o.better("database.multiAz")
	return o
}

// storageIsLost is what a standby does not help against: it has the same data.
func storageIsLost(system architecture.System, primary architecture.Component) Outage {
	o := Outage{ID: "data of " + primary.ID, What: "The data of " + primary.Title + " is damaged", Verdict: Continues}
	days := primary.Copies.BackupDays
	restore := fmt.Sprintf("a person restores a backup, not older than %s, to a point in time: the latest one is usually within "+
		"five minutes", spelling.Count(days, "day"))
	switch _, replica := replicaOf(system, primary); {
	case replica:
		o.loses(Impaired, "writes, until a person promotes the replica; it has the damage too if the application caused it, and then "+restore)
		o.HowLong = "minutes for a promotion, and as long as a restore takes otherwise"
	case days > 0:
		o.loses(Stops, "reads and writes, until "+restore)
		o.HowLong = "as long as a restore takes, which grows with the data"
		o.better("database.readReplica")
	default:
		o.loses(Stops, "everything in the database: there are no backups")
		o.HowLong = "for ever"
		o.better("database.backupRetentionDays")
	}
	return o
}

// replicaFails is the loss of the read replica.
func replicaFails(system architecture.System, primary architecture.Component) Outage {
	replica, ok := replicaOf(system, primary)
	if !ok {
		none := Outage{ID: "replica of " + primary.ID, What: "The read replica fails", Verdict: Continues, HowLong: "not at all"}
		none.works("there is none: everything reads from the primary")
		return none
	}
	o := Outage{ID: "replica of " + primary.ID, What: replica.Title + " fails", Verdict: Continues}
	o.HowLong = "until RDS has replaced it; AWS publishes no time"
	o.works("the primary, with all writes")
	o.loses(Impaired, "reads that go to the replica, unless the application sends them to the primary")
	return o
}

// originFails is an origin that answers nothing any more.
func originFails(edge architecture.Component) Outage {
	o := Outage{ID: "origin", What: "CloudFront's origin answers nothing", Verdict: Continues, HowLong: "until the origin answers again"}
	get := "viewers get 502, 503 or 504"
	if edge.ErrorPage != "" {
		get += " with the page " + edge.ErrorPage
	}
	if len(edge.Files) > 0 {
		o.works("the files of the bucket: " + strings.Join(edge.Files, ", "))
	}
	cached := slices.DeleteFunc(slices.Clone(edge.Cached), func(path string) bool { return slices.Contains(edge.Files, path) })
	if len(cached) > 0 {
		o.works("what CloudFront has in its cache, of " + strings.Join(cached, ", ") + ", until it expires")
	}
	if len(cached)+len(edge.Files) > 0 {
		o.loses(Impaired, "everything else: "+get)
		return o
	}
	o.loses(Stops, "everything: "+get)
	o.better("edge.cachedPaths")
	return o
}

// regionFails is the loss of a whole region.
func regionFails(system architecture.System) Outage {
	o := Outage{ID: "region", What: "The region " + system.Region + " is lost", Verdict: Continues}
	o.HowLong = "until the region is back, or a person has built the environment elsewhere"
	o.loses(Stops, "everything")
	if len(system.CopyRegions) == 0 {
		o.loses(Stops, "the data, if the region does not come back: nothing is copied to another one")
		o.better("backup.copyRegion")
		return o
	}
	o.works(fmt.Sprintf("the copies in %s, from which a person restores; what is newer than the last copy is lost (%s)",
		strings.Join(system.CopyRegions, ", "), strings.Join(system.CopySchedules, ", ")))
	return o
}
