// Package offers lists what AWS offers: regions and their Availability Zones, versions and parameters of MySQL, instance classes, gp3
// storage, Fargate sizes. It also lists WAF's rule groups, and runtimes. The package is plain Go and imports nothing of Kasha.
//
// Each table names its source and date. lib/config checks a configuration against the tables and explains what is wrong. Constructs use
// the parsed types (Class, EngineVersion, Region) and never parse a text. Prices are in internal/bill.
//
// To find a fact:
//
//	regions.go                 zones, CloudFront's prefix list, which instance classes a region lacks
//	absences.go                what a region lacks, with AWS's page and the day on which it was read
//	zones.go                   what an availability zone lacks, by zone id
//	instance_families.go       which instance classes there are
//	instance_class.go          what one instance class has: vCPUs, memory, connections, Database Insights
//	engine.go                  versions of MySQL and their support
//	parameters.go              parameters of MySQL; parameters_table.go lists them, parameters_forms.go has the forms of their values
//	storage.go                 limits and IOPS of gp3 volumes
//	fargate.go                 CPU and memory of Fargate tasks
//	container_capabilities.go  Linux capabilities of a container
//	rule_groups.go             AWS WAF's managed rule groups
//	runtimes.go                runtimes of functions, canaries and builds, and when their support ends
package offers
