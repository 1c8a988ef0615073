// Package cloudwatch simulates how CloudWatch evaluates alarms, from the rules that AWS publishes. It answers one question: does an alarm
// change its state as soon as its description says? This must be so for every behaviour that AWS's pages leave open.
//
// Sources, all in the CloudWatch user guide:
//
//	evaluate.go    "Configuring how CloudWatch alarms treat missing data", with its two tables and "Avoiding premature transitions"
//	percentile.go  "Percentile-based CloudWatch alarms and low data samples"
//	expression.go  "Using math expressions with CloudWatch metrics"
//	composite.go   "Combining alarms": a composite alarm acts when its own state changes, not when another child goes into ALARM
//	doubts.go      what those pages do not say
package cloudwatch

import (
	"fmt"
	"math"
)

// State is the state of an alarm.
type State string

// The states.
const (
	OK           State = "OK"
	InAlarm      State = "ALARM"
	Insufficient State = "INSUFFICIENT_DATA"
)

// Rule is what decides the state of a metric alarm.
type Rule struct {
	Operator  string // ComparisonOperator
	Threshold float64
	ToAlarm   int    // DatapointsToAlarm
	Evaluated int    // EvaluationPeriods
	Missing   string // TreatMissingData: breaching, notBreaching, ignore, missing
}

// missing is a data point that does not exist.
var missing = math.NaN()

func isMissing(point float64) bool { return math.IsNaN(point) }

// State is the state after one evaluation of the points in the evaluation range, oldest first. The range has at least as many points
// as Evaluated.
//
// CloudWatch takes the most recent real points, also older ones than the last Evaluated periods. Only when fewer than Evaluated
// are left in the whole range does it fill the rest, with what TreatMissingData says.
func (r Rule) State(points []float64, before State) State {
	real, breaching := 0, 0
	for i := len(points) - 1; i >= 0 && real < r.Evaluated; i-- {
		if !isMissing(points[i]) {
			real++
			if r.breaches(points[i]) {
				breaching++
			}
		}
	}
	fill := r.Evaluated - real
	switch {
	case breaching >= r.ToAlarm:
		return InAlarm
	case fill == 0:
		return OK
	case r.Missing == "breaching":
		if breaching+fill >= r.ToAlarm {
			return InAlarm
		}
		return OK
	case r.Missing == "notBreaching" || breaching < real:
		return OK // with ignore and missing, one real point within the threshold is enough
	case r.Missing == "missing" && real == 0:
		return Insufficient
	case r.Missing == "missing" && r.isOld(points):
		return InAlarm
	}
	return before
}

// isOld is the rule against premature transitions: the oldest breaching point is at least as old as DatapointsToAlarm.
func (r Rule) isOld(points []float64) bool {
	for i, point := range points {
		if !isMissing(point) {
			return len(points)-i >= r.ToAlarm
		}
	}
	return false
}

func (r Rule) breaches(value float64) bool {
	switch r.Operator {
	case "GreaterThanOrEqualToThreshold":
		return value >= r.Threshold
	case "GreaterThanThreshold":
		return value > r.Threshold
	case "LessThanThreshold":
		return value < r.Threshold
	case "LessThanOrEqualToThreshold":
		return value <= r.Threshold
	}
	panic(fmt.Sprintf("unknown comparison operator %q; fix: add it to Rule.breaches", r.Operator))
}
