package tests

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/references"
)

// TestOutputsThatOtherStacksReadArePinned catches a renamed output and a reference whose form changes. CloudFormation knows a value behind
// a reference only while it deploys. Where the text of a reference in a create-only property changes, its change set plans a replacement,
// although the value is the same. This has replaced a database (aws/aws-cdk issue 38829). A strong export under another name is refused
// while a stack imports the old one.
func TestOutputsThatOtherStacksReadArePinned(t *testing.T) {
	read := map[string]bool{}
	all := shapesAssembly(t).Stacks
	for _, stack := range all {
		for _, reference := range references.Of(stack, all) {
			form := "weak"
			if reference.Strong {
				form = "strong"
			}
			read[form+" "+strings.TrimPrefix(reference.Producer, "kasha-"+stack.Stage+"-")+" "+reference.Output] = true
		}
	}
	want := pinnedOutputs()
	for _, row := range want {
		if !read[row] {
			t.Errorf("no stack reads %q any more; fix: leave its name and form as they are, or remove its row if nothing reads the value", row)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(read)) {
		if !slices.Contains(want, row) {
			t.Errorf("a stack reads the output %q, which is not pinned; if it replaces no other, fix: add it to pinnedOutputs()", row)
		}
	}
}

// TestEveryEnvironmentExportsTheSame catches an export that the configuration adds and removes. The producer is deployed first, and
// CloudFormation refuses to remove an export while the deployed reader still imports it. No later deployment would succeed.
func TestEveryEnvironmentExportsTheSame(t *testing.T) {
	exports := map[string]string{} // by environment
	for _, stack := range shapesAssembly(t).Stacks {
		for _, key := range slices.Sorted(maps.Keys(stack.Template.Outputs)) {
			if name := references.ExportName(stack.Template.Outputs[key]); name != "" {
				exports[stack.Stage] += strings.TrimPrefix(name, "kasha-"+stack.Stage+"-") + "\n"
			}
		}
	}
	for environment, names := range exports {
		if names != exports["prod"] {
			t.Errorf("%s exports\n%swant the same as prod:\n%sfix: share() exports a value always, so use it in stages/references.go",
				environment, names, exports["prod"])
		}
	}
	if strings.Count(exports["prod"], "\n") < 15 {
		t.Errorf("prod exports only\n%s", exports["prod"])
	}
}

// TestEveryTypeIsInTheTableOfCreateOnlyProperties catches a type whose replacements nobody can tell from its updates.
func TestEveryTypeIsInTheTableOfCreateOnlyProperties(t *testing.T) {
	missing := map[string]bool{}
	for _, stack := range slices.Concat(shapesAssembly(t).Stacks, pipelineAssembly(t).Stacks) {
		for _, resource := range stack.Template.Resources {
			_, _, known := cloudformation.CreateOnly(resource.Type)
			if !known && !strings.HasPrefix(resource.Type, "Custom::") && resource.Type != "AWS::CDK::Metadata" {
				missing[resource.Type] = true
			}
		}
	}
	if len(missing) > 0 {
		t.Errorf("types without a row; fix: scripts/create-only %s", strings.Join(slices.Sorted(maps.Keys(missing)), " "))
	}
}

// TestReadersOfWeakReferencesAreNoted catches an assembly that was written without Synth: its readers would be left behind.
func TestReadersOfWeakReferencesAreNoted(t *testing.T) {
	weak := 0
	all := slices.Concat(shapesAssembly(t).Stacks, pipelineAssembly(t).Stacks)
	for _, stack := range all {
		for _, reference := range references.Of(stack, all) {
			if reference.Strong {
				continue
			}
			weak++
			if notesOf(stack, reference.Resource) == "" {
				t.Errorf("%s: %s reads %s of %s, and its metadata has no %s", stack.Name, reference.Resource, reference.Output,
					reference.Producer, references.Key)
			}
		}
	}
	if weak == 0 {
		t.Error("no stack has a weak reference, want some")
	}
}

func notesOf(stack assembly.Stack, resource string) string {
	notes, _ := stack.Template.Resources[resource].Metadata[references.Key].(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(notes)), " ")
}

