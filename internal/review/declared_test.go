package review

import (
	"testing"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/exposure"
)

// Catches a statement that is declared as a whole because one of its resources is, and an opening without a right that is explained.
func TestOnlyTheExplainedPartOfAStatementIsDeclared(t *testing.T) {
	statement := engine.Statement{Statement: iam.Statement{Effect: "Allow", Resources: []string{"${s.Jobs.Arn}", "${s.Email.Arn}", "*"}}}
	r := Report{Openings: []Finding{
		{What: "of an existing role", New: "x"},
		{What: "of a new role", New: "x", OfNew: true, Right: &exposure.Right{
			Who: []string{"AWS:${Worker}"}, May: []string{"sqs:ReceiveMessage"}, On: []string{"${Jobs.Arn}", "${Email.Arn}", "*"}, If: "{}",
			Statement: statement,
		}},
	}}
	r.Declare(func(_ string, right exposure.Right) Explanation {
		switch right.Statement.Resources[0] {
		case "${s.Jobs.Arn}":
			return Declared
		case "*":
			return Harmless
		}
		return Unexplained
	})
	type opening struct {
		what, new          string
		declared, harmless bool
	}
	var got []opening
	for _, f := range r.Openings {
		got = append(got, opening{f.What, f.New, f.Declared, f.Harmless})
	}
	want := []opening{
		{"of an existing role", "x", false, false},
		{"of a new role", "allow sqs:ReceiveMessage on ${Email.Arn} by AWS:${Worker} if {}", false, false},
		{"of a new role", "allow sqs:ReceiveMessage on ${Jobs.Arn} by AWS:${Worker} if {}", true, false},
		{"of a new role", "allow sqs:ReceiveMessage on * by AWS:${Worker} if {}", true, true},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v, want %+v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("opening %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

// Catches a statement on one resource whose text changes although nothing is split.
func TestAWholeRightKeepsItsText(t *testing.T) {
	r := Report{Openings: []Finding{{New: "as it was", Right: &exposure.Right{On: []string{"*"}}}}}
	r.Declare(func(string, exposure.Right) Explanation { return Declared })
	if f := r.Openings[0]; !f.Declared || f.New != "as it was" {
		t.Errorf("%+v, want it declared, with its text", f)
	}
}
