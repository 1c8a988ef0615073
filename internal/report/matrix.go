package report

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/grouping"
	"kasha/internal/permissions"
	"kasha/internal/reach"
)

// matrix is a table with somebody in each row, and what they reach or use in each column. Rows that are alike are one row, and so are
// columns.
type matrix struct {
	ID, Title, Says string
	Row, Column     string // what stands in a row and in a column: From, To
	Columns         []string
	Rows            []matrixRow
}

type matrixRow struct {
	Name  string
	Cells []string
}

// matricesOf are who may connect to whom, and who may do what with which resource.
func matricesOf(network *reach.Model, rights *permissions.Model) []matrix {
	return []matrix{connectionsOf(network), permissionsOf(rights)}
}

// connectionsOf leaves out what subnets allow by themselves: nothing stands in them without a security group.
func connectionsOf(network *reach.Model) matrix {
	m := matrix{
		ID: "connections", Title: "Who may connect to whom", Row: "From", Column: "To",
		Says: "Routes, network ACLs and the security groups at both ends allow these connections, and nothing else. A service of AWS stands " +
			"under the name of its endpoint, such as aws:sqs, and is reached on TCP 443.",
	}
	subnets := map[string]bool{}
	for _, node := range network.Nodes() {
		subnets[node.Name] = node.Kind == reach.Subnet
	}
	cells := cells{}
	for _, edge := range network.Edges() {
		if subnets[edge.From] {
			continue
		}
		text := edge.Ports()
		if strings.HasPrefix(edge.To, allowlist.AWSServicePrefix) {
			text = ""
		}
		if edge.Via != "" {
			text += " via " + string(edge.Via)
		}
		if edge.Only != "" {
			text += " only " + edge.Only
		}
		cells.add(edge.From, edge.To, strings.TrimPrefix(strings.TrimSpace(text), "via "))
	}
	m.fill(cells)
	return m
}

func permissionsOf(rights *permissions.Model) matrix {
	m := matrix{
		ID: "permissions", Title: "Who may do what", Row: "Who", Column: "On",
		Says: "Sensitive actions, which read or lose data or give further rights. Who is a role by its construct, a service of AWS, or an " +
			"account. A star in a column stands for every resource, or for any text.",
	}
	cells := cells{}
	for _, grant := range rights.Grants() {
		cells.add(grant.Who, grant.On, grant.Action)
	}
	m.fill(cells)
	return m
}

// cells are texts by row and column.
type cells struct {
	rows, columns []string
	texts         map[[2]string][]string
}

func (c *cells) add(row, column, text string) {
	if c.texts == nil {
		c.texts = map[[2]string][]string{}
	}
	at := [2]string{row, column}
	if !slices.Contains(c.rows, row) {
		c.rows = append(c.rows, row)
	}
	if !slices.Contains(c.columns, column) {
		c.columns = append(c.columns, column)
	}
	if !slices.Contains(c.texts[at], text) {
		c.texts[at] = append(c.texts[at], text)
	}
}

// fill groups what is alike. Names that are grouped stand together, so a filter still finds each.
func (m *matrix) fill(c cells) {
	text := func(row, column string) string { return strings.Join(c.texts[[2]string{row, column}], ", ") }
	columns := grouping.By(c.columns, func(column string) string {
		var down []string
		for _, row := range c.rows {
			down = append(down, text(row, column))
		}
		return strings.Join(down, "\n")
	})
	for _, group := range columns {
		m.Columns = append(m.Columns, strings.Join(group, ", "))
	}
	across := func(row string) (texts []string) {
		for _, group := range columns {
			texts = append(texts, text(row, group[0]))
		}
		return texts
	}
	for _, group := range grouping.By(c.rows, func(row string) string { return strings.Join(across(row), "\n") }) {
		m.Rows = append(m.Rows, matrixRow{strings.Join(group, ", "), across(group[0])})
	}
}
