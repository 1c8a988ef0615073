package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// metric reads a metric by its plain names. Resources with a fixed name are looked up by that name. CloudFormation resolves a
// reference to another stack separately in each place, and allows only a few such look-ups a second.
func metric(
	namespace, name string, dimensions map[string]string, options *awscloudwatch.MetricOptions,
) awscloudwatch.IMetric {
	values := map[string]*string{}
	for key, value := range dimensions {
		values[key] = jsii.String(value)
	}
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String(namespace), MetricName: jsii.String(name), DimensionsMap: &values,
		Period: options.Period, Statistic: options.Statistic,
	})
}

// math is an expression over metrics, all read with a period of so many minutes. CloudWatch bills each metric in it like an
// alarm of its own.
func math(label, expression string, minutes int, metrics map[string]awscloudwatch.IMetric) awscloudwatch.IMetric {
	props := &awscloudwatch.MathExpressionProps{
		Label: jsii.String(label), Expression: jsii.String(expression), Period: awscdk.Duration_Minutes(jsii.Number(minutes)),
	}
	if len(metrics) > 0 {
		props.UsingMetrics = &metrics
	}
	return awscloudwatch.NewMathExpression(props)
}

// Filled is a metric with a value in place of missing data. Use it where a metric ends when the thing that it measures is gone, or
// exists only when it is not zero. CloudWatch otherwise evaluates older points for as long as it finds enough of them.
//
// Data can be late, and the newest point is then filled too. With a value that does not breach, the alarm must go into ALARM with
// fewer points than it evaluates. Or the period must be longer than the delay.
func Filled(id string, value, minutes int, of awscloudwatch.IMetric) awscloudwatch.IMetric {
	return math(id, fmt.Sprintf("FILL(%s, %d)", id, value), minutes, map[string]awscloudwatch.IMetric{id: of})
}

// periods holds one duration for each number of minutes. A duration lives in the jsii process and costs a call to make, so each
// is made once.
type periods map[int]awscdk.Duration

// every is a period in minutes and a statistic, such as "Sum" or "p95".
func (p periods) every(minutes int, statistic string) *awscloudwatch.MetricOptions {
	if p[minutes] == nil {
		p[minutes] = awscdk.Duration_Minutes(jsii.Number(minutes))
	}
	return &awscloudwatch.MetricOptions{Period: p[minutes], Statistic: jsii.String(statistic)}
}
