package config

import (
	"slices"
	"testing"
)

// TestTargets catches a place that stacks go to and that nobody prepares: the edge's region, and the archive's second region
// or account.
func TestTargets(t *testing.T) {
	home := Environment{Account: "444444444444", Region: "eu-west-1"}
	virginia := Environment{Account: "444444444444", Region: "us-east-1"}
	with := func(e Environment, archive bool, region, account string) Environment {
		e.Backup = Backup{Archive: archive, CopyRegion: region, CopyAccount: account}
		return e
	}
	edge := Target{"444444444444", "us-east-1", "the edge stack"}
	for _, test := range []struct {
		name string
		env  Environment
		want []Target
	}{
		{"elsewhere", home, []Target{{"444444444444", "eu-west-1", ""}, edge}},
		{"in the edge's region", virginia, []Target{{"444444444444", "us-east-1", ""}}},
		{"archive without a copy", with(virginia, true, "", ""), []Target{{"444444444444", "us-east-1", ""}}},
		{"copy without an archive", with(virginia, false, "us-west-2", "555555555555"), []Target{{"444444444444", "us-east-1", ""}}},
		{"copy in a third region", with(home, true, "us-west-2", ""), []Target{{"444444444444", "eu-west-1", ""}, edge, {"444444444444", "us-west-2", "the archive's copy"}}},
		{"copy in the edge's region", with(home, true, "us-east-1", ""), []Target{{"444444444444", "eu-west-1", ""}, edge}},
		{"copy in a second account", with(virginia, true, "", "555555555555"), []Target{{"444444444444", "us-east-1", ""}, {"555555555555", "us-east-1", "the archive's copy"}}},
		{"account left open", Environment{Region: "eu-west-1"}, []Target{{"", "eu-west-1", ""}, {"", "us-east-1", "the edge stack"}}},
	} {
		if got := test.env.Targets(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
