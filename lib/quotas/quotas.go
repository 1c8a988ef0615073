// Package quotas lists the AWS quotas that a configuration of Kasha can exceed. Each entry has the default, the source, which of Kasha's
// resources count, and what checks the quota. lib/config refuses a configuration that no account could have. Before a deployment,
// internal/preflight reports which quotas of a new account are too low. internal/usage measures the templates. docs/quotas.md is
// generated from this list.
//
// What it does not know: increases that an account was granted, and other resources in the account.
package quotas

// Quota is one quota of AWS.
type Quota struct {
	Service  string
	Name     string
	Default  int
	Raised   string  // the code under which Service Quotas raises it, such as ec2/L-0263D0A3; empty: AWS does not raise it, or not by code
	Counts   string  // what of Kasha counts
	Measured Measure // what internal/usage measures of templates; empty: nothing
	Checked  Checker
	Source   string // the page of AWS
}

// Checker is who compares Kasha with the quota.
type Checker string

// The checkers.
const (
	Configuration Checker = "every command refuses the configuration"
	Deployment    Checker = "`make deploy` says what a new account lacks"
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
)

// The quotas that code compares with. Others are read from the list by what is measured.
const (
	PipelineStages          = 50
	PipelineActions         = 500
	ElasticIPs              = 5
	VPCs                    = 5
	FargateVCPUs            = 6
	ResponseHeadersPolicies = 20
	TaskDefinitionBytes     = 64 * 1024
	TemplateBytes           = 1_000_000
	StackResources          = 500
	StackOutputs            = 200
)

// Of returns the quota for what is measured.
func Of(measured Measure) (Quota, bool) {
	for _, quota := range All() {
		if quota.Measured == measured {
			return quota, true
		}
	}
	return Quota{}, false
}
