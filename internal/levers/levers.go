// Package levers estimates how much money a change of one field of cdk.json would save. It changes a copy of the templates as the field
// would, and compares the costs of the copy with those of the original. So it works on any assembly of Kasha, and needs no synthesis.
//
// Failure modes: a field may change more in the templates than this package does; docs/cost.md has the savings from real syntheses. A
// field that changes much of a template is not here.
package levers

import (
	"encoding/json"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/bill"
)

// Saving is what a field would save in an environment.
type Saving struct {
	Field, Setting string
	Monthly        float64 // US dollars; 0: the environment has the cheap setting already
	Takes          string  // what it costs in availability or comfort
}

// Of lists the savings of an environment, in the order of the table in docs/cost.md.
func Of(stacks []assembly.Stack) []Saving {
	before := bill.Of(stacks).Monthly()
	var savings []Saving
	for _, l := range append(levers(), moreLevers()...) {
		changed := clone(stacks)
		l.pull(changed)
		saved := before - bill.Of(changed).Monthly()
		if saved < 0.005 {
			saved = 0
		}
		savings = append(savings, Saving{Field: l.field, Setting: l.setting, Monthly: saved, Takes: l.takes})
	}
	if saving, ok := offHours(stacks); ok {
		savings = append(savings, saving)
	}
	return savings
}

type lever struct {
	field, setting, takes string
	change                func(stack assembly.Stack, r assembly.Resource, seen *int)
}

// pull applies a change to every resource. seen counts what a lever wants to count.
func (l lever) pull(stacks []assembly.Stack) {
	seen := 0
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			l.change(stack, resource, &seen)
		}
	}
}

func levers() []lever {
	remove := func(stack assembly.Stack, r assembly.Resource) { delete(stack.Template.Resources, r.LogicalID) }
	return []lever{
		{"network.natGateways", "1", "the loss of its zone cuts off the others", func(s assembly.Stack, r assembly.Resource, seen *int) {
			if r.Type != "AWS::EC2::NatGateway" {
				return
			}
			if *seen++; *seen > 1 {
				remove(s, r)
				removeReferenced(s, r, "AllocationId")
			}
		}},
		{"spot, of every service", "true", "AWS stops tasks with two minutes' notice", func(_ assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::ECS::Service" {
				r.Properties["CapacityProviderStrategy"] = []any{map[string]any{"CapacityProvider": "FARGATE_SPOT", "Weight": 1.0}}
			}
		}},
		{"architecture, of every service", "arm64", "needs images for arm64", func(_ assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::ECS::TaskDefinition" {
				r.Properties["RuntimePlatform"] = map[string]any{"CpuArchitecture": "ARM64"}
			}
		}},
		{"minTasks, of every service", "1", "requests fail while the only task is replaced", func(_ assembly.Stack, r assembly.Resource, _ *int) {
			if least, ok := r.Properties["MinCapacity"].(float64); ok && r.Type == "AWS::ApplicationAutoScaling::ScalableTarget" && least > 1 {
				r.Properties["MinCapacity"] = 1.0
			}
		}},
		{"database.instanceClass", "db.t3.micro", "1 GiB, 64 connections", func(_ assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::RDS::DBInstance" {
				r.Properties["DBInstanceClass"] = "db.t3.micro"
			}
		}},
		{"database.multiAz", "false", "the loss of a zone or host stops the database", func(_ assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::RDS::DBInstance" {
				r.Properties["MultiAZ"] = false
			}
		}},
		{"database.readReplica", "false", "reads go to the primary", func(s assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::RDS::DBInstance" && r.Properties["SourceDBInstanceIdentifier"] != nil {
				remove(s, r)
			}
		}},
		{"database.proxy", "false", "tasks restart after a rotation", func(s assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::RDS::DBProxy" {
				remove(s, r)
			}
		}},
		{"alarms.canary", "false", "no requests from outside", func(s assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::Synthetics::Canary" {
				remove(s, r)
			}
		}},
		{"alarms.healthCheckPath", "empty", "no alarm within minutes from three continents", func(s assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::Route53::HealthCheck" {
				remove(s, r)
			}
		}},
		{"network.interfaceEndpoints", "none", "the traffic passes the NAT gateways", func(s assembly.Stack, r assembly.Resource, _ *int) {
			if r.Type == "AWS::EC2::VPCEndpoint" && r.Properties["VpcEndpointType"] == "Interface" {
				remove(s, r)
			}
		}},
	}
}

// removeReferenced removes the resource of the same stack whose attribute a property is: the address of a NAT gateway.
func removeReferenced(stack assembly.Stack, r assembly.Resource, property string) {
	text, _ := json.Marshal(r.Properties[property])
	for id := range stack.Template.Resources {
		if strings.Contains(string(text), `"`+id+`"`) {
			delete(stack.Template.Resources, id)
		}
	}
}

// clone copies stacks as far as levers change them.
func clone(stacks []assembly.Stack) []assembly.Stack {
	copied := make([]assembly.Stack, len(stacks))
	for i, stack := range stacks {
		copied[i] = stack
		copied[i].Template.Resources = map[string]assembly.Resource{}
		for id, resource := range stack.Template.Resources {
			properties := make(map[string]any, len(resource.Properties))
			for name, value := range resource.Properties {
				properties[name] = value
			}
			resource.Properties = properties
			copied[i].Template.Resources[id] = resource
		}
	}
	return copied
}
