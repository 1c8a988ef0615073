package config

import (
	"fmt"

	"kasha/lib/spelling"
)

// MaxStopSeconds is the longest that a container may take to exit after SIGTERM, and the default of stopSeconds. It is Fargate's maximum
// (Fargate's own default is 30), and the length of a Spot interruption notice. Open requests finish before, in the deregistration delay.
const MaxStopSeconds = 120

// checkStop checks stopSeconds.
func checkStop(at object, c Container) {
	if c.StopSeconds < 2 || c.StopSeconds > MaxStopSeconds {
		at.reject("stopSeconds", "Fargate does not wait for "+spelling.Count(c.StopSeconds, "second"), fmt.Sprintf("2 to %d", MaxStopSeconds))
	}
}
