package cloudformation_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

func value(t *testing.T, text string) any {
	t.Helper()
	var read any
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatal(err)
	}
	return read
}

// Catches a value that a walk misses, visits in random order or places wrongly, and a document in a text that Walk opens.
func TestWalkVisitsEveryValueWithItsPlace(t *testing.T) {
	tree := value(t, `{"b": [{"c": 1}, "x"], "a": "{\"d\": \"y\"}", "skip": {"e": 2}}`)
	for _, c := range []struct {
		name string
		walk func(any, func(cloudformation.At, any) bool)
		want string
	}{
		{"Walk", cloudformation.Walk, `a="{\"d\": \"y\"}" b.c=1 b="x"`},
		{"WalkDocuments", cloudformation.WalkDocuments, `a="{\"d\": \"y\"}" a.d="y" b.c=1 b="x"`},
	} {
		var visited []string
		c.walk(cloudformation.Properties(tree.(map[string]any)), func(at cloudformation.At, value any) bool {
			switch value.(type) {
			case string, float64:
				visited = append(visited, fmt.Sprintf("%s=%#v", at, value))
			}
			return at.Name() != "skip"
		})
		if got := strings.Join(visited, " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// Catches a rewrite that changes the original, or rewrites what it has put there.
func TestRewriteCopies(t *testing.T) {
	original := value(t, `{"a": ["x", {"b": "x", "c": {"x": "x"}}]}`)
	got := cloudformation.Rewrite(original, func(at cloudformation.At, value any) (any, bool) {
		switch {
		case at.Name() == "c":
			return "gone", true
		case value == "x":
			return at.String(), true
		}
		return nil, false
	})
	if want := value(t, `{"a": ["a", {"b": "a.b", "c": "gone"}]}`); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := value(t, `{"a": ["x", {"b": "x", "c": {"x": "x"}}]}`); !reflect.DeepEqual(original, want) {
		t.Errorf("the original became %v", original)
	}
	if got := cloudformation.RewriteTexts([]any{"a", 1.0}, strings.ToUpper); !reflect.DeepEqual(got, []any{"A", 1.0}) {
		t.Errorf("got %v", got)
	}
}

// Catches a condition whose definition hides a change in another one, and a circular reference that never ends.
func TestConditionsAreExpanded(t *testing.T) {
	template := assembly.Template{Conditions: value(t, `{
		"Both": {"Fn::And": [{"Condition": "One"}, {"Fn::Not": [{"Condition": "One"}]}]},
		"One": {"Fn::Equals": [{"Ref": "P"}, "x"]}, "Alias": {"Condition": "One"},
		"Round": {"Fn::Not": [{"Condition": "Round"}]}}`).(map[string]any)}
	one := `{"Fn::Equals":[{"Ref":"P"},"x"]}`
	for name, want := range map[string]string{
		"Both": `{"Fn::And":[` + one + `,{"Fn::Not":[` + one + `]}]}`, "Alias": one, "Nothing": "null",
	} {
		if got, _ := json.Marshal(cloudformation.ExpandCondition(template, name)); string(got) != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if got, _ := json.Marshal(cloudformation.ExpandCondition(template, "Round")); !strings.Contains(string(got), `{"Condition":"Round"}`) {
		t.Errorf("got %s, want an end at the circular reference", got)
	}
}
