package scaffold

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kasha/lib/config"
)

func answers() Answers {
	return Answers{
		Name: "dev", Account: "123456789012", Region: "eu-central-1", Zones: []string{"eu-central-1a", "eu-central-1b"}, NoIndex: true,
	}
}

func shipped(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheRestOfTheFileStays catches a feature flag that is lost or moved: it would change templates.
func TestTheRestOfTheFileStays(t *testing.T) {
	before := shipped(t)
	file := filepath.Join(t.TempDir(), "cdk.json")
	if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	a := answers()
	a.ProductionAccount, a.BackendImage, a.BackendPort = "210987654321", "ecr:1.0.0", 8080
	a.Domain, a.ZoneName, a.HostedZoneID = "app.example.com", "example.com", "Z0123456789ABCDEFGHIJ"
	if err := a.Write(file); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	value := regexp.MustCompile(`(?s)"kasha": \{.*?\n    \}`)
	if a, b := value.ReplaceAllString(before, ""), value.ReplaceAllString(string(after), ""); a != b || len(a) < 5000 {
		t.Errorf("outside of the configuration the file has\n%s\nwant\n%s", b, a)
	}
	kasha, err := config.ReadFile(file)
	if err != nil || len(kasha.Environments) != 2 {
		t.Fatalf("%d environments, error %v; want 2", len(kasha.Environments), err)
	}
	dev, prod := kasha.Environments[0], kasha.Environments[1]
	if !dev.Edge.Access.NoIndex || prod.Edge.Access.NoIndex || dev.Edge.Domain != nil || prod.Edge.Domain == nil ||
		prod.Tier != config.Production {
		t.Errorf("dev %+v and prod %+v: want noindex in dev, and the domain in prod", dev.Edge, prod.Edge)
	}
	if !strings.Contains(string(after), `"availabilityZones": ["eu-central-1a", "eu-central-1b"]`) || kasha.Pipeline != nil {
		t.Errorf("wrote\n%s\nwant short lists on one line, and no pipeline", after)
	}
}

// TestInvalidAnswersAreNotWritten catches a configuration that the next command refuses.
func TestInvalidAnswersAreNotWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	if err := os.WriteFile(file, []byte(shipped(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	a := answers()
	a.Domain = "app.example.com" // without its hosted zone
	if err := a.Write(file); err == nil || len(a.Problems()) == 0 {
		t.Errorf("error %v, problems %v; want both", err, a.Problems())
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != shipped(t) {
		t.Errorf("the file was changed; error %v", err)
	}
	for _, text := range []string{``, `[]`, `{}`, `{"context": {}}`, `{"context": 1}`} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := answers().Write(file); err == nil {
			t.Errorf("%q: no error, want one", text)
		}
	}
}

// TestOnlyTheShippedConfigurationIsAnExample catches an overwritten configuration that is somebody's work.
func TestOnlyTheShippedConfigurationIsAnExample(t *testing.T) {
	kasha, err := config.ReadFile("../../cmd/kasha/testdata/cdk.json") // the adopter's own may be another
	if err != nil || !IsExample(kasha) {
		t.Errorf("the shipped configuration is no example; error %v", err)
	}
	kasha.Environments[1].Account = "123456789012"
	if IsExample(kasha) {
		t.Error("with one real account it is an example, want none")
	}
	if IsExample(config.Kasha{}) {
		t.Error("nothing is an example, want none")
	}
}
