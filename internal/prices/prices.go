// Package prices is Kasha's price book: list prices of us-east-1 in US dollars, without taxes, free tiers and discounts.
//
// Each price says where it was read and when. None was read from a bill. Prices of other regions differ, mostly upwards.
package prices

import "strings"

// HoursPerMonth is how AWS and this package turn an hourly price into a monthly one.
const HoursPerMonth = 730

// Per hour. "Rate card": read on 2026-09-30; "goldens": the expected figures of a public cost estimator's tests, 2026-08-21.
const (
	FargateVCPU    = 0.04048  // rate card
	FargateGB      = 0.004445 // rate card
	FargateARMVCPU = 0.03238  // public price comparison
	FargateARMGB   = 0.00356  // public price comparison
	LoadBalancer   = 0.0225   // rate card
	CapacityUnit   = 0.008    // rate card; per load balancer capacity unit
	NATGateway     = 0.045    // rate card
	PublicIPv4     = 0.005    // rate card
	Endpoint       = 0.01     // rate card; interface endpoint, per zone
	ProxyVCPU      = 0.015    // not verified; RDS Proxy, per vCPU of the instance, two at least
)

// FargateSpotShare is what Spot costs of the on-demand price. It moves; public figures are 67 to 70 percent off.
const FargateSpotShare = 0.32

// Per month.
const (
	StorageGB        = 0.115 // goldens; RDS gp3, one zone
	StorageGBMultiAZ = 0.23  // goldens
	Secret           = 0.40  // goldens
	Key              = 1.00  // goldens; customer key
	WebACL           = 5.00  // goldens
	WebACLRule       = 1.00  // goldens
	Alarm            = 0.10  // goldens; standard resolution, for each metric that an alarm reads
	CompositeAlarm   = 0.50  // not verified
	Dashboard        = 3.00  // goldens; each account has three for nothing
	Metric           = 0.30  // a public estimator's notes of the price list, 2022-04-29; custom metrics, the first 10,000
	ArchiveGB        = 0.095 // goldens; AWS Backup, RDS, and RDS backups beyond the database's size
)

// Per unit of use.
const (
	NATGB           = 0.045  // rate card
	EndpointGB      = 0.01   // rate card
	LogGB           = 0.50   // goldens; ingested
	SQSMillion      = 0.40   // goldens
	WAFMillion      = 0.60   // goldens
	EgressGB        = 0.09   // rate card
	CloudFrontGB    = 0.085  // goldens; the first terabyte of a month is free
	ExtendedSupport = 0.10   // goldens; RDS, per vCPU and hour, first two years
	CanaryRun       = 0.0012 // not verified; CloudWatch Synthetics
)

// What Container Insights reports of a cluster on Fargate, in custom metrics: counted in the table of the user guide's
// "Amazon ECS Container Insights metrics" and not read from a bill. Ephemeral storage may add two to each.
const (
	ClusterMetrics = 11
	ServiceMetrics = 13 + 8 // by service, and by the family of its task definition
)

// Database is the hourly price of an RDS for MySQL instance in one zone; ok is false where the book has none. Multi-AZ is
// twice as much.
func Database(class string) (hourly float64, ok bool) {
	hourly, ok = map[string]float64{
		"t3.micro": 0.017, "t3.small": 0.034, "t3.medium": 0.068, // goldens
		"t4g.micro": 0.016, "t4g.small": 0.032, "t4g.medium": 0.065, // several public tables
		"m6g.large": 0.152, "m7g.large": 0.168, // sources differ by up to 9 percent: check before you decide
	}[strings.TrimPrefix(class, "db.")]
	return hourly, ok
}
