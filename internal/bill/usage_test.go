package bill

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches a price by use that is applied to the wrong amount. By hand, in the order of the
// lines: $10 + 176 x $0.085 + $6 + $1.20 + $20 + $4.50 = $56.66.
func TestUsageIsWhatTheRateCardSays(t *testing.T) {
	total := 0.0
	for _, line := range (Usage{RequestsMillion: 10, TransferGB: 1200, MessagesMillion: 3, LogsGB: 40, NATGB: 100}).Lines() {
		total += line.Monthly
	}
	if math.Abs(total-56.66) > 0.005 {
		t.Errorf("got $%.2f, want $56.66", total)
	}
}

// Catches an edge whose functions, password or Bot Control are left out of the bill, and charges for what an environment does not have.
func TestTheEdgeIsBilledByWhatItHas(t *testing.T) {
	bots := assembly.Resource{Type: "AWS::WAFv2::WebACL", Properties: map[string]any{"Rules": []any{
		map[string]any{"Statement": map[string]any{"RateBasedStatement": map[string]any{}}},
		map[string]any{"Statement": map[string]any{"ManagedRuleGroupStatement": map[string]any{"Name": "AWSManagedRulesBotControlRuleSet"}}},
	}}}
	function, store := assembly.Resource{Type: "AWS::CloudFront::Function"}, assembly.Resource{Type: "AWS::CloudFront::KeyValueStore"}
	for name, c := range map[string]struct {
		resources map[string]assembly.Resource
		byUse     float64 // of 30 million requests
		atRest    float64
	}{
		"nothing":     {nil, 0, 0},
		"a redirect":  {map[string]assembly.Resource{"F": function}, 3, 0},
		"a password":  {map[string]assembly.Resource{"F": function, "S": store}, 3.90, 0},
		"Bot Control": {map[string]assembly.Resource{"A": bots}, 20, 5 + 2*1 + 10},
	} {
		stacks := []assembly.Stack{{Name: "edge", Template: assembly.Template{Resources: c.resources}}}
		byUse := 0.0
		for _, line := range (Usage{RequestsMillion: 30}).EdgeLines(stacks) {
			byUse += line.Monthly
		}
		if atRest := Of(stacks); math.Abs(byUse-c.byUse) > 0.005 || math.Abs(atRest.Monthly()-c.atRest) > 0.005 || len(atRest.Unpriced) > 0 {
			t.Errorf("%s: $%.2f by use and $%.2f at rest (unpriced: %v), want $%.2f and $%.2f",
				name, byUse, atRest.Monthly(), atRest.Unpriced, c.byUse, c.atRest)
		}
	}
}

// Catches the design document's own configuration at other prices. It was worked out by hand as about $202 a month.
func TestTheDesignDocumentsConfigurationCostsAFifth(t *testing.T) {
	document, paid := 0.0, 0.0
	for _, line := range DesignDocument() {
		document += line.Document
		paid += line.ListPaid
	}
	if math.Abs(paid-202) > 5 {
		t.Errorf("got $%.2f, want about $202", paid)
	}
	if document < 890 || document > 930 {
		t.Errorf("the document's lines add up to $%.2f, want about the $910 that it says", document)
	}
}

// Catches a usage file with a misspelt field, which would count as zero.
func TestAUsageFileWithAnUnknownFieldIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "usage.json")
	for text, want := range map[string]string{
		`{"requestsMillion": 3}`: "", `{"requests": 3}`: "requests", `{"logsGB": -1}`: "below zero", `{`: "EOF",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadUsage(file)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// Catches a schedule's saving that is taken off things that do not rest.
func TestAScheduleSavesOnlyWhatRests(t *testing.T) {
	estimate := Estimate{Lines: []Line{{Monthly: 40, Rests: WithTasks}, {Monthly: 20, Rests: WithDatabase}, {Monthly: 100}}}
	if got := estimate.SavedWhileOff(0.5, 0.25); got != 25 {
		t.Errorf("got $%.2f, want $25: half of $40 and a quarter of $20", got)
	}
}
