package monitoring

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssynthetics"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

const (
	// canaryRuntime is pinned, because a new one can change the browser and the language under a script. This is the newest of July
	// 2026. AWS retires each after about a year; a canary with a retired runtime still runs, but cannot be changed.
	canaryRuntime = "syn-nodejs-puppeteer-16.1"

	visitEveryMinutes = 5
	visitSeconds      = 60  // how long a run may take; the first one after an update starts a container
	canaryMemoryMiB   = 960 // the least that Synthetics allows
	resultDays        = 31  // how long Synthetics shows a run; its files follow the bucket's own lifecycle
	canaryPrefix      = "canary"
)

// visit is the canary's script. It is short enough to stay in the template, and needs only Node.js. A status below 400 within ten
// seconds is a success. It sends a user agent, because the web ACL blocks requests without one. Where the site is not open to
// everybody, it also sends the header that lets it in.
func visit(header string) string {
	headers := `{'user-agent': '` + names.CanaryUserAgent + `'}`
	if header != "" {
		headers = `{'user-agent': '` + names.CanaryUserAgent + `', '` + strings.ToLower(header) + `': process.env.PASS}`
	}
	return `const https = require('https');
exports.handler = async () => new Promise((resolve, reject) => {
  const request = https.get(process.env.SITE, {headers: ` + headers + `, timeout: 10000}, (answer) => {
    answer.resume();
    answer.statusCode < 400 ? resolve(answer.statusCode) : reject(new Error('status ' + answer.statusCode));
  });
  request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
  request.on('error', reject);
});
`
}

// CanaryProps is what a canary visits, and where it stores its results.
type CanaryProps struct {
	Site   *string // https://...
	Bucket awss3.IBucket
	Header string // that lets the canary in
	Pass   string // its value, a dynamic reference; empty where everybody may see the site
}

// Canary visits the site from outside every five minutes, so that an outage is noticed even when there are no visitors. A run
// costs $0.0012, so $10.51 a month, and its Lambda function about $0.70. Lambda creates the function's log group, which never
// expires; a run writes about a kilobyte to it.
func (w *Watch) Canary(props CanaryProps) {
	name := w.env.Canary()
	header, variables := "", map[string]*string{"SITE": props.Site}
	if props.Pass != "" {
		header, variables["PASS"] = props.Header, jsii.String(props.Pass)
	}
	canary := awssynthetics.NewCfnCanary(w.scope, jsii.String("Canary"), &awssynthetics.CfnCanaryProps{
		Name:               jsii.String(name),
		RuntimeVersion:     jsii.String(canaryRuntime),
		Code:               &awssynthetics.CfnCanary_CodeProperty{Handler: jsii.String("index.handler"), Script: jsii.String(visit(header))},
		ArtifactS3Location: jsii.String("s3://" + *props.Bucket.BucketName() + "/" + canaryPrefix),
		ExecutionRoleArn:   w.canaryRole(name, props.Bucket).RoleArn(),
		Schedule: &awssynthetics.CfnCanary_ScheduleProperty{
			Expression: jsii.String(fmt.Sprintf("rate(%d minutes)", visitEveryMinutes)),
		},
		RunConfig: &awssynthetics.CfnCanary_RunConfigProperty{
			TimeoutInSeconds: jsii.Number(visitSeconds), MemoryInMb: jsii.Number(canaryMemoryMiB),
			EnvironmentVariables: variables,
		},
		StartCanaryAfterCreation:   jsii.Bool(true),
		ProvisionedResourceCleanup: jsii.String("AUTOMATIC"), // the function is deleted with the canary
		SuccessRetentionPeriod:     jsii.Number(resultDays),
		FailureRetentionPeriod:     jsii.Number(resultDays),
	})
	w.Alarm(Alarm{
		Name: "site-canary", Severity: names.Critical, UsersNotice: true,
		Notice: Notice{
			Means:   "The canary visits the site from outside every five minutes, and gets an error or no answer.",
			Do:      "Open the site. If it answers, read the canary's last run.",
			Runbook: "users-hurt",
		},
		Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String("CloudWatchSynthetics"), MetricName: jsii.String("SuccessPercent"),
			DimensionsMap: &map[string]*string{"CanaryName": canary.Ref()},
			Period:        w.every(visitEveryMinutes, "Average").Period, Statistic: jsii.String("Average"),
		}),
		When: Below(100), For: OutOf(2, 3),
		Missing:   awscloudwatch.TreatMissingData_BREACHING, // a canary that does not run
		Promise:   deadline.Promise{Alarm: 12, OK: 12, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: 37}},
		Threshold: "2 of 3 visits; a single one can fail on its way to the site",
	})
}

// canaryRole has the permissions that the Synthetics documentation lists, on this canary's files and logs only.
func (w *Watch) canaryRole(name string, bucket awss3.IBucket) awsiam.Role {
	stack := awscdk.Stack_Of(w.scope)
	role := awsiam.NewRole(w.scope, jsii.String("CanaryRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	logs := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("logs"), Resource: jsii.String("log-group"), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		ResourceName: jsii.String(names.FunctionLogs("cwsyn-" + name + "-*")),
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
