package cloudformation_test

import (
	"strings"
	"testing"
)

// Catches a part of an ARN taken for an open value, and a part of a parameter taken for a fixed one.
func TestAPartOfAValueIsAsOpenAsTheValue(t *testing.T) {
	part := func(of string) string { return `{"Fn::Select": [6, {"Fn::Split": [":", ` + of + `]}]}` }
	if have := unknowns(t, part(`{"Fn::GetAtt": ["Thing", "Arn"]}`)); strings.Contains(have, "Value of Thing") {
		t.Error(have)
	}
	for _, of := range []string{`{"Ref": "Size"}`, `{"Fn::If": ["Unknown", "a:b", "c:d"]}`, `{"Fn::ImportValue": "nowhere"}`} {
		if have := unknowns(t, part(of)); !strings.Contains(have, "Value of Thing") {
			t.Errorf("%s: %s", of, have)
		}
	}
}
