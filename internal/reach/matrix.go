package reach

import (
	"fmt"
	"slices"
	"strings"
)

// Matrix is who can connect to whom, as three Markdown tables: between nodes, to AWS's services, and what the route tables
// would let anything in a subnet do. Below them is what the model does not understand.
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
	b.WriteString("Connections, from the left to the top:\n\n")
	grid(&b, edges, sources, targets)
	b.WriteString("\nTo AWS's services, on TCP 443:\n\n")
	grid(&b, edges, sources, services)
	b.WriteString("\nWhat the route tables would let anything in a subnet reach, whatever its security groups:\n\n")
	grid(&b, edges, subnets, append([]string{InternetName}, services...))
	if unknown := m.NotModelled(); len(unknown) > 0 {
		b.WriteString("\nNot modelled, so there may be connections that the tables lack:\n\n- " + strings.Join(unknown, "\n- ") + "\n")
	}
	return b.String()
}

// grid writes one table. Rows that are alike are one row, and so are columns; sources that reach nothing in it are left out,
// unless they are subnets, where that is the point.
func grid(b *strings.Builder, edges []Edge, rows, columns []string) {
	cells := func(names []string, at func(name string) string) [][2]string {
		var grouped [][2]string // names, cells
		for _, name := range names {
			content := at(name)
			if i := slices.IndexFunc(grouped, func(g [2]string) bool { return g[1] == content }); i >= 0 {
				grouped[i][0] += ", " + name
				continue
			}
			grouped = append(grouped, [2]string{name, content})
		}
		return grouped
	}
	top := cells(columns, func(column string) string {
		var down []string
		for _, row := range rows {
			down = append(down, cell(edges, row, column))
		}
		return strings.Join(down, "\n")
	})
	left := cells(rows, func(row string) string {
		var across []string
		for _, names := range top {
			first, _, _ := strings.Cut(names[0], ", ")
			across = append(across, cell(edges, row, first))
		}
		return strings.Join(across, " | ")
	})
	b.WriteString("| from \\ to |")
	for _, names := range top {
		b.WriteString(" " + names[0] + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(top)+1) + "\n")
	for _, row := range left {
		if strings.Trim(row[1], nothing+"| ") == "" && !strings.HasPrefix(row[0], "Network/") {
			continue
		}
		fmt.Fprintf(b, "| %s | %s |\n", row[0], row[1])
	}
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
		text := edge.Ports() + prefixed(" via ", edge.Via) + prefixed(", only ", edge.Only)
		if strings.HasPrefix(to, apiPrefix) {
			text = edge.Via
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
