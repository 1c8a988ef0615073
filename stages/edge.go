package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/edge"
	"kasha/lib/encryption"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/storage"
)

// EdgeStack is the stack that viewers connect to. It is always in us-east-1; lib/edge says why.
type EdgeStack struct {
	Stack            awscdk.Stack
	Edge             edge.Edge
	AccessLogs       awss3.Bucket
	DistributionName awscdk.CfnOutput
	SiteAddress      awscdk.CfnOutput // nil without a domain
}

func newEdgeStack(stage awscdk.Stage, env config.Environment, services ServicesStack) EdgeStack {
	stack := newStack(stage, env, stackProps{
		Part: names.Edge, Account: env.Account, Region: edge.Region, Contents: "CloudFront, WAF, certificate, DNS, dashboard",
	})
	// CloudFront's logs stay in this region: CloudFront does not deliver to buckets in regions that an account has to opt in to.
	logs := storage.NewAccessLogs(stack, "AccessLogs", storage.AccessLogsProps{CloudFront: true})
	var assets awss3.IBucket
	if env.Edge.Static.IsServed() {
		bucket := storage.NewAssets(stack, "Assets", storage.AssetsProps{AccessLogs: logs})
		output(stack, names.AssetsBucket, bucket.BucketName(), "Bucket of the static files, for make assets")
		assets = bucket
	}
	built := edge.New(stack, "Edge", edge.Props{
		Environment: env.Names(),
		Edge:        env.Edge,
		Origin:      services.Origin,
		AccessPass:  services.AccessSecret,
		AccessLogs:  logs,

		Tier:             env.Tier,
		LogRetentionDays: env.Logs.RetentionDays,
		Retain:           env.IsProduction(),
		Assets:           assets,
	})
	if built.Store != nil {
		output(stack, names.AccessStoreARN, built.Store.KeyValueStoreArn(), "Store of the password's hash, for make password")
	}
	if built.VPCOrigin != nil {
		output(stack, names.VPCOriginID, built.VPCOrigin.AttrId(), "CloudFront's VPC origin, which the distribution uses")
	}
	result := EdgeStack{Stack: stack, Edge: built, AccessLogs: logs}
	name := built.Distribution.DistributionDomainName()
	result.DistributionName = output(stack, names.DistributionDomain, name, "CloudFront's domain name of the site")
	if site := env.Edge.ShownName(); site != "" {
		result.SiteAddress = output(stack, names.SiteAddress, jsii.String("https://"+site), "The site under its own name")
	}
	return result
}

// monitorEdge builds the alarms on the distribution, which must be in the distribution's region, and the dashboard. No stack is
// deployed after this one, so the dashboard can show everything that a request passes.
func monitorEdge(stack EdgeStack, env config.Environment, net NetworkStack, data DataStack, services ServicesStack) {
	var topic awssns.Topic
	if env.Alarms.IsFull() && env.Region != edge.Region {
		// An alarm publishes only to a topic in its own region, and a topic uses only a key in its own region.
		key := encryption.NewKey(stack.Stack, "Key", encryption.KeyProps{
			Alias:       env.Names().EdgeKey(),
			Description: env.Names().Description("alarm topic of the edge"),
			Retain:      env.IsProduction(),
		})
		topic = monitoring.NewTopic(stack.Stack, "Alarms", monitoring.TopicProps{Environment: env.Names(), Email: env.Alarms.Email, Key: key})
	}
	watch := monitoring.NewWatch(stack.Stack, "Monitoring", monitoring.WatchProps{Environment: env})
	if topic != nil {
		watch.After(topic)
	}
	// The canary visits the domain, and an alarm watches the web ACL, by their names. Without this, a healthy first rollout would page.
	watch.After(stack.Edge.Construct)
	watch.Edge(stack.Edge)
	recipient := monitoring.NotifyEmail
	if env.Region == edge.Region || env.Alarms.IsFull() {
		recipient = monitoring.NotifyTopic // there is a topic in this region
	}
	watch.Budget(recipient)
	if env.Alarms.Canary {
		watch.Canary(monitoring.CanaryProps{
			Site: stack.address(env), Bucket: stack.AccessLogs, Header: edge.AccessHeader, Pass: services.AccessSecret,
		})
	}
	if path := env.Alarms.HealthCheckPath; path != "" {
		watch.HealthCheck(stack.host(env), path)
	}
	if env.Region == edge.Region {
		watch.UsersHurt(monitoring.RegionalUsersHurt, services.Noticed...)
	} else {
		watch.UsersHurt(monitoring.EdgeUsersHurt)
	}
	monitoring.NewDashboard(stack.Stack, "Dashboard", monitoring.DashboardProps{
		Environment: env,
		Alarms:      append(services.Alarms, watch.Built()...),
		Edge:        stack.Edge,
		Frontend:    services.Frontend,
		Backend:     services.Backend,
		Further:     services.Further,
		Workers:     services.Workers,
		Database:    data.Database,
		Queues:      data.Queues,
		NATGateways: net.Network.NATGateways,
		After:       watch.Construct(),
	})
}

// address returns the URL of the site. A name that is redirected is no test of the site: CloudFront answers by itself.
func (e EdgeStack) address(env config.Environment) *string {
	return jsii.String("https://" + *e.host(env) + "/")
}

// host returns the name under which viewers see the site.
func (e EdgeStack) host(env config.Environment) *string {
	if site := env.Edge.ShownName(); site != "" {
		return jsii.String(site)
	}
	return e.Edge.Distribution.DistributionDomainName()
}
