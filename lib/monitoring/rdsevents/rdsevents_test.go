package rdsevents

import (
	"regexp"
	"slices"
	"testing"
)

// TestEventsThatMustNotGoUnheard catches an event that a later edit of the table silences. The ids are from the user guide, not from the
// table: each was once read by nobody, or shuts the database down.
func TestEventsThatMustNotGoUnheard(t *testing.T) {
	for audience, ids := range map[Audience][]string{
		Urgent: {
			"0221", "0222", "0022", "0419", "0418", "0004", "0403", "0087", "0020", "0007", "0089", "0031", "0035", "0036",
			"0013", "0015", "0049", "0050", "0051", "0065", "0034", "0028", "0003",
		},
		Maintenance: {"0006", "0021", "0026", "0027", "0047", "0045", "0046", "0057", "0062", "0270", "0088", "0154"},
		Patches:     {"0230", "0155", "0422", "0501", "0502"},
	} {
		got := IDs(Instance(), audience, false)
		for _, id := range ids {
			if !slices.Contains(got, prefix+id) {
				t.Errorf("%s%s is not among the %s events %v", prefix, id, audience, got)
			}
		}
	}
}

// TestAScheduleIsNoNews catches a message for each evening on which a schedule stops the database, and a crash that such an environment
// is not notified of.
func TestAScheduleIsNoNews(t *testing.T) {
	got := append(IDs(Instance(), Urgent, true), IDs(Instance(), Maintenance, true)...)
	for _, id := range []string{"0004", "0006", "0087", "0088"} {
		if slices.Contains(got, prefix+id) {
			t.Errorf("with a schedule %s%s is notified, want it left out", prefix, id)
		}
	}
	if !slices.Contains(got, prefix+"0221") || !slices.Contains(got, prefix+"0020") {
		t.Errorf("with a schedule the events are %v, want the full storage and the crash recovery among them", got)
	}
}

// TestTableIsWellFormed catches an id that is there twice, an audience that no rule has, and a row that says nothing.
func TestTableIsWellFormed(t *testing.T) {
	id := regexp.MustCompile(`^RDS-EVENT-\d{4}$`)
	seen := map[string]bool{}
	for _, event := range append(Instance(), Proxy()...) {
		if !id.MatchString(event.ID) || seen[event.ID] || event.Category == "" || event.Says == "" {
			t.Errorf("%+v: want an id that is there once, a category and what it says", event)
		}
		if !slices.Contains([]Audience{Urgent, Maintenance, Patches, Nobody}, event.Notify) {
			t.Errorf("%s is for %q, want one of the audiences", event.ID, event.Notify)
		}
		seen[event.ID] = true
	}
}
