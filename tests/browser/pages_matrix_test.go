package browser_test

import (
	"path/filepath"
	"strings"
	"testing"

	"kasha/tests/browser"
)

// visibleCells are the cells of the matrix of permissions that a reader sees, with the heads of their row and column.
const visibleCells = `[...document.querySelectorAll("[id$=matrix-permissions]")].filter((e) => e.checkVisibility()).flatMap((matrix) =>
	[...matrix.querySelectorAll("tbody tr")].flatMap((row) => [...row.cells].slice(1)
		.filter((cell) => cell.textContent && cell.checkVisibility({visibilityProperty: true}))
		.map((cell) => [row.cells[0], matrix.querySelector("thead tr").cells[cell.cellIndex], cell].map((e) => e.textContent).join(" | "))))`

// reports are the pages that have matrices.
func reports(t *testing.T) []string {
	var found []string
	for _, file := range pages(t) {
		if strings.HasPrefix(filepath.Base(file), "report") {
			found = append(found, file)
		}
	}
	return found
}

// Catches filters that keyboard and screen reader cannot use, that hide a cell that matches, or show one that does not.
func TestAMatrixIsFilteredByKeyboard(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	for _, file := range reports(t) {
		p := b.Open(t)
		p.Show(1280, 900, "light")
		p.Go(address(file))
		p.Evaluate(`document.querySelector("[id$=matrix-permissions] > summary").focus()`, nil)
		p.Press("Enter")
		var all []string
		p.Evaluate(visibleCells, &all)
		p.Press("Tab")
		expect(t, "the first field", p.Text("document.activeElement.labels[0].textContent.trim()"), "Who")
		p.Type("backend")
		p.Press("Tab")
		p.Press("Tab")
		expect(t, "the third field", p.Text("document.activeElement.labels[0].textContent.trim()"), "With")
		p.Type("sqs:Send")
		var shown, want []string
		p.Evaluate(visibleCells, &shown)
		for _, cell := range all {
			parts := strings.Split(strings.ToLower(cell), " | ")
			if strings.Contains(parts[0], "backend") && strings.Contains(parts[2], "sqs:send") {
				want = append(want, cell)
			}
		}
		if len(want) == 0 || strings.Join(shown, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", filepath.Base(file), strings.Join(shown, "\n"), strings.Join(want, "\n"))
		}
		said := p.Text(`[...document.querySelectorAll("[id$=matrix-permissions] output")].find((e) => e.checkVisibility()).textContent`)
		if !strings.Contains(said, " of ") {
			t.Errorf("%s: a screen reader hears %q, want how many rows are left", filepath.Base(file), said)
		}
	}
}

// Catches a page that is empty without JavaScript: the switch, the tables and the matrices need none.
func TestTheReportWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	for _, file := range reports(t) {
		p := b.Open(t)
		p.Show(1280, 900, "light")
		p.Call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
		p.Go(address(file))
		fields := p.Text(`[...document.querySelectorAll("input[type=search]")].filter((e) => e.checkVisibility()).length`)
		expect(t, "fields that would do nothing", fields, "0")
		if p.Text(`document.querySelectorAll("input[name=part]").length > 1`) == "true" {
			p.Evaluate(`document.querySelector("input[name=part]:checked").focus()`, nil)
			p.Press("ArrowRight")
			expect(t, "the part after the arrow key", p.Text(`[...document.querySelectorAll(".part")].findIndex((e) => e.checkVisibility())`), "1")
		}
		p.Evaluate(`[...document.querySelectorAll("[id$=matrix-permissions] > summary")].find((e) => e.checkVisibility()).focus()`, nil)
		p.Press("Enter")
		var cells []string
		p.Evaluate(visibleCells, &cells)
		if len(cells) < 20 {
			t.Errorf("%s: the matrix shows %d cells, want all", filepath.Base(file), len(cells))
		}
	}
}
