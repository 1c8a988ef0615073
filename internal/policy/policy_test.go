package policy_test

import (
	"strings"
	"testing"

	"kasha/internal/policy"
)

func parse(t *testing.T, statement string) policy.Statement {
	t.Helper()
	statements, err := policy.Parse(`{"Statement": ` + statement + `}`)
	if err != nil {
		t.Fatal(err)
	}
	return statements[0]
}

// Catches a pattern that covers too little or too much. A wildcard in the text stands for many texts, all of which must be
// covered.
func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"s3:*", "s3:GetObject", true}, {"s3:Get*", "s3:GetObject*", true}, {"s3:GetObject", "s3:Get*", false},
		{"*", "anything", true}, {"*", "", true}, {"", "", true}, {"", "a", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"a?c", "a*c", false}, {"a*c*e", "abcde", true}, {"a*c*e", "abcd", false}, {"a*b", "aXbXb", true}, {"**", "x", true},
	} {
		if have := policy.Match(c.pattern, c.text); have != c.want {
			t.Errorf("%q on %q: %t", c.pattern, c.text, have)
		}
	}
}

// Catches two patterns taken for apart that have a text in common, which would hide a refusal or a grant.
func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a*", "*b", true}, {"a*", "b*", false}, {"a*c", "ab*", true}, {"?", "*", true}, {"", "*", true}, {"", "?", false},
		{"a?", "ab", true}, {"s3:Delete*", "s3:*Object", true}, {"s3:Get*", "s3:Put*", false}, {"*a*b*c*", "*c*b*a*", true},
	} {
		if have := policy.Overlap(c.a, c.b); have != c.want {
			t.Errorf("%q and %q: %t", c.a, c.b, have)
		}
		if have := policy.Overlap(c.b, c.a); have != c.want {
			t.Errorf("%q and %q: %t", c.b, c.a, have)
		}
	}
}

// Catches NotAction and NotResource read as their opposites, which turns "all but" into "only".
func TestStatementsSpeakOfActionsAndResources(t *testing.T) {
	all := parse(t, `{"Effect": "Allow", "NotAction": ["iam:*", "sts:AssumeRole"], "NotResource": "arn:aws:s3:::secret/*"}`)
	if !all.Action("s3:GetObject") || all.Action("iam:PassRole") || all.Action("*") || !all.MayAction("*") || all.MayAction("iam:Pass*") {
		t.Error("NotAction")
	}
	if !all.Resource("arn:aws:s3:::open/x") || all.Resource("arn:aws:s3:::secret/x") || all.Resource("arn:aws:s3:::*") || !all.MayResource("arn:aws:s3:::*") {
		t.Error("NotResource")
	}
	one := parse(t, `{"Effect": "Deny", "Action": "S3:getobject*", "Resource": ["arn:aws:s3:::a/*"]}`)
	if !one.Action("s3:GetObjectVersion") || one.Action("s3:*") || !one.MayAction("s3:*") {
		t.Error("actions are matched without regard to case, and as a whole")
	}
	if one.Resource("arn:aws:s3:::*") || !one.MayResource("arn:aws:s3:::*") || !one.Resource("arn:aws:s3:::a/b") {
		t.Error("Resource")
	}
	if trust := parse(t, `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}`); !trust.Resource("anything") || !trust.MayResource("anything") {
		t.Error("a trust policy speaks of its role")
	}
}

// Catches principals that get lost: a policy open to anybody has three spellings.
func TestPrincipals(t *testing.T) {
	for statement, want := range map[string]string{
		`{"Effect": "Allow", "Action": "x:Y", "Principal": "*"}`:                                                     "* *",
		`{"Effect": "Allow", "Action": "x:Y", "Principal": {"AWS": "*"}}`:                                            "* *",
		`{"Effect": "Allow", "Action": "x:Y", "Principal": {"AWS": ["*", "111111111111"]}}`:                          "* *, AWS 111111111111",
		`{"Effect": "Allow", "Action": "x:Y", "Principal": {"Service": "ecs.amazonaws.com", "AWS": "111111111111"}}`: "AWS 111111111111, Service ecs.amazonaws.com",
		`{"Effect": "Allow", "Action": "x:Y", "Principal": {"Federated": "cognito-identity.amazonaws.com"}}`:         "Federated cognito-identity.amazonaws.com",
	} {
		var have []string
		for _, principal := range parse(t, statement).Principals {
			have = append(have, principal.Kind+" "+principal.Name)
		}
		if strings.Join(have, ", ") != want {
			t.Errorf("%s: %v", statement, have)
		}
	}
}

// Catches documents that are read as empty, which would prove that nobody may do anything.
func TestDocumentsThatAreNone(t *testing.T) {
	for _, document := range []any{
		nil, "", "not JSON", `[]`, `{}`, map[string]any{"Statement": "x"},
		`{"Statement": [1]}`, `{"Statement": [{"Effect": "Allow"}]}`, `{"Statement": [{"Effect": "allow", "Action": "x:Y"}]}`,
	} {
		if statements, err := policy.Parse(document); err == nil {
			t.Errorf("%v: %v", document, statements)
		}
	}
}

// Catches statements that people cannot recognize in a message.
func TestStatementsReadAloud(t *testing.T) {
	have := parse(t, `[{"Effect": "Allow", "Action": ["b:B", "a:A"], "Resource": "*", "Principal": {"AWS": "111111111111"}, "Condition": {"Bool": {"k": "v"}}}]`).String()
	if want := `Allow a:A, b:B on * to 111111111111 if {"Bool":{"k":"v"}}`; have != want {
		t.Errorf("have %s", have)
	}
}

// Catches a document that is passed over because one statement of it is not understood, and a refusal that is believed without
// the condition that it has.
func TestWhatIsUnderstoodOfADocumentIsKept(t *testing.T) {
	statements, err := policy.Parse(map[string]any{"Statement": []any{
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
	for _, want := range []string{"statement 1: no object", "statement 2: a condition that", "statement 3: a condition that", "statement 4: a principal that"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}
