package fields

import (
	"os"
	"regexp"
	"strings"
)

// Cost is what a setting of a field saves.
type Cost struct {
	Setting string // such as "1, nonproduction's default"; empty: any
	Saves   string // a month, such as "$36.50"; empty: the page says it in Note
	Note    string // what it takes
}

// row is one row of a table in docs/cost.md.
type row struct {
	fields []string
	cost   Cost
}

var (
	quotedField  = regexp.MustCompile("`([A-Za-z.]+)`")
	markdownLink = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`)
)

// readCosts reads the tables of docs/cost.md, of which a test compares the first with templates.
func readCosts(page string) ([]row, error) {
	text, err := os.ReadFile(page)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(markdownLink.ReplaceAllString(line, "$1"), "| "), " | ")
		var names []string
		for _, found := range quotedField.FindAllStringSubmatch(cells[0], -1) {
			names = append(names, found[1])
		}
		switch len(cells) {
		case 4:
			rows = append(rows, row{names, Cost{Setting: cells[1], Saves: cells[2], Note: cells[3]}})
		case 2:
			rows = append(rows, row{names, Cost{Note: cells[1]}})
		}
	}
	return rows, nil
}

func costsOf(rows []row, path string) []Cost {
	var costs []Cost
	for _, row := range rows {
		for _, name := range row.fields {
			if name == path {
				costs = append(costs, row.cost)
			}
		}
	}
	return costs
}
