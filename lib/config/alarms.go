package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Alarms says who is notified of alarms, which alarms there are, and their thresholds.
type Alarms struct {
	// Email is subscribed to the alarm topic; the recipient must confirm the subscription. Empty: the topic has no subscriber, and others
	// can subscribe by hand.
	//
	//	Default: ""
	//	Allowed: one email address of at most 254 characters
	//	Source:  RFC 5321: a path of 256, less its angle brackets
	Email string `json:"email"`

	// Coverage chooses the alarms. "critical" leaves out those that can wait until morning; about a quarter remain. An alarm costs $0.10
	// for each metric that it reads; docs/alarms.md has the sum for each tier.
	//
	//	Default: "full" in production, "critical" in nonproduction
	//	Allowed: "full" or "critical"
	//	Source:  Kasha's own
	Coverage string `json:"coverage"`

	// ErrorPercent is the share of failed requests that puts an alarm into ALARM and rolls a deployment back. At 2 %, an objective of 99.9 % a
	// month is used up in a day and a half. The document's 99.99 % is more than its services promise together (99.76 %).
	//
	//	Unit:    percent of requests
	//	Default: 2
	//	Allowed: 1 to 50
	//	Source:  Kasha's own
	ErrorPercent int `json:"errorPercent"`

	// LatencyMs is the response time that 95 of 100 requests should not exceed. Up to one second, people do not lose their train of thought.
	//
	//	Unit:    milliseconds
	//	Default: 1000
	//	Allowed: 10 to 60000, after which CloudFront and the load balancer give up
	//	Source:  Nielsen, "Response Times" (1993); lib/edge for the bound
	LatencyMs int `json:"latencyMs"`

	// Canary requests the site from outside every five minutes with a CloudWatch Synthetics canary. A run costs $0.0012, about $11 a month.
	//
	//	Default: false
	//	Allowed: true or false; only with full coverage
	//	Source:  CloudWatch pricing, "Canaries"
	Canary bool `json:"canary"`

	// HealthCheckPath is the path that Route 53 requests from three continents, every 30 seconds each. An alarm tells within minutes that the
	// site does not answer there within two seconds. A health check costs $2.75 a month, and sends about 500,000 requests.
	//
	//	Default: ""; no health check
	//	Allowed: a path from the root, of at most 255 characters, that the application answers; only with full coverage, and without
	//	         edge.access
	//	Source:  Route 53 API, HealthCheckConfig; Route 53 pricing, "Health checks"
	HealthCheckPath string `json:"healthCheckPath"`
}

// The two values of Alarms.Coverage.
const (
	FullCoverage     = "full"
	CriticalCoverage = "critical"
)

func defaultAlarms(tier Tier) Alarms {
	alarms := Alarms{Email: "", Coverage: FullCoverage, ErrorPercent: 2, LatencyMs: 1000, Canary: false}
	if tier == Nonproduction {
		alarms.Coverage = CriticalCoverage
	}
	return alarms
}

// IsFull reports whether alarms that can wait until morning are created too.
func (a Alarms) IsFull() bool { return a.Coverage == FullCoverage }

const (
	mostErrorPercent = 50
	leastLatencyMs   = 10
	mostLatencyMs    = 60_000 // how long CloudFront and the load balancer wait for an answer, see lib/edge
)

func checkAlarms(at object, a Alarms) {
	checkEmail(at, a.Email)
	if coverages := []string{FullCoverage, CriticalCoverage}; !slices.Contains(coverages, a.Coverage) {
		at.reject("coverage", quote(a.Coverage)+" is not a coverage", suggestion(a.Coverage, coverages))
	}
	if a.ErrorPercent < 1 || a.ErrorPercent > mostErrorPercent {
		at.reject("errorPercent", fmt.Sprintf("an alarm at %d failed requests in a hundred would not be useful", a.ErrorPercent),
			fmt.Sprintf("1 to %d; 2 is the default", mostErrorPercent))
	}
	if a.LatencyMs < leastLatencyMs || a.LatencyMs > mostLatencyMs {
		at.reject("latencyMs", fmt.Sprintf("%d ms is not a useful limit for the response time", a.LatencyMs),
			fmt.Sprintf("%d to %d, after which CloudFront and the load balancer give up; 1000 is the default", leastLatencyMs, mostLatencyMs))
	}
	at.rejectIf(at.valid("coverage") && a.Canary && !a.IsFull(), "canary",
		"critical coverage leaves out the canary's alarm", `false, or set coverage to "full"`)
}

// emailPattern is stricter than RFC 5322 and accepts the addresses that people have. Dollar signs and braces are left out, because
// CloudFormation, and tools that read templates, take them for references.
var emailPattern = regexp.MustCompile(`^[A-Za-z0-9!#%&'*+/=?^_~-]+(\.[A-Za-z0-9!#%&'*+/=?^_~-]+)*` +
	`@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$`)

// checkEmail checks alarms.email and pipeline.email.
func checkEmail(at object, email string) {
	const longest = 254
	if email != "" && (!emailPattern.MatchString(email) || len(email) > longest) {
		fix := `one address, such as "ops@example.com"; or "" for none`
		words := strings.FieldsFunc(email, func(r rune) bool { return strings.ContainsRune(",; ", r) })
		if len(words) > 1 && emailPattern.MatchString(words[0]) {
			fix = oneAddress(words[0])
		}
		at.reject("email", quote(email)+" is not an email address", fix)
	}
}
