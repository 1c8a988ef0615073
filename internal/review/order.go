package review

import "slices"

// order puts the worst first: production before other environments, and among openings what an attacker gains most from.
func (r *Report) order() {
	production := map[string]bool{}
	for _, environment := range r.Environments {
		production[environment.Name] = environment.Production
	}
	first := func(a, b string) int {
		switch {
		case production[a] == production[b]:
			return 0
		case production[a]:
			return -1
		}
		return 1
	}
	slices.SortStableFunc(r.Losses, func(a, b Loss) int { return a.Kind.order() - b.Kind.order() })
	slices.SortStableFunc(r.Losses, func(a, b Loss) int { return first(a.Environment, b.Environment) })
	for _, list := range [][]Finding{r.Failures, r.Broken, r.Openings, r.Weakenings, r.Notes, r.Unjudged} {
		slices.SortStableFunc(list, func(a, b Finding) int { return first(a.Environment, b.Environment) })
	}
	slices.SortStableFunc(r.Openings, func(a, b Finding) int { return a.rank - b.rank })
}
