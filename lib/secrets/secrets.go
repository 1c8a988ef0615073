// Package secrets builds the secrets that an environment creates for its processes. It also converts a declared secret, or a declared
// parameter of Systems Manager, into the references that task definitions and policies use.
//
// A created secret has a random value from the start. A secret without a value would stop the first deployment: ECS starts no task when
// it cannot read a value (ResourceInitializationError). A person may replace the value at any time, and lib/rotation then restarts the
// services that hold it. No template contains a value.
//
// Failure modes: in production, a secret that is removed from its stack is kept. A secret of the same name cannot be created until
// somebody deletes or imports the old one. In nonproduction, a secret is deleted with its stack, immediately and without a recovery
// window.
package secrets

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/retention"
)

// valueLength is the number of letters and digits of a random value: 238 bits.
const valueLength = 40

// Props describes the secrets of one environment.
type Props struct {
	Environment names.Environment
	Secrets     []config.CreatedSecret
	Key         awskms.IKey // encrypts them
	Retain      bool        // keep a secret when its stack no longer has it
}

// New builds the secrets. They are referred to by their names: see Source.
func New(scope constructs.Construct, id string, props Props) {
	if len(props.Secrets) == 0 {
		return
	}
	scope = constructs.NewConstruct(scope, jsii.String(id))
	for _, secret := range props.Secrets {
		generated := &awssecretsmanager.SecretStringGenerator{
			PasswordLength: jsii.Number(valueLength), ExcludePunctuation: jsii.Bool(true),
		}
		if secret.Field != "" {
			generated.SecretStringTemplate, generated.GenerateStringKey = jsii.String("{}"), jsii.String(secret.Field)
		}
		awssecretsmanager.NewSecret(scope, jsii.String(ID(secret.Name)), &awssecretsmanager.SecretProps{
			SecretName:           jsii.String(secret.Name),
			Description:          jsii.String(props.Environment.Description("secret of the application")),
			EncryptionKey:        props.Key,
			GenerateSecretString: generated,
			RemovalPolicy:        retention.Policy(props.Retain),
		})
	}
}

// ID returns the construct id for a name of a secret or parameter. A slash would separate two constructs, and neither kind of name can
// hold a colon.
func ID(name string) string { return strings.ReplaceAll(name, "/", ":") }

// Source is how a stack names what holds a value.
type Source struct {
	Reference string   // in a task definition, without a field
	ARN       string   // in a policy; see Resources
	Action    string   // that reads the value
	Service   string   // that decrypts the value, as kms:ViaService has it
	Metadata  []string // what the process declares; see names.SecretsMetadata
}

// SourceIn returns how a stack names a source of its own account and region.
//
// A task definition names a secret by its ARN without the six characters at the end, which Secrets Manager completes. Sources: Secrets
// Manager API, GetSecretValue, SecretId, and user guide, "Permissions policy examples".
func SourceIn(stack awscdk.Stack, source config.Source) Source {
	named := Source{Metadata: []string{string(source.Kind) + ":" + source.Name}}
	if source.Key != "" {
		named.Metadata = append(named.Metadata, source.Key)
	}
	switch source.Kind {
	case config.InParameter:
		named.ARN = *stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ssm"), Resource: jsii.String("parameter"), ResourceName: jsii.String(strings.TrimPrefix(source.Name, "/")),
		})
		named.Reference, named.Action, named.Service = named.ARN, "ssm:GetParameters", "ssm"
	default:
		named.Reference = *stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("secretsmanager"), Resource: jsii.String("secret"), ResourceName: jsii.String(source.Name),
			ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		})
		named.ARN = named.Reference + "-??????"
		named.Action, named.Service = "secretsmanager:GetSecretValue", "secretsmanager"
	}
	return named
}

// Resources returns what the policy of whoever reads the value names. For a secret that is its whole ARN, with question marks for the six
// characters, and the ARN without them, by which ECS asks.
//
// AWS documents the whole ARN only. Users were also refused on the shorter one (aws/aws-cdk#18555). A wrong name explains that, or one that
// ends in a hyphen and six characters (#27530). Granted both, ECS reports a wrong name as a secret that it does not find. No other secret
// has the shorter ARN, because lib/config refuses names that end so.
func (s Source) Resources() []string {
	if s.Reference == s.ARN {
		return []string{s.ARN}
	}
	return []string{s.ARN, s.Reference}
}

// Field returns the reference to one field of a secret, or to its whole value. The last two parts of a reference, a version's stage and
// id, stay empty and mean the current version. Source: ECS developer guide, "Pass Secrets Manager secrets", valueFrom.
func (s Source) Field(field string) string {
	if field == "" {
		return s.Reference
	}
	return s.Reference + ":" + field + "::"
}
