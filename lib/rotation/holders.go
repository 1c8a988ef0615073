package rotation

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring"
	"kasha/lib/rotation/restart"
	"kasha/lib/statemachine"
)

// HoldersProps is everything that tasks hold besides the backend's database password, which Rotation sees to.
type HoldersProps struct {
	Environment config.Environment
	Holdings    []Holding // at least one

	Topic awssns.ITopic // receives failures
	Key   awskms.IKey   // encrypts the topic and the log group
}

// Holding is one service and one value that its tasks read when they start.
type Holding struct {
	Service awsecs.IBaseService
	Kind    restart.Kind
	ID      string // what AWS's API describes: a secret's ARN or name, a parameter's name
	ARN     string // what a policy names: a secret's ARN; empty for a parameter, because ssm:DescribeParameters has no resource
}

// NewHolders builds the state machine that restarts the other holders, and its schedule. Its checks are as frequent as Rotation's.
//
// Failure modes: a restart that ECS rolls back is tried at every check for two hours, and then every hour, with a message a day. When a
// secret or service is gone, every check fails, and the alarm restart-check notices after three.
func NewHolders(scope constructs.Construct, id string, props HoldersProps) Rotation {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	env := props.Environment.Names()
	rotation := Rotation{name: env.HoldersStateMachine(), checkMinutes: checkMinutes(props.Environment)}
	rotation.Machine = statemachine.New(scope, statemachine.Props{
		Name: rotation.name, Definition: restart.HoldersDefinition, Parameters: props.settings(rotation.checkMinutes).Placeholders(),
		Environment: props.Environment, Key: props.Key,
	})
	props.grant(rotation.Machine)
	schedule(scope, rotation, env.HoldersStateMachine(), "Restarts services that hold a changed secret")
	return rotation
}

func (p HoldersProps) settings(minutes int) restart.HoldersSettings {
	settings := restart.HoldersSettings{
		Environment: p.Environment.Name, ClusterName: p.Environment.Names().Cluster(), TopicArn: *p.Topic.TopicArn(), CheckMinutes: minutes,
	}
	for _, h := range p.Holdings {
		settings.Holdings = append(settings.Holdings, restart.Holding{Service: *h.Service.ServiceName(), Kind: h.Kind, ID: h.ID})
	}
	return settings
}

func (p HoldersProps) grant(machine awsstepfunctions.StateMachine) {
	var secrets, services []*string
	parameters := false
	seen := map[string]bool{}
	for _, h := range p.Holdings {
		parameters = parameters || h.Kind == restart.Parameter
		if h.Kind == restart.Secret && !seen[h.ARN] {
			seen[h.ARN] = true
			secrets = append(secrets, jsii.String(h.ARN))
		}
		if service := *h.Service.ServiceArn(); !seen[service] {
			seen[service] = true
			services = append(services, h.Service.ServiceArn())
		}
	}
	if len(secrets) > 0 {
		machine.AddToRolePolicy(statemachine.Allow([]string{"secretsmanager:DescribeSecret"}, secrets...))
	}
	if parameters {
		machine.AddToRolePolicy(statemachine.Allow([]string{"ssm:DescribeParameters"}, jsii.String("*")))
	}
	machine.AddToRolePolicy(statemachine.Allow([]string{"ecs:DescribeServices", "ecs:UpdateService"}, services...))
	statemachine.AllowPublishing(machine, p.Topic, p.Key)
}

// HoldersAlarm is Alarm for the state machine of NewHolders.
func (r Rotation) HoldersAlarm() monitoring.Alarm {
	return r.checkAlarm("restart-check",
		"No check of changed secrets has succeeded for three intervals. Tasks may hold an old value of a secret. ")
}
