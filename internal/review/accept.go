package review

import (
	"slices"
	"strings"

	"kasha/internal/review/accepted"
)

// accept sets losses against acceptances and comes to a verdict.
func (r *Report) accept(acceptances []accepted.Loss) {
	used := make([]bool, len(acceptances))
	open := false
	for i := range r.Losses {
		loss := &r.Losses[i]
		for j, acceptance := range acceptances {
			if covers(acceptance, *loss) {
				used[j] = true
				loss.Accepted = acceptance.Reason
			}
		}
		open = open || loss.Accepted == ""
	}
	for j, acceptance := range acceptances {
		if !used[j] {
			r.Unmatched = append(r.Unmatched, acceptance.String())
		}
	}
	switch {
	case open:
		r.Verdict = Unaccepted
	case len(r.Unmatched) > 0:
		r.Verdict = BadAcceptance
	case len(r.Losses) > 0:
		r.Verdict = LossesAccepted
	case r.changesNothing():
		r.Verdict = Unchanged
	default:
		r.Verdict = NoLoss
	}
}

func covers(acceptance accepted.Loss, loss Loss) bool {
	return acceptance.Environment == loss.Environment && acceptance.Stack == loss.Stack && acceptance.Type == loss.Type &&
		(acceptance.Loss == "" || acceptance.Loss == string(loss.Kind)) &&
		(acceptance.Resource == loss.LogicalID || short(strings.Trim(acceptance.Resource, "/")) == loss.Construct)
}

func (r *Report) changesNothing() bool {
	return !slices.ContainsFunc(r.Environments, func(e Environment) bool { return e.Change != Same }) &&
		len(r.Failures) == 0 && len(r.Openings) == 0 && len(r.Weakenings) == 0
}

// Acceptance is the entry that would accept a loss, but for the reason.
func (l Loss) Acceptance() accepted.Loss {
	return accepted.Loss{
		Environment: l.Environment, Stack: l.Stack, Resource: l.Construct, Type: l.Type, Loss: string(l.Kind),
	}
}
