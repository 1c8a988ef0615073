package availability

import (
	"testing"

	"kasha/internal/architecture"
)

// TestFieldsAreNamedAsInTheConfiguration catches advice that names a field which no configuration has.
func TestFieldsAreNamedAsInTheConfiguration(t *testing.T) {
	for title, want := range map[string]string{"Backend": "backend.spot", "Worker order mail": "workers.order-mail.spot"} {
		if got := field(architecture.Component{Title: title}, "spot"); got != want {
			t.Errorf("%s: the field is %s, want %s", title, got, want)
		}
	}
}
