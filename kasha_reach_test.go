package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"kasha/internal/fixture"
	"kasha/internal/permissions"
	"kasha/internal/reach"
)

// reachShapes are the shapes that the proofs cover: both tiers, with and without a domain and interface endpoints, other
// regions, Spot.
func reachShapes() []string {
	return []string{"dev", "prod", "prod-domain", "eu-west-1", "ap-southeast-2", "spot"}
}

// Catches any connection that a change opens beyond the list in internal/reach/expected.go, or closes; the failure prints the
// hops.
func TestEveryShapeHasTheListedConnectionsAndNoOther(t *testing.T) {
	t.Parallel()
	for _, shape := range reachShapes() {
		t.Run(shape, func(t *testing.T) {
			for _, violation := range reachModel(t, shape).Check() {
				t.Error(violation)
			}
		})
	}
}

// Catches any sensitive permission that a change gives beyond the list in internal/permissions/expected.go, or takes away; the
// failure prints the statement.
func TestEveryShapeHasTheListedPermissionsAndNoOther(t *testing.T) {
	t.Parallel()
	for _, shape := range reachShapes() {
		t.Run(shape, func(t *testing.T) {
			for _, violation := range permissionsModel(t, shape).Check() {
				t.Error(violation)
			}
		})
	}
}

// Catches a model that finds mistakes in the hand-made environment of its own tests, but not in what the CDK really writes.
func TestNetworkFaultsSeededIntoProductionAreFound(t *testing.T) {
	testFaults(t, fixture.NetworkFaults(), func(t *testing.T, fault fixture.Fault) []string {
		stacks := fixture.Clone(synthesized(t, "prod").Stacks)
		if err := fault.Seed(stacks); err != nil {
			t.Fatal(err)
		}
		model, err := reach.Build(stacks)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, violation := range model.Check() {
			said = append(said, violation.String())
		}
		return said
	})
}

// The same for permissions.
func TestPermissionFaultsSeededIntoProductionAreFound(t *testing.T) {
	testFaults(t, fixture.PermissionFaults(), func(t *testing.T, fault fixture.Fault) []string {
		stacks := fixture.Clone(synthesized(t, "prod").Stacks)
		if err := fault.Seed(stacks); err != nil {
			t.Fatal(err)
		}
		model, err := permissions.Build(stacks)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, violation := range model.Check() {
			said = append(said, violation.String())
		}
		return said
	})
}

func testFaults(t *testing.T, faults []fixture.Fault, check func(*testing.T, fixture.Fault) []string) {
	t.Parallel() // these need nothing of the CDK's process, which most other tests wait for
	for _, fault := range faults {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			said := check(t, fault)
			if !slices.ContainsFunc(said, fault.FoundIn) {
				t.Errorf("no violation says all of %q; there are:\n%s", fault.Finds, strings.Join(said, "\n"))
			}
		})
	}
}

// Catches a document that shows another network or other permissions than the templates have. KASHA_UPDATE=1 rewrites it.
func TestReachabilityDocumentIsCurrent(t *testing.T) {
	const file = "docs/reachability.md"
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	document := string(content)
	for _, shape := range []string{"dev", "prod"} {
		document = replaceGenerated(t, document, "connections of "+shape, reachModel(t, shape).Matrix())
	}
	document = replaceGenerated(t, document, "permissions of prod", permissionsModel(t, "prod").Table())
	if document == string(content) {
		return
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is out of date; run: KASHA_UPDATE=1 go test -run TestReachabilityDocumentIsCurrent .", file)
}

// replaceGenerated puts a text between the two markers of a generated part.
func replaceGenerated(t *testing.T, document, part, text string) string {
	t.Helper()
	begin, end := "<!-- generated: "+part+" -->\n", "<!-- end: "+part+" -->"
	before, rest, ok := strings.Cut(document, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("the markers of %q are missing", part)
	}
	return before + begin + "\n" + strings.TrimSpace(text) + "\n\n" + end + after
}

func reachModel(t *testing.T, shape string) *reach.Model {
	t.Helper()
	model, err := reach.Build(synthesized(t, shape).Stacks)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func permissionsModel(t *testing.T, shape string) *permissions.Model {
	t.Helper()
	model, err := permissions.Build(synthesized(t, shape).Stacks)
	if err != nil {
		t.Fatal(err)
	}
	return model
}
