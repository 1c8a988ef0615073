package operate

import (
	"fmt"
	"strings"
	"time"
)

// wakeLimit is how long Wake waits. RDS takes up to half an hour to create a Multi-AZ instance, and ten minutes to start one.
const wakeLimit = time.Hour

// Wake starts the environment's primary database if it is stopped, and waits until it is available. Without a database it does
// nothing. It does not change the read replica: RDS cannot stop an instance that has one.
//
// Everything that deletes the database needs this first. CloudFormation requests a final snapshot, and RDS takes one of an available
// instance only. It takes none while the schedule has stopped the instance, or while it is still being created after a first
// deployment that failed. Source: RDS User Guide, "Deleting a DB instance", "Considerations for DB instance deletion".
func (o Operator) Wake() error {
	if err := o.checkAccount(); err != nil {
		return err
	}
	name := o.names().DatabaseInstance()
	describe := []string{
		"rds", "describe-db-instances", "--query", "DBInstances[?DBInstanceIdentifier=='" + name + "'].DBInstanceStatus",
	}
	var found []string
	if err := o.AWS.Call(&found, describe...); err != nil {
		return err
	}
	started, before := false, ""
	return o.wait("waiting for "+name, wakeLimit, 15*time.Second, func() (bool, error) {
		status := ""
		if len(found) > 0 {
			status = found[0]
		}
		if status != before {
			fmt.Fprintf(o.Out, "%s is %s.\n", name, orNone(status))
			before = status
		}
		switch {
		case isReady(status):
			return true, nil
		case isBroken(status):
			return false, fmt.Errorf("%s is %s, and RDS takes no final snapshot of it; fix: restore or delete it by hand, see %s",
				name, status, deletionRunbook)
		case status == "stopped" && !started:
			if err := o.AWS.Call(nil, "rds", "start-db-instance", "--db-instance-identifier", name); err != nil {
				return false, err
			}
			started = true
		}
		found = nil
		return false, o.AWS.Repeat(&found, describe...)
	})
}

func orNone(status string) string {
	if status == "" {
		return "not there"
	}
	return status
}

// isReady tells the states in which nothing has to be waited for. During storage-optimization, which lasts hours, the instance is fully
// operational (RDS User Guide, "Viewing Amazon RDS DB instance status").
func isReady(status string) bool {
	return status == "" || status == "available" || status == "storage-optimization"
}

// isBroken tells the states that no waiting ends. Source: RDS User Guide, "Viewing Amazon RDS DB instance status".
func isBroken(status string) bool {
	switch status {
	case "failed", "restore-error", "storage-full", "insufficient-capacity":
		return true
	}
	return strings.HasPrefix(status, "incompatible-") || strings.HasPrefix(status, "inaccessible-")
}
