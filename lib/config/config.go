// Package config says what an environment of Kasha may be: its types, the defaults of each tier, and every rule that can
// be checked before the CDK starts. It is plain Go: no CDK import, no network, no clock.
//
// Read is the way in. It takes the value of the context key "kasha" in cdk.json, lays it over the defaults of each
// environment's tier, and returns either a configuration that synthesizes or all problems at once.
package config

// Kasha is the whole configuration: the environments in rollout order, and the pipeline that rolls them out.
type Kasha struct {
	Environments []Environment `json:"environments"`
	Pipeline     *Pipeline     `json:"pipeline,omitempty"` // absent: no pipeline, deploy by hand
}

// Tier chooses an environment's defaults and its guard rails.
type Tier string

// The two tiers. Production keeps data when stacks are deleted and follows the design document's figures; nonproduction
// follows the document's own cost advice and can be deleted.
const (
	Production    Tier = "production"
	Nonproduction Tier = "nonproduction"
)

// Environment is one copy of the platform in one account and region. Name, Tier, Region and AvailabilityZones are
// required; the tier supplies the rest.
type Environment struct {
	Name              string   `json:"name"` // part of every stack's name and of the names that must be unique in an account
	Tier              Tier     `json:"tier"`
	Account           string   `json:"account"` // 12 digits; empty: the account of the credentials in use
	Region            string   `json:"region"`
	AvailabilityZones []string `json:"availabilityZones"` // exactly two of the region's zones

	Network   Network   `json:"network"`
	Frontend  Service   `json:"frontend"`
	Backend   Service   `json:"backend"`
	Database  Database  `json:"database"`
	Backup    Backup    `json:"backup"`
	Edge      Edge      `json:"edge"`
	Messaging Messaging `json:"messaging"`
	Logs      Logs      `json:"logs"`
	Alarms    Alarms    `json:"alarms"`

	Schedule *Schedule `json:"schedule,omitempty"` // absent: on day and night
	Budget   Budget    `json:"budget"`
}

// IsProduction reports whether data must outlive the stacks.
func (e Environment) IsProduction() bool { return e.Tier == Production }

// Network is the VPC's address plan and its ways out.
type Network struct {
	CIDR               string   `json:"cidr"`               // private (RFC 1918), /16 to /24
	NATGateways        int      `json:"natGateways"`        // 1, or 2 for one in each zone
	InterfaceEndpoints []string `json:"interfaceEndpoints"` // names from InterfaceEndpointNames; each bills per zone and hour
}

// Service is one load-balanced Fargate service.
type Service struct {
	Image           string            `json:"image"`        // registry/repository:tag; or ecr:TAG, the environment's own repository
	Architecture    string            `json:"architecture"` // x86_64 or arm64
	Port            int               `json:"port"`         // what the container listens on
	CPU             int               `json:"cpu"`          // Fargate units, 1024 to the vCPU
	MemoryMiB       int               `json:"memoryMiB"`    // must pair with CPU
	MinTasks        int               `json:"minTasks"`     //
	MaxTasks        int               `json:"maxTasks"`     //
	HealthCheckPath string            `json:"healthCheckPath"`
	StartSeconds    int               `json:"startSeconds"`  // until a task answers, and a minute for the load balancer to see it; see start.go
	Spot            bool              `json:"spot"`          // Fargate Spot; in production two tasks always stay on demand
	WritablePaths   []string          `json:"writablePaths"` // tmpfs mounts; everything else is read-only
	Environment     map[string]string `json:"environment"`   // plain values, never secrets
}

// Database is the MySQL primary and its replica.
type Database struct {
	EngineVersion       string `json:"engineVersion"`       // a version RDS offers today, see engines.go
	InstanceClass       string `json:"instanceClass"`       // db.t4g.medium
	MultiAZ             bool   `json:"multiAz"`             // a standby in another zone; always in production
	ReadReplica         bool   `json:"readReplica"`         // in the second zone
	StorageGiB          int    `json:"storageGiB"`          // gp3, 20 to 65536
	BackupRetentionDays int    `json:"backupRetentionDays"` // 0 to 35; a replica needs at least 1
	Insights            bool   `json:"insights"`            // Database Insights standard mode, kept seven days
	GeneralLog          bool   `json:"generalLog"`          // every statement; never in production
	DeletionProtection  bool   `json:"deletionProtection"`  // always in production
	SecretNamePrefix    string `json:"secretNamePrefix"`    // default kasha/<env>/rds/mysql
	Proxy               bool   `json:"proxy"`               // RDS Proxy: pooled connections, IAM instead of a password in the tasks
	PoolSize            int    `json:"poolSize"`            // connections each backend task may hold, told it as DATABASE_POOL_SIZE
}

