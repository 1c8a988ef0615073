package cloudformation_test

import (
	"strings"
	"testing"
)

// Catches a part of an ARN taken for a deployment's choice, and a part of a parameter taken for none.
func TestAPartOfAValueIsAsOpenAsTheValue(t *testing.T) {
	part := func(of string) string { return `{"Fn::Select": [6, {"Fn::Split": [":", ` + of + `]}]}` }
	if have := doubts(t, part(`{"Fn::GetAtt": ["Thing", "Arn"]}`)); strings.Contains(have, "Value of Thing") {
		t.Error(have)
	}
	for _, of := range []string{`{"Ref": "Size"}`, `{"Fn::If": ["Unknown", "a:b", "c:d"]}`, `{"Fn::ImportValue": "nowhere"}`} {
		if have := doubts(t, part(of)); !strings.Contains(have, "Value of Thing") {
			t.Errorf("%s: %s", of, have)
		}
	}
}
