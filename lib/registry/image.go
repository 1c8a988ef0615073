package registry

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Image is what a service runs: where ECS pulls it from and what the pulling role may need.
type Image struct {
	Container awsecs.ContainerImage
	cached    awsecr.IRepository // the cache's copy of a public image, else nil
}

// Image turns a service's configured image into one that ECS can pull.
//
//	ecr:1.4.2                                             the service's own repository
//	public.ecr.aws/nginx/nginx:1.28.0                     through the pull-through cache
//	111111111111.dkr.ecr.us-east-1.amazonaws.com/app:7    another private repository
//	ghcr.io/owner/app@sha256:...                          anything else, pulled as it stands, without credentials
func (r Registry) Image(scope constructs.Construct, service, image string) Image {
	if tag, ok := strings.CutPrefix(image, ownScheme); ok {
		return Image{Container: awsecs.ContainerImage_FromEcrRepository(r.own[service], jsii.String(tag))}
	}
	if path, ok := strings.CutPrefix(image, publicGallery+"/"); ok {
		name, version := split(path)
		copied := awsecr.Repository_FromRepositoryName(scope, jsii.String(service+"-cached-image"), jsii.String(r.cachePrefix+"/"+name))
		return Image{Container: awsecs.ContainerImage_FromEcrRepository(copied, jsii.String(version)), cached: copied}
	}
	if private := privateRegistry().FindStringSubmatch(image); private != nil {
		name, version := split(private[3])
		other := awsecr.Repository_FromRepositoryAttributes(scope, jsii.String(service+"-private-image"), &awsecr.RepositoryAttributes{
			RepositoryName: jsii.String(name),
			RepositoryArn: awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("ecr"), Account: jsii.String(private[1]), Region: jsii.String(private[2]),
				Resource: jsii.String("repository"), ResourceName: jsii.String(name),
			}),
		})
		return Image{Container: awsecs.ContainerImage_FromEcrRepository(other, jsii.String(version))}
	}
	return Image{Container: awsecs.ContainerImage_FromRegistry(jsii.String(image), nil)}
}

// GrantFirstPull lets a role do what the first pull of a cached image needs beyond pulling: copy it from the gallery and
// create its repository.
func (i Image) GrantFirstPull(role awsiam.IGrantable) {
	if i.cached != nil {
		i.cached.Grant(role, jsii.String("ecr:BatchImportUpstreamImage"), jsii.String("ecr:CreateRepository"))
	}
}

func privateRegistry() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/(.+)$`)
}

// split parts name:tag and name@digest.
func split(path string) (name, version string) {
	if name, digest, ok := strings.Cut(path, "@"); ok {
		name, _, _ = strings.Cut(name, ":") // a digest beside a tag wins
		return name, digest
	}
	name, version, _ = strings.Cut(path, ":")
	return name, version
}
