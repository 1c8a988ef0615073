package edge

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
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

// AllowFromCloudFrontProps names a load balancer and the ports that CloudFront may connect to.
type AllowFromCloudFrontProps struct {
	VPC          awsec2.IVpc
	LoadBalancer awselasticloadbalancingv2.ApplicationLoadBalancer
	ID           string // what the ids of the security groups begin with
	Description  string // of the security groups
	PrefixList   string // id of AWS's list of Origin-facing addresses of CloudFront in the region
	Ports        []int
}

// AllowFromCloudFront opens a load balancer on the given ports to CloudFront's addresses only. Each port gets its own security
// group: the prefix list counts as 55 rules, and a group may have 60.
func AllowFromCloudFront(scope constructs.Construct, props AllowFromCloudFrontProps) {
	origins := awsec2.Peer_PrefixList(jsii.String(props.PrefixList))
	for _, port := range props.Ports {
		group := awsec2.NewSecurityGroup(scope, jsii.String(props.ID+strconv.Itoa(port)), &awsec2.SecurityGroupProps{
			Vpc: props.VPC, Description: jsii.String(props.Description), AllowAllOutbound: jsii.Bool(false),
		})
		group.AddIngressRule(origins, awsec2.Port_Tcp(jsii.Number(port)), jsii.String("Origin-facing addresses of CloudFront"), nil)
		props.LoadBalancer.AddSecurityGroup(group)
	}
}
