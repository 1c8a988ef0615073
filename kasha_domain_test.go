package main

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// TestADomainComesAndGoesWithoutAnOutage catches an order of two deployments in which CloudFront calls a port that refuses or
// redirects it. When a domain comes, the services stack is first, and the distribution of before still calls by HTTP; when it
// goes, the edge stack is first, and the distribution without a domain already does. So the stack with a domain must hold
// everything that the one without has, under the same logical id and unchanged but for what the plain port says to strangers.
func TestADomainComesAndGoesWithoutAnOutage(t *testing.T) {
	stack := func(from assembly.Assembly, part string) assembly.Stack {
		for _, each := range from.Stage("prod") {
			if each.Name == "kasha-prod-"+part {
				return each
			}
		}
		t.Fatalf("no stack %s", part)
		return assembly.Stack{}
	}
	// Both are production in one region; the second has a domain.
	without, with := synthesized(t, "prod"), pipelineAssembly(t)
	may := map[string][]string{
		"AWS::ElasticLoadBalancingV2::Listener": {"DefaultActions"}, "AWS::ElasticLoadBalancingV2::LoadBalancer": {"SecurityGroups"},
	}
	plain := 0
	for _, before := range stack(without, "services").Template.Sorted() {
		front := strings.HasPrefix(before.Type, "AWS::ElasticLoadBalancingV2::") || strings.HasPrefix(before.Type, "AWS::EC2::SecurityGroup") || before.Type == "AWS::ECS::Service"
		if !front {
			continue
		}
		after, ok := stack(with, "services").Template.Resources[before.LogicalID]
		if !ok {
			t.Errorf("%s (%s) is not there with a domain", before.LogicalID, before.Path)
			continue
		}
		for property, value := range before.Properties {
			if !slices.Contains(may[before.Type], property) && !reflect.DeepEqual(after.Properties[property], value) {
				t.Errorf("%s (%s): %s is %v, and %v with a domain", before.LogicalID, before.Path, property, value, after.Properties[property])
			}
		}
		if before.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
			plain++
		}
	}
	if plain != 1 {
		t.Errorf("%d rules without a domain, want the one that forwards CloudFront's requests", plain)
	}
	var asked []string
	for _, reference := range regexp.MustCompile(`"OutputName":"([^"]+)","Region":"[^"]+","StackName":"kasha-prod-services"`).FindAllStringSubmatch(compact(t, stack(without, "edge").Template), -1) {
		asked = append(asked, reference[1])
		if _, ok := stack(with, "services").Template.Outputs[reference[1]]; !ok {
			t.Errorf("the edge stack without a domain asks for the output %s, which the services stack with one has not", reference[1])
		}
	}
	if len(asked) == 0 {
		t.Error("the edge stack asks the services stack for nothing")
	}
}
