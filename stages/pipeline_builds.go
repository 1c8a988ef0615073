package stages

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

const (
	// The build image's defaults are Go 1.20 and Node 18 (aws-codebuild-docker-images, last lines of
	// ubuntu/standard/7.0/Dockerfile). That Go cannot read go.mod, and that Node cannot run the CDK. Both versions must be in the
	// image's runtimes.yml. Since 1.21, Go downloads the version that go.mod's toolchain line names, so a push may ask for a newer
	// Go than the one deployed here.
	imageGo = "1.26"
	// imageNode installs what package-lock.json pins, including the Node that Kasha runs on. A test compares the major versions.
	imageNode = "24"

	// cacheDays is how long an unused build cache is kept. A build without a cache only takes some minutes longer.
	cacheDays = 30
)

// newSynthStep builds the step that synthesizes the templates.
func newSynthStep(stack awscdk.Stack, source pipelines.IFileSetProducer) pipelines.Step {
	return pipelines.NewCodeBuildStep(jsii.String("Synth"), &pipelines.CodeBuildStepProps{
		Input:                  source,
		Commands:               jsii.Strings(synthCommand),
		PrimaryOutputDirectory: jsii.String("cdk.out"),
		Cache:                  newBuildCache(stack),
		PartialBuildSpec:       synthBuild(),
		Timeout:                awscdk.Duration_Minutes(jsii.Number(synthTimeoutMinutes)),
		BuildEnvironment: &awscodebuild.BuildEnvironment{
			ComputeType:          awscodebuild.ComputeType_MEDIUM, // 7 GB: linking the CDK bindings takes 1 GB, and SMALL has two cores
			EnvironmentVariables: cacheVariables(),
		},
	})
}

// newSmokeTest builds the step that requests the deployed site as a viewer does, and the load balancer, which must refuse. It runs
// the script of the revision that was deployed.
func newSmokeTest(environment Environment, source pipelines.IFileSetProducer) pipelines.Step {
	outputs, variables := map[string]awscdk.CfnOutput{"DISTRIBUTION": environment.Edge.DistributionName}, map[string]*string{}
	if public := environment.Services.PublicName; public != nil {
		outputs["LOAD_BALANCER"] = public
	} else {
		variables["LOAD_BALANCER"] = jsii.String("none") // an internal one has no address that the build could try
	}
	if environment.Edge.SiteAddress != nil {
		outputs["SITE"] = environment.Edge.SiteAddress
	}
	if schedule := environment.Config.Schedule; schedule != nil {
		// During off-hours the site answers with an error, which must not keep an evening push from production.
		awake := []string{strings.Join(schedule.Days, ","), schedule.Start, schedule.Stop, schedule.TimeZone}
		variables["AWAKE"] = jsii.String(strings.Join(awake, " "))
	}
	switch edge := environment.Config.Edge; {
	case edge.Access.Password:
		variables["RESTRICTED"] = jsii.String("password") // the build does not have it
	case edge.HasPass():
		variables["RESTRICTED"] = jsii.String("true") // the build's address is not one that edge.access names, and curl is a bot
	}
	return pipelines.NewShellStep(jsii.String("Smoke-"+environment.Config.Name), &pipelines.ShellStepProps{
		Input:             source,
		Commands:          jsii.Strings("bash scripts/smoke"),
		Env:               &variables,
		EnvFromCfnOutputs: &outputs,
	})
}

