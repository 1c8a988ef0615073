// Package offers lists what AWS offers: regions and their Availability Zones, versions of MySQL, instance classes, gp3 storage and
// Fargate sizes. It also says when runtimes end. It is plain Go and imports nothing of Kasha.
//
// Each table names its source and date. lib/config checks a configuration against the tables and explains what is wrong. Constructs use
// the parsed types (Class, EngineVersion, Region) and never parse a text. Prices are in internal/bill.
//
// To find a fact:
//
//	regions.go                  zones, CloudFront's prefix list, which instance classes a region lacks
//	absences.go                 what a region lacks, with AWS's page and the day on which it was read
//	zones.go                    what an availability zone lacks, by zone id
//	instance_families.go        which instance classes there are
//	instance_class.go           what one instance class has: vCPUs, memory, connections, Database Insights
//	engine.go                   versions of MySQL and their support
//	parameters.go               parameters of MySQL; their table and the forms of their values are in parameters_*.go
//	storage.go                  limits and IOPS of gp3 volumes
//	fargate.go                  CPU and memory of Fargate tasks
//	container_capabilities.go   Linux capabilities of a container
//	runtimes.go                 runtimes of functions, canaries and builds, and when AWS ends them
//	rule_groups.go              AWS's managed rule groups for a web ACL
package offers
