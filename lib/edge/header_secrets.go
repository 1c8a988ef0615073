package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// OriginHeader is the header that CloudFront adds to each request and that the load balancer requires.
const OriginHeader = "X-Kasha-Origin"

// AccessHeader is the header by which the canary and the smoke test get in where edge.access names who may see the site.
const AccessHeader = "X-Kasha-Access"

// HeaderSecretProps describes a secret with a header's value.
type HeaderSecretProps struct {
	Region string      // the environment's; the secret is replicated to the edge's region
	Key    awskms.IKey // encrypts the secret in the environment's region
}

// NewOriginSecret generates the value that proves that a request came through the environment's own distribution.
func NewOriginSecret(scope constructs.Construct, id string, environment names.Environment, props HeaderSecretProps) (reference string) {
	return newHeaderSecret(scope, id, environment.OriginSecret(), "Header that CloudFront sends to the public load balancer", props)
}

// NewAccessSecret generates the value with which the canary and the smoke test get in. AWS WAF compares it.
func NewAccessSecret(scope constructs.Construct, id string, environment names.Environment, props HeaderSecretProps) (reference string) {
	return newHeaderSecret(scope, id, environment.AccessSecret(), "Header with which the canary and the smoke test get in", props)
}

// newHeaderSecret returns a dynamic reference, which CloudFormation resolves in both regions; no template holds the value itself.
//
// The name is fixed, because CloudFormation resolves the edge's reference in us-east-1, where the secret is a replica with the same
// name. The secret is deleted with its stack, because nothing else reads it. It must exist when the reference is
// resolved, so it belongs to a stack that is deployed before the load balancer's.
func newHeaderSecret(scope constructs.Construct, id, name, description string, props HeaderSecretProps) (reference string) {
	secret := &awssecretsmanager.SecretProps{
		SecretName:    jsii.String(name),
		Description:   jsii.String(description),
		EncryptionKey: props.Key,
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			PasswordLength: jsii.Number(48), ExcludePunctuation: jsii.Bool(true),
		},
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	}
	if props.Region != Region {
		secret.ReplicaRegions = &[]*awssecretsmanager.ReplicaRegion{{Region: jsii.String(Region)}}
	}
	awssecretsmanager.NewSecret(scope, jsii.String(id), secret)
	return "{{resolve:secretsmanager:" + name + ":SecretString}}"
}
