package texts

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
)

const example = `{
	"Name": "plain", "Count": 3, "Vpc": {"Ref": "Vpc"},
	"Tags": [{"Key": "a", "Value": {"Fn::Join": ["-", ["b", {"Ref": "Vpc"}, "c"]]}}],
	"Deep": {"List": ["x", {"Fn::Sub": "y${Z}"}], "Arn": {"Fn::GetAtt": ["It", "Arn"]},
		"Nested": {"Fn::Join": ["", [{"Fn::Sub": "lost"}, "d"]]}}
}`

// TestLeavesFindsEveryText catches a text that no check would see, at any depth and in each way of composing one.
func TestLeavesFindsEveryText(t *testing.T) {
	var properties map[string]any
	if err := json.Unmarshal([]byte(example), &properties); err != nil {
		t.Fatal(err)
	}
	want := []Leaf{
		{Path: "Deep.List[]", At: "Deep.List.0", Text: "x"},
		{Path: "Deep.List[]", At: "Deep.List.1", Text: "y${Z}"},
		{Path: "Deep.Nested", At: "Deep.Nested", Text: "d", Hidden: "lost"},
		{Path: "Name", At: "Name", Text: "plain"},
		{Path: "Tags[].Key", At: "Tags.0.Key", Text: "a"},
		{Path: "Tags[].Value", At: "Tags.0.Value", Text: "bc"},
	}
	if got := Leaves(properties); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	rewritten := Rewrite(properties, func(text string) any { return "<" + text + ">" })
	if got, want := fmt.Sprint(Leaves(rewritten)[4:]), "[{Tags[].Key Tags.0.Key <a> } {Tags[].Value Tags.0.Value <bc> }]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := fmt.Sprintf("%v %v %v", properties["Name"], rewritten["Vpc"], rewritten["Count"]); got != "plain map[Ref:Vpc] 3" {
		t.Errorf("%v and %v, want the original untouched, and what is no text copied", properties, rewritten)
	}
}
