package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
	"kasha/lib/names"
	"kasha/lib/network"
)

// borrowSeconds is how long a caller waits for a free connection before it gets an error. RDS's default of 120 is longer than a load
// balancer waits for the whole response.
const borrowSeconds = 20

// ProxyProps describes one RDS Proxy before the primary.
type ProxyProps struct {
	Environment      names.Environment
	VPC              awsec2.IVpc
	Database         Database
	Config           config.Database
	Key              awskms.IKey // encrypts its log group
	LogRetentionDays int
	Retain           bool // production: the logs outlive the stack
}

// Proxy shares the primary's connections among its callers. Callers log in with IAM tokens over TLS; only the proxy has the password.
// After a rotation the proxy reads the new password by itself, and callers are not affected.
//
// Failure modes: a statement that changes a session's state pins its connection to one caller until the caller disconnects. Source:
// RDS user guide, "Avoiding pinning an RDS Proxy". A rotation sets the new password some seconds before it makes the secret's new
// version current. In these seconds the proxy cannot open connections, and callers wait for an open one. The proxy has no reader
// endpoint for an instance, so callers connect to a read replica directly.
type Proxy struct {
	proxy  awsrds.DatabaseProxy
	target awscdk.CfnResource // registers the primary; until then the proxy refuses its callers
}

// NewProxy builds the proxy. It belongs to the stack of its callers, because it holds no data. When the configuration removes the
// proxy, CloudFormation must delete it after the callers have switched to the database. It keeps that order only within a stack.
func NewProxy(scope constructs.Construct, id string, props ProxyProps) Proxy {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	name := props.Environment.DatabaseProxy()
	security := awsec2.NewSecurityGroup(scope, jsii.String("SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("RDS Proxy: opened to each caller by name, calls MySQL only"),
		AllowAllOutbound: jsii.Bool(false),
	})
	logs := logging.NewGroup(scope, "Logs", logging.GroupProps{ // a group that RDS creates never expires
		Name: names.ProxyLogs(name), RetentionDays: props.LogRetentionDays, Key: props.Key, Retain: props.Retain,
	})
	built := awsrds.NewDatabaseProxy(scope, jsii.String("Proxy"), &awsrds.DatabaseProxyProps{
		DbProxyName:    jsii.String(name),
		ProxyTarget:    awsrds.ProxyTarget_FromInstance(props.primaryIn(scope)),
		Vpc:            props.VPC,
		VpcSubnets:     network.In(network.DatabaseSubnets), // RDS reads the secret from outside the VPC, so no route out is needed
		SecurityGroups: &[]awsec2.ISecurityGroup{security},
		// By its ARN: the construct would grant the role every use of the key that it knows of. Without a key it grants reading only.
		Secrets: &[]awssecretsmanager.ISecret{
			awssecretsmanager.Secret_FromSecretCompleteArn(scope, jsii.String("Secret"), props.Database.Connection.SecretArn()),
		},
		IamAuth:    jsii.Bool(true),
		RequireTLS: jsii.Bool(true),
		// MySQL 8.4 no longer enables mysql_native_password by default.
		ClientPasswordAuthType: awsrds.ClientPasswordAuthType_MYSQL_CACHING_SHA2_PASSWORD,
		MaxConnectionsPercent:  jsii.Number(proxyPercent(props.Config)),
		BorrowTimeout:          awscdk.Duration_Seconds(jsii.Number(borrowSeconds)),
	})
	props.Database.AllowInjection(built.Node().FindChild(jsii.String("IAMRole")).(awsiam.Role))
	built.Node().AddDependency(logs)
	target := built.Node().FindChild(jsii.String("ProxyTargetGroup")).(awscdk.CfnResource)
	for _, needed := range *logInNeeds().Select(scope) {
		target.AddResourceDependency(needed.(awscdk.CfnResource), nil)
	}
	return Proxy{proxy: built, target: target}
}

// logInNeeds selects what the proxy needs to log in to the primary and what no property of its target names. These are the policy of its
// role, which lets it read the secret, and the security group rules between the two. At this time the proxy has no caller yet, and no other
// rule.
func logInNeeds() awscdk.IConstructSelector {
	return awscdk.ConstructSelector_ResourcesOfType(
		jsii.String("AWS::IAM::Policy"), jsii.String("AWS::EC2::SecurityGroupIngress"), jsii.String("AWS::EC2::SecurityGroupEgress"))
}

// primaryIn imports the primary into the callers' stack by its identifier and its security group. With a reference to the construct,
// the CDK would write the rule that admits the proxy into the database's stack. The two stacks would then depend on each other.
func (p ProxyProps) primaryIn(scope constructs.Construct) awsrds.IDatabaseInstance {
	group := (*p.Database.Primary.Connections().SecurityGroups())[0].SecurityGroupId()
	mutable := &awsec2.SecurityGroupImportOptions{AllowAllOutbound: jsii.Bool(false), Mutable: jsii.Bool(true)}
	return awsrds.DatabaseInstance_FromDatabaseInstanceAttributes(scope, jsii.String("Primary"), &awsrds.DatabaseInstanceAttributes{
		InstanceIdentifier:      p.Database.Primary.InstanceIdentifier(),
		InstanceEndpointAddress: p.Database.Primary.DbInstanceEndpointAddress(),
		Port:                    jsii.Number(Port),
		Engine:                  engine(p.Config),
		SecurityGroups: &[]awsec2.ISecurityGroup{
			awsec2.SecurityGroup_FromSecurityGroupId(scope, jsii.String("PrimarySecurityGroup"), group, mutable),
		},
	})
}

// proxyPercent returns the share of the database's connections that the proxy may use. It leaves the reserved connections to rotation
// and to people; by default the proxy may use all of them.
func proxyPercent(database config.Database) int {
	limit := database.InstanceClass.MaxConnections()
	return 100 * (limit - config.ReservedConnections) / limit
}

// Endpoint returns the host name that callers connect to.
func (p Proxy) Endpoint() *string { return p.proxy.Endpoint() }

// AllowFrom opens the proxy to a caller.
func (p Proxy) AllowFrom(caller awsec2.IConnectable, description string) {
	caller.Connections().AllowTo(p.proxy, awsec2.Port_Tcp(jsii.Number(Port)), jsii.String(description))
}

// Precedes makes what names the proxy's endpoint wait until the proxy can lend connections. The endpoint exists minutes earlier. AWS's
// handler of AWS::RDS::DBProxyTargetGroup ends when RDS reports the target as AVAILABLE. Source: CreateHandler.java in the repository
// aws-cloudformation/aws-cloudformation-resource-providers-rds-proxy.
func (p Proxy) Precedes(resource awscdk.CfnResource) {
	resource.AddResourceDependency(p.target, nil)
}

// GrantLogin lets a role log in to the proxy as the application user, and as no other user.
func (p Proxy) GrantLogin(role awsiam.IGrantable) {
	p.proxy.GrantConnect(role, jsii.String(names.ApplicationUser))
}
