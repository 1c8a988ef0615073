package page

import (
	"math"
	"slices"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/schedule"
)

// cost is the fixed cost of an environment in both revisions, in US dollars a month.
type cost struct {
	Before, After float64
	Lines         []costLine
	Unpriced      []string // what is new and has no known price
	OtherRegion   string   // a region of which no price is known
	Problems      []string
}

// Difference is what the change adds.
func (c cost) Difference() float64 { return c.After - c.Before }

// costLine is a line of the bill that differs.
type costLine struct {
	Item            string
	Before, After   float64
	CountWas, Count int
}

// Difference is what the change adds.
func (l costLine) Difference() float64 { return l.After - l.Before }

func costOf(before, after []assembly.Stack, from time.Time) cost {
	was, is := bill.Of(before), bill.Of(after)
	var c cost
	for _, line := range slices.Concat(is.Lines, was.Lines) {
		if slices.ContainsFunc(c.Lines, func(l costLine) bool { return l.Item == line.Item }) {
			continue
		}
		old, new := lineOf(was, line.Item), lineOf(is, line.Item)
		c.Lines = append(c.Lines, costLine{line.Item, old.Monthly, new.Monthly, old.Count, new.Count})
	}
	var off [2]float64
	for i, side := range []struct {
		stacks   []assembly.Stack
		estimate bill.Estimate
	}{{before, was}, {after, is}} {
		saved, err := savedWhileOff(side.stacks, side.estimate, from)
		if err != nil {
			c.Problems = append(c.Problems, err.Error())
		}
		off[i] = saved
	}
	c.Before, c.After = was.Monthly()-off[0], is.Monthly()-off[1]
	c.Lines = append(c.Lines, costLine{Item: "saved by the schedule", Before: -off[0], After: -off[1]})
	c.Lines = slices.DeleteFunc(c.Lines, func(l costLine) bool { return math.Abs(l.Difference()) < 0.005 && l.Count == l.CountWas })
	slices.SortStableFunc(c.Lines, func(a, b costLine) int {
		return int(math.Round(100 * (math.Abs(b.Difference()) - math.Abs(a.Difference()))))
	})
	c.Unpriced = missing(is.Unpriced, was.Unpriced)
	for _, stack := range slices.Concat(after, before) {
		if region := stack.Region; region != bill.PricedRegion && c.OtherRegion == "" && len(c.Lines) > 0 {
			c.OtherRegion = region
		}
	}
	return c
}

func lineOf(e bill.Estimate, item string) bill.Line {
	for _, line := range e.Lines {
		if line.Item == item {
			return line
		}
	}
	return bill.Line{}
}

// savedWhileOff is what the schedule of an environment saves; zero without one.
func savedWhileOff(stacks []assembly.Stack, estimate bill.Estimate, from time.Time) (float64, error) {
	if len(stacks) == 0 {
		return 0, nil
	}
	const days = 7
	found, err := schedule.Read(stacks)
	if err == schedule.ErrNone {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	week := found.Calendar(from, days)
	return estimate.SavedWhileOff(week.Off("frontend"), week.Off("database")), nil
}
