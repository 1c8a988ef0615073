package picture

import (
	"strings"
	"testing"

	"kasha/internal/dashboard"
)

// Catches a widget, a line or an alarm that the preview leaves out, and a text that runs over the edge of its widget.
func TestAPreviewHasEveryWidget(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = "kasha-prod-critical-" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)
	}
	drawn := OfDashboard(dashboard.Dashboard{Name: "board", Widgets: []dashboard.Widget{
		{Width: 24, Height: 4, Title: "Critical", Alarms: many},
		{Y: 4, Width: 8, Height: 6, Title: strings.Repeat("long ", 30), Metrics: []string{"Messages", "Messages", "Age"},
			Lines: []string{"limit: 5"}, Watched: []string{"a", "b"}},
		{X: 8, Y: 4, Width: 8, Height: 6, Title: "Many", Metrics: []string{"a", "b", "c", "d", "e", "f", "g"}, Watched: []string{"a"}},
	}}, Options{Prefix: "p-", InPage: true})
	for _, part := range []string{">Critical<", ">a<", "and 26 more", ">2 × Messages<", ">Age<", ">limit: 5<", ">2 alarms watch this<",
		"and 5 more", ">1 alarm watches this<", "Dashboard board", "the state of 40 alarms"} {
		if !strings.Contains(drawn, part) {
			t.Errorf("no %q in\n%s", part, drawn)
		}
	}
	one := OfDashboard(dashboard.Dashboard{Name: "board", Widgets: []dashboard.Widget{
		{Width: 24, Height: 4, Title: "One", Alarms: many[:1]},
	}}, Options{})
	if !strings.Contains(one, "the state of 1 alarm)") {
		t.Errorf("want 1 alarm in the singular, in\n%s", one)
	}
	if strings.Contains(drawn, `class="widget-title">`+strings.Repeat("long ", 30)) {
		t.Error("a title that is wider than its widget is not cut")
	}
}
