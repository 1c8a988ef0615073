package config

// defaults is an environment of a tier of which nothing else was written. Every default of Kasha is written here and
// nowhere else. Production has the design document's figures, corrected where AWS does not allow them; nonproduction has
// the document's own cost advice. Prices are per month of 730 hours in us-east-1, from shared rate cards of August and
// September 2026. An unknown tier gets production's.
func defaults(tier Tier, name, region string) Environment {
	environment := Environment{
		Name:              name,
		Tier:              tier,
		Region:            region,
		AvailabilityZones: []string{},
		Network: Network{
			CIDR:               "10.0.0.0/16", // document, "Infrastructure Components"
			NATGateways:        2,             // $32.85 each plus data; the document's one is a single zone's: losing it cuts off both
			InterfaceEndpoints: []string{},    // $7.30 each and zone; the NAT gateways carry the same traffic
		},
		Frontend: Service{
			// A placeholder that answers on 80, from a registry without Docker Hub's pull limit (document: nginx:latest). The
			// Docker Official Image's mirror; the tag is documented with its digest in several public repositories.
			Image:           "public.ecr.aws/docker/library/nginx:1.30.5-alpine",
			Architecture:    "x86_64", // arm64 is 20 % cheaper ($0.03238 against $0.04048 per vCPU-hour) where the image has it
			Port:            80,       // document, "Architecture Overview"
			CPU:             256,      // document, "Cost Breakdown": a task of 256 and 512 MiB is $9.01
			MemoryMiB:       512,
			MinTasks:        2, // document, "ECS Fargate Services": 2-4, across zones
			MaxTasks:        4,
			HealthCheckPath: "/",
			StartSeconds:    usualStart,
			WritablePaths:   []string{"/tmp", "/run", "/var/cache/nginx"}, // where nginx keeps its process id and its temporary files
			Environment:     map[string]string{},
		},
		Backend: Service{
			// The same server, built to listen on 8080 without root; it writes below /tmp alone.
			Image:           "public.ecr.aws/nginx/nginx-unprivileged:1.30.5-alpine-slim",
			Architecture:    "x86_64",
			Port:            8080, // document, "Architecture Overview"
			CPU:             512,  // document, "ECS Fargate Services": 512 and 1024 MiB, $18.02 a task
			MemoryMiB:       1024,
			MinTasks:        2,
			MaxTasks:        4,
			HealthCheckPath: "/",
			StartSeconds:    usualStart,
			WritablePaths:   []string{"/tmp"},
			Environment:     map[string]string{},
		},
		Database: Database{
			EngineVersion: newestEngine(), // the document's 8.0.35 is retired, and 8.0 bills Extended Support
			// The smallest that has Insights; $94 Multi-AZ and $47 for the replica. Where the region has no t4g: $99 and $50.
			InstanceClass:       firstOffered(region, "db.t4g.medium", "db.t3.medium"),
			MultiAZ:             true,             // document, "Database Layer"
			ReadReplica:         true,             // document, "Database Layer"
			StorageGiB:          20,               // gp3, $0.115 a GiB, twice that Multi-AZ; the document's 40 GB are primary and replica
			BackupRetentionDays: 30,               // document, "Data Protection"
			Insights:            true,             // document, "Performance Insights: 7-day retention"; free for seven days
			GeneralLog:          false,            // document: "disable in production"
			DeletionProtection:  true,             // document: final snapshots, data that survives
			SecretNamePrefix:    secretName(name), // document: kasha/rds/mysql/..., here one for each environment
			// $0.015 per vCPU-hour of the instance, for two at least: $21.90 beside a db.t4g.medium. The document's "connection
			// pooling" is free as long as each task keeps its own pool within poolSize.
			Proxy:    false,
			PoolSize: 5, // two for each vCPU of a small database and one to spare is as much as it can work on at once
		},
		Backup: Backup{
			// The vault's key is $1.00. A snapshot of 20 GiB is at most $1.90 a month for as long as it is kept ($0.095 a GiB;
			// what two snapshots share is stored once), so seven years of them stay below $160 a month, and far below
			// where little changes.
			Archive:       true,
			RetentionDays: 2555,         // document, "Disaster Recovery & Backup Security": 7-year archive
			Lock:          "governance", // $0; whoever may administer the vault can take it away again
			RestoreTest:   true,         // document, "Monthly restore tests": an hour of db.t4g.medium, $0.07
			CopyRegion:    "",           // document: "Optional"; another $1.00 and the storage once more, $0.02 a GiB to get there
			CopyAccount:   "",
		},
		Edge: Edge{
			RateLimit:        2000,                       // document, "AWS WAF": requests per five minutes
			CachedPaths:      []string{"/static/*"},      // anything else may be private
			MaxBodyRule:      "block",                    // what AWSManagedRulesCommonRuleSet does: no body above 8 KiB
			OriginPrefixList: OriginPrefixListOf(region), // see regions.go
		},
		Messaging: Messaging{ // document, "Infrastructure Components": 2 main and 2 notification queues
			Main:         []string{"jobs", "events"},
			Notification: []string{"email", "webhook"},
		},
		Logs: Logs{RetentionDays: 7}, // document, "CloudWatch Logs"
		Alarms: Alarms{
			Email: "", // nobody can be guessed
			// An alarm is $0.10 for every metric that it looks at; docs/alarms.md has the sum of each tier.
			Coverage: FullCoverage,
			// What a month's objective of 99.9 % allows is used up in a day and a half at 2 %. The document's 99.99 % is more
			// than the services it is made of promise together (99.76 %).
			ErrorPercent: 2,
			LatencyMs:    1000,  // the limit up to which people stay with what they were doing (Nielsen, "Response Times", 1993)
			Canary:       false, // $0.0012 a visit
		},
		Budget: Budget{MonthlyUSD: 500}, // the platform without traffic is about $355; two fifths as much again is traffic, or a mistake
	}
	if tier == Nonproduction {
		cheapen(&environment)
	}
	return environment
}

