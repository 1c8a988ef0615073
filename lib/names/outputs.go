package names

// Output is the key of a stack output. People, scripts, runbooks and the pipeline's smoke test read outputs by these keys, so
// each is a public interface: a test pins them.
//
// The comment of a key names its readers in this repository. Words without a folder are runbooks in docs/runbooks, and outputs.rego is in
// lib/rules: it refuses a template without the output. A key without readers is for people.
type Output string

// Outputs of the data stack.
const (
	// DatabaseEndpoint is the primary's; the proxy has no output. Read by outputs.rego; swap-in compares it.
	DatabaseEndpoint Output = "DatabaseEndpoint"

	ReadReplicaEndpoint Output = "ReadReplicaEndpoint" // outputs.rego

	// With these three, archive-restore, final-snapshot-restore, region-loss and restore-point-in-time restore the database.
	// replica-promotion reads the security group too, and engine-upgrade the parameter group.
	DatabaseSubnetGroup    Output = "DatabaseSubnetGroupName"
	DatabaseParameterGroup Output = "DatabaseParameterGroupName"
	DatabaseSecurityGroup  Output = "DatabaseSecurityGroupId"

	DatabaseKeyARN       Output = "DatabaseKeyArn"         // final-snapshot-restore, region-loss, swap-in
	AdminSecretARN       Output = "AdminSecretArn"         // outputs.rego
	ConnectionSecretARN  Output = "ConnectionSecretArn"    // outputs.rego
	Bucket               Output = "BucketName"             // internal/operate/sql_upload.go, for long SQL
	SQLTaskSubnets       Output = "SqlTaskSubnetIds"       // internal/operate/sql.go
	SQLTaskSecurityGroup Output = "SqlTaskSecurityGroupId" // internal/operate/sql.go
	ArchiveRoleARN       Output = "ArchiveRoleArn"         // archive-restore
)

// ArchiveVaultName is the output of the data stack and of the archive stack with the name of their vault.
const ArchiveVaultName Output = "ArchiveVaultName"

// Outputs of the services stack.
const (
	// PublicLoadBalancer is read by the edge stack (stages/services_origin.go) and by the pipeline's smoke test, as LOAD_BALANCER of
	// scripts/smoke. Other readers: outputs.rego, data_protection.rego, high-error-rate and rotation.
	PublicLoadBalancer Output = "PublicLoadBalancerDnsName"

	InternalLoadBalancer Output = "BackendLoadBalancerDnsName" // outputs.rego

	// VPCOriginLoadBalancer and its ARN are read by the edge stack (stages/services_origin.go) and by outputs.rego. data_protection.rego
	// and high-error-rate read the name only.
	VPCOriginLoadBalancer    Output = "VpcOriginLoadBalancerDnsName"
	VPCOriginLoadBalancerARN Output = "VpcOriginLoadBalancerArn"

	// FrontendService and BackendService are read by deployment-failed, high-error-rate, off-hours, service-load and service-unhealthy.
	// BackendService is also read by docs/first-hour.md, database-failover, engine-upgrade, replica-promotion, restore-point-in-time and
	// swap-in.
	FrontendService Output = "FrontendServiceName"
	BackendService  Output = "BackendServiceName"

	RestartMachineARN Output = "RestartStateMachineArn"    // internal/operate/restart.go, rotation
	HoldersMachineARN Output = "HoldersStateMachineArn"    // internal/operate/restart.go
	UndeliveredEvents Output = "UndeliveredEventsQueueUrl" // dead-letters
	ShellRoleARN      Output = "ShellRoleArn"              // internal/operate/shell.go
	ShellSubnets      Output = "ShellSubnetIds"            // internal/operate/shell.go
)

// MachineARN returns the key of the output of the services stack with the ARN of the state machine that runs a process to its end.
func MachineARN(process string) Output { return Output(Title(process) + "StateMachineArn") }

// ShellSecurityGroup returns the key of the output with the security group of a service's shell. internal/operate/shell.go reads it.
func ShellSecurityGroup(service string) Output {
	return Output(Title(Shell(service)) + "SecurityGroupId")
}

// Outputs of the edge stack.
const (
	// DistributionDomain is read by the pipeline's smoke test (stages/pipeline_builds.go), as DISTRIBUTION of scripts/smoke. Other readers:
	// internal/operate/records.go, outputs.rego, docs/first-hour.md, and the runbooks that request the site.
	DistributionDomain Output = "DistributionDomainName"

	SiteAddress    Output = "SiteAddress"      // the pipeline's smoke test, as SITE of scripts/smoke
	AssetsBucket   Output = "AssetsBucketName" // internal/operate/assets.go
	AccessStoreARN Output = "AccessStoreArn"   // internal/operate/password.go

	// VPCOriginID is there exactly while the distribution uses a VPC origin; internal/preflight/origin.go and high-error-rate read it.
	VPCOriginID Output = "VpcOriginId"
)

// WorkerService returns the key of the output of the services stack with the name of a worker's ECS service. worker-stopped lists these.
func WorkerService(process string) Output { return Output(Title(process) + "ServiceName") }

// FurtherService returns the key of the same output of a further service, whose process begins with the word service: ServiceApiName.
// service-load and service-unhealthy say to use it in place of the frontend's.
func FurtherService(process string) Output { return Output(Title(process) + "Name") }

// QueueURL returns the key of the output with a queue's URL. outputs.rego reads it.
func QueueURL(queue string) Output { return Output("QueueUrl" + Title(queue)) }

// DeadLetterQueueURL returns the key of the output with the URL of a queue's dead-letter queue. Read by outputs.rego and dead-letters.
func DeadLetterQueueURL(queue string) Output { return Output("DeadLetterQueueUrl" + Title(queue)) }
