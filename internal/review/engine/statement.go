package engine

import (
	"encoding/json"
	"regexp"
	"slices"

	"kasha/internal/iam"
)

// Statement is one statement of a policy.
type Statement struct {
	iam.Statement

	// Undecided is the text of a statement that cannot be read, most often because only the deployment decides on it. What is
	// understood of it is in the other fields, so compare it as a whole.
	Undecided string

	// Of is the logical id of the resource whose change adds or removes the statement; empty where that does not matter.
	Of string
}

// ReadStatement reads one statement as a policy document has it.
func ReadStatement(element any) Statement {
	parsed, err := iam.ParseStatement(element)
	for _, list := range [][]iam.Principal{parsed.Principals, parsed.NotPrincipals} {
		for i := range list {
			list[i] = written(list[i])
		}
	}
	s := Statement{Statement: parsed}
	for _, list := range [][]string{s.Actions, s.NotActions, s.Resources, s.NotResources} {
		slices.Sort(list) // two documents may list the same in another order
	}
	if err != nil {
		s.Undecided = text(element)
	}
	return s
}

var accountID = regexp.MustCompile(`^\d{12}$`)

// written is a principal in its long form: an account's id means the same as arn:aws:iam::ID:root. Source: IAM user guide, "AWS JSON
// policy elements: Principal", AWS account principals. In another partition than aws the two forms still count as different.
func written(p iam.Principal) iam.Principal {
	if p.Kind == "AWS" && accountID.MatchString(p.Name) {
		p.Name = "arn:aws:iam::" + p.Name + ":root"
	}
	return p
}

// UnmarshalJSON reads a statement as the script writes it, in the form of a policy document. A statement that only the
// deployment decides has its text beside it.
func (s *Statement) UnmarshalJSON(data []byte) error {
	var sent struct {
		Of, Undecided string
		Statement     map[string]any
	}
	if err := json.Unmarshal(data, &sent); err != nil {
		return err
	}
	*s = ReadStatement(sent.Statement)
	s.Of = sent.Of
	if sent.Undecided != "" {
		s.Undecided = sent.Undecided
	}
	return nil
}

func text(element any) string {
	if text, ok := element.(string); ok {
		return text
	}
	data, _ := json.Marshal(element)
	return string(data)
}
