package iam_test

import (
	"strings"
	"testing"

	"kasha/internal/iam"
)

func parse(t *testing.T, statement string) iam.Statement {
	t.Helper()
	statements, err := iam.Parse(`{"Statement": ` + statement + `}`)
	if err != nil {
		t.Fatal(err)
	}
	return statements[0]
}

// Catches a pattern that matches too little or too much. A wildcard in the text stands for many texts, all of which must match.
func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"s3:*", "s3:GetObject", true}, {"s3:Get*", "s3:GetObject*", true}, {"s3:GetObject", "s3:Get*", false},
		{"*", "anything", true}, {"*", "", true}, {"", "", true}, {"", "a", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"a?c", "a*c", false}, {"a*c*e", "abcde", true}, {"a*c*e", "abcd", false}, {"a*b", "aXbXb", true}, {"**", "x", true},
	} {
		if have := iam.Match(c.pattern, c.text); have != c.want {
			t.Errorf("%q on %q: %t", c.pattern, c.text, have)
		}
	}
}

// Catches two patterns with a text in common that are taken for disjoint, which would hide a Deny or a grant.
func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a*", "*b", true}, {"a*", "b*", false}, {"a*c", "ab*", true}, {"?", "*", true}, {"", "*", true}, {"", "?", false},
		{"a?", "ab", true}, {"s3:Delete*", "s3:*Object", true}, {"s3:Get*", "s3:Put*", false}, {"*a*b*c*", "*c*b*a*", true},
	} {
		if have := iam.Overlap(c.a, c.b); have != c.want {
			t.Errorf("%q and %q: %t", c.a, c.b, have)
		}
		if have := iam.Overlap(c.b, c.a); have != c.want {
			t.Errorf("%q and %q: %t", c.b, c.a, have)
		}
	}
}

// Catches NotAction and NotResource read as Action and Resource.
func TestStatementsApplyToActionsAndResources(t *testing.T) {
	all := parse(t, `{"Effect": "Allow", "NotAction": ["iam:*", "sts:AssumeRole"], "NotResource": "arn:aws:s3:::secret/*"}`)
	if !all.Action("s3:GetObject") || all.Action("iam:PassRole") || all.Action("*") || !all.MayAction("*") || all.MayAction("iam:Pass*") {
		t.Error("NotAction")
	}
	if !all.Resource("arn:aws:s3:::open/x") || all.Resource("arn:aws:s3:::secret/x") ||
		all.Resource("arn:aws:s3:::*") || !all.MayResource("arn:aws:s3:::*") {
		t.Error("NotResource")
	}
	one := parse(t, `{"Effect": "Deny", "Action": "S3:getobject*", "Resource": ["arn:aws:s3:::a/*"]}`)
	if !one.Action("s3:GetObjectVersion") || one.Action("s3:*") || !one.MayAction("s3:*") {
		t.Error("actions are matched without regard to case, and as a whole")
	}
	if one.Resource("arn:aws:s3:::*") || !one.MayResource("arn:aws:s3:::*") || !one.Resource("arn:aws:s3:::a/b") {
		t.Error("Resource")
	}
	if trust := parse(
		t, `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}`,
	); !trust.Resource("anything") || !trust.MayResource("anything") {
		t.Error("a trust policy has its role as resource")
	}
}

// Catches principals that get lost. There are three ways to write "anybody".
func TestPrincipals(t *testing.T) {
	for principals, want := range map[string]string{
		`"*"`:                            "* *",
		`{"AWS": "*"}`:                   "* *",
		`{"AWS": ["*", "111111111111"]}`: "* *, AWS 111111111111",
		`{"Service": "ecs.amazonaws.com", "AWS": "111111111111"}`: "AWS 111111111111, Service ecs.amazonaws.com",
		`{"Federated": "cognito-identity.amazonaws.com"}`:         "Federated cognito-identity.amazonaws.com",
	} {
		statement := `{"Effect": "Allow", "Action": "x:Y", "Principal": ` + principals + `}`
		var have []string
		for _, principal := range parse(t, statement).Principals {
			have = append(have, principal.Kind+" "+principal.Name)
		}
		if strings.Join(have, ", ") != want {
			t.Errorf("%s: %v", statement, have)
		}
	}
}

// Catches a text that is no policy document read as an empty one, which would prove that nobody may do anything.
func TestWhatIsNoPolicyDocumentIsAnError(t *testing.T) {
	for _, document := range []any{
		nil, "", "not JSON", `[]`, `{}`, map[string]any{"Statement": "x"},
		`{"Statement": [1]}`, `{"Statement": [{"Effect": "Allow"}]}`, `{"Statement": [{"Effect": "allow", "Action": "x:Y"}]}`,
	} {
		if statements, err := iam.Parse(document); err == nil {
			t.Errorf("%v: %v", document, statements)
		}
	}
}

// Catches a message in which a statement cannot be recognized.
func TestStatementsAsText(t *testing.T) {
	have := parse(
		t,
		`[{"Effect": "Allow", "Action": ["b:B", "a:A"], "Resource": "*", "Principal": {"AWS": "111111111111"},
			"Condition": {"Bool": {"k": "v"}}}]`,
	).String()
	if want := `Allow a:A, b:B on * to 111111111111 if {"Bool":{"k":"v"}}`; have != want {
		t.Errorf("have %s", have)
	}
}

// Catches a document that is ignored because one of its statements is not understood, and a Deny that is read without its
// condition.
func TestWhatIsUnderstoodOfADocumentIsKept(t *testing.T) {
	statements, err := iam.Parse(map[string]any{"Statement": []any{
		"${chosen later}",
		map[string]any{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": "${chosen later}"},
		map[string]any{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", "Condition": "${chosen later}"},
		map[string]any{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Principal": "${chosen later}"},
		map[string]any{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
	}})
	var actions []string
	for _, statement := range statements {
		actions = append(actions, statement.Actions...)
	}
	if got := strings.Join(actions, " "); got != "s3:GetObject s3:ListBucket s3:DeleteObject" {
		t.Error(got)
	}
	for _, want := range []string{
		"statement 1: no object", "statement 2: a condition that", "statement 3: a condition that", "statement 4: a principal that",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

// Catches a principal that a statement names and does not apply to, and a statement for anybody that applies to nobody.
func TestStatementsApplyToPrincipals(t *testing.T) {
	role, other := iam.Principal{Kind: "AWS", Name: "arn:aws:iam::111111111111:role/a"}, iam.Principal{Kind: "AWS", Name: "222222222222"}
	for statement, want := range map[string]struct{ role, other bool }{
		`{"Effect": "Allow", "Action": "x:Y", "Principal": {"AWS": "*"}}`:                                   {role: true, other: true},
		`{"Effect": "Allow", "Action": "x:Y", "Principal": {"AWS": "arn:aws:iam::111111111111:role/a"}}`:    {role: true, other: false},
		`{"Effect": "Allow", "Action": "x:Y", "NotPrincipal": {"AWS": "arn:aws:iam::111111111111:role/a"}}`: {role: false, other: true},
		`{"Effect": "Allow", "Action": "x:Y", "Resource": "*"}`:                                             {role: true, other: true},
	} {
		s := parse(t, statement)
		if s.Principal(role) != want.role || s.Principal(other) != want.other {
			t.Errorf("%s: got %v and %v, want %+v", statement, s.Principal(role), s.Principal(other), want)
		}
	}
	if got := role.String() + " " + iam.Anybody().String(); got != "AWS:arn:aws:iam::111111111111:role/a *" {
		t.Errorf("got %s", got)
	}
}
