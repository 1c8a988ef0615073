package report

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// Catches lists of rules that another version of cdk-nag no longer has.
func TestTheListsOfRulesAreThoseOfTheModule(t *testing.T) {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cdklabs/cdk-nag-go/cdknag/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "jsii", "*.tgz"))
	if len(files) != 1 {
		t.Fatalf("got %d archives in %s, want one", len(files), folder)
	}
	for _, name := range []string{"pci-dss-321", "hipaa-security", "nist-800-53-r5"} {
		var rules []string
		text := inArchive(t, files[0], "/lib/packs/"+name+".js")
		for _, found := range regexp.MustCompile(`\brule: \w+\.(\w+)`).FindAllStringSubmatch(text, -1) {
			rules = append(rules, found[1])
		}
		slices.Sort(rules)
		rules = slices.Compact(rules)
		if have := packRules(name); len(rules) < 50 || !slices.Equal(have, rules) {
			t.Errorf("packs/%s.txt has %d rules, want these %d:\n%s", name, len(have), len(rules), strings.Join(rules, "\n"))
		}
	}
}

// inArchive is the text of a file in a compressed archive, by the end of its name.
func inArchive(t *testing.T, archive, ending string) string {
	t.Helper()
	file, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for reader := tar.NewReader(unpacked); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("%s has no %s", archive, ending)
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(header.Name, ending) {
			text, err := io.ReadAll(reader)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
}

// Catches a finding of a framework's pack that the page leaves out, acknowledged by the tests or evaluated only here. Also catches a rule
// about resources that the page cannot judge, and that it does not name.
func TestAPackHasItsFindings(t *testing.T) {
	_, env := handmade.Resolved(t, func(stacks []assembly.Stack) {
		stacks[0].Template.Resources["Group"] = assembly.Resource{Type: "AWS::IAM::Group", LogicalID: "Group", Path: "Group"}
	})
	p := packOf(env, "pci-dss-321", []acknowledged{
		{Rule: "NIST.800.53.R5-IAMNoInlinePolicy", Reason: "small", On: []string{"Role"}},
		{Rule: "NIST.800.53.R5-LambdaDLQ", Reason: "not in PCI", On: []string{"Function"}}, {Rule: "AwsSolutions-IAM4", Reason: "other pack"},
	})
	var rules []string
	for _, found := range p.Findings {
		rules = append(rules, found.Rule)
	}
	want := "IAMNoInlinePolicy ALBHttpDropInvalidHeaderEnabled RDSAutomaticMinorVersionUpgradeEnabled"
	if got := strings.Join(rules, " "); got != want {
		t.Errorf("got the findings %q, want %q", got, want)
	}
	if !slices.Equal(p.Open, []string{"IAMGroupHasUsers"}) {
		t.Errorf("got the open rules %q, want that about groups", p.Open)
	}
}
