package report

import (
	"errors"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/levers"
	"kasha/internal/schedule"
)

// cost is the section about money, in US dollars a month.
type cost struct {
	Lines       []costLine
	AtRest      float64
	WhileOff    float64 // what the schedule saves; zero without one
	Use         []costLine
	OfUse       float64
	Total       float64
	HasUsage    bool
	Levers      []levers.Saving
	Document    []bill.DocumentLine
	OfDocument  float64
	Recomputed  float64
	Unpriced    []string
	Region      string
	OtherRegion bool // no price of the region is known
}

// costLine is one line with its bar.
type costLine struct {
	bill.Line
	Share float64 // of the most expensive line, in percent
}

// labelled is a table of lines with the name that a screen reader says.
type labelled struct {
	Label string
	Lines []costLine
}

func costOf(stacks []assembly.Stack, region string, hours *hours, options Options) cost {
	estimate := bill.Of(stacks)
	c := cost{
		Lines: withBars(estimate.Lines), AtRest: estimate.Monthly(), Levers: levers.Of(stacks), Document: bill.DesignDocument(),
		Unpriced: estimate.Unpriced, Region: region, OtherRegion: region != bill.PricedRegion,
	}
	if hours != nil {
		c.WhileOff = estimate.SavedWhileOff(hours.week.Off("frontend"), hours.week.Off("database"))
	}
	if options.Usage != nil {
		c.HasUsage = true
		c.Use = withBars(append(options.Usage.Lines(), options.Usage.EdgeLines(stacks)...))
		for _, line := range c.Use {
			c.OfUse += line.Monthly
		}
	}
	c.Total = c.AtRest - c.WhileOff + c.OfUse
	for _, line := range c.Document {
		c.OfDocument += line.Document
		c.Recomputed += line.ListPaid
	}
	return c
}

func withBars(lines []bill.Line) []costLine {
	most := 0.0
	for _, line := range lines {
		most = max(most, line.Monthly)
	}
	bars := make([]costLine, len(lines))
	for i, line := range lines {
		bars[i] = costLine{Line: line}
		if most > 0 {
			bars[i].Share = 100 * line.Monthly / most
		}
	}
	return bars
}

// hours is when an environment is on in one week.
type hours struct {
	week schedule.Calendar
}

const daysOfWeek = 7

// hoursOf reads the schedule of an environment; nil if it has none, or none that can be read.
func hoursOf(stacks []assembly.Stack, from time.Time) (*hours, error) {
	found, err := schedule.Read(stacks)
	if errors.Is(err, schedule.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &hours{week: found.Calendar(from, daysOfWeek)}, nil
}
