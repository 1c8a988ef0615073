package limits

import (
	"strings"
	"testing"
)

// Catches a table that cannot be read: then no number is out of bounds.
func TestTheTableOfNumbersCanBeRead(t *testing.T) {
	table, err := Numbers()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, rows := range table {
		count += len(rows)
	}
	if count < 100 {
		t.Errorf("%d rows, want the whole table", count)
	}
}

// Catches bounds that are read as others: an end that does not belong to a range, a multiple that counts zero, a fraction.
func TestBoundsAcceptWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		takes, says     string
		accept, refused []float64
	}{
		{"0..900", "0 to 900", []float64{0, 1, 900}, []float64{-1, 901, 0.5}},
		{"1..", "at least 1", []float64{1, 1e9}, []float64{0, -1}},
		{"-1..65535", "-1 to 65535", []float64{-1, 0, 65535}, []float64{-2, 65536}},
		{"10,30", "10 or 30", []float64{10, 30}, []float64{20, 31}},
		{"10,20,30,60n", "10, 20, 30 or a multiple of 60", []float64{10, 30, 60, 120, 86400}, []float64{0, 15, 90}},
		{"0,30..900", "0 or 30 to 900", []float64{0, 30, 900}, []float64{1, 29, 901}},
		{"any", "any", []float64{-1, 0.5}, nil},
	} {
		bounds := Bounds{Takes: c.takes, Source: "S"}
		if got := bounds.String(); got != c.says+" (S)" {
			t.Errorf("%s: it says %q, want %q", c.takes, got, c.says+" (S)")
		}
		for _, n := range c.accept {
			if !bounds.Accept(n) {
				t.Errorf("%s: %v is refused, want it accepted", c.takes, n)
			}
		}
		for _, n := range c.refused {
			if bounds.Accept(n) {
				t.Errorf("%s: %v is accepted, want it refused", c.takes, n)
			}
		}
	}
}

// Catches a row that would be read as no limit. Its bounds have a typing error, it names no page of AWS, or it is there twice.
func TestBadTablesAreErrors(t *testing.T) {
	for text, want := range map[string]string{
		"T ; page\n  A 1.5..2":         "write bounds",
		"T ; page\n  A 1-2":            "write bounds",
		"T ; page\n  A ..2":            "write bounds",
		"T\n  A 1..2":                  "the page of AWS",
		"T ; page\n  A 1..2\n  A 1..3": "write a path once",
		"  A 1..2":                     "below its type",
		"T ; page\n  A":                "what it takes",
		"T ; page\nT ; page":           "is there twice",
	} {
		if _, err := readNumbers(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
}

// Catches a path that is not found: the nearest entry with .** counts, and the type * for every type.
func TestLookupFindsTheNearestBounds(t *testing.T) {
	table, err := readNumbers("*\n  P.** any\nT ; page\n  A.** any\n  A.B[].C 1..2\n  D[key.of] 3..4\n")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"A.B[].C": "1..2", "A.B[].D": "any", "A.X": "any", "P.Q[].R": "any", "D[key.of]": "3..4", "E": "",
	} {
		if bounds, known := table.Lookup("T", path); bounds.Takes != want || known != (want != "") {
			t.Errorf("%s: %q, want %q", path, bounds.Takes, want)
		}
	}
}
