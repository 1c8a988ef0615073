package preflight

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
	"kasha/lib/names"
)

// TestStacksAreParsed catches a misspelt stack that is left out, and one that the environment does not have. It also catches a deletion
// that deletes everything though it was to delete one stack.
func TestStacksAreParsed(t *testing.T) {
	plain := config.Environment{Name: "qa", Region: "us-east-1"}
	archived := plain
	archived.Backup.Archive, archived.Backup.CopyRegion = true, "us-west-2"
	for _, test := range []struct {
		text    string
		env     config.Environment
		purpose Purpose
		want    []names.Part
		refusal string // empty: none
	}{
		{text: "", env: plain, purpose: Deploy},
		{text: "", env: plain, purpose: Destroy},
		{text: "network,data", env: plain, purpose: Deploy, want: []names.Part{names.Network, names.Data}},
		{text: "network data,data", env: plain, purpose: Diff, want: []names.Part{names.Network, names.Data}},
		{text: "archive", env: archived, purpose: Deploy, want: []names.Part{names.Archive}},
		{text: "archive", env: plain, purpose: Deploy, refusal: `qa has no stack "archive"; fix: choose from network, data, services, edge`},
		{text: "network,date", env: plain, purpose: Deploy, refusal: `qa has no stack "date"; fix: data, if you mean that`},
		{text: "*", env: plain, purpose: Deploy, refusal: `qa has no stack "*"`},
		{text: "data", env: plain, purpose: Destroy, refusal: `STACKS is "data"`},
		{text: "data", env: plain, purpose: Bootstrap, refusal: "leave STACKS out"},
	} {
		got, err := ParseStacks(test.env, test.purpose, test.text)
		if test.refusal != "" {
			if err == nil || !strings.Contains(err.Error(), test.refusal) {
				t.Errorf("%s of %q: got %v and error %v, want %q", test.purpose, test.text, got, err, test.refusal)
			}
			continue
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s of %q: got %v and error %v, want %v", test.purpose, test.text, got, err, test.want)
		}
	}
}

// TestSomeStacksAreCheckedLikeAll catches a deployment of some stacks that skips a check, deploys the others too, or does not say that
// others are left.
func TestSomeStacksAreCheckedLikeAll(t *testing.T) {
	asked := map[int][]string{}
	for i, stacks := range [][]names.Part{nil, {names.Network, names.Data}} {
		aws := standIn{account: "555555555555", bootstraps: map[string]string{"us-east-1": "30"}}
		aws.start(t)
		env, err := Find(platform(), "staging", Deploy)
		if err != nil {
			t.Fatal(err)
		}
		cleared, err := Check(context.Background(), platform(), env, Deploy, Toolkit{}, stacks...)
		if err != nil {
			t.Fatal(err)
		}
		asked[i] = aws.asked
		want, notes := "npx cdk deploy 'staging/*'", 0
		if len(stacks) > 0 {
			want, notes = "npx cdk deploy 'staging/network' 'staging/data'", 1
		}
		if cleared.Command != want || len(cleared.Notes) != notes {
			t.Errorf("%v: got %q and notes %q, want %q and %d notes", stacks, cleared.Command, cleared.Notes, want, notes)
		}
		if note := NoTerminal(env, stacks); !strings.Contains(note, want+" --require-approval never") {
			t.Errorf("%v: got %q, want it to name %q", stacks, note, want)
		}
	}
	if len(asked[0]) == 0 || !slices.Equal(asked[0], asked[1]) {
		t.Errorf("AWS was asked %v for some stacks, want %v as for all", asked[1], asked[0])
	}
}
