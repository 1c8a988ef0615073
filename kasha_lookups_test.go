package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// mostLookUps is how many values one stack may ask of others. CloudFormation looks each occurrence up anew, and a deployment
// with 75 of them was refused with "Throttling" (aws/aws-cdk issue 38010). Whatever has a fixed name is named instead.
const mostLookUps = 70

// TestStacksAskFewValuesOfOthers catches a stack that would be throttled while it is deployed.
func TestStacksAskFewValuesOfOthers(t *testing.T) {
	most, where := 0, ""
	for _, stack := range allShapes(t).Stacks {
		text, err := json.Marshal(stack.Template.Resources)
		if err != nil {
			t.Fatal(err)
		}
		count := strings.Count(string(text), `"Fn::GetStackOutput"`)
		if count > mostLookUps {
			t.Errorf("%s looks up %d values, at most %d are safe", stack.Name, count, mostLookUps)
		}
		if count > most {
			most, where = count, stack.Name
		}
	}
	t.Logf("%s looks up the most, %d", where, most)
	if most == 0 {
		t.Error("no stack looks up anything: the function has another name now, and nothing was counted")
	}
}
