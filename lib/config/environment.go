package config

import (
	"regexp"
	"slices"

	"kasha/lib/names"
)

// Tier chooses an environment's defaults and its guard rails.
type Tier string

// The two tiers. Production keeps data when stacks are deleted, and its defaults are the design document's, corrected where AWS
// does not allow them. Nonproduction follows the document's cost advice ("Cost Optimization Strategies") and can be deleted.
const (
	Production    Tier = "production"
	Nonproduction Tier = "nonproduction"
)

// Environment is one copy of the platform in one account and region.
type Environment struct {
	// Name is part of every stack's name, and of the names that must be unique in an account.
	//
	//	Default: none; required
	//	Allowed: lower-case letters, digits and single hyphens, beginning with a letter, at most 12 characters; not "pipeline"
	//	Source:  lib/names, MaxEnvironment
	Name string `json:"name"`

	// Tier chooses the defaults of every other field, and what production must not leave out.
	//
	//	Default: none; required
	//	Allowed: "production" or "nonproduction"
	//	Source:  design document, "Cost Optimization Strategies"
	Tier Tier `json:"tier"`

	// Account is the AWS account that the environment is deployed to. An empty account is the account of the credentials in use.
	//
	//	Default: ""
	//	Allowed: 12 digits; required with a pipeline, and with backup.copyAccount
	//	Source:  IAM user guide, "AWS account identifiers"
	Account string `json:"account"`

	// Region is the AWS region of every stack but the edge's, which is always in us-east-1.
	//
	//	Default: none; required
	//	Allowed: a region of lib/offers/regions.go
	//	Source:  botocore 1.43.11, partition aws
	Region string `json:"region"`

	// AvailabilityZones are the names of the two availability zones. A name can mean another zone in another account. A few zones have no
	// Fargate or no RDS Proxy, among them use1-az3, usw1-az2 and apne1-az3. `make deploy` asks the account which zones the names are.
	//
	//	Default: none; required
	//	Allowed: exactly two zones of the region
	//	Source:  design document, "Architecture Pillars"; `aws ec2 describe-availability-zones`
	AvailabilityZones []string `json:"availabilityZones"`

	// Network is the VPC.
	Network Network `json:"network"`

	// Frontend is the service behind the load balancer that CloudFront reaches.
	Frontend BalancedService `json:"frontend"`

	// Backend is the service behind the internal load balancer.
	Backend BalancedService `json:"backend"`

	// Services are further HTTP services, by name.
	//
	//	Default: none, which means the frontend and the backend alone
	//	Allowed: an object with a service for each name of lower-case letters, digits and single hyphens, at most 24 characters; at most 6; not
	//	         frontend and backend
	//	Source:  Kasha's own; docs/services.md
	Services map[string]FurtherService `json:"services,omitempty"`

	// Workers are processes that take messages from a queue, by their names.
	//
	//	Default: {}
	//	Allowed: at most 10 objects, named in lower-case letters, digits and single hyphens, with at most 24 characters
	//	Source:  Kasha's own; docs/workers.md
	Workers map[string]Worker `json:"workers"`

	// Database is the MySQL database.
	Database Database `json:"database"`

	// Backup is the archive of the database.
	Backup Backup `json:"backup"`

	// Edge is CloudFront and the web ACL.
	Edge Edge `json:"edge"`

	// Messaging is the queues.
	Messaging Messaging `json:"messaging"`

	// Logs is the retention of logs.
	Logs Logs `json:"logs"`

	// Jobs are commands that run to their end at certain times, by name.
	//
	//	Default: none, which means no jobs
	//	Allowed: an object with a job for each name of lower-case letters, digits and single hyphens, at most 24 characters; at most 20
	//	Source:  Kasha's own; docs/jobs.md
	Jobs map[string]Job `json:"jobs,omitempty"`

	// Release is a command that runs to its end before any service takes a new image, such as a migration.
	//
	//	Default: none, which means that services take a new image at once
	//	Allowed: an object
	//	Source:  Kasha's own; docs/release.md
	Release *Release `json:"release,omitempty"`

	// Shell lets people open a shell in a task of its own, with the image and the rights of a service.
	//
	//	Default: none, which means that there is no way into a container
	//	Allowed: an object
	//	Source:  Kasha's own; docs/shell.md
	Shell *Shell `json:"shell,omitempty"`

	// Alarms is the alarms and their recipient.
	Alarms Alarms `json:"alarms"`

	// Schedule stops the environment outside working hours.
	//
	//	Default: none, which means running day and night
	//	Allowed: an object; only in nonproduction, without a read replica and without an archive
	//	Source:  design document, "Cost Optimization Strategies"
	Schedule *Schedule `json:"schedule,omitempty"`

	// Budget is the notification about the account's cost.
	Budget Budget `json:"budget"`
}

