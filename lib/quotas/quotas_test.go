package quotas

import (
	"fmt"
	"strings"
	"testing"

	"kasha/tests/generated"
)

// TestTheQuotasPageIsCurrent catches a page that says other quotas than the code uses. KASHA_UPDATE=1 writes it.
func TestTheQuotasPageIsCurrent(t *testing.T) {
	var text strings.Builder
	fmt.Fprintf(&text, "Defaults and codes as AWS's pages had them in %s.\n\n", Read)
	text.WriteString("| Service | Quota | Default | What counts | What checks it | Code for an increase |\n" +
		"| --- | --- | --- | --- | --- | --- |\n")
	for _, q := range All() {
		raised := "no quota code"
		if q.Raised != "" {
			raised = "`" + q.Raised + "`"
		}
		fmt.Fprintf(&text, "| %s | [%s](%s) | %d | %s | %s | %s |\n", q.Service, q.Name, q.Source, q.Default, q.Counts, q.Checked, raised)
	}
	generated.Compare(t, "../../docs/quotas.md", "go test ./lib/quotas", generated.Part{Name: "quotas", Text: text.String()})
}

// TestEveryQuotaIsWhole catches an entry that nobody can verify: without a default, a source, a checker or what counts.
func TestEveryQuotaIsWhole(t *testing.T) {
	seen, items := map[string]bool{}, map[Item]bool{}
	for _, q := range All() {
		name := q.Service + ": " + q.Name
		if seen[name] {
			t.Errorf("%s is listed twice, want it once", name)
		}
		seen[name] = true
		if q.Default <= 0 || q.Counts == "" || q.Checked == "" || !strings.HasPrefix(q.Source, "https://docs.aws.amazon.com/") {
			t.Errorf("%s: got %+v, want a default, what counts, who counts it, and a page of AWS", name, q)
		}
		if q.Checked == Deployment && (q.Raised == "" || q.Item == "") {
			t.Errorf("%s: `make deploy` adds it up and says how to raise it; got item %q and code %q, want both", name, q.Item, q.Raised)
		}
		if q.Checked == Templates && q.Measured == "" {
			t.Errorf("%s: nothing measures it, want a measure", name)
		}
		if q.Item != "" && items[q.Item] {
			t.Errorf("%s counts %s, as another quota does; want one", name, q.Item)
		}
		items[q.Item] = true
	}
}
