package stages

import (
	"maps"
	"slices"
	"strings"

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
	byPeople   bool // no resource of the stack starts its tasks
	migrates   bool // logs in to the database as the user that changes the schema
}

func ofService(name string, settings config.Service, built service.Service) process {
	return process{
		name: name, uses: settings.Uses, secrets: settings.Secrets, egress: settings.Egress,
		definition: built.Definition, service: built.Tasks, tasks: built.SecurityGroup,
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
	maps.Copy(variables, s.serviceURLs(uses))
	return variables
}

// secrets returns what ECS injects into a process.
func (s *servicesBuilder) secrets(uses config.Uses) map[string]awsecs.Secret {
	return s.databaseSecrets(uses)
}

// grant gives a process the permissions and connections for what it uses. Its task role reads no secret: ECS injects secrets with the
// execution role before the container starts.
func (s *servicesBuilder) grant(p process) {
	s.processes = append(s.processes, p)
	declare(p)
	s.grantDatabase(p)
	s.grantSecrets(p)
	openEgress(p)
	s.openCalls(p)
	s.grantUses(p)
}

// grantUses lets a process use its queues and the bucket. The id of its policy follows from what it allows. So other uses make another
// policy, and the tasks of the previous release keep theirs until the new release runs; see ownPolicy.
func (s *servicesBuilder) grantUses(p process) {
	id := usesID(s.env, p.uses)
	if id == "" {
		return
	}
	policy := ownPolicy(p.definition, p.definition.TaskRole(), id)
	for _, queue := range s.data.Queues {
		if p.uses.SendsTo(queue.Name) {
			queue.Queue.GrantSendMessages(policy)
		}
		if p.uses.ReceivesFrom(queue.Name) {
			queue.Queue.GrantConsumeMessages(policy)
		}
	}
	if p.uses.Has(config.UsesBucket) {
		s.data.Buckets.GrantUse(policy, s.key)
	}
}

// usesID returns the construct id of the policy for a process's queues and the bucket; empty: it uses none of them.
func usesID(env config.Environment, uses config.Uses) string {
	var allows []string
	for _, queue := range env.Messaging.QueueNames() {
		if uses.SendsTo(queue) {
			allows = append(allows, "send "+queue)
		}
		if uses.ReceivesFrom(queue) {
			allows = append(allows, "receive "+queue)
		}
	}
	if uses.Has(config.UsesBucket) {
		allows = append(allows, string(config.UsesBucket))
	}
	if len(allows) == 0 {
		return ""
	}
	slices.Sort(allows)
	return "Uses-" + names.Digest(allows...)
}

// openEgress lets a process open the further connections that it declares. The subnets have a route to public addresses by the NAT gateway,
// and the VPC's network ACL allows all traffic.
//
// Each rule is a resource of its own. One within the group would go before the service, while tasks of the previous release need it.
// CloudFormation also removes a changed one before it adds it anew (its reference, AWS::EC2::SecurityGroup). The rule stands below the
// task definition, so the service depends on it.
func openEgress(p process) {
	var declared []string
	for _, e := range p.egress {
		awsec2.NewCfnSecurityGroupEgress(p.definition, jsii.String(egressID(e)), &awsec2.CfnSecurityGroupEgressProps{
			GroupId:    (*p.tasks.Connections().SecurityGroups())[0].SecurityGroupId(),
			IpProtocol: jsii.String("tcp"), FromPort: jsii.Number(e.Port), ToPort: jsii.Number(e.Port), CidrIp: jsii.String(e.To),
			Description: jsii.String(e.For),
		})
		declared = append(declared, e.String())
	}
	if len(declared) > 0 {
		p.definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.EgressMetadata), declared)
	}
}

// egressID is the construct id of a rule. It follows from what the rule opens, so that no rule becomes another one.
func egressID(e config.Egress) string {
	return "Egress:" + strings.NewReplacer(" ", ":", "/", ":").Replace(e.String())
}

// declare writes into the template what a process uses. internal/promises holds the template against it. Where nothing is written, a
// process uses what its default says.
func declare(p process) {
	if texts := p.uses.Texts(); !config.IsDefaultUse(p.name, p.uses) {
		p.definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.UsesMetadata), texts)
	}
	if p.migrates {
		p.definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.UserMetadata), config.AsMigrator)
	}
}
