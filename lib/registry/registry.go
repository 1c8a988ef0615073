// Package registry builds the ECR repositories that container images come from. There is one repository for each service, and a
// private pull-through cache of the ECR Public Gallery.
//
// A service's repository scans every pushed image and refuses to overwrite a tag, so a tag always means the same image. The cache
// keeps a copy of each public image that was pulled once. Later pulls are not subject to the gallery's rate limits and do not
// need the gallery.
//
// Failure modes: the first pull of an image goes through the NAT gateway, even if the VPC has interface endpoints for ECR. A service
// whose own image was not pushed yet cannot start.
package registry

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
	"kasha/lib/retention"
)

const (
	keptImages   = 30 // in each service's repository; a rollback to an older image is rare, and a rebuild costs less
	untaggedDays = 7
)

// Props describes an environment's repositories.
type Props struct {
	Environment names.Environment
	Services    []string // one repository each
	Retain      bool     // keep the repositories and their images when their stack is deleted
}

// Registry resolves a configured image to where ECS pulls it from.
type Registry struct {
	cachePrefix string
	own         map[string]string // repository names by service

	Cache constructs.IDependable // the rule of the pull-through cache, which images name as text
}

// New builds the repositories and the cache rule.
func New(scope constructs.Construct, id string, props Props) Registry {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	registry := Registry{cachePrefix: props.Environment.ImageCache(), own: map[string]string{}}
	for _, service := range props.Services {
		newRepository(scope, service, props)
		registry.own[service] = props.Environment.Repository(service)
	}
	registry.Cache = newCache(scope, registry.cachePrefix)
	return registry
}

func newRepository(scope constructs.Construct, service string, props Props) {
	awsecr.NewRepository(scope, jsii.String(service), &awsecr.RepositoryProps{
		RepositoryName:     jsii.String(props.Environment.Repository(service)),
		ImageScanOnPush:    jsii.Bool(true),
		ImageTagMutability: awsecr.TagMutability_IMMUTABLE,
		Encryption:         awsecr.RepositoryEncryption_AES_256(),
		RemovalPolicy:      retention.Policy(props.Retain),
		// ECR does not delete a repository with images unless this is set, and `make destroy` would stop there.
		EmptyOnDelete: jsii.Bool(!props.Retain),
		LifecycleRules: &[]*awsecr.LifecycleRule{
			{
				Description:  jsii.String("untagged images"),
				TagStatus:    awsecr.TagStatus_UNTAGGED,
				MaxImageAge:  awscdk.Duration_Days(jsii.Number(untaggedDays)),
				RulePriority: jsii.Number(1),
			},
			{
				Description:   jsii.String("old images"),
				TagStatus:     awsecr.TagStatus_ANY,
				MaxImageCount: jsii.Number(keptImages),
				RulePriority:  jsii.Number(2),
			},
		},
	})
}
