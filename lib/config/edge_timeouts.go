package config

import (
	"fmt"
	"slices"

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

// mostKeepAliveSeconds is Kasha's bound: a connection that nobody uses for over an hour holds memory for nothing. It is above the longest
// idle time-out of a load balancer.
const mostKeepAliveSeconds = 4600

// IdleTimeout returns the idle time-out of a service's load balancer. A load balancer that closed a connection earlier than CloudFront
// would cut off the response that CloudFront waits for. The frontend waits for the backend meanwhile.
func (e Environment) IdleTimeout(s BalancedService) int {
	if s.IdleSeconds != 0 {
		return s.IdleSeconds
	}
	return max(defaultIdleSeconds, e.Edge.ReadTimeoutSeconds)
}

// checkIdle checks idleSeconds of a service. at is the environment.
func checkIdle(at object, service string, s BalancedService, e Environment) {
	const most = 4000
	read := e.Edge.ReadTimeoutSeconds
	if !at.in("edge").valid("readTimeoutSeconds") {
		read = 1
	}
	at = at.in(service)
	switch {
	case s.IdleSeconds == 0:
	case s.IdleSeconds < 1 || s.IdleSeconds > most:
		at.reject("idleSeconds", "a load balancer cannot keep an idle connection for "+spelling.Count(s.IdleSeconds, "second"),
			fmt.Sprintf("0, or %d (edge.readTimeoutSeconds) to %d", read, most))
	case s.IdleSeconds < read:
		at.reject("idleSeconds",
			fmt.Sprintf("the load balancer would cut off responses after %s, and CloudFront waits for %d for them",
				spelling.Count(s.IdleSeconds, "second"), read),
			fmt.Sprintf("%d or more, or a smaller edge.readTimeoutSeconds", read))
	}
}

// checkKeepAlive checks keepAliveSeconds of every service. A load balancer may send a request on a connection that the application is just
// closing, and the viewer gets 502. So the load balancer must be the one that closes. at is the environment.
func checkKeepAlive(at object, e Environment) {
	for _, s := range e.allServices() {
		element := at
		element.path = at.field(s.field)
		seconds, idle := s.KeepAliveSeconds, e.IdleTimeout(e.Backend)
		if s.public {
			idle = e.IdleTimeout(e.Frontend)
		}
		switch {
		case seconds == 0:
		case seconds > mostKeepAliveSeconds:
			element.reject("keepAliveSeconds", "a connection would stay open for "+spelling.Count(seconds, "second")+" without a request",
				fmt.Sprintf("at most %d", mostKeepAliveSeconds))
		case seconds <= idle:
			element.reject("keepAliveSeconds", fmt.Sprintf("the application would close connections that the load balancer keeps for %s",
				spelling.Count(idle, "second")), fmt.Sprintf("%d or more, in the application's server too", idle+keepAliveMargin))
		}
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
	onSpot := func(s located) bool { return s.Spot }
	if services := e.allServices(); slices.ContainsFunc(services, onSpot) && seconds >= SpotDrainSeconds {
		all := "both services"
		if len(services) > 2 {
			all = "all services"
		}
		at.reject("readTimeoutSeconds", "a task on Spot may be taken away within "+spelling.Count(seconds, "second"),
			fmt.Sprintf(`at most %d, or "spot": false for %s`, SpotDrainSeconds-1, all))
	}
}
