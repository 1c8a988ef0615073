package config

import (
	"fmt"
	"slices"
)

// The three ways to lock a vault.
const (
	LockNone       = "none"
	LockGovernance = "governance"
	LockCompliance = "compliance"
)

// checkBackup checks the archive. at is the environment's backup object.
func checkBackup(at place, e Environment) {
	b := e.Backup
	// AWS Backup API, DeleteAfterDays: to 36500. A monthly archive that keeps less than a month has months without a snapshot.
	at.refuse("retentionDays", b.RetentionDays < 31 || b.RetentionDays > 36500, fmt.Sprintf("a monthly archive cannot keep snapshots for %d days", b.RetentionDays), "31 to 36500; 2555 is seven years")
	locks := []string{LockNone, LockGovernance, LockCompliance}
	at.refuse("lock", !slices.Contains(locks, b.Lock), quote(b.Lock)+" is no lock", suggestion(b.Lock, locks))
	checkCopy(at, e)
}

// checkCopy: AWS Backup copies a snapshot of RDS to another region or to another account in one step, not to both.
func checkCopy(at place, e Environment) {
	b := e.Backup
	copies := b.CopyRegion != "" || b.CopyAccount != ""
	field := "copyRegion"
	if b.CopyRegion == "" {
		field = "copyAccount"
	}
	at.refuse(field, at.sound("archive") && copies && !b.Archive, "there is no archive to copy", "true as the archive, or leave the field out")
	at.refuse("copyAccount", b.CopyRegion != "" && b.CopyAccount != "", "AWS Backup copies a snapshot of RDS to another region or to another account, not to both", "one of copyRegion and copyAccount")
	at.refuse("copyRegion", b.CopyRegion != "" && !slices.Contains(Regions(), b.CopyRegion), quote(b.CopyRegion)+" is no region of AWS's commercial partition", suggestion(b.CopyRegion, Regions()))
	at.refuse("copyRegion", b.CopyRegion != "" && b.CopyRegion == e.Region, "a copy in "+e.Region+" is lost together with the original", "another region")
	at.refuse("copyAccount", b.CopyAccount != "" && !accountPattern.MatchString(b.CopyAccount), quote(b.CopyAccount)+" is not an account id", "12 digits in quotes")
	at.refuse("copyAccount", b.CopyAccount != "" && b.CopyAccount == e.Account, "that is the environment's own account", "another account of the same organization")
	at.refuse("copyAccount", b.CopyAccount != "" && e.Account == "", "the other account must name this one as the sender, and the environment's account is open", "the 12 digits of this account as the environment's account as well")
}
