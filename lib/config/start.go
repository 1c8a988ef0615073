package config

// The seconds that a task has to start.
const (
	// usualStart is what ECS grants a service behind a load balancer by default in the CDK. A target group needs two failed
	// checks, 30 seconds apart, before it calls a task unhealthy, so less than this changes nothing.
	usualStart = 60

	// maxStart is ours; ECS would take 2147483647, some 68 years (API reference, CreateService,
	// healthCheckGracePeriodSeconds). The alarms of an environment with off-hours speak again a quarter of an hour after its
	// tasks are started (lib/schedule, alarmLag), and a restart after a rotation is given up after 45 minutes
	// (lib/rotation/restart, restartMinutes), in which the circuit breaker may see three tasks fail one after the other.
	maxStart = 600
)

// ExtraStartMinutes is how much longer than usual a task may look unhealthy because it still starts. The alarms on targets
// wait for so much longer, or one of them would roll every release back.
func (s Service) ExtraStartMinutes() int { return max(s.StartSeconds-usualStart+59, 0) / 60 }
