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

func (e Environment) plain() string             { return Application + "-" + string(e) }
func (e Environment) with(suffix string) string { return e.plain() + "-" + suffix }
func (e Environment) underscored(s string) string {
	return Application + "_" + strings.ReplaceAll(string(e), "-", "_") + "_" + s
}
