package report

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

// text is what a matrix has for a row and a column; both may be one of several that are alike.
func (m matrix) text(row, column string) string {
	has := func(name, one string) bool { return slices.Contains(strings.Split(name, ", "), one) }
	j := slices.IndexFunc(m.Columns, func(name string) bool { return has(name, column) })
	for _, r := range m.Rows {
		if has(r.Name, row) && j >= 0 {
			return r.Cells[j]
		}
	}
	return "no such cell"
}

func matrices(t *testing.T) (connections, rights matrix) {
	t.Helper()
	_, env := handmade.Resolved(t, nil)
	both := matricesOf(reach.Build(env, offers.OriginPrefixList), permissions.Build(env, promises.HarmlessActions()))
	return both[0], both[1]
}

// Catches a connection or a right that the matrix leaves out or puts elsewhere, and one that is there although nothing allows it.
func TestTheMatricesHaveEveryConnectionAndRight(t *testing.T) {
	_, env := handmade.Resolved(t, nil)
	connections, rights := matrices(t)
	found := 0
	for _, edge := range reach.Build(env, offers.OriginPrefixList).Edges() {
		if strings.Contains(edge.From, "ubnet") || strings.HasPrefix(edge.To, "aws:") {
			continue
		}
		found++
		if got := connections.text(edge.From, edge.To); !strings.Contains(got, edge.Ports()) {
			t.Errorf("%s to %s: got %q, want %q in it", edge.From, edge.To, got, edge.Ports())
		}
	}
	if found < 5 {
		t.Errorf("%d connections, want at least 5 to compare", found)
	}
	grants := permissions.Build(env, promises.HarmlessActions()).Grants()
	if len(grants) < 5 {
		t.Errorf("%d permissions, want at least 5 to compare", len(grants))
	}
	for _, grant := range grants {
		if got := rights.text(grant.Who, grant.On); !slices.Contains(strings.Split(got, ", "), grant.Action) {
			t.Errorf("%s on %s: got %q, want %s in it", grant.Who, grant.On, got, grant.Action)
		}
	}
	if got := connections.text("internet", "Database/Primary"); got != "" {
		t.Errorf("from the internet to the database: got %q, want nothing", got)
	}
}

// Catches a row with another number of cells than there are columns: every cell behind it would stand under the wrong head.
func TestMatricesAreWhole(t *testing.T) {
	connections, rights := matrices(t)
	for _, m := range []matrix{connections, rights} {
		if len(m.Rows) < 5 || len(m.Columns) < 5 {
			t.Errorf("%s: %d rows and %d columns, want more", m.Title, len(m.Rows), len(m.Columns))
		}
		for _, row := range m.Rows {
			if len(row.Cells) != len(m.Columns) {
				t.Errorf("%s, %s: %d cells, want %d", m.Title, row.Name, len(row.Cells), len(m.Columns))
			}
		}
	}
}

// Catches names that are joined although their cells differ, and a name that is lost when it is joined.
func TestOnlyWhatIsAlikeIsJoined(t *testing.T) {
	var c cells
	for _, each := range [][3]string{{"a", "x", "1"}, {"b", "x", "1"}, {"c", "x", "2"}, {"a", "y", "1"}, {"b", "y", "1"}, {"c", "y", "2"},
		{"c", "z", "1"}} {
		c.add(each[0], each[1], each[2])
	}
	var m matrix
	m.fill(c)
	if len(m.Rows) != 2 || m.text("b", "y") != "1" || m.text("c", "x") != "2" || m.text("a", "z") != "" {
		t.Errorf("got %+v, want the rows a with b, and c", m)
	}
}
