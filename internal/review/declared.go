package review

import "kasha/internal/review/exposure"

// Explanation is what the declarations of an application say of a right of something new.
type Explanation int

// The explanations.
const (
	Unexplained Explanation = iota
	Declared                // a declaration gives this right
	Harmless                // no action of it is sensitive
)

// Declare marks the openings that the declaration of something new explains, such as the rights of a worker that uses a queue. explain is
// asked about each right. A statement of which only some resources are explained becomes two openings.
func (r *Report) Declare(explain func(environment string, right exposure.Right) Explanation) {
	var openings []Finding
	for _, f := range r.Openings {
		if f.Right == nil || f.Brings != "" {
			openings = append(openings, f)
			continue
		}
		found := map[Explanation][]exposure.Right{}
		for _, one := range f.Right.Each() {
			explanation := explain(f.Environment, one)
			found[explanation] = append(found[explanation], one)
		}
		for _, explanation := range []Explanation{Unexplained, Declared, Harmless} {
			if rights := found[explanation]; len(rights) > 0 {
				openings = append(openings, f.part(rights, explanation, len(found) > 1))
			}
		}
	}
	r.Openings = openings
}

// part is a finding about those of its resources that have the same explanation.
func (f Finding) part(rights []exposure.Right, explanation Explanation, split bool) Finding {
	f.Declared, f.Harmless = explanation != Unexplained, explanation == Harmless
	if split {
		right := exposure.Joined(rights)
		f.Right, f.New = &right, right.String()
	}
	return f
}
