// Package names defines every name: of AWS resources, of outputs of stacks, and of environment variables. The names of
// the database's secrets begin with database.secretNamePrefix of cdk.json, so their functions take this prefix.
//
// Each name is a constant, a method of Environment or a function. Its comment gives AWS's length limit, if there is one. A test builds each
// name with the longest environment name that lib/config accepts, and checks it against the limit. No other package concatenates
// or parses names. A package that needs one part of a name, such as an alarm's severity, receives it as a separate struct field.
//
// Do not change the name of a resource that holds data, because CloudFormation would replace the resource. Do not change an
// output key that another stack or a script reads, because that breaks the reader.
package names

import "strings"

// Application is the value of the tag "application", and the first part of every name.
const Application = "kasha"

// product is the application's name in sentences.
const product = "Kasha"

// MaxEnvironment is the longest name of an environment, in characters. The tightest name made of it is ImageCache, for
// which ECR allows 30.
const MaxEnvironment = 12

// Environment is the name of an environment, such as "prod". Its methods return the names of what the environment deploys.
type Environment string

// Title returns how descriptions call the environment: "Kasha prod".
func (e Environment) Title() string { return product + " " + string(e) }

// Description returns the description of one of the environment's resources: "Kasha prod: " and what the resource is.
func (e Environment) Description(of string) string { return e.Title() + ": " + of }

// Description returns the description of a resource whose text must not name its environment.
func Description(of string) string { return product + ": " + of }

// Part is one stack of an environment: the last part of the stack's name and the value of the tag "component".
type Part string

// The stacks of an environment. They follow the lifecycles of what they hold; see stages.Environment.
const (
	Network  Part = "network"
	Data     Part = "data"
	Services Part = "services"
	Edge     Part = "edge"
	Archive  Part = "archive"
)

// Parts returns the stacks of an environment in the order in which they are deployed, without the optional archive.
func Parts() []Part { return []Part{Network, Data, Services, Edge} }

// Stack returns the name of one of the environment's stacks. CloudFormation allows 128 characters.
func (e Environment) Stack(part Part) string { return e.with(string(part)) }

// Prefix returns the beginning of the environment's names, with the hyphen. The prefix of "a" is also the beginning of the names of an
// environment "a-b". So a name with this prefix need not belong to the environment. lib/config refuses the pairs that matter.
func (e Environment) Prefix() string { return e.plain() + "-" }

// SharedEndings returns the endings by which the names of two environments in one account must not differ. With one of them, two things
// of one kind would have the same name. GeneralKey of "a-edge" is EdgeKey of "a", and Cluster of "a-sql" is SQLTask of "a". The
// repositories of "a-ecr-public" would be in the image cache of "a". A test finds these endings in the names.
func SharedEndings() []string {
	return []string{"-archive", "-database", "-ecr-public", "-edge", "-shell", "-sql", "-tasks"}
}

// Cluster returns the name of the ECS cluster of the services. ECS allows 255 characters.
func (e Environment) Cluster() string { return e.plain() }

// Dashboard returns the name of the CloudWatch dashboard. CloudWatch allows 255 characters.
func (e Environment) Dashboard() string { return e.plain() }

// WebACL returns the name of the web ACL, which is also the prefix of its metrics. WAF allows 128 characters.
func (e Environment) WebACL() string { return e.plain() }

// RedirectFunction returns the name of the CloudFront function that redirects the site's other names. It is unique in an account.
func (e Environment) RedirectFunction() string { return e.plain() + "-redirect" }

// IndexFunction returns the name of the CloudFront function of a single-page application. It is unique in an account.
func (e Environment) IndexFunction() string { return e.plain() + "-index" }

// AccessFunction returns the name of the CloudFront function that asks for the site's password. It is unique in an account.
func (e Environment) AccessFunction() string { return e.plain() + "-access" }

// VPCOrigin returns the name of CloudFront's VPC origin. A VPC origin that a distribution uses cannot be changed, not even in its tags. So
// the name has what may differ, and another one can exist beside it. The CDK shortens names to 64 characters.
func (e Environment) VPCOrigin(protocol, tier string) string {
	return e.plain() + "-" + protocol + "-" + tier
}

// AccessStore returns the name of CloudFront's key value store with the password's hash. CloudFront allows 64 characters; it is unique in
// an account.
func (e Environment) AccessStore() string { return e.plain() + "-access" }

// AssetsAccess returns the name of the origin access control of the bucket of static files. CloudFront allows 64 characters; it is
// unique in an account.
func (e Environment) AssetsAccess() string { return e.plain() + "-assets" }

// Canary returns the name of the canary. CloudWatch Synthetics allows 255 characters of lower case.
func (e Environment) Canary() string { return e.plain() }

