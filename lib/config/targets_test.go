package config

import (
	"slices"
	"testing"
)

// TestTargets catches an account and region to which stacks are deployed and which nobody bootstraps: the edge's region, and the
// archive's second region or account.
func TestTargets(t *testing.T) {
	home := Environment{Account: "444444444444", Region: "eu-west-1"}
	virginia := Environment{Account: "444444444444", Region: "us-east-1"}
	with := func(e Environment, archive bool, region, account string) Environment {
		e.Backup = Backup{Archive: archive, CopyRegion: region, CopyAccount: account}
		return e
	}
	at := func(region string) Target { return Target{Account: "444444444444", Region: region} }
	edge := Target{Account: "444444444444", Region: "us-east-1", Holds: "the edge stack"}
	const copyHolds = "the archive's copy"
	for _, test := range []struct {
		name string
		env  Environment
		want []Target
	}{
		{name: "elsewhere", env: home, want: []Target{at("eu-west-1"), edge}},
		{name: "in the edge's region", env: virginia, want: []Target{at("us-east-1")}},
		{name: "archive without a copy", env: with(virginia, true, "", ""), want: []Target{at("us-east-1")}},
		{name: "copy without an archive", env: with(virginia, false, "us-west-2", "555555555555"), want: []Target{at("us-east-1")}},
		{
			name: "copy in a third region", env: with(home, true, "us-west-2", ""),
			want: []Target{at("eu-west-1"), edge, {Account: "444444444444", Region: "us-west-2", Holds: copyHolds}},
		},
		{name: "copy in the edge's region", env: with(home, true, "us-east-1", ""), want: []Target{at("eu-west-1"), edge}},
		{
			name: "copy in a second account", env: with(virginia, true, "", "555555555555"),
			want: []Target{at("us-east-1"), {Account: "555555555555", Region: "us-east-1", Holds: copyHolds}},
		},
		{
			name: "account left open", env: Environment{Region: "eu-west-1"},
			want: []Target{{Region: "eu-west-1"}, {Region: "us-east-1", Holds: "the edge stack"}},
		},
	} {
		if got := test.env.Targets(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
