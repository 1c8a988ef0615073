package spelling

import "testing"

// TestCount catches "1 stacks" and "2 daies".
func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 stack": Count(1, "stack"), "0 stacks": Count(0, "stack"), "2 losses": Count(2, "loss"), "3 policies": Count(3, "policy"),
		"2 keys": Count(2, "key"), "0 days": Count(0, "day"), "-1 countries": Count(-1, "country"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
