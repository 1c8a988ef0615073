package names

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

// Shell returns the name of the shell of a service as a process: shell-backend.
func Shell(service string) string { return "shell-" + service }

// Machine returns the name of the state machine that runs a process to its end, and of its schedule. Step Functions allows 80 characters,
// EventBridge Scheduler 64.
func (e Environment) Machine(process string) string { return e.with(process) }

// TasksCluster returns the name of the ECS cluster of the tasks that run to their end. ECS allows 255 characters.
func (e Environment) TasksCluster() string { return e.with("tasks") }

// ReleaseMachine returns the name of the state machine that waits for a release and answers CloudFormation. Step Functions allows 80
// characters.
func (e Environment) ReleaseMachine() string { return e.Machine(Release) + "-wait" }

// ReleaseFunction returns the name of the Lambda function that CloudFormation calls for a release. Lambda allows 64 characters.
func (e Environment) ReleaseFunction() string { return e.Machine(Release) }

// ShellCluster returns the name of the ECS cluster of the tasks in which people open a shell. ECS allows 255 characters.
func (e Environment) ShellCluster() string { return e.with("shell") }

// ShellRole returns the name of the role that people take on to open a shell. IAM allows 64 characters.
func (e Environment) ShellRole() string { return e.with("shell") }

// ShellFamily returns the family of the task definitions of a service's shell. ECS allows 255 characters.
func (e Environment) ShellFamily(service string) string { return e.with(Shell(service)) }
