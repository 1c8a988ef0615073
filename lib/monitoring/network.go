package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// renewalDays: ACM begins to renew a certificate 60 days before it expires (45 for those that live 198 days). Half a month
// without success is not a coincidence, and leaves a month to act.
const renewalDays = 30

// natGateway watches the ports of a NAT gateway's address.
func (w *Watch) natGateway(number int, id string) {
	w.Alarm(Alarm{
		Name: fmt.Sprintf("nat-ports-%d", number), Severity: Warning,
		Notice: Notice{
			Means:   fmt.Sprintf("NAT gateway %d has no port left for another connection to the same address, so calls out of the VPC fail.", number),
			Do:      "Find who opens so many connections; keep them open and use them again.",
			Runbook: "nat-ports",
		},
		Metric: natMetric(id, "ErrorPortAllocation", w.every(5, "Sum")),
		When:   AtLeast(1), For: For{1, 1},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: "any: 55000 connections to one address are the limit, and each beyond it fails",
	})
}

func natMetric(id, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/NATGateway", name, map[string]string{"NatGatewayId": id}, options)
}

// certificate watches that ACM renews one. It cannot when somebody removed the record that proves the domain.
func (w *Watch) certificate(name string, certificate awscertificatemanager.ICertificate) {
	w.Alarm(Alarm{
		Name: "certificate-" + name, Severity: Warning,
		Notice: Notice{
			Means:   "The certificate (" + name + ") expires soon and ACM has not renewed it. Afterwards nobody can connect.",
			Do:      "See whether the record that proves the domain is still in its zone.",
			Runbook: "certificate",
		},
		Metric: certificate.MetricDaysToExpiry(&awscloudwatch.MetricOptions{
			Period: awscdk.Duration_Days(jsii.Number(1)), Statistic: jsii.String("Minimum"),
		}),
		When: Below(renewalDays), For: For{1, 1},
		Missing:   awscloudwatch.TreatMissingData_IGNORE, // reported twice a day
		Threshold: fmt.Sprintf("%d days: ACM begins to renew at least two weeks before that", renewalDays),
	})
}
