package runbook

import (
	"strings"

	"kasha/lib/config"
)

// Lines that divide a runbook into parts, for environments whose origin is public and for those with a VPC origin. A page in HTML shows
// none of them, so each part says for itself which environments it is for.
const (
	withPublicOrigin = "<!-- with a public origin -->"
	withVPCOrigin    = "<!-- with a VPC origin -->"
	withAnyOrigin    = "<!-- with any origin -->" // ends the parts above
)

// ForOrigin returns a runbook without the parts for the origin that an environment does not use. Printed in full, they would name a load
// balancer or a secret that the environment does not have.
func ForOrigin(text string, edge config.Edge) string {
	other := withVPCOrigin
	if edge.UsesVPCOrigin() {
		other = withPublicOrigin
	}
	var kept []string
	isKept, isCut := true, false // isCut: lines were left out since the last kept one
	for _, line := range strings.Split(text, "\n") {
		if isDivision(line) {
			isKept, isCut = line != other, true
			continue
		}
		if !isKept || isCut && line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue // no two empty lines where something was left out
		}
		kept, isCut = append(kept, line), false
	}
	return strings.Join(kept, "\n")
}

func isDivision(line string) bool {
	return line == withPublicOrigin || line == withVPCOrigin || line == withAnyOrigin
}

// checkDivisions finds lines that ForOrigin would not understand, and parts that it would take for longer than they are.
func checkDivisions(d Document, report reporter) {
	open := 0 // the line that begins the part for one origin
	for i, line := range d.Lines {
		if strings.Contains(line, "<!--") && !isDivision(line) {
			report(i+1, "%s is not understood; fix: %s, %s or %s, alone in its line",
				strings.TrimSpace(line), withPublicOrigin, withVPCOrigin, withAnyOrigin)
		}
		if open > 0 && strings.HasPrefix(line, "## ") {
			report(open, "the part for one origin goes on in the next section; fix: %s before line %d", withAnyOrigin, i+1)
			open = 0
		}
		switch line {
		case withPublicOrigin, withVPCOrigin:
			open = i + 1
		case withAnyOrigin:
			if open == 0 {
				report(i+1, "no part for one origin ends here; fix: remove the line")
			}
			open = 0
		}
	}
	if open > 0 {
		report(open, "the part for one origin goes on to the end of the page; fix: end it with %s", withAnyOrigin)
	}
}
