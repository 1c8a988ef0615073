package config

// EdgeRegion is the region of every environment's edge stack: CloudFront takes its web ACL and its certificate from there only.
const EdgeRegion = "us-east-1"

// Target is an account and a region to which stacks are deployed. Each must be bootstrapped for the CDK.
type Target struct {
	Account string // empty: the account of the credentials in use
	Region  string
	Holds   string // for messages: what of the environment is deployed there; empty: most of it
}

// Targets returns where an environment's stacks are deployed, its own account and region first.
func (e Environment) Targets() []Target {
	targets := []Target{{Account: e.Account, Region: e.Region}}
	if e.Region != EdgeRegion {
		targets = append(targets, Target{Account: e.Account, Region: EdgeRegion, Holds: "the edge stack"})
	}
	archive, elsewhere := e.ArchiveTarget()
	if elsewhere && (archive.Account != e.Account || archive.Region != EdgeRegion) { // otherwise it is in the list
		targets = append(targets, archive)
	}
	return targets
}

// ArchiveTarget returns where the copies of the archive are kept. ok is false where there are none.
func (e Environment) ArchiveTarget() (target Target, ok bool) {
	target = Target{Account: e.Account, Region: e.Region, Holds: "the archive's copy"}
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
