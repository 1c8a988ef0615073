package catalogue

import (
	"fmt"
	"strings"

	"kasha/internal/bill"
)

// Catalogue is the entries of environments that differ in what they have.
type Catalogue struct {
	Production    []Entry // every default of production
	Nonproduction []Entry // every default of nonproduction
	Optional      []Entry // environments with what has to be configured
}

// Markdown is the generated part of docs/alarms.md.
func (c Catalogue) Markdown() string {
	var text strings.Builder
	for _, section := range []struct{ severity, heading string }{
		{"critical", "Critical: act now"},
		{"warning", "Warning: act in the morning"},
		{"news", "News: nothing has failed"},
	} {
		fmt.Fprintf(&text, "## %s\n\n", section.heading)
		text.WriteString("| Alarm | What it means | What to do | Runbook | Threshold in production | In time | Where |\n" +
			"| --- | --- | --- | --- | --- | --- | --- |\n")
		for _, row := range c.rows() {
			if row.Severity == section.severity {
				fmt.Fprintf(&text, "| `%s` | %s | %s | %s | %s | %s | %s |\n", row.Short, cell(row.Means), cell(row.Do), link(row.Runbook),
					row.threshold(), row.inTime(), row.where)
			}
		}
		text.WriteString("\n")
	}
	text.WriteString("## What it costs\n\n| | Alarms | Metrics they read | A month |\n| --- | --- | --- | --- |\n")
	text.WriteString(costRow("Production", c.Production))
	text.WriteString(costRow("Nonproduction", c.Nonproduction))
	return text.String()
}

type row struct {
	Entry
	where string
}

// rows is every entry once, with the environments that have it.
func (c Catalogue) rows() []row {
	var rows []row
	for _, entry := range c.Production {
		where := "production"
		if has(c.Nonproduction, entry.Short) {
			where = "everywhere"
		}
		rows = append(rows, row{Entry: entry, where: where})
	}
	for i, entry := range c.Optional {
		if !has(c.Production, entry.Short) && !has(c.Optional[:i], entry.Short) {
			rows = append(rows, row{Entry: entry, where: "where configured"})
		}
	}
	return rows
}

func has(entries []Entry, short string) bool {
	for _, entry := range entries {
		if entry.Short == short {
			return true
		}
	}
	return false
}

// threshold is the threshold, with the fields of the configuration that it derives from.
func (r row) threshold() string {
	switch {
	case r.Threshold == "":
		return "each is reported"
	case len(r.From) > 0:
		return cell(r.Threshold) + " (`" + strings.Join(r.From, "`, `") + "`)"
	}
	return cell(r.Threshold)
}

// inTime is the promise of an alarm. What has none follows at once.
func (r row) inTime() string {
	switch {
	case !r.Promise.IsZero():
		return r.Promise.String()
	case r.Resource.Type == Composite:
		return "with the first of these alarms"
	case r.Resource.Type == Budget:
		return "within a day"
	}
	return "within a minute"
}

// link leads from docs/alarms.md to a runbook.
func link(runbook string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(runbook, "docs/runbooks/"), ".md")
	return "[" + name + "](" + strings.TrimPrefix(runbook, "docs/") + ")"
}

// cell escapes the character that would end a table's cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func costRow(name string, entries []Entry) string {
	alarms, metrics, cents := 0, 0, 0
	for _, entry := range entries {
		if entry.Resource.Type == Alarm {
			alarms++
			metrics += bill.AlarmMetrics(entry.Resource)
		}
		if entry.Resource.Type == Composite {
			alarms++
		}
		cents += entry.Cents()
	}
	return fmt.Sprintf("| %s | %d | %d | $%d.%02d |\n", name, alarms, metrics, cents/100, cents%100)
}
