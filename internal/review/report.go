package review

import (
	"bytes"
	"encoding/json"
)

// Report is what a review found; review.json is this.
type Report struct {
	Base         string        `json:"base"`
	Head         string        `json:"head"`
	Verdict      Verdict       `json:"verdict"`
	Losses       []Loss        `json:"losses,omitempty"`
	Unmatched    []string      `json:"unmatchedAcceptances,omitempty"` // accepted losses that do not occur
	Failures     []Finding     `json:"failures,omitempty"`             // AWS will refuse this
	Openings     []Finding     `json:"openings,omitempty"`             // permissions and network openings that broaden
	Weakenings   []Finding     `json:"weakenings,omitempty"`           // protection that weakens
	Notes        []Finding     `json:"notes,omitempty"`                // outages and the like
	Environments []Environment `json:"environments"`                   // in rollout order
}

// Verdict is the report in a word.
type Verdict string

// The verdicts. The last two make the command fail.
const (
	Unchanged      Verdict = "unchanged"
	NoLoss         Verdict = "no loss"
	LossesAccepted Verdict = "losses accepted"
	Unaccepted     Verdict = "loss"
	BadAcceptance  Verdict = "acceptance without a loss"
)

// Kind is what happens to a resource, a stack or an environment.
type Kind string

// The kinds, the worst first.
const (
	Removed         Kind = "removed"
	Replaced        Kind = "replaced"
	MightBeRemoved  Kind = "might be removed"
	MightBeReplaced Kind = "might be replaced"
	Downgraded      Kind = "downgraded"
	Overwritten     Kind = "overwritten"
	Changed         Kind = "changed"
	Added           Kind = "added"
	Same            Kind = "unchanged"
)

func (k Kind) order() int {
	for i, kind := range []Kind{Removed, Replaced, MightBeRemoved, MightBeReplaced, Downgraded, Overwritten, Changed, Added} {
		if k == kind {
			return i
		}
	}
	return len(k)
}

// Loss is something that holds data and would be gone, or be another one, after the deployment.
type Loss struct {
	Kind        Kind   `json:"loss"`
	Environment string `json:"environment,omitempty"`
	Stack       string `json:"stack"`
	Construct   string `json:"construct,omitempty"` // construct path; empty where the whole stack is lost
	LogicalID   string `json:"logicalId,omitempty"`
	Type        string `json:"type"`
	Because     string `json:"because"`
	Fate        string `json:"fate"`
	MovedTo     string `json:"movedTo,omitempty"` // the same thing under another logical id
	Fails       string `json:"fails,omitempty"`   // why the deployment will not even get that far
	Holds       []Held `json:"holds,omitempty"`   // of a stack
	Accepted    string `json:"accepted,omitempty"`
}

// Held is one thing in a lost stack.
type Held struct {
	Construct string `json:"construct"`
	Type      string `json:"type"`
	Fate      string `json:"fate"`
}

// Finding is one sentence about one resource. Old and New are empty where there is nothing to compare.
type Finding struct {
	Environment string `json:"environment,omitempty"`
	Stack       string `json:"stack,omitempty"`
	Construct   string `json:"construct,omitempty"`
	Type        string `json:"type,omitempty"`
	What        string `json:"what"`
	Old         string `json:"old,omitempty"`
	New         string `json:"new,omitempty"`
	rank        int    // lower is said first
}

// Environment is the changes of one environment. Name is empty for stacks that belong to none.
type Environment struct {
	Name   string  `json:"name"`
	Change Kind    `json:"change"`
	Stacks []Stack `json:"stacks"`
}

// Stack is the changes of one stack.
type Stack struct {
	Name    string   `json:"name"`
	Change  Kind     `json:"change"`
	Note    string   `json:"note,omitempty"`
	Adds    int      `json:"adds,omitempty"`    // resources of a stack that is new as a whole
	Removes int      `json:"removes,omitempty"` // resources of a stack that goes as a whole
	Outputs []string `json:"outputs,omitempty"`
	Changes []Change `json:"changes,omitempty"`
}

// Change is what happens to one resource.
type Change struct {
	Kind       Kind             `json:"change"`
	Construct  string           `json:"construct"`
	LogicalID  string           `json:"logicalId"`
	Type       string           `json:"type"`
	Was        string           `json:"was,omitempty"` // the type before, where it is another
	HoldsData  bool             `json:"holdsData,omitempty"`
	MovedTo    string           `json:"movedTo,omitempty"`
	MovedFrom  string           `json:"movedFrom,omitempty"`
	Properties []PropertyChange `json:"properties,omitempty"`
}

// PropertyChange is one property, or one attribute such as DependsOn, before and after.
type PropertyChange struct {
	Name    string `json:"name"`
	Old     any    `json:"old,omitempty"`
	New     any    `json:"new,omitempty"`
	Effect  Kind   `json:"effect"`
	Dragged bool   `json:"dragged,omitempty"` // the text is the same; what it refers to is replaced
}

// Fails reports whether the command must fail.
func (r Report) Fails() bool { return r.Verdict == Unaccepted || r.Verdict == BadAcceptance }

// JSON is the report for machines.
func (r Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(r)
	return b.Bytes(), err
}

// add takes one stack's outcome in, after those of the stacks before it.
func (r *Report) add(o outcome) {
	last := len(r.Environments) - 1
	if last < 0 || r.Environments[last].Name != o.environment {
		r.Environments = append(r.Environments, Environment{Name: o.environment, Change: o.stack.Change})
		last++
	}
	environment := &r.Environments[last]
	if environment.Change != o.stack.Change {
		environment.Change = Changed
	}
	environment.Stacks = append(environment.Stacks, o.stack)
	r.Losses = append(r.Losses, o.losses...)
	for _, to := range []struct {
		all *[]Finding
		new []Finding
	}{{&r.Openings, o.openings}, {&r.Weakenings, o.weakenings}, {&r.Failures, o.failures}, {&r.Notes, o.notes}} {
		for _, finding := range to.new {
			finding.Environment, finding.Stack = o.environment, o.stack.Name
			*to.all = append(*to.all, finding)
		}
	}
}
