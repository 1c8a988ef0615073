package tests

import (
	"fmt"
	"strings"
	"testing"
)

// TestStacksFollowLifecycles catches a stack with another name, in another region, or deployed before one that it needs.
func TestStacksFollowLifecycles(t *testing.T) {
	eachShape(t, func(p platform) {
		before := ""
		for _, part := range []string{"network", "data", "services", "edge"} {
			stack, region := p.stack(part), p.env.Region
			if part == "edge" {
				region = "us-east-1"
			}
			if stack.Region != region {
				p.t.Errorf("%s is in %s, want %s", stack.Name, stack.Region, region)
			}
			if before != "" && !strings.Contains(fmt.Sprint(stack.DependsOn), before) {
				p.t.Errorf("%s waits for %v, want %s", stack.Name, stack.DependsOn, before)
			}
			before = stack.Name
		}
	})
}

// TestTagsAreConsistent catches a resource without the tags application, environment, tier and component, by which its cost and owner are
// found.
func TestTagsAreConsistent(t *testing.T) {
	eachShape(t, func(p platform) {
		tagged := 0
		for _, each := range p.model.Resources() {
			if each.Properties["Tags"] == nil {
				continue
			}
			tags := pairs(each.Properties.Maps("Tags"), "Key", "Value")
			if len(tags) == 0 { // some types take tags as an object
				for key := range each.Properties.Map("Tags") {
					tags[key] = each.Properties.Map("Tags").Text(key)
				}
			}
			component, _, _ := strings.Cut(each.Path, "/")
			p.tagged(each.String(), tags, component)
			tagged++
		}
		for _, stack := range p.stacks {
			p.tagged(stack.Name, stack.Tags, strings.TrimPrefix(stack.Name, "kasha-"+p.env.Name+"-"))
		}
		if tagged < 50 {
			p.t.Errorf("%d resources have tags, want at least 50", tagged)
		}
		for _, each := range p.some(append(holdsData(), "AWS::EC2::VPC", "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::LoadBalancer",
			"AWS::CloudFront::Distribution")...) {
			if each.Properties["Tags"] == nil && each.Properties["BackupVaultTags"] == nil { // vaults have another property for tags
				p.t.Errorf("%s has no tags, want them", each)
			}
		}
	})
}

func (p platform) tagged(what string, tags map[string]string, component string) {
	p.t.Helper()
	want := map[string]string{"application": "kasha", "environment": p.env.Name, "tier": string(p.env.Tier), "component": component}
	for key, value := range want {
		if tags[key] != value {
			p.t.Errorf("%s: tag %s is %q, want %s", what, key, tags[key], value)
		}
	}
}
