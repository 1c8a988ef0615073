package architecture_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

func read(t *testing.T, change func(stacks []assembly.Stack)) architecture.System {
	t.Helper()
	_, env := handmade.Resolved(t, change)
	return architecture.Read("hand", reach.Build(env, offers.OriginPrefixList), permissions.Build(env, promises.HarmlessActions()))
}

// properties are those of the only resource of a type whose construct path contains a text.
func properties(t *testing.T, stacks []assembly.Stack, resourceType, path string) map[string]any {
	t.Helper()
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			if resource.Type == resourceType && strings.Contains(resource.Path, path) {
				return resource.Properties
			}
		}
	}
	t.Fatalf("no %s at %s", resourceType, path)
	return nil
}

// add adds a resource to a stack of the environment.
func add(t *testing.T, stacks []assembly.Stack, stack, id, resourceType string, properties map[string]any) {
	t.Helper()
	for _, each := range stacks {
		if strings.HasSuffix(each.Path, "/"+stack) {
			each.Template.Resources[id] = assembly.Resource{Type: resourceType, LogicalID: id, Path: "Added/" + id, Properties: properties}
			return
		}
	}
	t.Fatalf("no stack %s", stack)
}

// container is that of the backend's task definition.
func container(t *testing.T, stacks []assembly.Stack) map[string]any {
	t.Helper()
	return properties(t, stacks, "AWS::ECS::TaskDefinition", "Backend/Task")["ContainerDefinitions"].([]any)[0].(map[string]any)
}

// Catches a component that is missing from the picture, or stands in the wrong tier.
func TestComponentsStandWhereTheirSubnetsAre(t *testing.T) {
	system := read(t, nil)
	var got []string
	for _, c := range system.Components {
		got = append(got, fmt.Sprintf("%s: %s, %s", c.ID, c.Kind, c.Tier))
	}
	want := []string{
		"internet: viewers, ", "Edge/Distribution: edge, ", "Network/Vpc/publicSubnet1/NATGateway: NAT gateway, public",
		"PublicLoadBalancer: load balancer, public", "InternalLoadBalancer: load balancer, backend", "Backend: service, backend",
		"Frontend: service, frontend", "Database/Primary: database, database", "Messaging/jobs: queue, ",
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("no %q in\n%s", line, strings.Join(got, "\n"))
		}
	}
}

// Catches tiers in another order than from the internet inwards, and a way out that a picture would not show.
func TestTiersLeadFromTheInternetInwards(t *testing.T) {
	var got []string
	for _, tier := range read(t, nil).Tiers {
		got = append(got, tier.Name+": "+tier.Out)
	}
	want := "public: internet gateway, frontend: NAT gateway, backend: NAT gateway, database: "
	if have := strings.Join(got, ", "); have != want {
		t.Errorf("got %s, want %s", have, want)
	}
}

// Catches an arrow for a connection that no security group allows any more.
func TestConnectionsFollowSecurityGroups(t *testing.T) {
	const from, to = "Backend", "Database/Primary"
	has := func(s architecture.System) bool {
		return slices.ContainsFunc(s.Connections, func(c architecture.Connection) bool { return c.From == from && c.To == to })
	}
	if !has(read(t, nil)) {
		t.Fatalf("no connection from %s to %s", from, to)
	}
	closed := read(t, func(stacks []assembly.Stack) {
		for _, stack := range stacks {
			for id, resource := range stack.Template.Resources {
				if resource.Type == "AWS::EC2::SecurityGroupEgress" || resource.Type == "AWS::EC2::SecurityGroupIngress" {
					delete(stack.Template.Resources, id)
				}
				delete(resource.Properties, "SecurityGroupEgress")
			}
		}
	})
	if has(closed) {
		t.Error("the connection is drawn although no rule allows it")
	}
}

// Catches a database that is drawn with a standby that it has not, or without the one that it has.
func TestAStandbyIsReadFromTheTemplate(t *testing.T) {
	for _, multiAZ := range []bool{true, false} {
		system := read(t, func(stacks []assembly.Stack) {
			properties(t, stacks, "AWS::RDS::DBInstance", "Primary")["MultiAZ"] = multiAZ
		})
		database, ok := system.Component("Database/Primary")
		if !ok || database.Copies.Standby != multiAZ {
			t.Errorf("MultiAZ %t: got a standby %t", multiAZ, database.Copies.Standby)
		}
	}
}

// Catches rights that the picture does not show, and those of another process.
func TestUsesComeFromTheRoleOfTheProcess(t *testing.T) {
	system := read(t, nil)
	var got []string
	for _, use := range system.Uses {
		got = append(got, use.Process+" "+strings.Join(use.May, ",")+" "+use.Thing)
	}
	if !slices.Contains(got, "Backend send,receive Messaging/jobs") {
		t.Errorf("got %q, want that the backend sends to and receives from the queue", got)
	}
	for _, use := range system.Uses {
		if use.Process != "Backend" {
			t.Errorf("%s uses %s, which nothing gives to it", use.Process, use.Thing)
		}
	}
}

// Catches a picture of two networks at once. Restore tests in a second region have a small VPC of their own.
func TestASecondVPCIsNotDrawn(t *testing.T) {
	alone := read(t, nil)
	system := read(t, func(stacks []assembly.Stack) {
		resources := stacks[0].Template.Resources
		resources["Other"] = assembly.Resource{Type: "AWS::EC2::VPC", LogicalID: "Other", Path: "Other/Vpc",
			Properties: map[string]any{"CidrBlock": "10.255.255.0/27"}}
		resources["OtherSubnet"] = assembly.Resource{Type: "AWS::EC2::Subnet", LogicalID: "OtherSubnet", Path: "Other/Subnet1",
			Properties: map[string]any{"VpcId": map[string]any{"Ref": "Other"}, "AvailabilityZone": "z", "CidrBlock": "10.255.255.0/28"}}
	})
	if system.Network != alone.Network || !slices.Equal(system.Zones, alone.Zones) || len(system.Tiers) != len(alone.Tiers) {
		t.Errorf("got %s, zones %v, %d tiers; want %s, %v, %d", system.Network, system.Zones, len(system.Tiers), alone.Network, alone.Zones,
			len(alone.Tiers))
	}
}