// pinnedOutputs are the outputs that other stacks read, in every shape: the form of the reference, the producer and the output's key.
func pinnedOutputs() []string {
	return []string{
		"weak services PublishOutputFnGetAttServiceApiService440EF714NameD56F5440",
		"weak services PublishOutputFnGetAttServiceApiTargets647D4C96TargetGroupFullName1CCDBC90",
		"weak services PublishOutputFnGetAttServiceCatalogueService8697DB22Name3BC24E2B",
		"weak services PublishOutputFnGetAttServiceCatalogueTargetsDEE98744TargetGroupFullNameCDD9AA2E",
		"weak services PublishOutputFnGetAttServiceSearchService6FF6464EName5F2CCFCA",
		"weak services PublishOutputFnGetAttServiceSearchTargets8911A08DTargetGroupFullName32995762",
		"strong data ExportsOutputFnGetAttDatabasePrimaryEDE0B3D0EndpointAddressB8F5850A",
		"strong data ExportsOutputFnGetAttDatabasePrimaryEDE0B3D0EndpointPort2E78E789",
		"strong data ExportsOutputFnGetAttDatabaseSecurityGroup5C91FDCBGroupId8DCC9244",
		"strong data ExportsOutputFnGetAttStorageApplicationCA59EE3CArnDDF98D5F",
		"strong data ExportsOutputRefDatabaseAdminSecret9BA08F4519CF766E",
		"strong data ExportsOutputRefDatabaseConnectionSecret3AAAD6363523103B",
		"strong data ExportsOutputRefStorageAccessLogs96FB524C97EB54D9",
		"strong data ExportsOutputRefStorageApplicationCA59EE3CA7EE34E7",
		"strong network ExportsOutputFnGetAttKey961B73FDArn5A860C43",
		"strong network ExportsOutputRefNetworkVpc7FB7348F649FC110",
		"strong network ExportsOutputRefNetworkVpcbackendSubnet1Subnet6B7D5002C53DC91E",
		"strong network ExportsOutputRefNetworkVpcbackendSubnet2SubnetD5442CCE56D85471",
		"strong network ExportsOutputRefNetworkVpcdatabaseSubnet1Subnet20641EE5587AA743",
		"strong network ExportsOutputRefNetworkVpcdatabaseSubnet2Subnet8C27A689BA7F2805",
		"strong network ExportsOutputRefNetworkVpcfrontendSubnet1Subnet850E4CB5BE41328F",
		"strong network ExportsOutputRefNetworkVpcfrontendSubnet2Subnet11F410CDDBA13BB8",
		"strong network ExportsOutputRefNetworkVpcpublicSubnet1Subnet0061765704A2C53F",
		"strong network ExportsOutputRefNetworkVpcpublicSubnet2SubnetDCAA7C9A31F49033",
		"weak data PublishOutputFnGetAttDatabasePrimaryEDE0B3D0DbiResourceId2AAA9B16",
		"weak data PublishOutputFnGetAttDatabaseReplica3A6F4E05DbiResourceId17C1996A",
		"weak data PublishOutputFnGetAttDatabaseReplica3A6F4E05EndpointAddress0194C32C",
		"weak data PublishOutputFnGetAttDatabaseReplicaSecurityGroup498CB7FDGroupId45DF57E1",
		"weak data PublishOutputFnGetAttMessagingemailA3A3C3E7Arn2FE4F71C",
		"weak data PublishOutputFnGetAttMessagingevents7F26AD16Arn9B12544F",
		"weak data PublishOutputFnGetAttMessagingjobs45226852Arn6BD46EFF",
		"weak data PublishOutputFnGetAttMessagingwebhook7C0B6DBFArn39919FD7",
		"weak data PublishOutputRefDatabaseMigratorSecret60A2A0BF7D48678C",
		"weak data PublishOutputRefDatabasePrimaryEDE0B3D074D4375D",
		"weak data PublishOutputRefMessagingemailA3A3C3E7E516683C",
		"weak data PublishOutputRefMessagingevents7F26AD16F692F025",
		"weak data PublishOutputRefMessagingjobs45226852EEA70918",
		"weak data PublishOutputRefMessagingwebhook7C0B6DBF8D01D36E",
		"weak network PublishOutputRefNetworkVpcpublicSubnet1NATGateway939C8F7EAC8C9D68",
		"weak network PublishOutputRefNetworkVpcpublicSubnet2NATGatewayCA65A4671C1A8499",
		"weak services PublicLoadBalancerDnsName",
		"weak services VpcOriginLoadBalancerArn",
		"weak services VpcOriginLoadBalancerDnsName",
		"weak services PublishOutputFnGetAttBackendService0012F2D2Name0E4D56FC",
		"weak services PublishOutputFnGetAttFrontendService26328E93NameA1F9AC82",
		"weak services PublishOutputFnGetAttInternalLoadBalancerB7976388LoadBalancerFullNameBED145F2",
		"weak services PublishOutputFnGetAttInternalLoadBalancerPublicListenerECSPrivateGroupBF601BC5TargetGroupFullNameB84E8291",
		"weak services PublishOutputFnGetAttPublicLoadBalancer5116A438LoadBalancerFullNameC4FBCDED",
		"weak services PublishOutputFnGetAttPublicLoadBalancerPublicListenerECSGroup88E9A955TargetGroupFullName4F0103FA",
		"weak services PublishOutputFnGetAttServiceApiVpcOriginTargets823D0A7FTargetGroupFullName8C0B77C3",
		"weak services PublishOutputFnGetAttVpcOriginLoadBalancer9A422762LoadBalancerFullName94984A85",
		"weak services PublishOutputFnGetAttVpcOriginLoadBalancerPublicListenerECSPrivateGroupCDEF6FD4TargetGroupFullName01D79E31",
		"weak services PublishOutputFnGetAttWorkerFilmsServiceF5E61E7BNameB39D58D1",
		"weak services PublishOutputFnGetAttWorkerMailService586EB72AName6B634E3F",
		"weak services PublishOutputFnGetAttWorkerThumbnailsService019E35AANameDB111D96",
	}
}
