// Package quotas lists the AWS quotas that a configuration of Kasha can exceed. Each entry has the default, the source, which of Kasha's
// resources count, and what checks the quota. lib/config refuses what AWS would certainly refuse, and adds up what environments use.
// internal/preflight compares the sums with the account before a deployment. internal/usage measures the templates. docs/quotas.md is
// generated from this list.
//
// What this package does not know: increases that an account was granted, and other resources in the account.
package quotas

// Read is when the defaults and codes were last read on AWS's pages, which is each quota's Source.
const Read = "November 2026"

// Quota is one quota of AWS.
type Quota struct {
	Service  string
	Name     string
	Default  int
	Raised   string  // the code under which Service Quotas raises it, such as ec2/L-0263D0A3; empty: AWS does not raise it, or not by code
	Counts   string  // what of Kasha counts
	Item     Item    // what lib/config adds up of environments; empty: nothing
	There    int     // how many of the item every account begins with
	Measured Measure // what internal/usage measures of templates; empty: nothing
	Checked  Checker
	Source   string // the page of AWS
}

// Checker is who compares Kasha with the quota.
type Checker string

// The checkers.
const (
	Configuration Checker = "every command refuses the configuration"
	Deployment    Checker = "`make deploy` compares with the account"
	Templates     Checker = "`make test` and `make shapes` measure the templates"
)

// Measure names what internal/usage measures.
type Measure string

// The measures.
const (
	TemplateSize      Measure = "bytes of a template"
	Resources         Measure = "resources"
	Outputs           Measure = "outputs"
	Parameters        Measure = "parameters"
	DynamicReferences Measure = "dynamic references"

	RolePolicies  Measure = "characters of a role's inline policies"
	TrustPolicy   Measure = "characters of a trust policy"
	ManagedPolicy Measure = "characters of a managed policy"
	KeyPolicy     Measure = "bytes of a key policy"
	BucketPolicy  Measure = "bytes of a bucket policy"
	SecretPolicy  Measure = "characters of a secret's policy"

	SecurityGroupRules Measure = "rules of a security group"
	BalancerRules      Measure = "rules of a load balancer"
	CompositeAlarm     Measure = "children of a composite alarm"
	RuleTargets        Measure = "targets of an event rule"
	DashboardWidgets   Measure = "widgets of a dashboard"
	TaskDefinition     Measure = "bytes of a task definition"
	FunctionVariables  Measure = "bytes of a function's variables"
	WebACL             Measure = "capacity units of a web ACL"
	RateRules          Measure = "rate-based rules of a web ACL"

	EventRules Measure = "event rules of an environment"
	Roles      Measure = "roles of an environment"
)

// Item names what environments take of an account, in one zone, in one region or in all.
type Item string

// The items, as they stand after a number.
const (
	Addresses        Item = "Elastic IP addresses"
	Networks         Item = "VPCs"
	Gateways         Item = "NAT gateways"
	GatewayEndpoints Item = "gateway endpoints"
	Balancers        Item = "load balancers"
	Instances        Item = "DB instances"
	Storage          Item = "GiB of database storage"
	Proxies          Item = "RDS proxies"
	VCPUs            Item = "vCPUs of Fargate, for a deployment with every task,"
	SpotVCPUs        Item = "vCPUs of Fargate Spot, for a deployment with every task,"
	ResponseHeaders  Item = "response headers policies"
)

// The quotas that code compares with. Others are read from the list by what is measured.
const (
	PipelineStages          = 50
	PipelineActions         = 500
	CacheBehaviors          = 75
	ResponseHeadersPolicies = 20
	CertificateNames        = 10
	IPSetAddresses          = 10_000
	RateBasedRules          = 10
	WebACLUnits             = 1500 // what the price of a web ACL includes; WAF refuses more than 5000
	RolePolicyCharacters    = 10_240
	TaskDefinitionBytes     = 64 * 1024
	TemplateBytes           = 1_000_000
	StackResources          = 500
	StackOutputs            = 200
)

// OfItem returns the quota for what environments take.
func OfItem(item Item) (Quota, bool) {
	for _, quota := range All() {
		if quota.Item == item {
			return quota, true
		}
	}
	return Quota{}, false
}

// Of returns the quota for what is measured.
func Of(measured Measure) (Quota, bool) {
	for _, quota := range All() {
		if quota.Measured == measured {
			return quota, true
		}
	}
	return Quota{}, false
}
