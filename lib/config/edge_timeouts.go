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

// mostIdleSeconds is when CloudFront closes a WebSocket on which the origin sends nothing. Source: CloudFront quotas, "General quotas on
// WebSocket": 10 minutes.
const mostIdleSeconds = 600

// mostKeepAliveSeconds is Kasha's bound: a connection that nobody uses for an hour holds memory for nothing.
const mostKeepAliveSeconds = 3600

// IdleSeconds returns the idle time-out of the load balancers. A load balancer that closed a connection earlier than CloudFront would cut
// off the response that CloudFront waits for.
func (e Environment) IdleSeconds() int {
	if e.Edge.IdleTimeoutSeconds != 0 {
		return e.Edge.IdleTimeoutSeconds
	}
	return max(defaultIdleSeconds, e.Edge.ReadTimeoutSeconds)
}

// checkIdleTimeout checks edge.idleTimeoutSeconds.
func checkIdleTimeout(at object, e Edge) {
	seconds := e.IdleTimeoutSeconds
	if seconds == 0 || !at.valid("readTimeoutSeconds") {
		return
	}
	allowed := func() string {
		return fmt.Sprintf("%d to %d, or 0 for the default", e.ReadTimeoutSeconds, mostIdleSeconds)
	}
	if seconds > mostIdleSeconds {
		at.reject("idleTimeoutSeconds", "CloudFront closes an idle WebSocket after "+spelling.Count(mostIdleSeconds, "second"),
			allowed()+"; let client or server send a ping")
	}
	if seconds < e.ReadTimeoutSeconds {
		at.reject("idleTimeoutSeconds", fmt.Sprintf("the load balancers would close a connection on which CloudFront waits for %s",
			spelling.Count(e.ReadTimeoutSeconds, "second")), allowed())
	}
}

// checkKeepAlive checks keepAliveSeconds of a service. A load balancer may send a request on a connection that the application is just
// closing, and the viewer gets 502. So the load balancer must be the one that closes.
func checkKeepAlive(at object, s Service, e Environment) {
	seconds, idle := s.KeepAliveSeconds, e.IdleSeconds()
	switch {
	case seconds == 0:
	case seconds > mostKeepAliveSeconds:
		at.reject("keepAliveSeconds", "a connection would stay open for "+spelling.Count(seconds, "second")+" without a request",
			fmt.Sprintf("at most %d", mostKeepAliveSeconds))
	case seconds <= idle:
		at.reject("keepAliveSeconds", fmt.Sprintf("the application would close connections that the load balancer keeps for %s",
			spelling.Count(idle, "second")), fmt.Sprintf("%d or more, in the application's server too", idle+keepAliveMargin))
	}
}

// keepAliveMargin is what the message proposes beyond the idle time-out, in seconds.
const keepAliveMargin = 5

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