// Backup is the archive: a monthly snapshot of the database in a vault of its own, beyond the backups that RDS keeps itself.
type Backup struct {
	Archive       bool   `json:"archive"`       // without it the other fields do nothing
	RetentionDays int    `json:"retentionDays"` // of each snapshot, here and in the copy
	Lock          string `json:"lock"`          // none; governance: snapshots cannot be deleted early; compliance: nor can the lock, ever
	RestoreTest   bool   `json:"restoreTest"`   // restore the newest snapshot once a month, then delete what was restored
	CopyRegion    string `json:"copyRegion"`    // a second region in which each snapshot is kept too; empty: none
	// Or a second account, in the same region; AWS Backup copies RDS to one of the two. Its bootstrap must trust whoever deploys:
	// the environment's account by hand, the pipeline's by pipeline.
	CopyAccount string `json:"copyAccount"`
}

// Edge is what stands before the public load balancer.
type Edge struct {
	RateLimit        int      `json:"rateLimit"`        // requests per address and five minutes
	CachedPaths      []string `json:"cachedPaths"`      // everything else goes to the origin
	MaxBodyRule      string   `json:"maxBodyRule"`      // block or count bodies over 8 KiB (the Common rule set blocks them)
	OriginPrefixList string   `json:"originPrefixList"` // CloudFront's origin-facing list in the region, pl-...; known for 21 regions
	Domain           *Domain  `json:"domain,omitempty"` // absent: the CloudFront name, and its fixed TLS policy
}

// Domain is the public name and the Route 53 zone that holds it.
type Domain struct {
	Name         string `json:"name"`
	ZoneName     string `json:"zoneName"`
	HostedZoneID string `json:"hostedZoneId"`
}

// Messaging names the queues. A name is part of the queue's logical id: renaming one replaces the queue.
type Messaging struct {
	Main         []string `json:"main"`
	Notification []string `json:"notification"`
}

// Logs is how long container, database and network logs are kept.
type Logs struct {
	RetentionDays int `json:"retentionDays"` // one of the values CloudWatch offers
}

// Alarms is who hears of trouble, of how much, and what counts as trouble.
type Alarms struct {
	Email        string `json:"email"`        // empty: the topic exists and nobody is subscribed
	Coverage     string `json:"coverage"`     // full; or critical, only what must be acted on at once
	ErrorPercent int    `json:"errorPercent"` // failed requests in a hundred that page, and roll a release back
	LatencyMs    int    `json:"latencyMs"`    // 95 of 100 answers should take no longer
	Canary       bool   `json:"canary"`       // a visit of the site from outside every five minutes, about $11 a month
}

// The two values of Alarms.Coverage.
const (
	FullCoverage     = "full"
	CriticalCoverage = "critical"
)

// IsFull reports whether alarms that can wait for the morning are built too.
func (a Alarms) IsFull() bool { return a.Coverage == FullCoverage }

// Budget is what the environment's account may cost before somebody is told. Nothing is switched off. It counts the whole
// account: telling environments in one account apart needs cost allocation tags, which only the organization's management
// account can switch on. AWS charges nothing for it.
type Budget struct {
	MonthlyUSD int `json:"monthlyUsd"` // 0: no budget
}

// Schedule switches a nonproduction environment off when nobody works: its tasks, its database and the sound of its alarms.
type Schedule struct {
	Start    string   `json:"start"`    // 07:00, when the services are back; the database starts a little earlier
	Stop     string   `json:"stop"`     // 20:00, on every day, so that what was started by hand stops too
	TimeZone string   `json:"timeZone"` // Europe/Berlin: the times follow its daylight saving
	Days     []string `json:"days"`     // MON to SUN: the days on which it starts
}

// Pipeline is where the self-updating pipeline lives and what it listens to.
type Pipeline struct {
	Repository    string `json:"repository"`    // owner/name
	Branch        string `json:"branch"`        // default main
	ConnectionARN string `json:"connectionArn"` // of a CodeConnections connection, in the pipeline's region
	Account       string `json:"account"`
	Region        string `json:"region"`
	Email         string `json:"email"` // hears of failures and pending approvals; empty: the topic exists and nobody is subscribed
}
