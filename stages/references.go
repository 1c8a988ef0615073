package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"

	"kasha/internal/references"
)

// How stacks refer to each other; docs/decisions/0015-references-by-what-they-protect.md says why there are two ways.
//
//	strong   Fn::ImportValue. CloudFormation refuses to change or remove the value while another stack imports it. For what every
//	         environment has and whose replacement under a reader is an outage.
//	weak     Fn::GetStackOutput, the default in cdk.json. For what the configuration adds and removes, and for readers in
//	         another region. Synth notes in the reader which producer it reads, so that it is deployed with it.

// share makes references to a resource strong, and exports these values of it always, whether another stack reads them or not. The
// CDK would otherwise export a value only while it is read. A configuration that no longer reads it would then remove the export
// from the producer, which is deployed first, and CloudFormation would refuse.
func share(stack awscdk.Stack, resource constructs.IConstruct, values ...*string) {
	awscdk.CrossStackReferences_Of(resource).Produce(awscdk.ReferenceStrength_STRONG)
	for _, value := range values {
		stack.ExportValue(value, nil)
	}
}

// shareValue exports one value of a resource always, and returns it as a strong reference. Other attributes of the resource stay
// weak.
func shareValue(stack awscdk.Stack, value *string) *string {
	stack.ExportValue(value, nil)
	return awscdk.Stack_ConsumeReference(value, awscdk.ReferenceStrength_STRONG)
}

// Synth writes the templates of an application, with the notes that make the reader of a weak reference follow its producer.
func Synth(app awscdk.App) error {
	return references.Note(*app.Synth(nil).Directory())
}

// share exports what every other stack needs: VPC, subnets and the general key.
func (n NetworkStack) share() {
	vpc := n.Network.VPC
	share(n.Stack, n.Key, n.Key.KeyArn())
	share(n.Stack, vpc, vpc.VpcId())
	for _, group := range []*[]awsec2.ISubnet{vpc.PublicSubnets(), vpc.PrivateSubnets(), vpc.IsolatedSubnets()} {
		for _, subnet := range *group {
			share(n.Stack, subnet, subnet.SubnetId())
		}
	}
}

// share exports what every environment has of the data. The configuration adds and removes queues and the replica, so they stay weak.
func (d *DataStack) share() {
	db, buckets := d.Database, d.Buckets
	share(d.Stack, db.SecurityGroup, db.SecurityGroup.SecurityGroupId())
	share(d.Stack, db.Admin, db.Admin.SecretArn())
	share(d.Stack, db.Connection, db.Connection.SecretArn())
	share(d.Stack, buckets.Application, buckets.Application.BucketArn(), buckets.Application.BucketName())
	share(d.Stack, buckets.AccessLogs, buckets.AccessLogs.BucketName())
	// A restored database takes the primary's place under its identifier (docs/runbooks/swap-in.md). Its address is then the same, but
	// its resource id is not. A strong reference to that id would make CloudFormation refuse every later change of the instance.
	d.PrimaryAddress = shareValue(d.Stack, db.Primary.DbInstanceEndpointAddress())
	d.PrimaryPort = shareValue(d.Stack, db.Primary.DbInstanceEndpointPort())
}
