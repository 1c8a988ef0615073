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
	"kasha/lib/network"
)

// borrowSeconds is how long a caller waits for a free connection before it gets an error. RDS's default, 120, is longer than
// a load balancer waits for the whole answer.
const borrowSeconds = 20

// ProxyProps is one RDS Proxy before the primary.
type ProxyProps struct {
	Environment      string // part of its name
	VPC              awsec2.IVpc
	Database         Database
	Config           config.Database
	Key              awskms.IKey // encrypts its log group
	LogRetentionDays int
	Retain           bool // production: the logs outlive the stack
}

// Proxy shares the primary's connections among any number of callers. Callers log in with tokens of IAM over TLS; the proxy
// alone knows the password. After a rotation it reads the new one by itself and no caller notices.
//
// Failure modes: a statement that changes a session's state pins its connection to one caller until it disconnects (RDS user
// guide, "Avoiding pinning an RDS Proxy"). For the seconds between a rotation's step that sets the password and the one that
// makes it current, a new connection to the database fails and a caller waits for one of the open ones. The proxy has no
// reader endpoint for an instance, so a replica is reached directly.
type Proxy struct {
	proxy awsrds.DatabaseProxy
}

// NewProxy builds the proxy. It belongs to the stack of its callers: it holds nothing, and when it is switched off
// CloudFormation has to remove it after the callers have turned to the database, which it does within one stack only.
func NewProxy(scope constructs.Construct, id string, props ProxyProps) Proxy {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	name := "kasha-" + props.Environment + "-proxy"
	security := awsec2.NewSecurityGroup(scope, jsii.String("SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("RDS Proxy: opened to each caller by name, calls MySQL only"),
		AllowAllOutbound: jsii.Bool(false),
	})
	logs := logging.NewGroup(scope, "Logs", logging.GroupProps{ // before RDS creates one that never expires
		Name: "/aws/rds/proxy/" + name, RetentionDays: props.LogRetentionDays, Key: props.Key, Retain: props.Retain,
	})
	built := awsrds.NewDatabaseProxy(scope, jsii.String("Proxy"), &awsrds.DatabaseProxyProps{
		DbProxyName:    jsii.String(name),
		ProxyTarget:    awsrds.ProxyTarget_FromInstance(props.primaryIn(scope)),
		Vpc:            props.VPC,
		VpcSubnets:     network.In(network.DatabaseSubnets), // RDS reads the secret from outside the VPC; no way out is needed
		SecurityGroups: &[]awsec2.ISecurityGroup{security},
		Secrets:        &[]awssecretsmanager.ISecret{props.Database.Connection},
		IamAuth:        jsii.Bool(true),
		RequireTLS:     jsii.Bool(true),
		// MySQL 8.4 no longer loads the older plug-in by itself.
		ClientPasswordAuthType: awsrds.ClientPasswordAuthType_MYSQL_CACHING_SHA2_PASSWORD,
		MaxConnectionsPercent:  jsii.Number(proxyPercent(props.Config)),
		BorrowTimeout:          awscdk.Duration_Seconds(jsii.Number(borrowSeconds)),
	})
	built.Node().AddDependency(logs)
	return Proxy{proxy: built}
}

// primaryIn is the primary as the callers' stack sees it: by its name and its security group. Seen as the construct itself,
// the rule that admits the proxy would be written into the database's stack, and the two stacks would need each other.
func (p ProxyProps) primaryIn(scope constructs.Construct) awsrds.IDatabaseInstance {
	group := (*p.Database.Primary.Connections().SecurityGroups())[0]
	return awsrds.DatabaseInstance_FromDatabaseInstanceAttributes(scope, jsii.String("Primary"), &awsrds.DatabaseInstanceAttributes{
		InstanceIdentifier:      p.Database.Primary.InstanceIdentifier(),
		InstanceEndpointAddress: p.Database.Primary.DbInstanceEndpointAddress(),
		Port:                    jsii.Number(Port),
		Engine:                  engine(p.Config),
		SecurityGroups: &[]awsec2.ISecurityGroup{
			awsec2.SecurityGroup_FromSecurityGroupId(scope, jsii.String("PrimarySecurityGroup"), group.SecurityGroupId(), &awsec2.SecurityGroupImportOptions{
				AllowAllOutbound: jsii.Bool(false), Mutable: jsii.Bool(true),
			}),
		},
	})
}

// proxyPercent leaves the reserved connections to rotation and to people: the proxy would otherwise take all of them.
func proxyPercent(database config.Database) int {
	limit := database.MaxConnections()
	return 100 * (limit - config.ReservedConnections) / limit
}

// Endpoint is the host that callers connect to.
func (p Proxy) Endpoint() *string { return p.proxy.Endpoint() }

// AllowFrom opens the proxy to a caller.
func (p Proxy) AllowFrom(caller awsec2.IConnectable, description string) {
	caller.Connections().AllowTo(p.proxy, awsec2.Port_Tcp(jsii.Number(Port)), jsii.String(description))
}

// GrantLogin lets a role get tokens with which the proxy connects it as the application user, and as no other.
func (p Proxy) GrantLogin(role awsiam.IGrantable) {
	p.proxy.GrantConnect(role, jsii.String(ApplicationUser))
}
