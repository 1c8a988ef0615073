package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssynthetics"
	"github.com/aws/jsii-runtime-go"
)

const (
	// canaryRuntime is pinned: a new one can change the browser and the language under a script. The newest in July 2026; AWS
	// retires each after about a year, and a retired one still runs but cannot be changed.
	canaryRuntime = "syn-nodejs-puppeteer-16.1"

	visitEveryMinutes = 5
	visitSeconds      = 60  // how long a run may take; the first after an update starts a container
	canaryMemory      = 960 // MB, the least that Synthetics allows
	resultDays        = 31  // how long Synthetics shows a run; its files follow the bucket's own lifecycle
	canaryPrefix      = "canary"
)

// visit is the canary's script. It is short enough to stay in the template, and uses nothing but Node: an answer below 400
// within ten seconds is a success. It names itself, because the web ACL blocks requests without a user agent.
const visit = `const https = require('https');
exports.handler = async () => new Promise((resolve, reject) => {
  const request = https.get(process.env.SITE, {headers: {'user-agent': 'kasha-canary'}, timeout: 10000}, (answer) => {
    answer.resume();
    answer.statusCode < 400 ? resolve(answer.statusCode) : reject(new Error('status ' + answer.statusCode));
  });
  request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
  request.on('error', reject);
});
`

// CanaryProps is what a canary visits, and where it leaves its results.
type CanaryProps struct {
	Site   *string // https://...
	Bucket awss3.IBucket
}

// Canary visits the site from outside every five minutes, so that it is seen to be down even when nobody else comes. $0.0012 a
// visit, $10.51 a month, and about $0.70 for the function that does it. Its function's log group is made by Lambda and
// never expires; a run writes about a kilobyte.
func (w *Watch) Canary(props CanaryProps) {
	name := "kasha-" + w.props.Environment.Name // at most 255 characters of lower case
	canary := awssynthetics.NewCfnCanary(w.scope, jsii.String("Canary"), &awssynthetics.CfnCanaryProps{
		Name:               jsii.String(name),
		RuntimeVersion:     jsii.String(canaryRuntime),
		Code:               &awssynthetics.CfnCanary_CodeProperty{Handler: jsii.String("index.handler"), Script: jsii.String(visit)},
		ArtifactS3Location: jsii.String("s3://" + *props.Bucket.BucketName() + "/" + canaryPrefix),
		ExecutionRoleArn:   w.canaryRole(name, props.Bucket).RoleArn(),
		Schedule:           &awssynthetics.CfnCanary_ScheduleProperty{Expression: jsii.String(fmt.Sprintf("rate(%d minutes)", visitEveryMinutes))},
		RunConfig: &awssynthetics.CfnCanary_RunConfigProperty{
			TimeoutInSeconds: jsii.Number(visitSeconds), MemoryInMb: jsii.Number(canaryMemory),
			EnvironmentVariables: map[string]*string{"SITE": props.Site},
		},
		StartCanaryAfterCreation:   jsii.Bool(true),
		ProvisionedResourceCleanup: jsii.String("AUTOMATIC"), // the function goes with the canary
		SuccessRetentionPeriod:     jsii.Number(resultDays),
		FailureRetentionPeriod:     jsii.Number(resultDays),
	})
	w.usersNotice(w.Alarm(Alarm{
		Name: "site-canary", Severity: Critical,
		Notice: Notice{
			Means:   "The canary, which visits the site from outside every five minutes, gets no answer or an error.",
			Do:      "Visit the site. If it answers you, read the canary's last run.",
			Runbook: "users-hurt",
		},
		Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String("CloudWatchSynthetics"), MetricName: jsii.String("SuccessPercent"),
			DimensionsMap: &map[string]*string{"CanaryName": canary.Ref()},
			Period:        w.every(visitEveryMinutes, "Average").Period, Statistic: jsii.String("Average"),
		}),
		When: Below(100), For: For{2, 3},
		Missing:   awscloudwatch.TreatMissingData_BREACHING, // a canary that does not sing
		Threshold: "2 of 3 visits: one may fail on its own way to the site",
	}))
}

// canaryRole is what Synthetics documents as needed, for this canary's files and logs only.
func (w *Watch) canaryRole(name string, bucket awss3.IBucket) awsiam.Role {
	stack := awscdk.Stack_Of(w.scope)
	role := awsiam.NewRole(w.scope, jsii.String("CanaryRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	logs := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("logs"), Resource: jsii.String("log-group"), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		ResourceName: jsii.String("/aws/lambda/cwsyn-" + name + "-*"),
	})
	for _, statement := range []*awsiam.PolicyStatementProps{
		{Actions: jsii.Strings("s3:PutObject"), Resources: &[]*string{bucket.ArnForObjects(jsii.String(canaryPrefix + "/*"))}},
		{Actions: jsii.Strings("s3:GetBucketLocation"), Resources: &[]*string{bucket.BucketArn()}},
		{Actions: jsii.Strings("s3:ListAllMyBuckets"), Resources: jsii.Strings("*")},
		{Actions: jsii.Strings("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"), Resources: &[]*string{logs}},
		{
			Actions: jsii.Strings("cloudwatch:PutMetricData"), Resources: jsii.Strings("*"),
			Conditions: &map[string]any{"StringEquals": map[string]any{"cloudwatch:namespace": "CloudWatchSynthetics"}},
		},
	} {
		role.AddToPolicy(awsiam.NewPolicyStatement(statement))
	}
	return role
}