// HealthCheck returns the name of Route 53's health check, a tag. Tags have at most 256 characters.
func (e Environment) HealthCheck() string { return e.plain() }

// CanaryUserAgent is how the canary introduces itself to the site; the web ACL blocks requests without a user agent.
const CanaryUserAgent = "kasha-canary"

// CanaryFunctions is what the names of the Lambda functions of all canaries of this application begin with. CloudWatch
// Synthetics adds the canary's name and a UUID.
const CanaryFunctions = "cwsyn-" + Application + "-"

// OffHoursGroup returns the name of the schedule group of EventBridge Scheduler. It allows 64 characters.
func (e Environment) OffHoursGroup() string { return e.with("off-hours") }

// DatabaseSchedule returns the name of the schedule that starts or stops the database; action is "start" or "stop". EventBridge
// Scheduler allows 64 characters.
func (e Environment) DatabaseSchedule(action string) string { return e.with("database-" + action) }

// Repository returns the name of the ECR repository of a service's own images. ECR allows 256 characters.
func (e Environment) Repository(service string) string { return e.plain() + "/" + service }

// ImageCache returns the prefix of the repositories in which ECR caches images of the public gallery. ECR allows 30 characters;
// this is the tightest limit on the name of an environment.
func (e Environment) ImageCache() string { return e.with("ecr-public") }

// RestartStateMachine returns the name of the state machine that restarts services after a rotation. Step Functions allows 80
// characters.
func (e Environment) RestartStateMachine() string { return e.with("restart") }

// RestartSchedule returns the name of the schedule that starts the state machine. EventBridge Scheduler allows 64 characters.
func (e Environment) RestartSchedule() string { return e.RestartStateMachine() }

// HoldersStateMachine returns the name of the state machine that restarts services after other secrets have changed, and of its
// schedule. Step Functions allows 80 characters, EventBridge Scheduler 64.
func (e Environment) HoldersStateMachine() string { return e.RestartStateMachine() + "-holders" }

// TasksCluster returns the name of the ECS cluster of the tasks that run to their end. ECS allows 255 characters.
func (e Environment) TasksCluster() string { return e.with("tasks") }

// MaxJob is the longest name of a job as the configuration gives it, in characters. The tightest name made of it is Job, which lib/runtask
// limits to 32.
const MaxJob = 24

// Job returns the name of a job as a process: job-nightly for nightly. It differs from the names of all other processes.
func Job(name string) string { return "job-" + name }

// MaxService is the longest name of a further service as the configuration gives it, in characters. No name of AWS's is near its limit:
// target groups, which allow 32, have none. A target group with a name could not be replaced.
const MaxService = 24

// Service returns the name of a further service as a process: service-api for api. It differs from the names of all other processes.
func Service(name string) string { return "service-" + name }

// MaxWorker is the longest name of a worker as the configuration gives it, in characters.
const MaxWorker = 24

// Worker returns the name of a worker as a process: worker-mail for mail. It differs from the names of all other processes.
func Worker(name string) string { return "worker-" + name }

// Release is the name of the release as a process.
const Release = "release"

// ReleaseMachine returns the name of the state machine that waits for a release and answers CloudFormation. Step Functions allows 80
// characters.
func (e Environment) ReleaseMachine() string { return e.Machine(Release) + "-wait" }

// ReleaseFunction returns the name of the Lambda function that CloudFormation calls for a release. Lambda allows 64 characters.
func (e Environment) ReleaseFunction() string { return e.Machine(Release) }

// Shell returns the name of the shell of a service as a process: shell-backend.
func Shell(service string) string { return "shell-" + service }

// ShellCluster returns the name of the ECS cluster of the tasks in which people open a shell. ECS allows 255 characters.
func (e Environment) ShellCluster() string { return e.with("shell") }

// ShellRole returns the name of the role that people take on to open a shell. IAM allows 64 characters.
func (e Environment) ShellRole() string { return e.with("shell") }

// ShellFamily returns the family of the task definitions of a service's shell. ECS allows 255 characters.
func (e Environment) ShellFamily(service string) string { return e.with(Shell(service)) }

// Machine returns the name of the state machine that runs a process to its end, and of its schedule. Step Functions allows 80 characters,
// EventBridge Scheduler 64.
func (e Environment) Machine(process string) string { return e.with(process) }

// SQLTask returns the name of the cluster and the task definition family of the one-off SQL task. ECS allows 255 characters.
func (e Environment) SQLTask() string { return e.with("sql") }

func (e Environment) plain() string             { return Application + "-" + string(e) }
func (e Environment) with(suffix string) string { return e.plain() + "-" + suffix }
func (e Environment) underscored(s string) string {
	return Application + "_" + strings.ReplaceAll(string(e), "-", "_") + "_" + s
}
