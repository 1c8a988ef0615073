package tests

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// TestBothOriginsKeepTheirIDs catches a load balancer, a listener, a rule or a target group that is replaced while the origin changes. It
// also catches a target group before two load balancers, and a service with another logical id.
func TestBothOriginsKeepTheirIDs(t *testing.T) {
	const base = `{"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1",
		"availabilityZones": ["us-east-1a", "us-east-1b"], "services": {"api": {"routes": ["/api/*"]}}, "edge": {%s}}`
	states := map[string]map[string]string{} // by edge: construct paths by type and logical id
	for _, edge := range []string{``, `"origin": "vpc", "bothOrigins": true`, `"origin": "vpc"`, `"bothOrigins": true`} {
		found := map[string]string{}
		for _, stack := range synthesizeTo(t, t.TempDir(), configurationOf(t, fmt.Sprintf(base, edge))).Stacks {
			for id, resource := range stack.Template.Resources {
				if strings.HasPrefix(resource.Type, "AWS::ElasticLoadBalancingV2::") || resource.Type == "AWS::ECS::Service" {
					found[resource.Type+" "+id] = resource.Path
				}
			}
		}
		states[edge] = found
	}
	public, there := states[``], states[`"origin": "vpc", "bothOrigins": true`]
	vpc, back := states[`"origin": "vpc"`], states[`"bothOrigins": true`]
	for _, step := range []struct {
		name     string
		old, new map[string]string
	}{{"there", public, there}, {"with both", there, back}, {"back", vpc, back}} {
		for id, path := range step.old {
			if step.new[id] != path {
				t.Errorf("%s: %s of %s is gone", step.name, id, path)
			}
		}
	}
	if len(there) != len(back) || len(public) == len(there) {
		t.Errorf("%d resources with a public origin, %d and %d with both", len(public), len(there), len(back))
	}
}

// TestPlantedHolesOfAPrivateOriginAreFound catches a promise or a model that no longer notices how a private origin can be opened.
func TestPlantedHolesOfAPrivateOriginAreFound(t *testing.T) {
	t.Parallel()
	const (
		admits   = "VpcOriginFromCloudFront80/from pl-b6a144df:80"
		endpoint = "Edge/VpcOriginHttpProduction"
	)
	from := func(cidr string) func(assembly.Resource) {
		return func(rule assembly.Resource) {
			delete(rule.Properties, "SourcePrefixListId")
			rule.Properties["CidrIp"] = cidr
		}
	}
	set := func(name string, value any) func(assembly.Resource) {
		return func(resource assembly.Resource) { resource.Properties[name] = value }
	}
	protocol := func(origin assembly.Resource) {
		origin.Properties["VpcOriginEndpointConfig"].(map[string]any)["OriginProtocolPolicy"] = "https-only"
	}
	another := func(origin assembly.Resource) {
		origin.Properties["VpcOriginEndpointConfig"].(map[string]any)["Arn"] = map[string]any{"Fn::GetStackOutput": map[string]any{
			"StackName": "kasha-private-services", "Region": "us-east-2", "OutputName": "SeededArn",
		}}
	}
	for _, hole := range []struct {
		name, shape, path string
		change            func(assembly.Resource)
		want              string
	}{
		{"a load balancer that is open to the VPC", "vpc-origin", admits, from("10.0.0.0/16"),
			"a rule lets more in of VpcOriginLoadBalancer than any allowed connection needs: tcp 80, from 10.0.0.0/16"},
		{"a load balancer that is open to everyone", "vpc-origin", admits, from("0.0.0.0/0"),
			"a rule lets more in of VpcOriginLoadBalancer than any allowed connection needs: tcp 80, from 0.0.0.0/0"},
		{"a load balancer that admits another prefix list", "vpc-origin", admits, set("SourcePrefixListId", "pl-00000000"),
			"Edge/Distribution must reach VpcOriginLoadBalancer on tcp 80"},
		{"a public load balancer that stays", "both-origins", "Frontend/Task/Resource",
			func(task assembly.Resource) { task.Metadata["kasha:origins"] = []any{"vpc"} },
			"another's distribution may connect to PublicLoadBalancer on tcp 80"},
		{"a load balancer that becomes public", "vpc-origin", "VpcOriginLoadBalancer/Resource", set("Scheme", "internet-facing"),
			"VpcOriginLoadBalancer has a public address in Network/Vpc/frontendSubnet1"},
		{"a VPC origin of the backend's load balancer", "vpc-origin", endpoint, another,
			"Edge/Distribution must reach VpcOriginLoadBalancer on tcp 80"},
		{"a VPC origin by a protocol without a listener", "vpc-origin", endpoint, protocol,
			"Edge/Distribution must reach VpcOriginLoadBalancer on tcp 443"},
	} {
		t.Run(hole.name, func(t *testing.T) {
			stacks, seeded := handmade.Clone(stacksOf(t, hole.shape)), false
			for _, stack := range stacks {
				for id, resource := range stack.Template.Resources {
					if strings.HasSuffix(resource.Path, hole.path) {
						hole.change(resource)
						seeded = true
					}
					if strings.HasSuffix(resource.Path, "InternalLoadBalancer/Resource") {
						stack.Template.Outputs["SeededArn"] = assembly.Output{Value: map[string]any{"Ref": id}}
					}
				}
			}
			if !seeded {
				t.Fatalf("nothing is at %s", hole.path)
			}
			said := strings.Join(connectionViolations(buildReach(t, stacks)), "\n")
			if !strings.Contains(said, hole.want) {
				t.Errorf("want a violation with %q, got\n%s", hole.want, said)
			}
		})
	}
}
