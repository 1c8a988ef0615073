package review

// Beside is what a revision changes beside its templates, such as in cdk.json.
type Beside struct{ Openings, Weakenings, Notes, Unjudged []Finding }

// AddBeside adds findings that are about no stack. With one of them, the revision no longer changes nothing.
func (r *Report) AddBeside(found Beside) {
	r.Openings = append(found.Openings, r.Openings...)
	r.Weakenings = append(found.Weakenings, r.Weakenings...)
	r.Notes = append(found.Notes, r.Notes...)
	r.Unjudged = append(found.Unjudged, r.Unjudged...)
	if len(found.Openings)+len(found.Weakenings)+len(found.Notes)+len(found.Unjudged) > 0 && r.Verdict == Unchanged {
		r.Verdict = NoLoss
	}
}
