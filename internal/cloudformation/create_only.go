package cloudformation

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed create_only.txt
var createOnlyTable string

// CreateOnly lists the top-level properties of a type whose change replaces the resource, and those whose change may replace it. known
// is false for a type that the table does not have: any change of such a resource may replace it.
func CreateOnly(resourceType string) (replacing, perhaps []string, known bool) {
	row, known := createOnly()[resourceType]
	return row.replacing, row.perhaps, known
}

type createOnlyRow struct{ replacing, perhaps []string }

var createOnly = sync.OnceValue(func() map[string]createOnlyRow {
	rows := map[string]createOnlyRow{}
	for line := range strings.Lines(createOnlyTable) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		var row createOnlyRow
		for _, word := range words[1:] {
			if name, conditional := strings.CutSuffix(word, "?"); conditional {
				row.perhaps = append(row.perhaps, name)
			} else {
				row.replacing = append(row.replacing, word)
			}
		}
		rows[words[0]] = row
	}
	return rows
})
