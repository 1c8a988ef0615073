package stages

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"
)

const (
	// The build image's default is Go 1.20 with Node 18 (ubuntu/standard/7.0/Dockerfile of aws-codebuild-docker-images, its last
	// lines), which can read neither go.mod nor the CDK. Both must be among the image's runtimes.yml. Go fetches by itself what
	// go.mod's toolchain line names; it can since 1.21, and so a push may ask for a newer Go than the one deployed here.
	imageGo = "1.26"
	// Node installs what package-lock.json pins, among it the Node that Kasha runs on; a test compares the major versions.
	imageNode = "24"

	// cacheDays is how long an unused build cache is kept. A build that finds none takes minutes longer, nothing else.
	cacheDays = 30
)

// newBuildCache keeps compiled packages and downloads between builds.
func newBuildCache(stack awscdk.Stack) awscodebuild.Cache {
	bucket := awss3.NewBucket(stack, jsii.String("BuildCache"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		LifecycleRules:    &[]*awss3.LifecycleRule{{Id: jsii.String("expire"), Expiration: awscdk.Duration_Days(jsii.Number(cacheDays))}},
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
	return awscodebuild.Cache_Bucket(bucket, nil)
}

// cachedFolders are told to the tools that fill them: where these write by default depends on the image, whose GOPATH is /go.
func cachedFolders() map[string]string {
	return map[string]string{
		"GOCACHE":                         "/root/.cache/go-build", // the CDK bindings: two minutes on two cores
		"GOMODCACHE":                      "/root/go/pkg/mod",      // with Go itself, where go.mod names another one than the image has
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

// synthBuild is what the synth step has besides its command, and besides withNode.
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

// pinSecurityCheck makes the permission check install the command line that everything else uses, on the same Node. The CDK
// installs npm's latest there, which is another product line, on the image's Node, and offers no way to say otherwise.
func pinSecurityCheck(pipeline pipelines.CodePipeline) {
	check := pipeline.Node().TryFindChild(jsii.String("PipelinesSecurityCheck"))
	if check == nil {
		return // no production environment, no check
	}
	project := descendant(check, "CDKSecurityCheck", "Resource").(awscodebuild.CfnProject)
	source := awscdk.Stack_Of(check).Resolve(project.Source()).(map[string]any)
	pinned := replaceText(source["buildSpec"], "npm install -g aws-cdk\"", "npm install -g aws-cdk@"+cdkVersion+"\"")
	pinned = replaceText(pinned, `"phases": {`, `"phases": { "install": { "runtime-versions": { "nodejs": "`+imageNode+`" } },`)
	project.AddPropertyOverride(jsii.String("Source.BuildSpec"), pinned)
}

// replaceText replaces in every string of a template fragment.
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
