package reach

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/allowlist"
)

// Matrix is who can connect to whom, as three Markdown tables: between nodes, to AWS services, and from subnets. The last says
// what the route tables would allow anything in a subnet. Below them is what the model does not understand.
func (m *Model) Matrix() string {
	edges := m.Edges()
	var sources, targets, services, subnets []string
	for _, node := range m.nodes {
		switch node.Kind {
		case API:
			services = append(services, node.Name)
		case Subnet:
			subnets = append(subnets, node.Name)
		default:
			sources = append(sources, node.Name)
			if node.Kind != OtherDistribution {
				targets = append(targets, node.Name)
			}
		}
	}
	var b strings.Builder
	b.WriteString("Connections from the resource in a row to the resource in a column:\n\n")
	grid(&b, edges, sources, targets, leaveOut)
	b.WriteString("\nTo AWS's services, on TCP 443:\n\n")
	grid(&b, edges, sources, services, leaveOut)
	b.WriteString("\nWhat the route tables allow from each subnet, whatever the security groups allow:\n\n")
	grid(&b, edges, subnets, append([]string{allowlist.Internet}, services...), keep)
	if unknown := m.NotModelled(); len(unknown) > 0 {
		b.WriteString("\nNot modelled, so there may be connections that the tables lack:\n\n- " + strings.Join(unknown, "\n- ") + "\n")
	}
	return b.String()
}

// emptyRows is whether a table shows sources that reach nothing. Of subnets, readers want to see that.
type emptyRows int

const (
	leaveOut emptyRows = iota
	keep
)

// grid writes one table. Rows that are alike are one row, and so are columns.
func grid(b *strings.Builder, edges []Edge, rows, columns []string, empty emptyRows) {
	top := groupAlike(columns, func(column string) string {
		var down []string
		for _, row := range rows {
			down = append(down, cell(edges, row, column))
		}
		return strings.Join(down, "\n")
	})
	left := groupAlike(rows, func(row string) string {
		var across []string
		for _, group := range top {
			across = append(across, cell(edges, row, group.names[0]))
		}
		return strings.Join(across, " | ")
	})
	b.WriteString("| from \\ to |")
	for _, group := range top {
		b.WriteString(" " + strings.Join(group.names, ", ") + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(top)+1) + "\n")
	for _, row := range left {
		if empty == leaveOut && strings.Trim(row.cells, nothing+"| ") == "" {
			continue
		}
		fmt.Fprintf(b, "| %s | %s |\n", strings.Join(row.names, ", "), row.cells)
	}
}

// alike are rows or columns with the same cells.
type alike struct {
	names []string
	cells string
}

func groupAlike(names []string, cellsOf func(name string) string) []alike {
	var groups []alike
	for _, name := range names {
		cells := cellsOf(name)
		if i := slices.IndexFunc(groups, func(g alike) bool { return g.cells == cells }); i >= 0 {
			groups[i].names = append(groups[i].names, name)
			continue
		}
		groups = append(groups, alike{names: []string{name}, cells: cells})
	}
	return groups
}

// nothing is a cell without connections.
const nothing = "–"

// cell joins the edges between two nodes.
func cell(edges []Edge, from, to string) string {
	var texts []string
	for _, edge := range edges {
		if edge.From != from || edge.To != to {
			continue
		}
		text := edge.Ports() + limits(edge.Via, edge.Only)
		if strings.HasPrefix(to, allowlist.AWSServicePrefix) {
			text = string(edge.Via)
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nothing
	}
	joined := strings.Join(texts, "; ")
	if len(texts) == 2 && strings.ReplaceAll(texts[0], "tcp", "udp") == texts[1] && strings.HasPrefix(joined, "every") {
		return strings.Replace(texts[0], "tcp ", "", 1)
	}
	return joined
}
