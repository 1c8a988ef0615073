// Package dashboard reads CloudWatch dashboards from an environment's templates. It says where each widget is, which metrics it shows, and
// which alarms watch these metrics. internal/picture draws a preview of it.
//
// A template has no data, so a preview has no curves. Failure modes: a dashboard body that is not JSON is an error. A widget of a kind that
// this package does not know has a title and nothing else. A metric that is an expression is listed by its label.
package dashboard

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"kasha/internal/cloudformation"
)

// Dashboard is one dashboard.
type Dashboard struct {
	Name    string
	Widgets []Widget
}

// Widget is one part of a dashboard. Its place is in CloudWatch's grid, which has 24 columns.
type Widget struct {
	X, Y, Width, Height int
	Title               string
	Metrics             []string // what it shows: RequestCount, Sum
	Lines               []string // horizontal lines: minimum: 2
	Alarms              []string // whose state it shows, as tiles
	Watched             []string // alarms on the metrics that it shows
}

// body is the part of a dashboard's JSON that is read. Source: CloudWatch API, "Dashboard body structure and syntax".
type body struct {
	Widgets []struct {
		Type                string
		X, Y, Width, Height int
		Properties          struct {
			Title       string
			Metrics     [][]any
			Alarms      []string
			Annotations struct {
				Horizontal []struct{ Label string }
			}
		}
	}
}

// Read reads every dashboard of an environment.
func Read(env cloudformation.Environment) ([]Dashboard, error) {
	watching := alarmsByMetric(env)
	var all []Dashboard
	for _, resource := range env.Resources("AWS::CloudWatch::Dashboard") {
		var b body
		if err := json.Unmarshal([]byte(resource.Properties.Text("DashboardBody")), &b); err != nil {
			return nil, fmt.Errorf("%s: the body of the dashboard cannot be read: %w", resource, err)
		}
		d := Dashboard{Name: resource.Properties.Text("DashboardName")}
		for _, read := range b.Widgets {
			w := Widget{X: read.X, Y: read.Y, Width: read.Width, Height: read.Height, Title: read.Properties.Title}
			for _, metric := range expanded(read.Properties.Metrics) {
				w.Metrics = append(w.Metrics, metric.label())
				w.Watched = appendNew(w.Watched, watching[metric.key()]...)
			}
			for _, line := range read.Properties.Annotations.Horizontal {
				w.Lines = append(w.Lines, line.Label)
			}
			for _, alarm := range read.Properties.Alarms {
				w.Alarms = append(w.Alarms, alarm[strings.LastIndex(alarm, ":")+1:])
			}
			d.Widgets = append(d.Widgets, w)
		}
		all = append(all, d)
	}
	return all, nil
}

// metric is one metric of a widget or of an alarm.
type metric struct {
	namespace, name string
	dimensions      []string // pairs of name and value
	stat, text      string
}

func (m metric) label() string {
	switch {
	case m.text != "":
		return m.text
	case m.stat != "":
		return m.name + ", " + m.stat
	}
	return m.name
}

// key is the same for the same metric, whatever its statistic.
func (m metric) key() string {
	var pairs []string
	for i := 0; i+1 < len(m.dimensions); i += 2 {
		pairs = append(pairs, m.dimensions[i]+"="+m.dimensions[i+1])
	}
	sort.Strings(pairs)
	return m.namespace + " " + m.name + " " + strings.Join(pairs, ",")
}

// expanded reads the metrics of a widget. A dot repeats what the metric before has in that place, and dots at the beginning repeat all.
func expanded(rows [][]any) []metric {
	var all []metric
	var before []string
	for _, row := range rows {
		var texts []string
		var options map[string]any
		for _, part := range row {
			switch part := part.(type) {
			case string:
				if part == "." && len(texts) < len(before) {
					part = before[len(texts)]
				}
				if part == "..." {
					texts = append(texts, before[:max(len(before)-1, 0)]...)
					continue
				}
				texts = append(texts, part)
			case map[string]any:
				options = part
			}
		}
		m := metric{}
		m.stat, _ = options["stat"].(string)
		m.text, _ = options["label"].(string)
		if expression, ok := options["expression"].(string); ok && m.text == "" {
			m.text = expression
		}
		if len(texts) >= 2 {
			m.namespace, m.name, m.dimensions = texts[0], texts[1], texts[2:]
			before = texts
		}
		all = append(all, m)
	}
	return all
}

// alarmsByMetric are the names of the alarms on each metric.
func alarmsByMetric(env cloudformation.Environment) map[string][]string {
	found := map[string][]string{}
	for _, alarm := range env.Resources("AWS::CloudWatch::Alarm") {
		add := func(p cloudformation.Properties) {
			m := metric{namespace: p.Text("Namespace"), name: p.Text("MetricName")}
			for _, dimension := range p.Maps("Dimensions") {
				m.dimensions = append(m.dimensions, dimension.Text("Name"), dimension.Text("Value"))
			}
			if m.name != "" {
				found[m.key()] = appendNew(found[m.key()], alarm.Properties.Text("AlarmName"))
			}
		}
		add(alarm.Properties)
		for _, each := range alarm.Properties.Maps("Metrics") {
			add(each.Map("MetricStat").Map("Metric"))
		}
	}
	return found
}

func appendNew(list []string, texts ...string) []string {
	for _, text := range texts {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
