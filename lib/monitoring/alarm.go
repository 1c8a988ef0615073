package monitoring

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// Severity says who gets up.
type Severity string

// Critical pages, Warning waits for the morning, and News is good: what is to be missed is its absence.
const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
	News     Severity = "news"
)

// Alarm is one row of the catalogue. Everything that a person needs at night is in it.
type Alarm struct {
	Name     string // what follows kasha-<environment>-<severity>-
	Severity Severity
	Notice   Notice

	Metric  awscloudwatch.IMetric // with its period and statistic
	When    Limit
	For     For
	Missing awscloudwatch.TreatMissingData // always said: an absent figure means something else for each metric

	Threshold string   // the limit in words, and why it is that
	From      []string // the fields of the configuration that it derives from; none for a limit that nothing configured moves

	percentile bool
}

// Notice is what people read. It is the same for alarms and events.
type Notice struct {
	Means   string // what has happened
	Do      string // the first thing to do
	Runbook string // a file of docs/runbooks, without .md
}

// Limit is a threshold and the side of it that is bad.
type Limit struct {
	comparison awscloudwatch.ComparisonOperator
	limit      float64
}

// AtLeast rings at the limit and above it.
func AtLeast(limit float64) Limit {
	return Limit{awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD, limit}
}

// Above rings above the limit.
func Above(limit float64) Limit {
	return Limit{awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD, limit}
}

// Below rings below the limit.
func Below(limit float64) Limit {
	return Limit{awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD, limit}
}

// For is how many of the last periods of the metric must be bad.
type For struct{ Periods, Of int }

// text is the description. docs/alarms.md is made of its lines, so their order and first words are fixed; CloudWatch allows
// 1024 characters.
func (a Alarm) text() string {
	from := "fixed"
	if len(a.From) > 0 {
		from = strings.Join(a.From, ", ")
	}
	return fmt.Sprintf("%s\nThreshold: %s\nFrom: %s", a.Notice.text(), a.Threshold, from)
}

func (n Notice) text() string {
	return fmt.Sprintf("%s\nDo: %s\nRunbook: docs/runbooks/%s.md", n.Means, n.Do, n.Runbook)
}

// periods are what metrics are read over, by their minutes. Each is made once: a duration lives in another process, and
// making one is a call into it.
type periods map[int]awscdk.Duration

// every is the period and the statistic of a metric.
func (p periods) every(minutes int, statistic string) *awscloudwatch.MetricOptions {
	if p[minutes] == nil {
		p[minutes] = awscdk.Duration_Minutes(jsii.Number(minutes))
	}
	return &awscloudwatch.MetricOptions{Period: p[minutes], Statistic: jsii.String(statistic)}
}

// metric is one that AWS names by plain values. Where a resource has a fixed name its metrics are asked for by that name: a
// reference to another stack is looked up anew for each place it stands in, and CloudFormation allows few look-ups a second.
func metric(namespace, name string, dimensions map[string]string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	values := map[string]*string{}
	for key, value := range dimensions {
		values[key] = jsii.String(value)
	}
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String(namespace), MetricName: jsii.String(name), DimensionsMap: &values,
		Period: options.Period, Statistic: options.Statistic,
	})
}

// math is an expression over metrics, all read with one period. Each metric in it is billed like an alarm of its own.
func math(label, expression string, minutes int, metrics map[string]awscloudwatch.IMetric) awscloudwatch.IMetric {
	props := &awscloudwatch.MathExpressionProps{
		Label: jsii.String(label), Expression: jsii.String(expression), Period: awscdk.Duration_Minutes(jsii.Number(minutes)),
	}
	if len(metrics) > 0 {
		props.UsingMetrics = &metrics
	}
	return awscloudwatch.NewMathExpression(props)
}
