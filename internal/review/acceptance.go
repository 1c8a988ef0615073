package review

import (
	"slices"
	"strings"

	"kasha/internal/review/accepted"
)

// accept matches losses and failures with acceptances, and sets the verdict. A change that AWS refuses fails the review like a loss. Once
// it is merged, every later deployment of the environment fails until someone reverts it. A failure of no stack, such as a reference that
// nothing answers, cannot be accepted.
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
	refused := false
	for i := range r.Failures {
		failure := &r.Failures[i]
		for j, acceptance := range acceptances {
			if failure.Stack != "" && failure.covered(acceptance) {
				used[j] = true
				failure.Accepted = acceptance.Reason
			}
		}
		refused = refused || failure.Accepted == ""
	}
	for j, acceptance := range acceptances {
		if !used[j] {
			r.Unmatched = append(r.Unmatched, acceptance.String()+r.nearest(acceptance))
		}
	}
	switch {
	case open:
		r.Verdict = Unaccepted
	case len(r.Unmatched) > 0:
		r.Verdict = BadAcceptance
	case refused:
		r.Verdict = Failing
	case len(r.Losses)+len(r.Failures) > 0:
		r.Verdict = LossesAccepted
	case r.changesNothing():
		r.Verdict = Unchanged
	default:
		r.Verdict = NoLoss
	}
}

// Refuse adds acceptances that the base has already. They accept nothing, and the review fails until they are removed.
func (r *Report) Refuse(stale []accepted.Loss) {
	for _, acceptance := range stale {
		r.Unmatched = append(r.Unmatched, acceptance.String()+": the base has this entry already, so it was written for an earlier change")
	}
	if len(stale) > 0 && (!r.Fails() || r.Verdict == Failing) {
		r.Verdict = BadAcceptance
	}
}

// nearest names the loss that an acceptance was probably written for; empty if none is like it.
func (r *Report) nearest(acceptance accepted.Loss) string {
	best, at := 0, -1
	for i, loss := range r.Losses {
		if loss.Accepted != "" {
			continue
		}
		alike := 0
		for _, same := range []bool{
			acceptance.Stack == loss.Stack, acceptance.Environment == loss.Environment, acceptance.Type == loss.Type,
			acceptance.Resource == loss.LogicalID || acceptance.Resource == loss.Construct,
			strings.EqualFold(last(acceptance.Resource), last(loss.Construct)),
		} {
			if same {
				alike++
			}
		}
		if alike > best {
			best, at = alike, i
		}
	}
	if best < 2 { // the environment alone says nothing
		return ""
	}
	return "; the nearest loss is " + r.Losses[at].Acceptance().String()
}

// last is the last element of a construct path, without the one that nearly every construct has.
func last(path string) string {
	path = short(strings.Trim(path, "/"))
	return path[strings.LastIndex(path, "/")+1:]
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

// Acceptance is the entry that accepts the failure, without a reason.
func (f Finding) Acceptance() accepted.Loss {
	kind := f.Type
	if f.Construct == "" {
		kind = accepted.StackType
	}
	return accepted.Loss{Environment: f.Environment, Stack: f.Stack, Resource: f.Construct, Type: kind, Loss: accepted.Fails}
}

func (f Finding) covered(by accepted.Loss) bool {
	by.Reason, by.Resource = "", short(strings.Trim(by.Resource, "/"))
	return by == f.Acceptance()
}

// Acceptance is the entry that accepts the loss, without a reason.
func (l Loss) Acceptance() accepted.Loss {
	return accepted.Loss{
		Environment: l.Environment, Stack: l.Stack, Resource: l.Construct, Type: l.Type, Loss: string(l.Kind),
	}
}
