package catalogue

import (
	"fmt"
	"strings"

	"kasha/internal/cost"
)

// Catalogue is the entries of environments that differ in what they have.
type Catalogue struct {
	Production    []Entry // every default of production
	Nonproduction []Entry // every default of nonproduction
	Optional      []Entry // an environment with what has to be configured
}

// Markdown is the generated part of docs/alarms.md.
func (c Catalogue) Markdown() string {
	var text strings.Builder
	for _, section := range []struct{ severity, heading string }{
		{"critical", "Critical: act now"},
		{"warning", "Warning: act in the morning"},
		{"news", "News: act when it does not come"},
	} {
		fmt.Fprintf(&text, "## %s\n\n", section.heading)
		text.WriteString("| Alarm | What it means | What to do | Runbook | Threshold in production | Where |\n| --- | --- | --- | --- | --- | --- |\n")
		for _, row := range c.rows() {
			if row.Severity == section.severity {
				fmt.Fprintf(&text, "| `%s` | %s | %s | %s | %s | %s |\n", row.Short, cell(row.Means), cell(row.Do), link(row.Runbook), row.threshold(), row.where)
			}
		}
		text.WriteString("\n")
	}
	text.WriteString("## What it costs\n\n| | Alarms | Metrics they read | A month |\n| --- | --- | --- | --- |\n")
	text.WriteString(bill("Production", c.Production))
	text.WriteString(bill("Nonproduction", c.Nonproduction))
	return text.String()
}

type row struct {
	Entry
	where string
}

// rows is every entry once, with where it is found.
func (c Catalogue) rows() []row {
	var rows []row
	for _, entry := range c.Production {
		where := "production"
		if has(c.Nonproduction, entry.Short) {
			where = "everywhere"
		}
		rows = append(rows, row{entry, where})
	}
	for _, entry := range c.Optional {
		if !has(c.Production, entry.Short) {
			rows = append(rows, row{entry, "where configured"})
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

// threshold says where a limit comes from, too.
func (r row) threshold() string {
	switch {
	case r.Threshold == "":
		return "each is reported"
	case len(r.From) > 0:
		return cell(r.Threshold) + " (`" + strings.Join(r.From, "`, `") + "`)"
	}
	return cell(r.Threshold)
}

// link points from docs/alarms.md to a runbook.
func link(runbook string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(runbook, "docs/runbooks/"), ".md")
	return "[" + name + "](" + strings.TrimPrefix(runbook, "docs/") + ")"
}

// cell keeps a text from ending a table's cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func bill(name string, entries []Entry) string {
	alarms, metrics, cents := 0, 0, 0
	for _, entry := range entries {
		if entry.Resource.Type == Alarm {
			alarms++
			metrics += cost.AlarmMetrics(entry.Resource)
		}
		if entry.Resource.Type == Composite {
			alarms++
		}
		cents += entry.Cents()
	}
	return fmt.Sprintf("| %s | %d | %d | $%d.%02d |\n", name, alarms, metrics, cents/100, cents%100)
}
