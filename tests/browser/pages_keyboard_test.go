package browser_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"kasha/tests/browser"
)

// reachable marks everything in the visible part of a page that a pointer can use, and returns how many there are. Of radio buttons with
// one name the Tab key reaches one.
const reachable = `(() => {
	window.kasha = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((e) =>
		e.checkVisibility({visibilityProperty: true}) && !e.disabled && !(e.type === "radio" && !e.checked));
	window.reached = new Set();
	document.activeElement?.blur();
	return kasha.length;
})()`

// focused notes what has the focus, and says where the focus cannot be seen. A thing of a picture shows it by its border.
const focused = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "out";
	reached.add(e);
	const outlined = (x) => x && getComputedStyle(x).outlineStyle !== "none" && parseFloat(getComputedStyle(x).outlineWidth) > 0;
	const box = e.querySelector(":scope > .box");
	if (outlined(e) || e.type === "radio" && outlined(e.nextElementSibling)) return "";
	if (box && parseFloat(getComputedStyle(box).strokeWidth) > 2) return "";
	return "the focus cannot be seen on " + e.outerHTML.slice(0, 120);
})()`

// Catches what only a pointer can reach, a focus that cannot be seen, and a control that does nothing when Enter is pressed.
func TestEverythingIsReachedByKeyboard(t *testing.T) {
	t.Parallel()
	files := pages(t)
	b := browser.Start(t)
	for _, file := range files {
		p := b.Open(t)
		p.Show(1280, 900, "light")
		p.Go(address(file))
		var parts int
		p.Evaluate(`document.querySelectorAll("input[name=part]").length`, &parts)
		for part := range max(parts, 1) {
			if part > 0 { // the arrow keys choose the next environment
				p.Evaluate(`document.querySelector("input[name=part]:checked").focus()`, nil)
				p.Press("ArrowRight")
			}
			what := fmt.Sprintf("%s, part %d", filepath.Base(file), part+1)
			openWithEnter(t, p, what)
			tabThrough(t, p, what)
		}
	}
}

// openWithEnter opens every closed part by keyboard.
func openWithEnter(t *testing.T, p *browser.Page, what string) {
	t.Helper()
	var closed int
	for range 100 {
		p.Evaluate(`(() => { const all = [...document.querySelectorAll("details:not([open]) > summary")].filter((e) => e.checkVisibility());
			all[0]?.focus(); return all.length })()`, &closed)
		if closed == 0 {
			return
		}
		p.Press("Enter")
	}
	t.Errorf("%s: %d parts do not open when Enter is pressed", what, closed)
}

func tabThrough(t *testing.T, p *browser.Page, what string) {
	t.Helper()
	var want int
	p.Evaluate(reachable, &want)
	if want < 3 { // the pipeline has its picture, its cost and the switch
		t.Fatalf("%s: %d things to reach, want more", what, want)
	}
	p.Evaluate(`document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute("tabindex"), window.scrollTo(0, 0)`, nil)
	for range want + 5 {
		p.Press("Tab")
		switch problem := p.Text(focused); problem {
		case "out", "":
		default:
			t.Errorf("%s: %s", what, problem)
			return
		}
	}
	var missed []string
	p.Evaluate(`kasha.filter((e) => !reached.has(e)).map((e) => e.outerHTML.slice(0, 120))`, &missed)
	if len(missed) > 0 {
		t.Errorf("%s: the Tab key reaches %d of %d; the first that it does not reach: %s", what, want-len(missed), want, missed[0])
	}
}

// Catches a thing of a picture that says nothing when it has the focus, and one that Escape does not leave.
func TestAThingOfThePictureShowsItsConnectionsAndRights(t *testing.T) {
	t.Parallel()
	files := pages(t)
	b := browser.Start(t)
	for _, file := range files {
		p := b.Open(t)
		p.Show(1280, 900, "light")
		p.Go(address(file))
		if p.Text(`document.querySelectorAll(".detail").length > 0`) == "false" {
			continue // a review's pictures have none
		}
		p.Evaluate(`document.querySelector('.thing[data-id="Backend"]').focus()`, nil)
		headings := p.Text(`[...document.querySelectorAll(".detail:not([hidden]) h5")].map((e) => e.textContent).join()`)
		expect(t, filepath.Base(file)+", what the backend's box shows", headings, "Connections,Rights")
		p.Press("Enter")
		expect(t, "after Enter", p.Text(`document.activeElement.getAttribute("aria-pressed")`), "true")
		p.Press("Escape")
		expect(t, "after Escape", p.Text(`document.activeElement.getAttribute("aria-pressed")`), "false")
	}
}
