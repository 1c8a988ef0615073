package bill

import "kasha/lib/offers"

// The prices below are list prices of us-east-1 in US dollars, without taxes, free tiers and discounts. Prices of other regions
// differ, mostly upwards. Each says where and when it was read; none was read from a bill. The sources:
//
//	rate card   shared rate cards of AWS prices
//	estimator   the expected figures in the tests of a public cost estimator

// hoursPerMonth turns an hourly price into a monthly one, as AWS does.
const hoursPerMonth = 730

// Prices per hour.
const (
	fargateVCPU    = 0.04048  // on demand, x86_64; rate card, 2026-09-30
	fargateGB      = 0.004445 // on demand, x86_64, memory; rate card, 2026-09-30
	fargateARMVCPU = 0.03238  // on demand, arm64; a public price comparison, before 2026-11-22
	fargateARMGB   = 0.00356  // on demand, arm64, memory; a public price comparison, before 2026-11-22
	fargateDiskGB  = 0.000111 // each GB of a task's disk above 20, for both processors and on Spot; not verified
	loadBalancer   = 0.0225   // rate card, 2026-09-30
	natGateway     = 0.045    // rate card, 2026-09-30
	publicIPv4     = 0.005    // each address; rate card, 2026-09-30
	endpoint       = 0.01     // interface endpoint, for each zone; rate card, 2026-09-30
	proxyVCPU      = 0.015    // RDS Proxy, for each vCPU of the instance, two at least; not verified
)

// fargateSpotShare is the price of Fargate Spot as a share of the on-demand price. It moves: public figures are 67 to 70 percent
// off (before 2026-11-22).
const fargateSpotShare = 0.32

// Prices per month.
const (
	storageGB        = 0.115 // RDS gp3, one zone; estimator, 2026-08-21
	storageGBMultiAZ = 0.23  // RDS gp3, Multi-AZ; estimator, 2026-08-21
	secret           = 0.40  // each, in each region; estimator, 2026-08-21
	customerKey      = 1.00  // KMS; estimator, 2026-08-21
	webACL           = 5.00  // estimator, 2026-08-21
	webACLRule       = 1.00  // estimator, 2026-08-21
	botControl       = 10.00 // each web ACL with it, beside its rule; public summaries of AWS WAF's pricing page, before 2026-11-22
	alarmMetric      = 0.10  // standard resolution, for each metric that an alarm reads; estimator, 2026-08-21
	compositeAlarm   = 0.50  // not verified
	dashboard        = 3.00  // each account has three free of charge; estimator, 2026-08-21
	customMetric     = 0.30  // the first 10,000; a public estimator's notes of the price list, 2022-04-29
)

// Prices of a pipeline. Its stages of type V2 are billed by the minute of their actions, approvals excepted.
const (
	pipelineV1         = 1.00  // each active pipeline of type V1, a month; CodePipeline's pricing page as quoted before 2026-11-22
	actionMinute       = 0.002 // V2, after 100 free minutes a month; the same source
	buildMinute        = 0.005 // general1.small; CodeBuild's pricing page as quoted before 2026-11-22
	buildMinuteMedium  = 0.010 // general1.medium; not verified
	freeActionMinutes  = 100
	computeTypeDefault = "BUILD_GENERAL1_SMALL"
	computeTypeMedium  = "BUILD_GENERAL1_MEDIUM"
)

// canaryRun is the price of one run of a CloudWatch Synthetics canary; not verified.
const canaryRun = 0.0012

// Prices of a health check of Route 53. An endpoint in AWS is cheaper, $0.50 and $1.00, but only where AWS recognizes it; not verified.
const (
	healthCheck       = 0.75 // of an endpoint outside AWS
	healthCheckOption = 2.00 // each of: HTTPS, a string to match, an interval of ten seconds, latency measurement
)

// Custom metrics of Container Insights for a cluster on Fargate. They are counted in the user guide's table "Amazon ECS Container
// Insights metrics", not read from a bill. Ephemeral storage may add two to each.
const (
	clusterMetrics = 11
	serviceMetrics = 13 + 8 // by service, and by the family of its task definition
)

// instancePrice returns the price per hour of an RDS for MySQL instance in one zone; Multi-AZ is twice as much. ok is false where
// no price is known.
func instancePrice(class offers.Class) (hourly float64, ok bool) {
	hourly, ok = map[string]float64{
		"db.t3.micro": 0.017, "db.t3.small": 0.034, "db.t3.medium": 0.068, // estimator, 2026-08-21
		"db.t4g.micro": 0.016, "db.t4g.small": 0.032, "db.t4g.medium": 0.065, // several public tables, before 2026-11-22
		"db.m6g.large": 0.152, "db.m7g.large": 0.168, // public tables, before 2026-11-22; they differ by up to 9 percent: check before you decide
	}[class.Name]
	return hourly, ok
}

// PricedRegion is the region whose prices this package knows.
const PricedRegion = "us-east-1"
