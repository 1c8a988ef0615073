package tests

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"kasha/internal/cloudformation"
)

// TestOutputsOfTheSevenKinds catches a missing or renamed output. People, scripts and the pipeline's smoke test read them by name.
func TestOutputsOfTheSevenKinds(t *testing.T) {
	eachShape(t, func(p platform) {
		want := map[string]string{
			"services BackendLoadBalancerDnsName": "services/InternalLoadBalancer",
			"data DatabaseEndpoint":               "data/Database/Primary",
			"data AdminSecretArn":                 "data/Database/AdminSecret",
			"data ConnectionSecretArn":            "data/Database/ConnectionSecret",
			"data BucketName":                     "data/Storage/Application",
			"edge DistributionDomainName":         "edge/Edge/Distribution",
		}
		if p.env.Edge.HasPublicOrigin() {
			want["services PublicLoadBalancerDnsName"] = "services/PublicLoadBalancer"
		}
		if p.env.Edge.HasVPCOrigin() {
			want["services VpcOriginLoadBalancerDnsName"] = "services/VpcOriginLoadBalancer"
			want["services VpcOriginLoadBalancerArn"] = "services/VpcOriginLoadBalancer"
		}
		if p.env.Database.ReadReplica {
			want["data ReadReplicaEndpoint"] = "data/Database/Replica"
		}
		for _, queue := range append(append([]string{}, p.env.Messaging.Main...), p.env.Messaging.Notification...) {
			want["data QueueUrl"+titled(queue)] = "data/Messaging/" + queue
			want["data DeadLetterQueueUrl"+titled(queue)] = "data/Messaging/" + queue + "-dead"
		}
		for name, path := range want {
			part, id, _ := strings.Cut(name, " ")
			output, ok := p.stack(part).Template.Outputs[id]
			if logicalID := p.at(path + "/Resource").LogicalID; !ok || output.Description == "" ||
				!strings.Contains(fmt.Sprint(output.Value), logicalID) {
				p.t.Errorf("%s: output %s is %v, want something of %s", part, id, output, path)
			}
		}
	})
	p := platformOf(t, "prod")
	p.holds("database endpoint", func() {
		primary := p.at("data/Database/Primary/Resource").LogicalID
		p.template("data").HasOutput(jsii.String("DatabaseEndpoint"), map[string]any{"Value": map[string]any{"Fn::Join": []any{"", []any{
			map[string]any{"Fn::GetAtt": []any{primary, "Endpoint.Address"}}, ":", map[string]any{"Fn::GetAtt": []any{primary, "Endpoint.Port"}},
		}}}})
	})
}

// TestStacksLookUpFewOutputs catches a stack that CloudFormation would throttle during its deployment.
func TestStacksLookUpFewOutputs(t *testing.T) {
	most, where := 0, ""
	for _, stack := range shapesAssembly(t).Stacks {
		text, err := json.Marshal(stack.Template.Resources)
		if err != nil {
			t.Fatal(err)
		}
		count := strings.Count(string(text), `"Fn::GetStackOutput"`)
		if count > mostLookUps {
			t.Errorf("%s looks up %d outputs, want at most %d", stack.Name, count, mostLookUps)
		}
		if count > most {
			most, where = count, stack.Name
		}
	}
	t.Logf("%s looks up the most, %d", where, most)
	if most == 0 {
		t.Error("no stack looks up an output, want some; fix: read the CDK's new function")
	}
}

// mostLookUps is how many outputs of other stacks one stack may look up. CloudFormation looks each occurrence up anew, and a deployment
// with 75 of them failed with "Throttling" (aws/aws-cdk issue 38010). Resources with a fixed name are referred to by that name instead.
const mostLookUps = 70

// TestNoReferenceToAnotherStackIsSplit catches Fn::GetStackOutput inside Fn::Split. CloudFormation's documentation lists the functions
// that Fn::Split takes, and it is not among them (user guide, "Fn::Split", "Supported functions"); cfn-lint reports it as E1022. The CDK
// splits an ARN in this way wherever it needs a part of it, such as the registry of an image.
func TestNoReferenceToAnotherStackIsSplit(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, stack := range p.stacks {
			for id, resource := range stack.Template.Resources {
				cloudformation.Walk(resource.Properties, func(_ cloudformation.At, value any) bool {
					split, ok := value.(map[string]any)
					if ok && split["Fn::Split"] != nil && strings.Contains(fmt.Sprint(split["Fn::Split"]), "Fn::GetStackOutput") {
						t.Errorf("%s %s: %v, want a name or an ARN that is known", stack.Name, id, split)
					}
					return true
				})
			}
		}
	})
}
