package tests

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/usage"
	"kasha/lib/quotas"
	"kasha/tests/generated"
)

// TestEveryShapeIsWithinTheQuotas catches a template that AWS would refuse for its size, or for the length of a policy in it. It also
// catches a quota that nothing measures. KASHA_UPDATE=1 writes the shares into docs/quotas.md, in tens, so that the page seldom changes.
func TestEveryShapeIsWithinTheQuotas(t *testing.T) {
	most := map[quotas.Measure]usage.Use{}
	measure := func(t *testing.T, stacks []assembly.Stack) {
		uses, err := usage.Of(stacks)
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range uses {
			quota, ok := quotas.Of(use.Quota)
			if !ok {
				t.Errorf("%s is measured, and lib/quotas has no quota for it", use.Quota)
			}
			if use.Amount > quota.Default {
				t.Errorf("%s: %d %s, and %s allows %d; see docs/quotas.md", use.Where, use.Amount, use.Quota, quota.Service, quota.Default)
			}
			if use.Amount >= most[use.Quota].Amount {
				most[use.Quota] = use
			}
		}
	}
	for _, shape := range shapes() {
		t.Run(shape, func(t *testing.T) { measure(t, stacksOf(t, shape)) })
	}
	t.Run("pipeline", func(t *testing.T) { measure(t, pipelineStacks(t)) })

	var page strings.Builder
	page.WriteString("| What is measured | Most of all shapes |\n| --- | --- |\n")
	for _, quota := range quotas.All() {
		if quota.Measured == "" {
			continue
		}
		use, measured := most[quota.Measured]
		if !measured {
			// No template has one of these: the quota is there for an adopter's first.
			if quota.Measured != quotas.ManagedPolicy && quota.Measured != quotas.SecretPolicy {
				t.Errorf("no shape has any %s, want one at least", quota.Measured)
			}
			continue
		}
		t.Logf("%-40s %7d of %7d  %s", quota.Measured, use.Amount, quota.Default, use.Where)
		tens := (use.Amount*10 + quota.Default - 1) / quota.Default * 10
		fmt.Fprintf(&page, "| %s | %d %% |\n", quota.Measured, max(tens, 10))
	}
	if !t.Failed() {
		compareGenerated(t, "docs/quotas.md", generated.Part{Name: "usage", Text: page.String()})
	}
}
