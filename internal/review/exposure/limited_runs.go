package exposure

import (
	"regexp"
	"strings"

	"kasha/internal/review/values"
)

var (
	zeroRate = regexp.MustCompile(`^rate\(0 [a-z]+\)$`)
	atOnce   = regexp.MustCompile(`^at\((.+)\)$`)
	yearOf   = regexp.MustCompile(`^cron\((?:\S+ ){5}([0-9,-]+)\)$`)
)

// limitedRuns says that a schedule ends by itself; empty for one that goes on, and for any other value. A canary with a rate of 0 runs once
// when someone starts it. Sources: Synthetics API, CanaryScheduleInput; EventBridge Scheduler user guide, "Schedule types".
func limitedRuns(value any) string {
	text := strings.TrimSpace(values.String(value))
	if zeroRate.MatchString(text) {
		return "it runs once, and then never again"
	}
	if found := atOnce.FindStringSubmatch(text); found != nil {
		return "it runs once, at " + found[1] + ", and then never again"
	}
	if found := yearOf.FindStringSubmatch(text); found != nil {
		return "it runs in " + found[1] + " only, and in no other year"
	}
	return ""
}
