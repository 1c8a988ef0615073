package worker

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// Unattended is how many messages wait while no task runs, and zero while one runs. ECS sends a sample of a task's CPU in each minute, and
// has no metrics of a service without tasks. The expression compares the sum of both metrics with the messages alone. Whether FILL fills a
// series without any data is not documented, so the sum leaves such a series out.
func Unattended(w Worker, cluster string) awscloudwatch.IMetric {
	minute := awscdk.Duration_Minutes(jsii.Number(1))
	metric := func(namespace, name, statistic string, dimensions map[string]*string) awscloudwatch.IMetric {
		return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String(namespace), MetricName: jsii.String(name), DimensionsMap: &dimensions,
			Period: minute, Statistic: jsii.String(statistic),
		})
	}
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Label: jsii.String("unattended messages"), Period: minute,
		Expression: jsii.String("IF(SUM(FILL(REMOVE_EMPTY(METRICS()), 0)) > visible, 0, visible)"),
		UsingMetrics: &map[string]awscloudwatch.IMetric{
			"visible": metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", map[string]*string{"QueueName": jsii.String(w.QueueName)}),
			"tasks": metric("AWS/ECS", "CPUUtilization", "SampleCount",
				map[string]*string{"ClusterName": jsii.String(cluster), "ServiceName": jsii.String(w.ServiceName)}),
		},
	})
}
