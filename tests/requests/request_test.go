package requests

import (
	"testing"
)

// TestRowsThatAreNone catches a row that is read as another request than was written.
func TestRowsThatAreNone(t *testing.T) {
	for _, row := range []string{"GET a.example.com/", "GET > x", "GET a.example.com/ body=many > x", "GET a.example.com/ form=1.2.3.4 > x",
		"GET a.example.com/ from=home > x"} {
		if rows, err := Parse(row); err == nil {
			t.Errorf("%s is read as %+v, want an error", row, rows)
		}
	}
}
