package review

import (
	"slices"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// twin is what happens when CloudFormation creates a resource a second time under another logical id, before it deletes the first. Such a
// resource has no name: AWS knows it by what it belongs to.
type twin struct {
	by     []string // the properties that AWS knows it by; none stands for all except Description
	undone bool     // the second creation changes nothing, and the deletion of the first takes it away again
	what   string   // as a sentence continues
}

// twins are by type. Sources: some APIs document an error for a second one. The EC2 API reference, "Error codes", has
// InvalidPermission.Duplicate, RouteAlreadyExists and Resource.AlreadyAssociated. Elastic Load Balancing has PriorityInUse (CreateRule) and
// DuplicateListener (CreateListener). Lambda has ResourceConflictException (CreateEventSourceMapping). For bucket policies there is a
// message of CloudFormation (cloudformation-coverage-roadmap issue 1068). Other APIs document that a second call changes nothing.
// They are SNS Subscribe and SetTopicAttributes, SQS SetQueueAttributes, and RegisterScalableTarget.
func twins() map[string]twin {
	return map[string]twin{
		"AWS::EC2::SecurityGroupIngress":            {what: "EC2 refuses the same rule twice in a security group"},
		"AWS::EC2::SecurityGroupEgress":             {what: "EC2 refuses the same rule twice in a security group"},
		"AWS::EC2::Route":                           {what: "EC2 refuses two routes with one destination in a route table"},
		"AWS::EC2::SubnetRouteTableAssociation":     {by: []string{"SubnetId"}, what: "EC2 refuses a second route table for a subnet"},
		"AWS::EC2::VPCGatewayAttachment":            {by: []string{"VpcId"}, what: "EC2 refuses a second internet gateway in a VPC"},
		"AWS::EC2::VPCEndpoint":                     {by: []string{"VpcId", "ServiceName"}, what: "EC2 refuses a second endpoint"},
		"AWS::S3::BucketPolicy":                     {by: []string{"Bucket"}, what: "CloudFormation refuses a second policy of a bucket"},
		"AWS::ElasticLoadBalancingV2::ListenerRule": {by: []string{"ListenerArn", "Priority"}, what: "its priority is in use"},
		"AWS::ElasticLoadBalancingV2::Listener":     {by: []string{"LoadBalancerArn", "Port"}, what: "its port is in use"},
		"AWS::Lambda::EventSourceMapping":           {by: []string{"EventSourceArn", "FunctionName"}, what: "Lambda refuses it"},
		"AWS::SQS::QueuePolicy":                     {by: []string{"Queues"}, undone: true, what: "the queue has no policy"},
		"AWS::SNS::TopicPolicy":                     {by: []string{"Topics"}, undone: true, what: "the topic has its default policy"},
		"AWS::SNS::Subscription": {
			by: []string{"TopicArn", "Protocol", "Endpoint"}, undone: true, what: "nothing is subscribed",
		},
		"AWS::ApplicationAutoScaling::ScalableTarget": {
			by: []string{"ResourceId", "ScalableDimension"}, undone: true, what: "nothing is scaled",
		},
		"AWS::ECS::ClusterCapacityProviderAssociations": {by: []string{"Cluster"}, undone: true, what: "no task starts"},
	}
}

// twinned says why a moved resource cannot be made a second time, or what is left of it; empty if it can.
func (c *comparison) twinned(from, to place) string {
	old, new := c.oldResource(from), c.newResource(to)
	twin, is := twins()[values.Type(old)]
	if !is {
		return ""
	}
	known := func(resource map[string]any) string {
		all := map[string]any{}
		for name, value := range values.Properties(resource) {
			if len(twin.by) == 0 && name != "Description" || slices.Contains(twin.by, name) {
				all[name] = value
			}
		}
		return values.Canonical(all)
	}
	if known(old) != known(values.Mark(engine.Template{to.id: new}, c.marks)[to.id]) {
		return "" // it belongs to something else now
	}
	const fix = "; fix: leave the construct where it is, or remove it in one deployment and add it in the next"
	if twin.undone {
		return "CloudFormation makes it anew, which changes nothing, and then deletes the old one: " + twin.what + fix
	}
	return "CloudFormation makes it anew while the old one is still there: " + twin.what + fix
}
