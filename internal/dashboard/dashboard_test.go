package dashboard_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/dashboard"
)

const written = `{"start": "-PT3H", "widgets": [
	{"type": "alarm", "x": 0, "y": 0, "width": 24, "height": 4, "properties": {"title": "Critical",
		"alarms": ["arn:aws:cloudwatch:eu-west-1:1:alarm:a"]}},
	{"type": "metric", "x": 8, "y": 4, "width": 8, "height": 6, "properties": {"title": "Errors",
		"annotations": {"horizontal": [{"label": "limit: 5", "value": 5}]},
		"metrics": [["N", "Errors", "Name", "one", {"stat": "Sum"}], [".", ".", ".", "two"], ["...", "three"],
			[{"expression": "a / b", "label": "share"}]]}},
	{"type": "metric", "x": 0, "y": 4, "width": 8, "height": 6, "properties": {"title": "Seconds",
		"metrics": [["N", "Seconds", "Name", "one"]]}}]}`

// alarm is an alarm on a metric, or with math on one.
func alarm(name string, p map[string]any, math bool) assembly.Resource {
	if math {
		p = map[string]any{"Metrics": []any{map[string]any{"MetricStat": map[string]any{"Metric": p}}, map[string]any{"Expression": "m1"}}}
	}
	p["AlarmName"] = name
	return assembly.Resource{Type: "AWS::CloudWatch::Alarm", Properties: p}
}

func on(namespace, metric, name string) map[string]any {
	return map[string]any{"Namespace": namespace, "MetricName": metric, "Dimensions": []any{map[string]any{"Name": "Name", "Value": name}}}
}

func read(t *testing.T, body any) ([]dashboard.Dashboard, error) {
	t.Helper()
	resources := map[string]assembly.Resource{
		"Board": {Type: "AWS::CloudWatch::Dashboard", Properties: map[string]any{"DashboardName": "d", "DashboardBody": body}},
		"One":   alarm("one", on("N", "Errors", "one"), false), "Two": alarm("two", on("N", "Errors", "two"), true),
		"Three": alarm("three", on("N", "Errors", "three"), false), "Other": alarm("other", on("M", "Errors", "one"), false),
	}
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, id
		resources[id] = resource
	}
	env, err := cloudformation.Resolve([]assembly.Stack{{Name: "s", Account: "111111111111", Region: "eu-west-1",
		Template: assembly.Template{Resources: resources}}})
	if err != nil {
		t.Fatal(err)
	}
	return dashboard.Read(env)
}

// Catches a widget that is left out or misplaced, and a metric whose repetition by dots is misread. Also catches an alarm on another
// metric.
func TestADashboardHasItsWidgetsMetricsAndAlarms(t *testing.T) {
	boards, err := read(t, written)
	if err != nil || len(boards) != 1 || len(boards[0].Widgets) != 3 {
		t.Fatalf("got %+v and %v, want one dashboard with three widgets", boards, err)
	}
	critical, errors, seconds := boards[0].Widgets[0], boards[0].Widgets[1], boards[0].Widgets[2]
	if !slices.Equal(critical.Alarms, []string{"a"}) {
		t.Errorf("got the alarms %q, want a", critical.Alarms)
	}
	if got, want := strings.Join(errors.Metrics, "; "), "Errors, Sum; Errors; Errors; share"; got != want {
		t.Errorf("got the metrics %q, want %q", got, want)
	}
	if got, want := strings.Join(errors.Watched, " "), "one two three"; got != want {
		t.Errorf("got the alarms %q on the errors, want %q", got, want)
	}
	if errors.X != 8 || errors.Y != 4 || !slices.Equal(errors.Lines, []string{"limit: 5"}) || len(seconds.Watched) > 0 {
		t.Errorf("got %+v and %+v, want the first at 8, 4 with a line, and no alarm on the second", errors, seconds)
	}
}

// Catches a dashboard that cannot be read and looks like none.
func TestABodyThatIsNoJSONIsAnError(t *testing.T) {
	if boards, err := read(t, `{"widgets": [`); err == nil {
		t.Errorf("got %+v and no error", boards)
	}
}
