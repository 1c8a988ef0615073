package cloudwatch

import (
	"strconv"
	"strings"
)

// Percentile is an alarm on a percentile of one metric. An alarm on an expression has no such rule.
type Percentile struct {
	Statistic string // p95
	LowSample string // EvaluateLowSampleCountPercentile: evaluate, which is the default, or ignore
}

// isIgnored reports whether CloudWatch keeps the state because there are too few samples. It does so with "ignore" below 10/(1-p)
// samples in the evaluated periods, and below 10/p for a percentile under the median. Without any sample the data is missing.
func (p Percentile) isIgnored(samples float64) bool {
	percent, err := strconv.ParseFloat(strings.TrimPrefix(p.Statistic, "p"), 64)
	if p.LowSample != "ignore" || err != nil {
		return false
	}
	share := percent / 100
	if share >= 0.5 {
		share = 1 - share
	}
	return samples > 0 && samples*share < 10
}
