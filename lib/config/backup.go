package config

import (
	"fmt"
	"slices"

	"kasha/lib/offers"
	"kasha/lib/spelling"
)

// Backup is the archive: a monthly snapshot of the database in a vault of AWS Backup, beyond the automated backups of RDS. Its
// KMS key costs $1.00. A snapshot of 20 GiB costs at most $1.90 a month for as long as it is kept, at $0.095 a GiB. What two
// snapshots share is stored once. Seven years of them stay below $160 a month, and far below where little changes.
type Backup struct {
	// Archive creates the archive. Without it the other fields have no effect.
	//
	//	Default: true in production, false in nonproduction
	//	Allowed: true or false; not with a schedule
	//	Source:  design document, "Disaster Recovery & Backup Security"
	Archive bool `json:"archive"`

	// RetentionDays is how long each snapshot is kept, in the archive and in the copy. Under a compliance lock that is a week old, it cannot
	// change: a deployment with another value fails.
	//
	//	Unit:    days
	//	Default: 2555
	//	Allowed: 31 to 36500
	//	Source:  design document, "Disaster Recovery & Backup Security" (7-year archive); AWS Backup API, DeleteAfterDays
	RetentionDays int `json:"retentionDays"`

	// Lock protects snapshots from early deletion. With "governance", whoever may administer the vault can take the lock away again. With
	// "compliance", nobody can after a week. AWS Backup then refuses every change of the lock, and a deployment with another
	// retentionDays or lock fails. `make review` and `make deploy` refuse such a change first. Neither costs anything.
	//
	//	Default: "governance" in production, "none" in nonproduction
	//	Allowed: "none", "governance" or "compliance"
	//	Source:  AWS Backup developer guide, "AWS Backup Vault Lock"
	Lock string `json:"lock"`

	// RestoreTest restores the newest snapshot once a month, checks it and deletes what was restored. An hour of db.t4g.medium costs $0.07.
	//
	//	Default: true in production, false in nonproduction
	//	Allowed: true or false; not in regions without restore testing
	//	Source:  design document, "Disaster Recovery & Backup Security" ("Monthly restore tests")
	RestoreTest bool `json:"restoreTest"`

	// CopyRegion is a second region in which each snapshot is kept too. An empty region is none. A copy costs another $1.00 and the storage
	// once more, and $0.02 a GiB to get there.
	//
	//	Default: ""
	//	Allowed: another region of lib/offers/regions.go; not with copyAccount
	//	Source:  design document, "Disaster Recovery & Backup Security" ("Optional")
	CopyRegion string `json:"copyRegion"`

	// CopyAccount is a second account, in the same region, in which each snapshot is kept too. An empty account is none. The CDK bootstrap
	// there must trust the account that deploys: the environment's by hand, the pipeline's by pipeline.
	//
	//	Default: ""
	//	Allowed: 12 digits, of another account of the same organization; not with copyRegion
	//	Source:  AWS Backup developer guide, "Creating backup copies across AWS accounts"
	CopyAccount string `json:"copyAccount"`
}

func defaultBackup(tier Tier) Backup {
	if tier == Nonproduction { // its data is not valuable; an archive that is configured anyway can be deleted
		return Backup{Archive: false, RetentionDays: 2555, Lock: LockNone, RestoreTest: false}
	}
	return Backup{Archive: true, RetentionDays: 2555, Lock: LockGovernance, RestoreTest: true}
}

// The three values of Backup.Lock.
const (
	LockNone       = "none"
	LockGovernance = "governance"
	LockCompliance = "compliance"
)

// ComplianceGraceDays is how long a compliance lock can still be removed. AWS's minimum is three days; a week includes a weekend. After
// that no one can remove it, not even AWS, until the last snapshot has expired.
const ComplianceGraceDays = 7

