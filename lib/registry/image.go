package registry

import (
	"strings"
	"unicode"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// Image is a container image with the permissions that its pull needs.
type Image struct {
	Container awsecs.ContainerImage

	own   awsecr.IRepository // the service's own repository; nil for a task that is no service
	cache awsecr.IRepository // every repository of the pull-through cache, by a wildcard
	other awsecr.IRepository // another private repository; nil for other images
}

// Image returns a service's configured image as one that ECS can pull. The service names its own repository and the construct ids.
//
//	ecr:1.4.2                                             the service's own repository
//	public.ecr.aws/nginx/nginx:1.28.0                     through the pull-through cache
//	111111111111.dkr.ecr.us-east-1.amazonaws.com/app:7    another private repository
//	public.ecr.aws/nginx/nginx@sha256:...                 the gallery itself, which the cache cannot fetch by digest
//	ghcr.io/owner/app@sha256:...                          any other registry, without credentials
func (r Registry) Image(scope constructs.Construct, service string, image config.Image) Image {
	name, version := jsii.String(image.Repository), jsii.String(image.Version())
	built := Image{cache: r.cached(scope, service+"-image-cache", "*")}
	if own, ok := r.own[service]; ok {
		// Named, not referred to: the account, the region and the name are known. A reference to the other stack would be
		// Fn::GetStackOutput inside Fn::Split, and CloudFormation's documentation lists only literals and a few functions there.
		built.own = awsecr.Repository_FromRepositoryName(scope, jsii.String(service+"-own-image"), jsii.String(own))
	}
	switch {
	case image.Own:
		built.Container = awsecs.ContainerImage_FromEcrRepository(built.own, version)
	case image.IsCached():
		built.Container = awsecs.ContainerImage_FromEcrRepository(r.cached(scope, service+"-cached-image", *name), version)
	case image.IsPrivateECR():
		built.other = awsecr.Repository_FromRepositoryAttributes(scope, jsii.String(service+"-private-image"), &awsecr.RepositoryAttributes{
			RepositoryName: name,
			RepositoryArn: awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("ecr"), Account: jsii.String(image.Account), Region: jsii.String(image.Region),
				Resource: jsii.String("repository"), ResourceName: name,
			}),
		})
		built.Container = awsecs.ContainerImage_FromEcrRepository(built.other, version)
	default:
		built.Container = awsecs.ContainerImage_FromRegistry(jsii.String(image.Reference), nil)
	}
	return built
}

// cached returns a repository of the pull-through cache, by the image's name in the gallery.
func (r Registry) cached(scope constructs.Construct, id, name string) awsecr.IRepository {
	return awsecr.Repository_FromRepositoryName(scope, jsii.String(id), jsii.String(r.cachePrefix+"/"+name))
}

// GrantPull lets an execution role pull from the service's own repository and from the cache, whichever of them the image comes from.
// CloudFormation changes a policy before the service. A release that moves the image to the other repository must not take the first
// one's permission away. ECS could not start the previous tasks again, neither when it rolls back nor when one of them ends during the
// rollout.
//
// For the same reason, the permission for another private repository stands in a policy of its own as well. CloudFormation deletes a
// policy that a template no longer has only after the service runs its new tasks.
//
// scope is the task definition: the service depends on all that stands below it.
//
// The first pull of a cached image also imports it from the gallery and creates its repository.
func (i Image) GrantPull(scope constructs.Construct, role awsiam.IRole) {
	if i.own != nil {
		i.own.GrantPull(role)
	}
	i.cache.GrantPull(role)
	i.cache.Grant(role, jsii.String("ecr:BatchImportUpstreamImage"), jsii.String("ecr:CreateRepository"))
	if i.other != nil {
		// The id follows the repository, so that another repository is another policy.
		policy := awsiam.NewPolicy(scope, jsii.String("PullFrom"+lettersAndDigits(*i.other.RepositoryName())), &awsiam.PolicyProps{
			Roles: &[]awsiam.IRole{role},
		})
		i.other.GrantPull(policy)
	}
}

func lettersAndDigits(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}
