package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/rotation"
	"kasha/lib/rotation/restart"
	"kasha/lib/secrets"
)

// references returns where ECS reads the values of a process's secrets, by variable.
func (s *servicesBuilder) references(declared config.Secrets) map[string]string {
	references := map[string]string{}
	for variable, injection := range declared {
		references[variable] = secrets.SourceIn(s.stack, injection.Source()).Field(injection.Field)
	}
	return references
}

// grantSecrets lets ECS read what a process declares, and restarts the process after a change. The execution role may read exactly these
// sources; the task role none.
//
// Each source has a policy of its own (see ownPolicy): tasks of the previous release can start until the new release runs.
func (s *servicesBuilder) grantSecrets(p process) {
	var declared []string
	execution := p.definition.ExecutionRole()
	for _, source := range p.secrets.Sources() {
		named := secrets.SourceIn(s.stack, source)
		policy := ownPolicy(p.definition, execution, sourceID(source))
		policy.AddStatements(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(named.Action), Resources: jsii.Strings(named.Resources()...),
		}))
		if key := s.keyOf(source); key != "" {
			policy.AddStatements(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("kms:Decrypt"), Resources: jsii.Strings(key),
				Conditions: &map[string]any{"StringEquals": map[string]any{
					"kms:ViaService": named.Service + "." + s.env.Region + ".amazonaws.com",
				}},
			}))
		}
		declared = append(declared, strings.Join(named.Metadata, " "))
		s.hold(p, source, named)
	}
	if len(declared) > 0 {
		p.definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.SecretsMetadata), declared)
	}
}

// keyOf returns the key that encrypts a source; empty for a key of AWS's, which needs no permission.
func (s *servicesBuilder) keyOf(source config.Source) string {
	if s.env.Creates(source) {
		return *s.key.KeyArn()
	}
	return source.Key
}

// sourceID returns the construct id of the policy for a source.
func sourceID(source config.Source) string {
	return names.Title(string(source.Kind)) + ":" + secrets.ID(source.Name)
}

// hold has the process's service restarted when the value changes.
func (s *servicesBuilder) hold(p process, source config.Source, named secrets.Source) {
	if p.service == nil {
		return
	}
	holding := rotation.Holding{Service: p.service, Kind: restart.Secret, ID: source.Name, ARN: named.ARN}
	if source.Kind == config.InParameter {
		holding = rotation.Holding{Service: p.service, Kind: restart.Parameter, ID: source.Name}
	}
	s.holdings = append(s.holdings, holding)
}
