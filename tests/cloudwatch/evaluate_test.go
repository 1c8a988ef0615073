package cloudwatch

import (
	"strings"
	"testing"
)

// TestRulesAreThoseOfAWSsTables compares the simulator with both tables of "Configuring how CloudWatch alarms treat missing data". It
// catches a simulator that fills missing points although enough older ones are real.
func TestRulesAreThoseOfAWSsTables(t *testing.T) {
	const kept = "kept"
	treatments := []string{"missing", "ignore", "breaching", "notBreaching"}
	for _, row := range []struct {
		toAlarm int
		points  string // oldest first; X breaches, 0 does not, - is missing
		want    [4]State
	}{
		{toAlarm: 3, points: "0 - X - X", want: [4]State{OK, OK, OK, OK}},
		{toAlarm: 3, points: "0 - - - -", want: [4]State{OK, OK, OK, OK}},
		{toAlarm: 3, points: "- - - - -", want: [4]State{Insufficient, kept, InAlarm, OK}},
		{toAlarm: 3, points: "0 X X - X", want: [4]State{InAlarm, InAlarm, InAlarm, InAlarm}},
		{toAlarm: 3, points: "- - X - -", want: [4]State{InAlarm, kept, InAlarm, OK}},
		{toAlarm: 2, points: "0 - X - X", want: [4]State{InAlarm, InAlarm, InAlarm, InAlarm}},
		{toAlarm: 2, points: "0 0 X 0 X", want: [4]State{InAlarm, InAlarm, InAlarm, InAlarm}},
		{toAlarm: 2, points: "0 - X - -", want: [4]State{OK, OK, InAlarm, OK}},
		{toAlarm: 2, points: "- - - - 0", want: [4]State{OK, OK, InAlarm, OK}},
		{toAlarm: 2, points: "- - - X -", want: [4]State{InAlarm, kept, InAlarm, OK}},
		{toAlarm: 3, points: "- - - - X", want: [4]State{kept, kept, InAlarm, OK}}, // the text on premature transitions
		{toAlarm: 3, points: "- - - X -", want: [4]State{kept, kept, InAlarm, OK}},
	} {
		var points []float64
		for _, field := range strings.Fields(row.points) {
			points = append(points, map[string]float64{"X": 1, "0": 0, "-": missing}[field])
		}
		for i, treatment := range treatments {
			rule := Rule{Operator: "GreaterThanOrEqualToThreshold", Threshold: 1, ToAlarm: row.toAlarm, Evaluated: 3, Missing: treatment}
			if got := rule.State(points, kept); got != row.want[i] {
				t.Errorf("%d of 3, %s, %s: got %s, want %s", row.toAlarm, row.points, treatment, got, row.want[i])
			}
		}
	}
}
