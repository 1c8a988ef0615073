package review

import (
	"maps"
	"slices"
	"strings"

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
		"AWS::EC2::SecurityGroupIngress": {what: "EC2 refuses the same rule twice in a security group"},
		"AWS::EC2::SecurityGroupEgress":  {what: "EC2 refuses the same rule twice in a security group"},
		"AWS::EC2::Route": {
			by:   []string{"RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"},
			what: "EC2 refuses two routes with one destination in a route table",
		},
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
	if twin.known(old) != twin.known(values.Mark(engine.Template{to.id: new}, c.marks)[to.id]) {
		return "" // it belongs to something else now
	}
	const fix = "; fix: leave the construct where it is, or remove it in one deployment and add it in the next"
	if twin.undone {
		return "CloudFormation makes it anew, which changes nothing, and then deletes the old one: " + twin.what + fix
	}
	return "CloudFormation makes it anew while the old one is still there: " + twin.what + fix
}

// known is what AWS knows a resource by, as a text.
func (t twin) known(resource map[string]any) string {
	all := map[string]any{}
	for name, value := range values.Properties(resource) {
		if len(t.by) == 0 && name != "Description" || slices.Contains(t.by, name) {
			all[name] = value
		}
	}
	return values.Canonical(all)
}

// inspectTwins adds the resources that become the same to AWS as another one of the stack. That one is in the new template, or is still
// there while CloudFormation works. CloudFormation changes resources in no fixed order, and deletes at the end. A resource that only moved
// is told by twinned.
func (c *comparison) inspectTwins(p pair, o *outcome) {
	if p.head == nil {
		return
	}
	all := values.Mark(p.new, c.marks)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		twin, is := twins()[values.Type(all[id])]
		key := twin.known(all[id])
		if !is || twin.undone || p.stays() && values.Type(p.old[id]) != "" && twin.known(p.old[id]) == key {
			continue // it was the same before
		}
		about := Finding{Construct: c.Construct(p.head.Name, id), Type: values.Type(all[id])}
		if other, found := c.sameAs(p, id, twin, key); found {
			about.What = "to AWS, this is the same as " + other + ": " + twin.what
			if len(twin.by) > 0 {
				about.What += " (" + strings.Join(twin.by, ", ") + ")"
			}
			o.failures = append(o.failures, about)
		}
	}
}

// sameAs finds another resource of the stack that AWS knows by the same, first in the new template, then in the deployed one.
func (c *comparison) sameAs(p pair, id string, twin twin, key string) (construct string, found bool) {
	for _, template := range []engine.Template{values.Mark(p.new, c.marks), p.old} {
		for _, other := range slices.Sorted(maps.Keys(template)) {
			_, moves := c.movedTo[place{stack: p.name(), id: other}]
			if other == id || moves || values.Type(template[other]) != values.Type(p.new[id]) || twin.known(template[other]) != key {
				continue
			}
			if was, stood := p.old[other]; other > id && (!p.stays() || !stood || twin.known(was) != key) {
				continue // of two that become the same, the second one tells
			}
			return c.Construct(p.name(), other), true
		}
		if !p.stays() {
			break
		}
	}
	return "", false
}
