package review

import (
	"bytes"
	"encoding/json"
	"slices"

	"kasha/internal/review/exposure"
)

// Report is the result of a review; review.json contains it.
type Report struct {
	Base         string        `json:"base"`
	Head         string        `json:"head"`
	Missing      string        `json:"missing,omitempty"`   // what head's branch lacks of base, in a sentence
	Judges       []string      `json:"judges,omitempty"`    // files that decide what this report says, and that the change edits
	Elsewhere    []string      `json:"elsewhere,omitempty"` // why something else than head may be deployed, in sentences
	Verdict      Verdict       `json:"verdict"`
	Losses       []Loss        `json:"losses,omitempty"`
	Unmatched    []string      `json:"unmatchedAcceptances,omitempty"` // accepted losses that do not occur
	Failures     []Finding     `json:"failures,omitempty"`             // AWS will reject this
	Broken       []Finding     `json:"brokenPromises,omitempty"`       // promises and rules of Kasha that base keeps and head does not
	Openings     []Finding     `json:"openings,omitempty"`             // broader permissions and access
	Weakenings   []Finding     `json:"weakenings,omitempty"`           // weaker protection
	Notes        []Finding     `json:"notes,omitempty"`                // outages and other effects
	Unjudged     []Finding     `json:"unjudged,omitempty"`             // changes that the review cannot judge
	Environments []Environment `json:"environments"`                   // in rollout order
}

// Verdict is the result in a few words.
type Verdict string

// The verdicts. With the last four the command fails.
const (
	Unchanged      Verdict = "unchanged"
	NoLoss         Verdict = "no loss"
	LossesAccepted Verdict = "losses accepted"
	Unaccepted     Verdict = "loss"
	BadAcceptance  Verdict = "acceptance without a loss"
	BrokenPromise  Verdict = "broken promise"
	Failing        Verdict = "deployment fails"
)

// Kind is what happens to a resource, a stack or an environment.
type Kind string

// The kinds, from the worst to the most harmless.
const (
	Removed         Kind = "removed"
	Replaced        Kind = "replaced"
	MightBeRemoved  Kind = "might be removed"
	MightBeReplaced Kind = "might be replaced"
	Downgraded      Kind = "downgraded"
	Inaccessible    Kind = "inaccessible"
	Overwritten     Kind = "overwritten"
	Expiring        Kind = "expires"
	Changed         Kind = "changed"
	Added           Kind = "added"
	Same            Kind = "unchanged"
)

func (k Kind) order() int {
	worst := []Kind{Removed, Replaced, MightBeRemoved, MightBeReplaced, Downgraded, Inaccessible, Overwritten, Expiring, Changed, Added}
	if i := slices.Index(worst, k); i >= 0 {
		return i
	}
	return len(worst)
}

// Loss is a resource or stack that holds data and that the deployment removes, replaces or overwrites, or may do so.
type Loss struct {
	Kind        Kind   `json:"loss"`
	Environment string `json:"environment,omitempty"`
	Stack       string `json:"stack"`
	Construct   string `json:"construct,omitempty"` // construct path; empty where the whole stack is lost
	LogicalID   string `json:"logicalId,omitempty"`
	Type        string `json:"type"`
	Because     string `json:"because"`
	Fate        string `json:"fate"`
	MovedTo     string `json:"movedTo,omitempty"` // the same construct under another logical id
	Fails       string `json:"fails,omitempty"`   // why the deployment fails before that
	Holds       []Held `json:"holds,omitempty"`   // of a stack
	Accepted    string `json:"accepted,omitempty"`
}

// Held is one resource in a lost stack that holds data.
type Held struct {
	Construct string `json:"construct"`
	Type      string `json:"type"`
	Fate      string `json:"fate"`
}

