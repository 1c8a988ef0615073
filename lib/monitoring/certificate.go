package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// renewalDays before expiry, ACM has tried to renew for at least two weeks. It starts 60 days before a certificate expires, or 45
// for one that is valid for 198 days. So the renewal does not succeed by itself, and 30 days are left to act.
const renewalDays = 30

// certificate watches that ACM renews a certificate. It cannot renew once somebody has removed the validation record from DNS.
func (w *Watch) certificate(name string, certificate awscertificatemanager.ICertificate) {
	w.Alarm(Alarm{
		Name: "certificate-" + name, Severity: names.Warning,
		Notice: Notice{
			Means:   "The certificate (" + name + ") expires soon and ACM has not renewed it. Once it has expired, nobody can connect.",
			Do:      "Check whether the validation record is still in the domain's hosted zone.",
			Runbook: "certificate",
		},
		Metric: certificate.MetricDaysToExpiry(&awscloudwatch.MetricOptions{
			Period: awscdk.Duration_Days(jsii.Number(1)), Statistic: jsii.String("Minimum"),
		}),
		When: Below(renewalDays), For: OutOf(1, 1),
		Missing:   awscloudwatch.TreatMissingData_IGNORE, // reported twice a day
		Promise:   deadline.Promise{Alarm: 1920, OK: 2640, Silence: deadline.Silence{Means: deadline.Kept}},
		Threshold: fmt.Sprintf("%d days; ACM starts to renew at least two weeks before that", renewalDays),
	})
}
