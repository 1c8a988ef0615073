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
)

// OriginHeader is what CloudFront adds and the load balancer asks for.
const OriginHeader = "X-Kasha-Origin"

// OriginSecretProps says where the header's value is needed.
type OriginSecretProps struct {
	Environment string
	Region      string
	Key         awskms.IKey
}

// NewOriginSecret generates the value that proves a request came through our distribution, and returns the dynamic
// reference that CloudFormation resolves in both regions; the value itself is in no template.
//
// Its name is fixed because the reference of the distribution is resolved in us-east-1, where the secret is a replica: a
// name reads the same in both places. Nothing else reads it, so it may go with its stack. Resolving needs the secret to
// exist: it belongs in a stack that is deployed before the load balancer's.
func NewOriginSecret(scope constructs.Construct, id string, props OriginSecretProps) (reference string) {
	name := "kasha/" + props.Environment + "/origin-header"
	secret := &awssecretsmanager.SecretProps{
		SecretName:    jsii.String(name),
		Description:   jsii.String("Header that CloudFront sends to the public load balancer"),
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

// AllowFromCloudFront opens a load balancer on the given ports to CloudFront's addresses and nobody else. Each port gets a
// security group of its own: the prefix list counts as 55 rules, and a group may have 60.
func AllowFromCloudFront(scope constructs.Construct, balancer awselasticloadbalancingv2.ApplicationLoadBalancer, vpc awsec2.IVpc, prefixList string, ports ...int) {
	for _, port := range ports {
		group := awsec2.NewSecurityGroup(scope, jsii.String("FromCloudFront"+strconv.Itoa(port)), &awsec2.SecurityGroupProps{
			Vpc: vpc, Description: jsii.String("CloudFront to the public load balancer"), AllowAllOutbound: jsii.Bool(false),
		})
		group.AddIngressRule(awsec2.Peer_PrefixList(jsii.String(prefixList)), awsec2.Port_Tcp(jsii.Number(port)), jsii.String("CloudFront's origin-facing addresses"), nil)
		balancer.AddSecurityGroup(group)
	}
}
