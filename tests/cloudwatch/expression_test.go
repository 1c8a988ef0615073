package cloudwatch

import (
	"math"
	"testing"
)

// TestExpressionsAreCalculated catches a function or an operator that is calculated differently from "Using math expressions".
func TestExpressionsAreCalculated(t *testing.T) {
	no := missing
	named := map[string][]float64{"a": {1, no, 3, 6}, "b": {2, 2, 2, 0}, "empty": {no, no, no, no}}
	metrics := []Metric{{ID: "a"}, {ID: "b"}, {ID: "empty"}}
	for text, want := range map[string][]float64{
		"a + b":                                 {3, no, 5, 6},
		"100 * a / b":                           {50, no, 150, no},
		"FILL(a, 7) - 1":                        {0, 6, 2, 5},
		"FILL(empty, 1)":                        {1, 1, 1, 1},
		"IF(a >= 3, b, 9)":                      {9, no, 2, 0},
		"IF(b > 0, a, 5)":                       {1, no, 3, 5},
		"IF(b < 1 && a > 2, 1, 0)":              {0, no, 0, 1},
		"DIFF(a)":                               {no, no, 2, 3},
		"ABS(DIFF(b))":                          {no, 0, 0, 2},
		"RATE(a)":                               {no, no, 1.0 / 60, 3.0 / 60},
		"SUM(FILL(REMOVE_EMPTY(METRICS()), 0))": {3, 2, 5, 6},
		`SUM(FILL(METRICS("b"), 1))`:            {2, 2, 2, 0},
	} {
		parsed, err := parseExpression(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := calculation{seconds: 60, length: 4, named: named, metrics: metrics}.of(parsed.root)
		if err != nil || !same(got.series, want) {
			t.Errorf("%s = %v and %v, want %v", text, got.series, err, want)
		}
	}
}

func same(got, want []float64) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		if isMissing(got[i]) != isMissing(want[i]) || math.Abs(got[i]-want[i]) > 1e-9 {
			return false
		}
	}
	return true
}
