package registry

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

const keptCachedImages = 5 // of each public image

// newCache builds the pull-through cache of the public gallery. Its prefix names the environment, because a prefix is unique in the
// registry of an account and region. ECR creates a repository for each image on its first pull, from the template.
func newCache(scope constructs.Construct, prefix string) constructs.IDependable {
	template := awsecr.NewCfnRepositoryCreationTemplate(scope, jsii.String("CacheTemplate"), &awsecr.CfnRepositoryCreationTemplateProps{
		AppliedFor:      jsii.Strings("PULL_THROUGH_CACHE"),
		Prefix:          jsii.String(prefix),
		Description:     jsii.String("Copies of public images, made on first pull"),
		LifecyclePolicy: jsii.String(cachedImagesPolicy()),
	})
	rule := awsecr.NewCfnPullThroughCacheRule(scope, jsii.String("Cache"), &awsecr.CfnPullThroughCacheRuleProps{
		EcrRepositoryPrefix: jsii.String(prefix),
		UpstreamRegistryUrl: jsii.String(config.PublicECR),
	})
	rule.AddResourceDependency(template, nil)
	return rule
}

func cachedImagesPolicy() string {
	return fmt.Sprintf(`{"rules":[{"rulePriority":1,"description":"old copies",`+
		`"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":%d},"action":{"type":"expire"}}]}`, keptCachedImages)
}
