package exposure_test

import (
	"strings"
	"testing"
)

// TestEachOfSeveralChangesIsNamed catches a change that another one of the same meaning hides: only the first of them was said.
func TestEachOfSeveralChangesIsNamed(t *testing.T) {
	cors := func(methods, origins string) string {
		return `"ResponseHeadersPolicyConfig": {"CorsConfig": {"AccessControlAllowMethods": {"Items": [` + methods +
			`]}, "AccessControlAllowOrigins": {"Items": [` + origins + `]}}}`
	}
	headers := func(properties string) app {
		return resources(`{"Headers": {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": {` + properties + `}}}`)
	}
	one, every := headers(cors(`"GET"`, `"https://a.example.com"`)), headers(cors(`"GET", "PUT"`, `"*"`))
	opened := compare(t, one.Assembly(t), every.Assembly(t)).Openings
	const wider = `AccessControlAllowMethods.Items["PUT"] is added, ResponseHeadersPolicyConfig.CorsConfig.` +
		`AccessControlAllowOrigins.Items["*"] is added (nothing → *): pages of other sites may do more`
	if len(opened) != 1 || !strings.Contains(opened[0].What, wider) {
		t.Errorf("got %+v, want one opening with %q", opened, wider)
	}

	rule := func(states string) app {
		return resources(`{"Rule": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"detail": {"state": [` + states + `]}}}}}`)
	}
	weakened := compare(t, rule(`"FAILED", "ABORTED", "EXPIRED"`).Assembly(t), rule(`"FAILURE"`).Assembly(t)).Weakenings
	if len(weakened) != 1 {
		t.Fatalf("got %+v, want one weakening", weakened)
	}
	for _, state := range []string{"FAILED", "ABORTED", "EXPIRED"} {
		if !strings.Contains(weakened[0].What, `state["`+state+`"] changes`) {
			t.Errorf("got %q, want it to name %s", weakened[0].What, state)
		}
	}
}
