package config

import (
	"fmt"
	"regexp"

	"kasha/lib/spelling"
)

// BalancedService is a service with a load balancer of its own: the frontend or the backend.
type BalancedService struct {
	Service

	// IdleSeconds is how long the service's load balancer keeps a connection open on which nothing is sent. A WebSocket without messages is
	// closed then. A changed value takes effect at once.
	//
	//	Unit:    seconds
	//	Default: 0; 60, or edge.readTimeoutSeconds where that is more
	//	Allowed: 0, or edge.readTimeoutSeconds to 4000
	//	Source:  ELB user guide, "Connection idle timeout"
	IdleSeconds int `json:"idleSeconds"`
}

// Service is one load-balanced Fargate service.
type Service struct {
	Container

	// Port is the port on which the container listens. Both services may use the same one: every task has its own address. Another port
	// interrupts nothing: ECS starts new tasks with it in the same target group, and the old ones keep theirs until they stop. CloudFormation
	// adds the security group rules for the new port in the same update, and removes the old ones once the new tasks are healthy. The
	// image must listen on the new port, or ECS rolls the deployment back.
	//
	//	Unit:    TCP port
	//	Default: 8080; required beside an image that is not the placeholder
	//	Allowed: 1024 to 65535, but not 3306; from 1 with NET_BIND_SERVICE among the capabilities
	//	Source:  design document, "Architecture Overview"; capabilities(7)
	Port int `json:"port"`

	// MinTasks is the smallest number of tasks that Application Auto Scaling keeps. Nonproduction keeps two as well, because Spot takes
	// tasks away one zone at a time.
	//
	//	Unit:    tasks
	//	Default: 2
	//	Allowed: 1 to maxTasks; at least 2 in production, one in each availability zone
	//	Source:  design document, "ECS Fargate Services"
	MinTasks int `json:"minTasks"`

	// MaxTasks is the largest number of tasks to which Application Auto Scaling scales out. A deployment doubles it for some minutes.
	//
	//	Unit:    tasks
	//	Default: 4
	//	Allowed: minTasks to what the subnets have addresses for, and for the backend what the database has connections for
	//	Source:  design document, "ECS Fargate Services"
	MaxTasks int `json:"maxTasks"`

	// HealthCheckPath is the path that the load balancer requests to see whether a task is healthy.
	//
	//	Default: "/"
	//	Allowed: a path from the root, without spaces, of at most 1024 characters
	//	Source:  ELB API, HealthCheckPath
	HealthCheckPath string `json:"healthCheckPath"`

	// StartSeconds is how long a new task may fail health checks: until it answers, and a minute for the load balancer to notice. It is
	// the service's health check grace period. A target group needs two failed checks, 30 seconds apart, before a task counts as
	// unhealthy, so less than 60 changes nothing. The alarms on targets wait for as much longer than 60 as this is, because
	// otherwise one of them would roll every deployment back.
	//
	//	Unit:    seconds
	//	Default: 60
	//	Allowed: 0 to 600
	//	Source:  the CDK's default for services behind a load balancer; for the bounds see maxStart
	StartSeconds int `json:"startSeconds"`

	// KeepAliveSeconds is how long the application keeps an idle connection open. The container gets it as KEEP_ALIVE_SECONDS, for its
	// server's setting of that name. If the load balancer keeps connections longer than the application, viewers now and then get 502.
	//
	//	Unit:    seconds
	//	Default: 0; not stated, and no variable
	//	Allowed: more than idleSeconds or its default, and at most 4600
	//	Source:  ELB user guide, "Troubleshoot your Application Load Balancers", HTTP 502
	KeepAliveSeconds int `json:"keepAliveSeconds"`

	// Spot runs tasks on Fargate Spot, about two thirds cheaper. AWS takes such tasks away with two minutes' notice, one zone at a time. In
	// production, two tasks always stay on demand.
	//
	//	Default: false in production, true in nonproduction
	//	Allowed: true or false
	//	Source:  design document, "Cost Optimization Strategies" ("Switch to Fargate Spot for devtest")
	Spot bool `json:"spot"`

	// StickinessSeconds is how long the load balancer sends the requests of one client to the same task, by a cookie that it sets (AWSALB).
	// It is for applications that keep a session in memory. A deployment, a scale-in or a failure ends the session all the same, and new
	// tasks get fewer requests. Paths of edge.cachedPaths forward no cookies, so they are not sticky.
	//
	//	Unit:    seconds
	//	Default: 0; each request may go to another task
	//	Allowed: 0, or 1 to 604800, a week
	//	Source:  ELB API, TargetGroupAttribute, stickiness.lb_cookie.duration_seconds
	StickinessSeconds int `json:"stickinessSeconds"`
}

func defaultFrontend(tier Tier) BalancedService {
	return BalancedService{Service: defaultService(tier)}
}

func defaultService(tier Tier) Service {
	return Service{
		Container:       defaultContainer(),
		Port:            unprivilegedPort,
		MinTasks:        2,
		MaxTasks:        4,
		HealthCheckPath: "/",
		StartSeconds:    usualStart,
		Spot:            tier == Nonproduction,
	}
}

func defaultBackend(tier Tier) BalancedService {
	service := defaultFrontend(tier)
	service.CPU, service.MemoryMiB = 512, 1024
	service.Uses = everything()
	return service
}

const (
	usualStart = 60 // seconds

	// maxStart is Kasha's bound, in seconds; ECS would accept 2147483647, some 68 years (API reference, CreateService,
	// healthCheckGracePeriodSeconds). The alarms of an environment with a schedule are muted for a quarter of an hour after its
	// tasks are started (lib/schedule, alarmLag). A restart after a rotation is given up after 45 minutes (lib/rotation/restart,
	// restartMinutes). In that time, the circuit breaker may see three tasks fail one after the other.
	maxStart = 600
)

// ExtraStartMinutes returns by how many minutes the time for which a new task may look unhealthy exceeds the usual.
func (s Service) ExtraStartMinutes() int { return max(s.StartSeconds-usualStart+59, 0) / 60 }

func checkService(at object, s Service, e Environment) {
	checkContainer(at, s.Container)
	checkPort(at, s)
	checkTaskCount(at, s, e)
	const longest = 1024
	if !healthCheckPattern.MatchString(s.HealthCheckPath) || len(s.HealthCheckPath) > longest {
		at.reject("healthCheckPath", quote(s.HealthCheckPath)+" is not a path that a load balancer can request",
			fmt.Sprintf(`a path from the root, without spaces, of at most %d characters, such as "/health"`, longest))
	}
	if s.StartSeconds < 0 {
		at.reject("startSeconds", "a task cannot start in "+spelling.Count(s.StartSeconds, "second"),
			fmt.Sprintf("0 to %d; take the seconds until the container answers, and add 60", maxStart))
	}
	if s.StartSeconds > maxStart {
		at.reject("startSeconds",
			"the alarms and the restart after a rotation do not wait for a task for "+spelling.Count(s.StartSeconds, "second"),
			fmt.Sprintf("at most %d, and a container that answers healthCheckPath sooner", maxStart))
	}
	checkStickiness(at, s)
}

// checkStickiness checks stickinessSeconds.
func checkStickiness(at object, s Service) {
	const week = 7 * 24 * 60 * 60
	if s.StickinessSeconds < 0 || s.StickinessSeconds > week {
		at.reject("stickinessSeconds", "a load balancer cannot keep a client at one task for "+spelling.Count(s.StickinessSeconds, "second"),
			fmt.Sprintf("1 to %d, or 0 to send each request to any task", week))
	}
}

var healthCheckPattern = regexp.MustCompile(`^/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$`)
