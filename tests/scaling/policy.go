// Package scaling simulates how Application Auto Scaling follows a queue, from the alarm and the policy of a template. It reads the alarm's
// expression and the policy's steps, and does not depend on lib/worker, which makes them.
//
// The constants of simulate.go have the delays that AWS documents, each with its page. Where AWS documents none, the simulation assumes
// a delay that is longer than AWS's may be, never shorter.
package scaling

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"kasha/internal/cloudformation"
	"kasha/tests/cloudwatch"
)

// Policy is what a template says of one worker's scaling.
type Policy struct {
	Min, Max int

	Alarm    cloudwatch.Alarm
	Cooldown int    // seconds
	Steps    []Step // from the smallest breach to the largest, without gaps
}

// Step is how many tasks run while the alarm's metric exceeds the threshold by at least From, and by less than To.
type Step struct {
	From, To float64
	Tasks    int
}

// Read reads the policy of a scalable target, and the alarm that invokes it.
func Read(target cloudformation.Properties, policies, alarms []cloudformation.Properties) (Policy, error) {
	var p Policy
	p.Min, _ = target.Int("MinCapacity")
	p.Max, _ = target.Int("MaxCapacity")
	if len(policies) != 1 || len(alarms) != 1 {
		return p, fmt.Errorf("%d policies and %d alarms, want one of each; fix: teach tests/scaling", len(policies), len(alarms))
	}
	steps := policies[0].Map("StepScalingPolicyConfiguration")
	if kind := policies[0].Text("PolicyType") + " " + steps.Text("AdjustmentType"); kind != "StepScaling ExactCapacity" {
		return p, fmt.Errorf("the policy is %s, want StepScaling ExactCapacity; fix: teach tests/scaling", kind)
	}
	p.Cooldown, _ = steps.Int("Cooldown")
	for _, step := range steps.Maps("StepAdjustments") {
		tasks, _ := step.Int("ScalingAdjustment")
		p.Steps = append(p.Steps, Step{
			From: bound(step, "MetricIntervalLowerBound", math.Inf(-1)), To: bound(step, "MetricIntervalUpperBound", math.Inf(1)), Tasks: tasks,
		})
	}
	slices.SortFunc(p.Steps, func(a, b Step) int { return cmp.Compare(a.From, b.From) })
	for i := 1; i < len(p.Steps); i++ {
		if p.Steps[i].From != p.Steps[i-1].To {
			return p, fmt.Errorf("the steps %+v and %+v have a gap or overlap, which Application Auto Scaling refuses", p.Steps[i-1], p.Steps[i])
		}
	}
	var err error
	p.Alarm, err = cloudwatch.Read(alarms[0])
	if err == nil && (p.Alarm.Evaluated != 1 || p.Alarm.ToAlarm != 1 || p.Max < 1 || len(p.Steps) == 0) {
		err = fmt.Errorf("the alarm or the policy is not one that the simulation knows: %+v; fix: teach tests/scaling", p)
	}
	return p, err
}

func bound(step cloudformation.Properties, name string, absent float64) float64 {
	if value, ok := step[name].(float64); ok {
		return value
	}
	return absent
}

// Tasks is what the policy makes of a value of the alarm's metric; false: the alarm does not invoke it.
func (p Policy) Tasks(value float64) (int, bool) {
	if p.Alarm.State([]float64{value}, cloudwatch.OK) != cloudwatch.InAlarm {
		return 0, false
	}
	for _, step := range p.Steps {
		if breach := value - p.Alarm.Threshold; breach >= step.From && breach < step.To {
			return min(max(step.Tasks, p.Min), p.Max), true
		}
	}
	return 0, false
}
