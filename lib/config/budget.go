package config

import (
	"fmt"

	"kasha/lib/spelling"
)

// Budget notifies the alarm topic when the environment's account costs more than expected. It switches nothing off, and AWS
// charges nothing for it. It counts the whole account: telling environments in one account apart needs cost allocation tags,
// which only the organization's management account can activate.
type Budget struct {
	// MonthlyUSD is the expected cost of a month. 0 creates no budget. Without traffic, production is about $357 and nonproduction about
	// $126; the rest of the defaults is for traffic.
	//
	//	Unit:    US dollars
	//	Default: 500 in production, 200 in nonproduction
	//	Allowed: 0 to 10000000
	//	Source:  Kasha's own
	MonthlyUSD int `json:"monthlyUsd"`
}

func defaultBudget(tier Tier) Budget {
	if tier == Nonproduction {
		return Budget{MonthlyUSD: 200}
	}
	return Budget{MonthlyUSD: 500}
}

const maxBudget = 10_000_000 // US dollars a month; more is a typing mistake

func checkBudget(at object, b Budget) {
	if b.MonthlyUSD < 0 || b.MonthlyUSD > maxBudget {
		at.reject("monthlyUsd", "a budget cannot be "+spelling.Count(b.MonthlyUSD, "dollar"),
			fmt.Sprintf("1 to %d dollars a month, or 0 for none", maxBudget))
	}
}
