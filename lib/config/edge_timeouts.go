package config

import (
	"fmt"

	"kasha/lib/spelling"
)

const (
	mostReadSeconds = 120 // CloudFront API, OriginReadTimeout; more needs a quota increase

	// defaultIdleSeconds is the idle time-out of a load balancer that has no other. Source: ELB user guide, "Connection idle timeout".
	defaultIdleSeconds = 60

	// SpotDrainSeconds is how long open requests of a task on Spot may finish: AWS takes a task away two minutes after its notice. A
	// request must be able to end within it.
	SpotDrainSeconds = 90
)

// IdleSeconds returns the idle time-out of the load balancers. A load balancer that closed a connection earlier than CloudFront would cut
// off the response that CloudFront waits for.
func (e Environment) IdleSeconds() int { return max(defaultIdleSeconds, e.Edge.ReadTimeoutSeconds) }

// checkReadTimeout checks edge.readTimeoutSeconds, also against the time that the last requests of a task have.
func checkReadTimeout(at object, e Environment) {
	seconds := e.Edge.ReadTimeoutSeconds
	if seconds < 1 || seconds > mostReadSeconds {
		at.reject("readTimeoutSeconds", "CloudFront cannot wait for "+spelling.Count(seconds, "second"),
			fmt.Sprintf("1 to %d; answer at once, let a job or the consumer of a queue do longer work, and let the viewer ask for its result",
				mostReadSeconds))
		return
	}
	if (e.Frontend.Spot || e.Backend.Spot) && seconds >= SpotDrainSeconds {
		at.reject("readTimeoutSeconds", "a task on Spot may be taken away within "+spelling.Count(seconds, "second"),
			fmt.Sprintf(`at most %d, or "spot": false for both services`, SpotDrainSeconds-1))
	}
}
