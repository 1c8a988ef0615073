package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/edge"
	"kasha/lib/storage"
)

// EdgeStack is what viewers meet.
type EdgeStack struct {
	Stack            awscdk.Stack
	Edge             edge.Edge
	AccessLogs       awss3.Bucket
	DistributionName awscdk.CfnOutput
	SiteAddress      awscdk.CfnOutput // nil without a domain
}

func newEdgeStack(stage awscdk.Stage, env config.Environment, services ServicesStack) EdgeStack {
	stack := newStack(stage, env, "edge", edge.Region, "Kasha "+env.Name+": CloudFront, WAF, certificate, DNS, dashboard", false)
	// CloudFront's logs stay beside it: it does not deliver to buckets in regions that an account has to opt in to.
	logs := storage.NewAccessLogs(stack, "AccessLogs", storage.AccessLogsProps{CloudFront: true})
	built := edge.New(stack, "Edge", edge.Props{
		Environment: env.Name,
		Edge:        env.Edge,
		Origin:      edge.Origin{DomainName: services.OriginDomain, Header: edge.OriginHeader, Value: services.OriginSecret},
		AccessLogs:  logs,

		LogRetentionDays: env.Logs.RetentionDays,
		Retain:           env.IsProduction(),
	})
	result := EdgeStack{Stack: stack, Edge: built, AccessLogs: logs}
	result.DistributionName = output(stack, "DistributionDomainName", built.Distribution.DistributionDomainName(), "CloudFront: the address of the site")
	if domain := env.Edge.Domain; domain != nil {
		result.SiteAddress = output(stack, "SiteAddress", jsii.String("https://"+domain.Name), "The site under its own name")
	}
	return result
}
