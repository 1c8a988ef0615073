package runbook

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheTableOfFailedRotationsHasTheFunctionsMessages catches a row of rotation.md, B, whose message the rotation function does not
// write, and a way of failing that has no row.
func TestTheTableOfFailedRotationsHasTheFunctionsMessages(t *testing.T) {
	runbook, err := os.ReadFile("../../docs/runbooks/rotation.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(runbook), "### B.")
	section, _, _ = strings.Cut(section, "### C.")
	_, section, _ = strings.Cut(section, "| Message |")
	var named []string
	for _, line := range strings.Split(section, "\n") {
		cell, _, isRow := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !isRow || !strings.HasPrefix(line, "| ") {
			continue
		}
		for _, quoted := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
			named = append(named, quoted[1])
		}
	}
	if len(named) < 15 {
		t.Fatalf("the table names %d messages: %v, want at least 15", len(named), named)
	}
	source := sourceOf(t, "../../lib/rotation/password/*.go")
	// These come from Go's network and TLS packages, and from Lambda.
	others := []string{"i/o timeout", "no such host", "certificate", "Task timed out"}
	for _, message := range named {
		if !slices.Contains(others, message) && !strings.Contains(source, message) {
			t.Errorf("rotation.md, B: %q is no message of the rotation function", message)
		}
	}
	// What a rotation does and what stops it, in the function's words.
	for _, message := range regexp.MustCompile(`(?:Errorf|New)\("([a-z][a-z' ]{12,})`).FindAllStringSubmatch(source, -1) {
		text := strings.TrimSpace(message[1])
		if !slices.ContainsFunc(named, func(row string) bool { return strings.HasPrefix(text, row) || strings.HasPrefix(row, text) }) &&
			!slices.Contains(withoutARow(), text) {
			t.Errorf("rotation.md, B, has no row for the function's message %q", text)
		}
	}
}

// withoutARow are messages of requests that Secrets Manager does not send, and parts of longer messages that have a row.
func withoutARow() []string {
	return []string{
		"rotation is not enabled for this secret", "the secret has no version with the request's token",
		"the request's version is neither pending nor current", "the secret has no such version", "the strategy is",
		"reading the pending version", "asking for a random password", "reading the version", "reading the grants of",
		"reading the master user's secret", "the master user's secret names another server than this secret",
		"the secret's server address or user cannot be used", "the secret is not a", "the user name",
	}
}

// sourceOf joins the files of a pattern, without tests.
func sourceOf(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files (%v)", pattern, err)
	}
	var all strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