// newBuildCache keeps compiled packages and downloads between builds.
func newBuildCache(stack awscdk.Stack) awscodebuild.Cache {
	expire := &awss3.LifecycleRule{Id: jsii.String("expire"), Expiration: awscdk.Duration_Days(jsii.Number(cacheDays))}
	bucket := awss3.NewBucket(stack, jsii.String("BuildCache"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		LifecycleRules:    &[]*awss3.LifecycleRule{expire},
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
	return awscodebuild.Cache_Bucket(bucket, nil)
}

// cachedFolders returns the cached folders under the variables that set them. The tools' defaults depend on the image, whose
// GOPATH is /go.
func cachedFolders() map[string]string {
	return map[string]string{
		"GOCACHE":                         "/root/.cache/go-build", // the CDK bindings: two minutes on two cores
		"GOMODCACHE":                      "/root/go/pkg/mod",      // with Go itself, where go.mod names a newer one than the image's
		"npm_config_cache":                "/root/.npm",
		"JSII_RUNTIME_PACKAGE_CACHE_ROOT": "/root/.cache/aws/jsii/package-cache", // the CDK's JavaScript, unpacked: 200 MB
	}
}

func cacheVariables() *map[string]*awscodebuild.BuildEnvironmentVariable {
	variables := map[string]*awscodebuild.BuildEnvironmentVariable{}
	for name, folder := range cachedFolders() {
		variables[name] = &awscodebuild.BuildEnvironmentVariable{Value: jsii.String(folder)}
	}
	return &variables
}

// synthBuild returns the settings of the synth step's build, apart from its command and withNode.
func synthBuild() awscodebuild.BuildSpec {
	var paths []string
	for _, folder := range cachedFolders() {
		paths = append(paths, folder+"/**/*")
	}
	slices.Sort(paths)
	return awscodebuild.BuildSpec_FromObject(&map[string]any{
		"phases": runtimes(map[string]any{"golang": imageGo}),
		"cache":  map[string]any{"paths": paths},
	})
}

// withNode gives a build the Node that the CDK's command lines run on.
func withNode() awscodebuild.BuildSpec {
	return awscodebuild.BuildSpec_FromObject(&map[string]any{"phases": runtimes(map[string]any{"nodejs": imageNode})})
}

func runtimes(versions map[string]any) map[string]any {
	return map[string]any{"install": map[string]any{"runtime-versions": versions}}
}

// pinSecurityCheck makes the permission check install cdkVersion of the CDK's command line, on imageNode. CDK Pipelines installs
// npm's latest, which is another product line, on the image's own Node, and has no setting for either.
func pinSecurityCheck(pipeline pipelines.CodePipeline, logs awslogs.ILogGroup) {
	check := pipeline.Node().TryFindChild(jsii.String("PipelinesSecurityCheck"))
	if check == nil {
		return // no production environment, no check
	}
	project := descendant(check, "CDKSecurityCheck", "Resource").(awscodebuild.CfnProject)
	// This project is not built with CodeBuildDefaults either.
	project.SetLogsConfig(&awscodebuild.CfnProject_LogsConfigProperty{
		CloudWatchLogs: &awscodebuild.CfnProject_CloudWatchLogsConfigProperty{Status: jsii.String("ENABLED"), GroupName: logs.LogGroupName()},
	})
	logs.GrantWrite(descendant(check, "CDKSecurityCheck", "Role").(awsiam.IRole))
	// The CDK keeps the log group of the function that answers the approval for two years, and longer than the stack.
	group := descendant(check, "CDKPipelinesAutoApprove", "LogGroup").(awslogs.LogGroup)
	group.ApplyRemovalPolicy(retention.Policy(false))
	group.Node().DefaultChild().(awslogs.CfnLogGroup).SetRetentionInDays(jsii.Number(buildLogDays))
	source := awscdk.Stack_Of(check).Resolve(project.Source()).(map[string]any)
	pinned := replaceText(source["buildSpec"], "npm install -g aws-cdk\"", "npm install -g aws-cdk@"+cdkVersion+"\"")
	pinned = replaceText(pinned, `"phases": {`, `"phases": { "install": { "runtime-versions": { "nodejs": "`+imageNode+`" } },`)
	project.AddPropertyOverride(jsii.String("Source.BuildSpec"), pinned)
}

// replaceText replaces a text in every string of a template fragment.
func replaceText(fragment any, before, after string) any {
	switch f := fragment.(type) {
	case string:
		return strings.ReplaceAll(f, before, after)
	case []any:
		replaced := make([]any, len(f))
		for i, each := range f {
			replaced[i] = replaceText(each, before, after)
		}
		return replaced
	case map[string]any:
		replaced := map[string]any{}
		for key, each := range f {
			replaced[key] = replaceText(each, before, after)
		}
		return replaced
	}
	return fragment
}
