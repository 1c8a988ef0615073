package review_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches a resource or a stack that no rule for production checks any more. Of a whole stack that leaves the tier, it is said once.
func TestWhatLeavesTheTierOfProduction(t *testing.T) {
	stack := func(tier, resource string) assembly.Assembly {
		a := resources(`{"Q": {"Type": "AWS::SQS::Queue", "Properties": {"Tags": [{"Key": "tier", "Value": "` + resource + `"}]}},
			"T": {"Type": "AWS::SNS::Topic", "Properties": {"Tags": [{"Key": "tier", "Value": "` + resource + `"}]}}}`).Assembly(t)
		a.Stacks[0].Tags = map[string]string{"tier": tier}
		return a
	}
	for _, c := range []struct {
		base, head assembly.Assembly
		want       int
	}{
		{stack("production", "production"), stack("production", "nonproduction"), 2},
		{stack("production", "production"), stack("nonproduction", "nonproduction"), 1},
		{stack("production", "production"), stack("", "production"), 1},
		{stack("nonproduction", "nonproduction"), stack("production", "production"), 0},
		{stack("nonproduction", "nonproduction"), stack("nonproduction", "test"), 0},
	} {
		found := compare(t, c.base, c.head).Weakenings
		if len(found) != c.want || c.want > 0 && !strings.HasPrefix(found[0].What, "tag tier") {
			t.Errorf("said %+v, want %d sentences", found, c.want)
		}
	}
}
