package stages

import (
	"maps"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/service"
)

// process is one container of the environment, and what it uses of it. Everything that a process gets follows from its uses: its
// variables and secrets (before its task definition is built), its permissions and connections (after it).
type process struct {
	name       string
	uses       config.Uses
	secrets    config.Secrets
	egress     []config.Egress
	definition awsecs.FargateTaskDefinition
	service    awsecs.IBaseService // nil for a process that runs to its end: each of its tasks reads secrets anew
	tasks      awsec2.IConnectable
}

func ofService(name string, settings config.Service, built service.Service) process {
	return process{
		name: name, uses: settings.Uses, secrets: settings.Secrets, egress: settings.Egress,
		definition: built.Pattern.TaskDefinition(), service: built.Pattern.Service(), tasks: built.SecurityGroup,
	}
}

// title is the process's name in descriptions: Backend.
func (p process) title() string { return names.Title(p.name) }

// variables returns the addresses of what a process uses. None of them is secret.
func (s *servicesBuilder) variables(uses config.Uses) map[string]string {
	variables := map[string]string{}
	if uses.Has(config.UsesBucket) {
		variables[names.BucketName] = *s.data.Buckets.Application.BucketName()
	}
	for _, queue := range s.data.Queues {
		if uses.SendsTo(queue.Name) || uses.ReceivesFrom(queue.Name) {
			variables[names.QueueVariable(queue.Name)] = *queue.Queue.QueueUrl()
		}
	}
	maps.Copy(variables, s.databaseVariables(uses))
	return variables
}

// secrets returns what ECS injects into a process.
func (s *servicesBuilder) secrets(uses config.Uses) map[string]awsecs.Secret {
	return s.databaseSecrets(uses)
}

// grant gives a process the permissions and connections for what it uses. Its task role reads no secret: ECS injects secrets with the
// execution role before the container starts.
func (s *servicesBuilder) grant(p process) {
	declare(p)
	s.grantDatabase(p)
	s.grantSecrets(p)
	openEgress(p)
	role := p.definition.TaskRole()
	for _, queue := range s.data.Queues {
		if p.uses.SendsTo(queue.Name) {
			queue.Queue.GrantSendMessages(role)
		}
		if p.uses.ReceivesFrom(queue.Name) {
			queue.Queue.GrantConsumeMessages(role)
		}
	}
	if p.uses.Has(config.UsesBucket) {
		s.data.Buckets.GrantUse(role, s.key)
	}
}

// openEgress lets a process open the further connections that it declares. The subnets have a route to public addresses by the NAT gateway,
// and the VPC's network ACL allows all traffic.
func openEgress(p process) {
	var declared []string
	for _, e := range p.egress {
		p.tasks.Connections().AllowTo(awsec2.Peer_Ipv4(jsii.String(e.To)), awsec2.Port_Tcp(jsii.Number(e.Port)), jsii.String(e.For))
		declared = append(declared, e.String())
	}
	if len(declared) > 0 {
		p.definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.EgressMetadata), declared)
	}
}

// declare writes into the template what a process uses. internal/promises holds the template against it. Where nothing is written, a
// process uses what its default says.
func declare(p process) {
	if texts := p.uses.Texts(); !config.IsDefaultUse(p.name, p.uses) {
		p.definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.UsesMetadata), texts)
	}
}
