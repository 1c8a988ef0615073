package main

import (
	"bytes"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/console"
)

// Catches a cost that leaves out what the schedule saves, and a region without prices whose environment looks as cheap as us-east-1.
func TestCostSaysWhatTheScheduleSavesAndWhereNoPriceIsKnown(t *testing.T) {
	action := func(hour string, tasks float64) any {
		return map[string]any{"Schedule": "cron(0 " + hour + " ? * MON-FRI *)", "ScalableTargetAction": map[string]any{"MaxCapacity": tasks}}
	}
	resources := map[string]assembly.Resource{
		"Task": {Type: "AWS::ECS::TaskDefinition", Properties: map[string]any{"Cpu": "512", "Memory": "1024"}},
		"Service": {Type: "AWS::ECS::Service", Properties: map[string]any{
			"TaskDefinition": map[string]any{"Ref": "Task"}, "DesiredCount": 2.0}},
		"Scaling": {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: map[string]any{
			"ScheduledActions": []any{action("7", 4), action("20", 0)}}},
	}
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, "Frontend/"+id
		resources[id] = resource
	}
	cost, err := costOf("dev", []assembly.Stack{{Name: "s", Stage: "dev", Account: "111111111111", Region: "eu-west-1",
		Template: assembly.Template{Resources: resources}}})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	printCosts(console.Plain(&out, nil).Out, costAnswer{Prices: "us-east-1", Environments: []costOfPart{cost}})
	// Two tasks at $36.04 for 103 of 168 hours.
	for _, want := range []string{"the schedule saves $22.10 of it: $13.94 remain", "no price of eu-west-1 is known"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