// cheapen follows the document's "Cost Optimization Strategies". Two to four tasks stay as they are: the document asks for
// two wherever it speaks of services, and Spot takes tasks away one zone at a time.
func cheapen(e *Environment) {
	e.Network.NATGateways = 1                    // saves $32.85
	e.Frontend.Spot, e.Backend.Spot = true, true // "Switch to Fargate Spot for devtest": about two thirds off
	e.Database.InstanceClass = "db.t3.micro"     // "Right-sizing": $12.41
	e.Database.Insights = false                  // which db.t3.micro does not have
	e.Database.MultiAZ = false                   // "Consolidate to single AZ (staging)": half the price
	e.Database.ReadReplica = false               // "read replicas removal"
	e.Database.BackupRetentionDays = 7           // "Decrease backup retention to 7 days"
	e.Database.DeletionProtection = false        // an environment that can be deleted
	e.Backup.Archive = false                     // its data can be made again: saves the key and the snapshots
	e.Backup.Lock = "none"                       // where an archive is configured all the same, it can be deleted
	e.Backup.RestoreTest = false
	e.Alarms.Coverage = CriticalCoverage // nobody gets up for a warning of dev: about a quarter of the alarms
	e.Budget.MonthlyUSD = 200            // without traffic about $125
}

func newestEngine() string {
	versions := EngineVersions()
	return versions[len(versions)-1]
}

func secretName(environment string) string { return "kasha/" + environment + "/rds/mysql" }

// prepare lays the tier's defaults under what was written. Wrong types are not its business: the decoder reports them.
func (e *Environment) prepare(written map[string]any) {
	tier, _ := written["tier"].(string)
	name, _ := written["name"].(string)
	region, _ := written["region"].(string)
	*e = defaults(Tier(tier), name, region)
	e.Name, e.Tier, e.Region = "", "", "" // these the decoder lays over, where they were written
}

// prepare fills a schedule of which nothing was written: thirteen hours on five days, 65 of a week's 168. The database and
// the tasks, the two things that it stops, then cost about 39 % of what they would.
func (s *Schedule) prepare(map[string]any) {
	*s = Schedule{Start: "07:00", Stop: "20:00", TimeZone: "UTC", Days: []string{"MON", "TUE", "WED", "THU", "FRI"}}
}

func (p *Pipeline) prepare(map[string]any) {
	*p = Pipeline{Branch: "main"} // what every large host of repositories calls it
}