// Finding is one sentence about one resource. Old and New are empty where there is nothing to compare.
type Finding struct {
	Environment string          `json:"environment,omitempty"`
	Stack       string          `json:"stack,omitempty"`
	Construct   string          `json:"construct,omitempty"`
	Type        string          `json:"type,omitempty"`
	What        string          `json:"what"`
	Old         string          `json:"old,omitempty"`
	New         string          `json:"new,omitempty"`
	OfNew       bool            `json:"ofNew,omitempty"`    // a right of what is new, such as a new role
	Declared    bool            `json:"declared,omitempty"` // the declaration of a process, or of an environment, explains this right
	Brings      string          `json:"brings,omitempty"`   // of Declared: the new environment whose deployment by a pipeline needs it
	Deletes     bool            `json:"deletes,omitempty"`  // data is deleted earlier than before, although no resource is lost
	Rule        string          `json:"rule,omitempty"`     // of a broken rule of the templates: its name
	Accepted    string          `json:"accepted,omitempty"` // of a failure: why the change is made all the same
	Right       *exposure.Right `json:"-"`                  // of what is new, or of a role of today with what is new
	Harmless    bool            `json:"-"`                  // of Declared: no action of it is sensitive
	rank        int             // of openings; the lowest is reported first
}

// Environment is the changes of one environment. Its name is empty for the stacks outside of environments.
type Environment struct {
	Name       string  `json:"name"`
	Production bool    `json:"production,omitempty"`
	Account    string  `json:"account,omitempty"` // after the deployment; before it, where the environment is removed
	Region     string  `json:"region,omitempty"`
	Change     Kind    `json:"change"`
	Stacks     []Stack `json:"stacks"`
}

// Stack is the changes of one stack.
type Stack struct {
	Name    string   `json:"name"`
	Change  Kind     `json:"change"`
	Note    string   `json:"note,omitempty"`
	Adds    int      `json:"adds,omitempty"`    // resources of a new stack
	Removes int      `json:"removes,omitempty"` // resources of a removed stack
	Outputs []string `json:"outputs,omitempty"`
	Changes []Change `json:"changes,omitempty"`
}

// Change is what happens to one resource.
type Change struct {
	Kind       Kind             `json:"change"`
	Construct  string           `json:"construct"`
	LogicalID  string           `json:"logicalId"`
	Type       string           `json:"type"`
	Was        string           `json:"was,omitempty"` // the type before, where it changes
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
	Dragged bool   `json:"dragged,omitempty"` // the text is the same, but it refers to a replaced resource
	Form    bool   `json:"form,omitempty"`    // the value is the same, but the text is another reference to it
}

// Fails reports whether the command must fail.
func (r Report) Fails() bool {
	return r.Verdict == Unaccepted || r.Verdict == BadAcceptance || r.Verdict == BrokenPromise || r.Verdict == Failing
}

// Break adds promises and rules that the change breaks. A loss that is not accepted stays the verdict, and so does an acceptance without a
// loss.
func (r *Report) Break(promises []Finding) {
	r.Broken = append(r.Broken, promises...)
	r.order()
	if len(r.Broken) > 0 && (!r.Fails() || r.Verdict == Failing) {
		r.Verdict = BrokenPromise
	}
}

// JSON is the report for machines.
func (r Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(r)
	return b.Bytes(), err
}

// add appends the outcome of one stack.
func (r *Report) add(o outcome) {
	last := len(r.Environments) - 1
	if last < 0 || r.Environments[last].Name != o.environment {
		r.Environments = append(r.Environments, Environment{
			Name: o.environment, Change: o.stack.Change, Production: o.production, Account: o.account, Region: o.region,
		})
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
	}{{all: &r.Openings, new: o.openings}, {all: &r.Weakenings, new: o.weakenings}, {all: &r.Failures, new: o.failures},
		{all: &r.Notes, new: o.notes}, {all: &r.Unjudged, new: o.unjudged}} {
		for _, finding := range to.new {
			finding.Environment, finding.Stack = o.environment, o.stack.Name
			*to.all = append(*to.all, finding)
		}
	}
}
