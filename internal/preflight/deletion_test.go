package preflight

import (
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestMayDelete catches a deletion of production, one that stops half-way, and one without confirmation.
func TestMayDelete(t *testing.T) {
	dev := config.Environment{Name: "dev", Tier: config.Nonproduction}
	prod := config.Environment{Name: "prod", Tier: config.Production}
	guarded := dev
	guarded.Database.DeletionProtection = true
	archived := dev
	archived.Backup.Archive = true
	person := strings.NewReader("")
	for _, test := range []struct {
		name    string
		env     config.Environment
		consent Consent
		want    string // in the refusal; empty: allowed
	}{
		{
			name: "production, even if confirmed", env: prod, consent: Consent{Confirm: "prod", Terminal: person},
			want: "docs/runbooks/delete-environment.md",
		},
		{
			name: "protected database", env: guarded, consent: Consent{Confirm: "dev", Terminal: person},
			want: "set database.deletionProtection to false in cdk.json, run make deploy ENV=dev",
		},
		{
			name: "recovery points in a vault", env: archived, consent: Consent{Confirm: "dev", Terminal: person},
			want: "set backup.archive to false in cdk.json, run make deploy ENV=dev",
		},
		{
			name: "another environment confirmed", env: dev, consent: Consent{Confirm: "staging", Terminal: person},
			want: "CONFIRM=staging and ENV=dev differ",
		},
		{name: "no one at a terminal", env: dev, want: "if you mean it, add CONFIRM=dev"},
		{name: "confirmed in advance", env: dev, consent: Consent{Confirm: "dev"}},
		{name: "someone to ask", env: dev, consent: Consent{Terminal: person}},
	} {
		err := MayDelete(test.env, test.consent)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}

// TestAskDeletion catches a deletion that continues without the environment's name, and a question that does not say what is lost and
// where.
func TestAskDeletion(t *testing.T) {
	dev := config.Environment{Name: "dev", Region: "eu-west-1"}
	for answer, want := range map[string]string{
		"dev\n": "", "dev": "", " dev \r\n": "",
		"":          "the answer is not dev",
		"\n":        "the answer is not dev",
		"y\n":       "the answer is not dev",
		"yes\n":     "the answer is not dev",
		"DEV\n":     "the answer is not dev",
		"staging\n": "the answer is not dev",
		"no\ndev\n": "the answer is not dev",
	} {
		var question strings.Builder
		err := AskDeletion(dev, "444444444444", Consent{Terminal: strings.NewReader(answer), Question: &question})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("answer %q: got %v, want %q", answer, err, want)
		}
		for _, part := range []string{"every stack of dev", "account 444444444444 (eu-west-1, us-east-1)", "database, queues",
			"the buckets with every object in them"} {
			if !strings.Contains(question.String(), part) {
				t.Errorf("the question does not say %q: %s", part, question.String())
			}
		}
	}
	if err := AskDeletion(dev, "444444444444", Consent{Confirm: "dev"}); err != nil {
		t.Errorf("asked although it was confirmed in advance: %v", err)
	}
}
