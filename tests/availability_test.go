package tests

import (
	"cmp"
	"strings"
	"testing"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/availability"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

// verdictsOf are the verdicts of an environment's templates by the ID of the outage.
func verdictsOf(t *testing.T, stacks []assembly.Stack) map[string]availability.Verdict {
	t.Helper()
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	system := architecture.Read("prod", reach.Build(env, offers.OriginPrefixList), permissions.Build(env, promises.HarmlessActions()))
	found := map[string]availability.Verdict{}
	for _, outage := range availability.Outages(system) {
		found[outage.ID] = outage.Verdict
	}
	return found
}

// each changes all resources of a type.
func each(resourceType string, change func(stack assembly.Stack, r assembly.Resource)) func([]assembly.Stack) {
	return func(stacks []assembly.Stack) {
		for _, stack := range stacks {
			for _, resource := range stack.Template.Sorted() {
				if resource.Type == resourceType {
					change(stack, resource)
				}
			}
		}
	}
}

// oneGateway leads every default route to the first NAT gateway. Alarms still name the other one, so it stays.
func oneGateway(stacks []assembly.Stack) {
	first := ""
	each("AWS::EC2::NatGateway", func(_ assembly.Stack, r assembly.Resource) { first = cmp.Or(first, r.LogicalID) })(stacks)
	each("AWS::EC2::Route", func(_ assembly.Stack, r assembly.Resource) {
		if r.Properties["NatGatewayId"] != nil {
			r.Properties["NatGatewayId"] = map[string]any{"Ref": first}
		}
	})(stacks)
}

// TestSeededWeaknessesMoveVerdicts changes production's templates as a mistake would, and looks at the verdicts. It catches a single point
// of failure that the report calls harmless.
func TestSeededWeaknessesMoveVerdicts(t *testing.T) {
	const task, nat, primary, zone = "task of Frontend", "NAT gateway", "Database/Primary", "zone"
	const data, replica = "data of Database/Primary", "replica of Database/Primary"
	whole := stacksOf(t, "prod")
	healthy := verdictsOf(t, whole)
	for id, want := range map[string]availability.Verdict{
		task: availability.Continues, nat: availability.Impaired, primary: availability.Interrupted, data: availability.Impaired,
		replica: availability.Impaired, zone: availability.Impaired, "origin": availability.Impaired, "region": availability.Stops,
	} {
		if healthy[id] != want {
			t.Errorf("production as it is: %s: got %q, want %q", id, healthy[id], want)
		}
	}
	for name, c := range map[string]struct {
		seed func([]assembly.Stack)
		want map[string]availability.Verdict
	}{
		"one NAT gateway": {oneGateway, map[string]availability.Verdict{nat: availability.Stops, zone: availability.Stops}},
		"one task": {each("AWS::ApplicationAutoScaling::ScalableTarget", func(_ assembly.Stack, r assembly.Resource) {
			r.Properties["MinCapacity"] = 1.0
		}), map[string]availability.Verdict{task: availability.Interrupted}},
		"a database in one zone": {each("AWS::RDS::DBInstance", func(_ assembly.Stack, r assembly.Resource) {
			r.Properties["MultiAZ"] = false
		}), map[string]availability.Verdict{primary: availability.Stops, zone: availability.Stops}},
		"all subnets in one zone": {each("AWS::EC2::Subnet", func(_ assembly.Stack, r assembly.Resource) {
			r.Properties["AvailabilityZone"] = "us-east-1a"
		}), map[string]availability.Verdict{zone: availability.Stops}},
		"a replica that is promoted": {each("AWS::RDS::DBInstance", func(_ assembly.Stack, r assembly.Resource) {
			delete(r.Properties, "SourceDBInstanceIdentifier")
		}), map[string]availability.Verdict{data: availability.Stops, replica: availability.Continues}},
	} {
		stacks := handmade.Clone(whole)
		c.seed(stacks)
		got := verdictsOf(t, stacks)
		for id, want := range c.want {
			if got[id] != want {
				t.Errorf("%s: %s: got %q, want %q; all: %s", name, id, got[id], want, strings.Join(verdictTexts(got), ", "))
			}
		}
	}
}

func verdictTexts(verdicts map[string]availability.Verdict) (texts []string) {
	for id, verdict := range verdicts {
		texts = append(texts, id+" "+string(verdict))
	}
	return texts
}