// Names returns the names of everything that the environment deploys.
func (e Environment) Names() names.Environment { return names.Environment(e.Name) }

// IsProduction reports whether data must outlive the stacks.
func (e Environment) IsProduction() bool { return e.Tier == Production }

// defaults returns an environment of a tier of which nothing else was written. An unknown tier gets production's.
//
// Prices in the comments of the fields are per month of 730 hours in us-east-1, from shared rate cards of August and September
// 2026.
func defaults(tier Tier, name, region string) Environment {
	return Environment{
		Name:              name,
		Tier:              tier,
		Region:            region,
		AvailabilityZones: []string{},
		Network:           defaultNetwork(tier),
		Frontend:          defaultFrontend(tier),
		Backend:           defaultBackend(tier),
		Workers:           map[string]Worker{},
		Database:          defaultDatabase(tier, name, region),
		Backup:            defaultBackup(tier),
		Edge:              defaultEdge(region),
		Messaging:         defaultMessaging(),
		Logs:              defaultLogs(),
		Alarms:            defaultAlarms(tier),
		Budget:            defaultBudget(tier),
	}
}

// prepare lays the tier's defaults under what was written. The decoder reports wrong types.
func (e *Environment) prepare(written map[string]any) {
	tier, _ := written["tier"].(string)
	name, _ := written["name"].(string)
	region, _ := written["region"].(string)
	*e = defaults(Tier(tier), name, region)
	e.Name, e.Tier, e.Region = "", "", "" // the decoder sets them, where they were written
}

var (
	environmentPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	accountPattern     = regexp.MustCompile(`^[0-9]{12}$`)
)

// checkIdentity checks name, tier and account.
func checkIdentity(at object, e Environment) {
	const allowed = "lower-case letters, digits and single hyphens, beginning with a letter, at most 12 characters, such as \"staging\""
	at.rejectIf(e.Name == "", "name", "the name is missing", allowed)
	if !environmentPattern.MatchString(e.Name) || len(e.Name) > names.MaxEnvironment {
		at.reject("name", quote(e.Name)+" cannot be part of the names of AWS resources", allowed)
	}
	at.rejectIf(e.Name == "pipeline", "name", `"pipeline" is the name of the stack that deploys the others`, "another name")

	if tiers := []Tier{Production, Nonproduction}; !slices.Contains(tiers, e.Tier) {
		at.reject("tier", missing("tier", string(e.Tier), "a tier"), suggestion(e.Tier, tiers))
	}
	if e.Account != "" && !accountPattern.MatchString(e.Account) {
		at.reject("account", quote(e.Account)+" is not an account id",
			"the 12 digits in quotes, or leave the field out for the account of your credentials")
	}
}

// IsPlaceholder reports whether an account is one of those in AWS's documentation with which Kasha's own cdk.json is shipped.
// Nothing is ever deployed to them.
func IsPlaceholder(account string) bool {
	return slices.Contains([]string{"111111111111", "222222222222", "333333333333"}, account)
}
