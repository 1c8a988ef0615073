package tests

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/bill"
)

// TestReadmeSaysWhatItCosts catches a document with outdated costs of the environments that Kasha ships with, and a bill that leaves a
// resource out. The test brings its own copies of these environments, because cdk.json is the user's.
func TestReadmeSaysWhatItCosts(t *testing.T) {
	readme := readFile(t, "README.md")
	for environment, stacks := range map[string][]assembly.Stack{
		"dev": stacksOf(t, "dev"), "staging": pipelineAssembly(t).Stage("staging"), "prod": stacksOf(t, "prod"),
	} {
		estimate := bill.Of(stacks)
		if figure := fmt.Sprintf("%s $%.2f", environment, estimate.Monthly()); !strings.Contains(readme, figure) {
			t.Errorf("README.md: got no %q, want it", figure)
		}
		if len(estimate.Unpriced) > 0 {
			t.Errorf("%s: without a price: %v, want none", environment, estimate.Unpriced)
		}
	}
}

// TestEveryShapeHasAPrice catches a type of resource without a price: it would be missing from every sum.
func TestEveryShapeHasAPrice(t *testing.T) {
	for _, shape := range shapes() {
		if estimate := bill.Of(stacksOf(t, shape)); len(estimate.Unpriced) > 0 {
			t.Errorf("%s: without a price: %v, want none", shape, estimate.Unpriced)
		}
	}
}

// TestThePipelineIsOnTheBill catches a pipeline whose keys, actions and builds cost money that no one mentions.
func TestThePipelineIsOnTheBill(t *testing.T) {
	estimate := bill.Of(pipelineStacks(t))
	if len(estimate.Unpriced) > 0 {
		t.Errorf("without a price: %v, want none", estimate.Unpriced)
	}
	// Two keys of the pipeline, and one in each of two other regions.
	if got := estimate.Monthly(); got != 4 {
		t.Errorf("the pipeline costs $%.2f a month at rest, want $4.00 for four keys: %+v", got, estimate.Lines)
	}
	uses := strings.Join(estimate.ByUse, "\n")
	for _, want := range []string{"minute of an action", "small build", "medium build (1)"} {
		if !strings.Contains(uses, want) {
			t.Errorf("charges by use: no %q in\n%s", want, uses)
		}
	}
}

// TestNonproductionCostStaysBelowItsCeiling catches costs that creep into an idle environment: alarms on warnings, metrics that nothing
// reads, another key, a second dashboard. The ceiling is about a dollar above the present bill. The second has a password and Bot Control.
func TestNonproductionCostStaysBelowItsCeiling(t *testing.T) {
	for shape, most := range map[string]float64{"dev": 127.5, "ap-southeast-2": 139.5} {
		estimate := bill.Of(stacksOf(t, shape))
		if estimate.Monthly() > most {
			t.Errorf("%s costs $%.2f a month at rest, want at most $%.2f: %+v", shape, estimate.Monthly(), most, estimate.Lines)
		}
		alarming := 0.0
		for _, entry := range alarms(t, shape) {
			alarming += bill.OfAlarm(entry.Resource)
			if entry.Severity == "warning" && entry.Short != "budget" {
				t.Errorf("%s has %s, want no warning but the budget's", shape, entry.Name)
			}
		}
		if alarming > 2 {
			t.Errorf("the alarms of %s cost $%.2f a month, want at most $2", shape, alarming)
		}
	}
}
