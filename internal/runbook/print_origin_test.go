package runbook

import (
	"strings"
	"testing"

	"kasha/lib/config"
)

const bothOrigins = `Set its name:

<!-- with a public origin -->
The load balancer is public:

    NAME=public

<!-- with a VPC origin -->
The load balancer is internal:

    NAME=internal


    WAIT=yes

<!-- with any origin -->
Then go on.
`

// TestEachOriginHasItsPartOfARunbook catches a printed runbook that names the other kind of load balancer. It also catches lines between
// parts that are printed, and a missing part for all environments.
func TestEachOriginHasItsPartOfARunbook(t *testing.T) {
	for origin, want := range map[string]string{
		config.OriginPublic: "Set its name:\n\nThe load balancer is public:\n\n    NAME=public\n\nThen go on.\n",
		config.OriginVPC:    "Set its name:\n\nThe load balancer is internal:\n\n    NAME=internal\n\n\n    WAIT=yes\n\nThen go on.\n",
	} {
		// While a deployed environment changes its origin, edge.origin is the one that CloudFront uses.
		for _, both := range []bool{false, true} {
			edge := config.Edge{Origin: origin, BothOrigins: both}
			if got := ForOrigin(bothOrigins, edge); got != want {
				t.Errorf("with the origin %s, both %t: got %q, want %q", origin, both, got, want)
			}
			if got := Printed(bothOrigins, config.Environment{Edge: edge}); got != want {
				t.Errorf("printed with the origin %s, both %t: got %q, want %q", origin, both, got, want)
			}
		}
	}
}

// TestPartsForOneOriginEnd catches a misspelt line between parts, which would print both, and a part that swallows what follows.
func TestPartsForOneOriginEnd(t *testing.T) {
	check := func(document Document) []string {
		var wrong []string
		checkDivisions(document, func(line int, format string, arguments ...any) {
			wrong = append(wrong, Problem{document.Name, line, format}.String())
		})
		return wrong
	}
	divided := 0
	for _, document := range runbooks(t) {
		if wrong := check(document); len(wrong) > 0 {
			t.Errorf("got %q, want no problem", wrong)
		}
		if strings.Contains(strings.Join(document.Lines, "\n"), withVPCOrigin) {
			divided++
		}
	}
	if divided < 4 {
		t.Errorf("%d runbooks have a part for a VPC origin, want at least 4, with high-error-rate.md and rotation.md", divided)
	}
	for _, c := range []struct{ old, new, want string }{
		{"a VPC origin -->", "a vpc origin -->", "page.md:8: %s is not understood"},
		{"<!-- with a VPC", " <!-- with a VPC", "page.md:8: %s is not understood"},
		{"<!-- with any origin -->\n", "", "page.md:8: the part for one origin goes on to the end"},
		{"<!-- with any origin -->\n", "## Fix\n", "page.md:8: the part for one origin goes on in the next section"},
		{"<!-- with a public origin -->\n", "<!-- with any origin -->\n", "page.md:3: no part for one origin ends here"},
	} {
		got := strings.Join(check(Parse("page.md", strings.Replace(bothOrigins, c.old, c.new, 1))), "\n")
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%q instead of %q: got %q, want %q", c.new, c.old, got, c.want)
		}
	}
}
