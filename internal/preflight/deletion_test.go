package preflight

import (
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestMayDelete catches a deletion of production, one that stops half-way, and one that nobody agreed to.
func TestMayDelete(t *testing.T) {
	dev := config.Environment{Name: "dev", Tier: config.Nonproduction}
	prod := config.Environment{Name: "prod", Tier: config.Production}
	guarded := dev
	guarded.Database.DeletionProtection = true
	archived := dev
	archived.Backup.Archive = true
	somebody := strings.NewReader("")
	for _, test := range []struct {
		name    string
		env     config.Environment
		consent Consent
		want    string // in the refusal; empty: allowed
	}{
		{"production, whatever is agreed to", prod, Consent{Confirm: "prod", Terminal: somebody}, "docs/runbooks/delete-environment.md"},
		{"protected database", guarded, Consent{Confirm: "dev", Terminal: somebody}, "set database.deletionProtection to false in cdk.json, run make deploy ENV=dev"},
		{"snapshots in a vault", archived, Consent{Confirm: "dev", Terminal: somebody}, "set backup.archive to false in cdk.json, run make deploy ENV=dev"},
		{"nobody there", dev, Consent{}, "write CONFIRM=dev behind the command"},
		{"another environment agreed to", dev, Consent{Confirm: "staging", Terminal: somebody}, "CONFIRM=staging and ENV=dev differ"},
		{"agreed to beforehand", dev, Consent{Confirm: "dev"}, ""},
		{"somebody to ask", dev, Consent{Terminal: somebody}, ""},
	} {
		err := MayDelete(test.env, test.consent)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// TestAsk catches a deletion that goes on without the environment's name, and a question that does not say what is lost
// and where.
func TestAsk(t *testing.T) {
	dev := config.Environment{Name: "dev", Region: "eu-west-1"}
	for answer, want := range map[string]string{
		"dev\n": "", "dev": "", " dev \r\n": "",
		"":          "that is not dev",
		"\n":        "that is not dev",
		"y\n":       "that is not dev",
		"yes\n":     "that is not dev",
		"DEV\n":     "that is not dev",
		"staging\n": "that is not dev",
		"no\ndev\n": "that is not dev",
	} {
		var question strings.Builder
		err := Ask(dev, "444444444444", Consent{Terminal: strings.NewReader(answer), Question: &question})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("answer %q: %v, want %q", answer, err, want)
		}
		for _, part := range []string{"every stack of dev", "account 444444444444 (eu-west-1, us-east-1)", "database, queues", "the buckets with every object in them"} {
			if !strings.Contains(question.String(), part) {
				t.Errorf("the question does not say %q: %s", part, question.String())
			}
		}
	}
	if err := Ask(dev, "444444444444", Consent{Confirm: "dev"}); err != nil {
		t.Errorf("asked although it was agreed to: %v", err)
	}
}
