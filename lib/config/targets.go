package config

// EdgeRegion is where an environment's edge stack goes, whatever the environment's region: CloudFront takes its web ACL and
// its certificate from here only.
const EdgeRegion = "us-east-1"

// Target is an account and a region that stacks are deployed to. The CDK has to be bootstrapped in each.
type Target struct {
	Account string // empty: the account of the credentials in use
	Region  string
	Holds   string // what of the environment goes there, for people; empty: most of it
}

// Targets is where an environment's stacks go, its own account and region first.
func (e Environment) Targets() []Target {
	targets := []Target{{Account: e.Account, Region: e.Region}}
	if e.Region != EdgeRegion {
		targets = append(targets, Target{Account: e.Account, Region: EdgeRegion, Holds: "the edge stack"})
	}
	archive, elsewhere := e.ArchiveTarget()
	if elsewhere && (archive.Account != e.Account || archive.Region != EdgeRegion) { // else it is in the list
		targets = append(targets, archive)
	}
	return targets
}

// ArchiveTarget is where the copies of the archive go, if they go anywhere.
func (e Environment) ArchiveTarget() (Target, bool) {
	target := Target{Account: e.Account, Region: e.Region, Holds: "the archive's copy"}
	switch {
	case !e.Backup.Archive:
		return Target{}, false
	case e.Backup.CopyRegion != "":
		target.Region = e.Backup.CopyRegion
	case e.Backup.CopyAccount != "":
		target.Account = e.Backup.CopyAccount
	default:
		return Target{}, false
	}
	return target, true
}
