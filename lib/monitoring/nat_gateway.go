package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// natGateway watches that a NAT gateway has free ports.
func (w *Watch) natGateway(number int, id string) {
	w.Alarm(Alarm{
		Name: fmt.Sprintf("nat-ports-%d", number), Severity: names.Warning,
		Notice: Notice{
			Means: fmt.Sprintf("NAT gateway %d has no free port for another connection to the same destination, ", number) +
				"so calls out of the VPC fail.",
			Do:      "Find out what opens so many connections. Keep connections open and reuse them.",
			Runbook: "nat-ports",
		},
		Metric: natMetric(id, "ErrorPortAllocation", w.every(5, "Sum")),
		When:   AtLeast(1), For: OutOf(1, 1),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 5, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: "any; the limit is 55000 connections to one destination, and each beyond it fails",
	})
}

func natMetric(id, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/NATGateway", name, map[string]string{"NatGatewayId": id}, options)
}
