package document

import (
	"slices"

	"kasha/internal/review"
)

// Headline is the verdict in a sentence.
func Headline(r review.Report) string {
	open := 0
	for _, loss := range r.Losses {
		if loss.Accepted == "" {
			open++
		}
	}
	switch r.Verdict {
	case review.Unaccepted:
		return count(open, "loss is not accepted", "losses are not accepted") + "."
	case review.BadAcceptance:
		return count(len(r.Unmatched), "accepted loss does", "accepted losses do") + " not occur."
	case review.Failing:
		return "No data is lost, but the deployment will fail or leave something behind."
	case review.LossesAccepted:
		if len(r.Losses) == 0 {
			return "Nothing is lost. " + count(len(r.Failures), "failure of the deployment is", "failures of the deployment are") + " accepted."
		}
		return count(len(r.Losses), "loss, accepted", "losses, all accepted") + "."
	case review.BrokenPromise:
		return broken(r.Broken)
	case review.Unchanged:
		return "Nothing changes."
	}
	sooner := 0
	for _, weakening := range r.Weakenings {
		if weakening.Deletes {
			sooner++
		}
	}
	if sooner > 0 {
		return "No resource is lost, but data is deleted earlier: " + count(sooner, "setting", "settings") + "."
	}
	if n := replaced(r); n > 0 {
		return "No data is lost. " + count(n, "resource is", "resources are") + " replaced, certainly or perhaps."
	}
	return "Nothing is lost."
}

// broken counts promises and rules.
func broken(findings []review.Finding) string {
	rules := len(without(findings, isNoRule))
	newlyFail := count(rules, "rule newly fails", "rules newly fail")
	if rules == len(findings) {
		return newlyFail + "."
	}
	sentence := count(len(findings)-rules, "promise of Kasha is broken", "promises of Kasha are broken")
	if rules > 0 {
		sentence += ", and " + newlyFail
	}
	return sentence + "."
}

// isRevision reports whether a replacement is only a new revision of a task definition. Every release makes one, and ECS keeps the earlier.
func isRevision(change review.Change) bool {
	return change.Type == "AWS::ECS::TaskDefinition" && (change.Kind == review.Replaced || change.Kind == review.MightBeReplaced)
}

func isRule(f review.Finding) bool { return f.Rule != "" }

func isNoRule(f review.Finding) bool { return f.Rule == "" }

func isDeclared(f review.Finding) bool { return f.Declared }

func isUndeclared(f review.Finding) bool { return !f.Declared }

func isBrought(f review.Finding) bool { return f.Brings != "" }

func isNotBrought(f review.Finding) bool { return f.Brings == "" }

func without(findings []review.Finding, left func(review.Finding) bool) []review.Finding {
	return slices.DeleteFunc(slices.Clone(findings), left)
}

// replaced counts the resources that the deployment replaces, or may replace.
func replaced(r review.Report) int {
	n := 0
	for _, environment := range r.Environments {
		for _, stack := range environment.Stacks {
			for _, change := range stack.Changes {
				if (change.Kind == review.Replaced || change.Kind == review.MightBeReplaced) && !isRevision(change) {
					n++
				}
			}
		}
	}
	return n
}
