package page

import (
	"reflect"
	"slices"

	"kasha/internal/architecture"
	"kasha/internal/availability"
)

// outages is what an outage does differently.
type outages struct {
	Known    bool // both revisions could be compared
	Rows     []outage
	Promised [2]promise // before and after
}

// outage is one outage before and after. The zero Outage is one that cannot happen.
type outage struct{ Before, After availability.Outage }

// Moved reports whether the verdict differs.
func (o outage) Moved() bool { return o.Before.Verdict != o.After.Verdict }

// What is the outage's name.
func (o outage) What() string {
	if o.After.What != "" {
		return o.After.What
	}
	return o.Before.What
}

// promise is what AWS promises for all services that a request passes.
type promise struct {
	Share float64
	Known bool
}

func outagesOf(before, after *architecture.System) outages {
	if before == nil || after == nil {
		return outages{}
	}
	o := outages{Known: true}
	was, is := availability.Outages(*before), availability.Outages(*after)
	for _, list := range [][]availability.Outage{is, was} {
		for _, each := range list {
			row := outage{find(was, each.ID), find(is, each.ID)}
			if !slices.ContainsFunc(o.Rows, func(r outage) bool { return r.Before.ID+r.After.ID == row.Before.ID+row.After.ID }) {
				o.Rows = append(o.Rows, row)
			}
		}
	}
	o.Rows = slices.DeleteFunc(o.Rows, func(r outage) bool {
		return !r.Moved() && reflect.DeepEqual(r.Before.Lost, r.After.Lost) && r.Before.HowLong == r.After.HowLong
	})
	slices.SortStableFunc(o.Rows, func(a, b outage) int { return order(a) - order(b) })
	for i, system := range []*architecture.System{before, after} {
		o.Promised[i].Share, o.Promised[i].Known = availability.Together(availability.Promises(*system))
	}
	return o
}

// order puts verdicts that move first.
func order(o outage) int {
	if o.Moved() {
		return 0
	}
	return 1
}

func find(outages []availability.Outage, id string) availability.Outage {
	for _, o := range outages {
		if o.ID == id {
			return o
		}
	}
	return availability.Outage{}
}

// PromiseMoved reports whether AWS promises something else.
func (o outages) PromiseMoved() bool { return o.Promised[0] != o.Promised[1] }
