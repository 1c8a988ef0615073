package accepted

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWellFormedList(t *testing.T) {
	losses, err := parse([]byte(`{"losses": [
		{"environment": "prod", "stack": "kasha-prod-data", "resource": "Database/Replica", "type": "AWS::RDS::DBInstance", "loss": "replaced",
			"reason": "it can be made again"},
		{"environment": "dev", "stack": "kasha-dev-data", "type": "AWS::CloudFormation::Stack", "reason": "dev is given up"}]}`))
	if err != nil || len(losses) != 2 {
		t.Fatalf("%v, %v", losses, err)
	}
	if got, want := losses[0].String(), "prod, kasha-prod-data, Database/Replica (AWS::RDS::DBInstance), replaced"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Catches a malformed list that accepts a loss by accident.
func TestMalformedListIsRefused(t *testing.T) {
	const entry = `{"stack": "s", "resource": "r", "type": "t", "reason": "because"}`
	for name, c := range map[string]struct{ file, says string }{
		"not JSON": {file: `losses`, says: "not a list of accepted losses"},
		"unknown field": {file: `{"losses": [{"stack": "s", "ressource": "r", "type": "t", "reason": "x"}]}`,
			says: `unknown field "ressource"`},
		"unknown list": {file: `{"accepted": []}`, says: `unknown field "accepted"`},
		"no reason": {file: `{"losses": [{"stack": "s", "resource": "r", "type": "t", "reason": "  "}]}`,
			says: "losses[0]: reason is missing"},
		"no resource": {file: `{"losses": [{"stack": "s", "type": "AWS::SQS::Queue", "reason": "x"}]}`, says: "losses[0]: resource"},
		"all at once": {file: `{"losses": [` + entry + `, {}]}`, says: "losses[1]: stack is missing"},
		"twice": {file: `{"losses": [` + entry + `, ` + strings.Replace(entry, "because", "so", 1) + `]}`,
			says: "the same as losses[0]"},
		"something after": {file: `{"losses": []} {"losses": []}`, says: "something follows"},
	} {
		if _, err := parse([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

func TestReadNamesTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "losses.json")
	if _, err := Read(file); !os.IsNotExist(err) {
		t.Errorf("a missing file: error %v, want that it does not exist", err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one that names %s", err, file)
	}
}

// Catches errors in the project's own file, without which no review starts.
func TestCheckedInFileIsWellFormed(t *testing.T) {
	if _, err := Read(filepath.Join("..", "..", "..", "docs", "accepted-losses.json")); err != nil {
		t.Error(err)
	}
}
