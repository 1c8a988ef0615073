package reach_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/reach"
)

// privately makes the distribution of the hand-made environment reach the internal load balancer through a VPC origin, on port 8080.
func privately(t *testing.T, edits ...func(map[string]assembly.Template)) *reach.Model {
	t.Helper()
	services := func(output string) object {
		return object{"Fn::GetStackOutput": object{"StackName": "kasha-test-services", "Region": "us-east-1", "OutputName": output}}
	}
	origin := func(templates map[string]assembly.Template) {
		templates["services"].Outputs["InternalArn"] = assembly.Output{Value: object{"Ref": "InternalBalancer"}}
		configuration := templates["edge"].Resources["Distribution"].Properties["DistributionConfig"].(object)
		configuration["Origins"] = []any{object{
			"Id": "balancer", "DomainName": "origin.example.com",
			"VpcOriginConfig": object{"VpcOriginId": object{"Fn::GetAtt": []any{"Origin", "Id"}}},
		}}
	}
	made := []func(map[string]assembly.Template){
		origin,
		add("edge", "Origin", "AWS::CloudFront::VpcOrigin", object{"VpcOriginEndpointConfig": object{
			"Name": "o", "Arn": services("InternalArn"), "HTTPPort": 8080.0, "OriginProtocolPolicy": "http-only",
		}}),
		add("services", "FromCloudFrontIn", "AWS::EC2::SecurityGroupIngress", object{
			"GroupId": object{"Fn::GetAtt": []any{"InternalGroup", "GroupId"}}, "IpProtocol": "tcp", "FromPort": 8080.0, "ToPort": 8080.0,
			"SourcePrefixListId": "pl-3b927c52",
		}),
	}
	return change(t, slices.Concat(made, edits)...)
}

// Catches a VPC origin that leads nowhere, to every port or past the security groups, and one that lets others' distributions in.
func TestAVPCOriginConnectsOneDistribution(t *testing.T) {
	for _, c := range []struct {
		name, from string
		port       int
		edit       func(map[string]assembly.Template)
		open       bool
		says       string
	}{
		{"the distribution", "Edge/Distribution", 8080, nil, true, "VPC origin Origin"},
		{"a viewer, by request", "internet", 8080, nil, true, "connected to Edge/Distribution"},
		{"another port", "Edge/Distribution", 80, nil, false, "no origin"},
		{"another's distribution", "another's distribution", 8080, nil, false, "it has no public address"},
		{"with a rule for a lower port", "Edge/Distribution", 8080, set("services", "FromCloudFrontIn", "ToPort", 8079.0), false,
			"no ingress rule of InternalGroup"},
		{"without an internet gateway", "Edge/Distribution", 8080, set("network", "Attachment", "InternetGatewayId", nil), false,
			"no internet gateway"},
	} {
		var edits []func(map[string]assembly.Template)
		if c.edit != nil {
			edits = append(edits, c.edit)
		}
		path, err := privately(t, edits...).Reach(c.from, "InternalLoadBalancer", c.port)
		if err != nil || path.Open != c.open || !strings.Contains(path.String(), c.says) {
			t.Errorf("%s: %v, want open %t and %q:\n%s", c.name, err, c.open, c.says, path)
		}
	}
}

// Catches a VPC origin that nobody in the templates uses, or that leads to something else, and that the model passes over.
func TestAVPCOriginThatIsNotUnderstoodIsNamed(t *testing.T) {
	unused := change(t, add("edge", "Origin", "AWS::CloudFront::VpcOrigin", object{}))
	wantViolation(t, unused, "not modelled", "which distributions use Origin")
	elsewhere := set("edge", "Origin", "VpcOriginEndpointConfig", object{"Arn": "arn:aws:ec2:us-east-1:111111111111:instance/i-0"})
	wantViolation(t, privately(t, elsewhere), "not modelled", "the origin origin.example.com")
}
