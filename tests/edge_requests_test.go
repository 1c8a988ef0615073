package tests

import (
	"path"
	"slices"
	"strings"
	"testing"

	"kasha/tests/requests"
	"kasha/tests/requests/promised"
)

// TestRequestsGetWhatTheTablesSay computes from the templates what each request of tests/requests/tables gets. It catches a rule, a
// behavior or a function that answers another request than it should, and one that no request of a table meets.
func TestRequestsGetWhatTheTablesSay(t *testing.T) {
	functions, err := requests.StartFunctions()
	if err != nil {
		t.Fatal(err)
	}
	defer functions.Close()
	count := 0
	for _, file := range glob(t, "tests/requests/tables/*.txt") {
		shape := strings.TrimSuffix(path.Base(file), ".txt")
		rows, err := requests.Parse(readFile(t, file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		p := platformOf(t, shape)
		edge, err := requests.Read(p.model, functions)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		edge.Fill(promised.Store(p.env))
		var answers []string
		for _, row := range rows {
			got, err := edge.Answer(row.Request)
			if err != nil || got != row.Want {
				t.Errorf("%s:%d: %s (%v), want %s", file, row.Line, got, err, row.Want)
			}
			answers = append(answers, got)
		}
		for _, rule := range p.at("edge/Edge/WebAcl").Properties.Maps("Rules") {
			name := rule.Text("Name")
			if !strings.HasPrefix(name, "AWS") && !slices.ContainsFunc(answers, func(a string) bool { return strings.HasSuffix(a, " "+name) }) {
				t.Errorf("%s: no request is refused by %s; fix: add one", file, name)
			}
		}
		for _, pattern := range edge.Unmet(rows) {
			t.Errorf("%s: no request meets the path pattern %s; fix: add one", file, pattern)
		}
		count += len(rows)
	}
	if count < 60 {
		t.Errorf("the tables have %d requests, want at least 60", count)
	}
}