// checkBackup checks the archive. at is the environment, because copies depend on its account and region.
func checkBackup(at object, e Environment) {
	b, backup := e.Backup, at.in("backup")
	const least, most = 31, 36500 // a monthly archive that keeps less than a month has months without a snapshot
	if b.RetentionDays < least || b.RetentionDays > most {
		backup.reject("retentionDays", "a monthly archive cannot keep snapshots for "+spelling.Count(b.RetentionDays, "day"),
			fmt.Sprintf("%d to %d; 2555 is seven years", least, most))
	}
	if locks := []string{LockNone, LockGovernance, LockCompliance}; !slices.Contains(locks, b.Lock) {
		backup.reject("lock", quote(b.Lock)+" is not a lock", suggestion(b.Lock, locks))
	}
	checkCopyRegion(backup, e)
	checkCopyAccount(backup, e)
	if at.valid("region") && backup.valid("archive", "restoreTest") && b.Archive && b.RestoreTest {
		checkRestoreTest(at, e)
	}
}

const noArchive, archiveOrNone = "there is no archive to copy", "set archive to true, or leave the field out"

// checkCopyRegion checks backup.copyRegion. AWS Backup can copy to another region and another account at once since 2025. Kasha offers one
// of them: either alone survives the loss of the region, or of the account. Both at once would need a key that RDS in two regions and two
// accounts may use, which nobody here has tried on AWS.
func checkCopyRegion(at object, e Environment) {
	region := e.Backup.CopyRegion
	if region == "" {
		return
	}
	at.rejectIf(at.valid("archive") && !e.Backup.Archive, "copyRegion", noArchive, archiveOrNone)
	if offers.RegionOf(region).Name == "" {
		at.reject("copyRegion", quote(region)+" is not a region of AWS's commercial partition", suggestion(region, offers.RegionNames()))
	}
	at.rejectIf(region == e.Region, "copyRegion", "a copy in "+region+" would be lost together with the original", "another region")
}

// checkCopyAccount checks backup.copyAccount.
func checkCopyAccount(at object, e Environment) {
	account := e.Backup.CopyAccount
	if account == "" {
		return
	}
	at.rejectIf(at.valid("archive") && !e.Backup.Archive && e.Backup.CopyRegion == "", "copyAccount", noArchive, archiveOrNone)
	at.rejectIf(e.Backup.CopyRegion != "", "copyAccount",
		"Kasha copies a snapshot to another region or to another account, not to both", "one of copyRegion and copyAccount")
	at.rejectIf(!accountPattern.MatchString(account), "copyAccount", quote(account)+" is not an account id", "12 digits in quotes")
	at.rejectIf(account == e.Account, "copyAccount", "this is the environment's own account", "another account of the same organization")
	at.rejectIf(e.Account == "", "copyAccount",
		"the other account must name this one as the sender, and the environment's account is not written",
		"also the 12 digits of the environment's own account, as its account")
}

// checkRestoreTest checks that restores can be tested where the snapshots are. Copies are restored where they are, to the class that the
// database has. at is the environment.
func checkRestoreTest(at object, e Environment) {
	if !offers.RegionOf(e.Region).HasRestoreTesting() {
		at.reject("backup.restoreTest", "AWS Backup has no restore testing in "+e.Region,
			"false, and restore a snapshot by hand from time to time; or another region")
	}
	class, copies := e.Database.InstanceClass, offers.RegionOf(e.Backup.CopyRegion)
	if copies.Name == "" {
		return
	}
	if !copies.HasRestoreTesting() {
		at.reject("backup.copyRegion", "AWS Backup has no restore testing in "+copies.Name+", and backup.restoreTest tests the copies too",
			"another region, or set backup.restoreTest to false")
	}
	if at.valid("database.instanceClass") && !copies.HasClass(class) {
		at.reject("backup.copyRegion", copies.Name+" does not offer "+class.Name+", to which a test would restore the copies",
			"another region, or set backup.restoreTest to false; or set database.instanceClass to "+
				classRemedy(class, offers.RegionOf(e.Region), copies))
	}
}
