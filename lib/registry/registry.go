// Package registry builds where container images come from: one repository of its own for each service, and a private
// pull-through cache of the ECR public gallery.
//
// Own repositories scan every push and refuse to overwrite a tag, so that a tag means the same image for ever. The cache
// keeps a copy of every public image once pulled: later pulls meet no public limits and survive an outage of the gallery.
// Failure modes: the first pull of an image goes through the NAT gateway even where ECR endpoints exist.
package registry

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

const (
	publicGallery = "public.ecr.aws"
	ownScheme     = "ecr:" // an image "ecr:1.4.2" is tag 1.4.2 of the service's own repository

	keptImages       = 30 // of each own repository; older ones are rolled back to so rarely that a rebuild is cheaper
	keptCachedImages = 5
	untaggedDays     = 7
)

// Props names the environment and the services that have a repository.
type Props struct {
	Environment string
	Services    []string
	Retain      bool // keep repositories, and the images in them, when their stack is deleted
}

// Registry knows where each image is pulled from.
type Registry struct {
	cachePrefix string
	own         map[string]awsecr.Repository
}

// New builds the repositories and the cache rule.
func New(scope constructs.Construct, id string, props Props) Registry {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	registry := Registry{cachePrefix: "kasha-" + props.Environment + "-ecr-public", own: map[string]awsecr.Repository{}}
	for _, service := range props.Services {
		registry.own[service] = newRepository(scope, service, "kasha-"+props.Environment+"/"+service, props.Retain)
	}
	newCache(scope, registry.cachePrefix)
	return registry
}

func newRepository(scope constructs.Construct, id, name string, retain bool) awsecr.Repository {
	return awsecr.NewRepository(scope, jsii.String(id), &awsecr.RepositoryProps{
		RepositoryName:     jsii.String(name),
		ImageScanOnPush:    jsii.Bool(true),
		ImageTagMutability: awsecr.TagMutability_IMMUTABLE,
		Encryption:         awsecr.RepositoryEncryption_AES_256(),
		RemovalPolicy:      retention.Policy(retain),
		// Without this a repository with images cannot be deleted, and `make destroy` of a dev environment would stop halfway.
		EmptyOnDelete: jsii.Bool(!retain),
		LifecycleRules: &[]*awsecr.LifecycleRule{
			{Description: jsii.String("untagged images"), TagStatus: awsecr.TagStatus_UNTAGGED, MaxImageAge: awscdk.Duration_Days(jsii.Number(untaggedDays)), RulePriority: jsii.Number(1)},
			{Description: jsii.String("old images"), TagStatus: awsecr.TagStatus_ANY, MaxImageCount: jsii.Number(keptImages), RulePriority: jsii.Number(2)},
		},
	})
}

// newCache mirrors the public gallery under a prefix of this environment, because a prefix belongs to the whole registry of
// an account and region. ECR creates a repository for each image on its first pull, from the template.
func newCache(scope constructs.Construct, prefix string) {
	template := awsecr.NewCfnRepositoryCreationTemplate(scope, jsii.String("CacheTemplate"), &awsecr.CfnRepositoryCreationTemplateProps{
		AppliedFor:      jsii.Strings("PULL_THROUGH_CACHE"),
		Prefix:          jsii.String(prefix),
		Description:     jsii.String("Copies of public images, made on first pull"),
		LifecyclePolicy: jsii.String(cachedImagesPolicy()),
	})
	rule := awsecr.NewCfnPullThroughCacheRule(scope, jsii.String("Cache"), &awsecr.CfnPullThroughCacheRuleProps{
		EcrRepositoryPrefix: jsii.String(prefix),
		UpstreamRegistryUrl: jsii.String(publicGallery),
	})
	rule.AddResourceDependency(template, nil)
}

func cachedImagesPolicy() string {
	return `{"rules":[{"rulePriority":1,"description":"old copies","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":` + strconv.Itoa(keptCachedImages) + `},"action":{"type":"expire"}}]}`
}
