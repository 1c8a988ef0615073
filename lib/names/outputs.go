package names

// Output is the key of a stack output. People, scripts, runbooks and the pipeline's smoke test read outputs by these keys, so
// each is a public interface: a test pins them.
type Output string

// Outputs of the data stack.
const (
	DatabaseEndpoint       Output = "DatabaseEndpoint" // the primary's; the proxy has no output
	ReadReplicaEndpoint    Output = "ReadReplicaEndpoint"
	DatabaseSubnetGroup    Output = "DatabaseSubnetGroupName"
	DatabaseParameterGroup Output = "DatabaseParameterGroupName"
	DatabaseSecurityGroup  Output = "DatabaseSecurityGroupId"
	DatabaseKeyARN         Output = "DatabaseKeyArn"
	AdminSecretARN         Output = "AdminSecretArn"
	ConnectionSecretARN    Output = "ConnectionSecretArn"
	Bucket                 Output = "BucketName"
	SQLTaskSubnets         Output = "SqlTaskSubnetIds"
	SQLTaskSecurityGroup   Output = "SqlTaskSecurityGroupId"
	ArchiveRoleARN         Output = "ArchiveRoleArn"
)

// ArchiveVaultName is the output of the data stack and of the archive stack with the name of their vault.
const ArchiveVaultName Output = "ArchiveVaultName"

// Outputs of the services stack.
const (
	PublicLoadBalancer       Output = "PublicLoadBalancerDnsName"
	InternalLoadBalancer     Output = "BackendLoadBalancerDnsName"
	VPCOriginLoadBalancer    Output = "VpcOriginLoadBalancerDnsName"
	VPCOriginLoadBalancerARN Output = "VpcOriginLoadBalancerArn"
	FrontendService          Output = "FrontendServiceName"
	BackendService           Output = "BackendServiceName"
	RestartMachineARN        Output = "RestartStateMachineArn"
	HoldersMachineARN        Output = "HoldersStateMachineArn"
	UndeliveredEvents        Output = "UndeliveredEventsQueueUrl"
	ShellRoleARN             Output = "ShellRoleArn"
	ShellSubnets             Output = "ShellSubnetIds"
)

// MachineARN returns the key of the output of the services stack with the ARN of the state machine that runs a process to its end.
func MachineARN(process string) Output { return Output(Title(process) + "StateMachineArn") }

// ShellSecurityGroup returns the key of the output with the security group of a service's shell.
func ShellSecurityGroup(service string) Output {
	return Output(Title(Shell(service)) + "SecurityGroupId")
}

// Outputs of the edge stack.
const (
	DistributionDomain Output = "DistributionDomainName"
	SiteAddress        Output = "SiteAddress"
	AssetsBucket       Output = "AssetsBucketName"
	AccessStoreARN     Output = "AccessStoreArn"

	// VPCOriginID is there exactly while the distribution uses a VPC origin; internal/preflight reads it.
	VPCOriginID Output = "VpcOriginId"
)

// WorkerService returns the key of the output of the services stack with the name of a worker's ECS service.
func WorkerService(process string) Output { return Output(Title(process) + "ServiceName") }

// FurtherService returns the key of the same output of a further service, whose process begins with the word service: ServiceApiName.
func FurtherService(process string) Output { return Output(Title(process) + "Name") }

// QueueURL returns the key of the output with a queue's URL.
func QueueURL(queue string) Output { return Output("QueueUrl" + Title(queue)) }

// DeadLetterQueueURL returns the key of the output with the URL of a queue's dead-letter queue.
func DeadLetterQueueURL(queue string) Output { return Output("DeadLetterQueueUrl" + Title(queue)) }
