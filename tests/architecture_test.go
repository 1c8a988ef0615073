package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/architecture"
	dashboards "kasha/internal/dashboard"
	"kasha/internal/picture"
	"kasha/tests/generated"
)

// TestArchitecturePicturesAreCurrent catches a picture that shows another system than the templates describe.
func TestArchitecturePicturesAreCurrent(t *testing.T) {
	var parts []generated.Part
	for _, shape := range []string{"dev", "prod"} {
		system := architecture.Read(shape, reachModel(t, shape), permissionsModel(t, shape))
		compareFile(t, "docs/architecture/"+shape+".svg", picture.Of(system, picture.Options{}))
		parts = append(parts, generated.Part{Name: "components of " + shape, Text: componentTable(system)})
	}
	compareGenerated(t, "docs/architecture.md", parts...)
}

// TestThePreviewOfTheDashboardIsCurrent catches a preview with other widgets or alarms than the templates have.
func TestThePreviewOfTheDashboardIsCurrent(t *testing.T) {
	boards, err := dashboards.Read(reachModel(t, "prod").Environment())
	if err != nil || len(boards) != 1 {
		t.Fatalf("got %d dashboards (%v), want one", len(boards), err)
	}
	compareFile(t, "docs/architecture/dashboard.svg", picture.OfDashboard(boards[0], picture.Options{}))
}

// componentTable says in words what the picture shows.
func componentTable(system architecture.System) string {
	var table strings.Builder
	table.WriteString("\n| What | Where | How many and how large | May connect to |\n| --- | --- | --- | --- |\n")
	for _, component := range system.Components {
		where := component.Tier
		switch {
		case where == "" && slices.Contains([]architecture.Kind{architecture.Queue, architecture.Bucket}, component.Kind):
			where = "the region"
		case where == "":
			where = "outside of the VPC"
		}
		facts := component.Facts
		if component.DeadLetter != "" {
			facts = append(facts, component.DeadLetter)
		}
		var targets []string
		for _, connection := range system.Connections {
			if target, ok := system.Component(connection.To); ok && connection.From == component.ID {
				targets = append(targets, target.Title+" on "+connection.Label)
			}
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", component.Title, where, strings.Join(facts, "; "), strings.Join(targets, "; "))
	}
	return table.String() + "\n"
}

// compareFile compares a generated file, which KASHA_UPDATE=1 writes.
func compareFile(t *testing.T, file, text string) {
	t.Helper()
	if updating() {
		writeFile(t, file, text)
		return
	}
	if !exists(file) || readFile(t, file) != text {
		t.Errorf("%s is out of date; fix: KASHA_UPDATE=1 go test -count=1 -run '^%s$' ./tests", file, t.Name())
	}
}
