package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// imageFindings notifies of vulnerabilities in the services' own repositories and in the pull-through cache.
//
// ECR reports each scan that has ended ("ECR Image Scan"). If the account uses enhanced scanning, Amazon Inspector sends the events
// instead, and names a repository by its ARN. Sources: ECR user guide, "Amazon ECR events and EventBridge" and "EventBridge events sent for
// enhanced scanning". An event has no count for a severity without findings. ECR scans own images on push. A repository creation template
// cannot say so for cached images, only the registry's scanning configuration can, which the whole account shares; see docs/first-hour.md.
func (w *Watch) imageFindings(services ...string) {
	var repositories []any
	for _, service := range services {
		repositories = append(repositories, w.env.Repository(service), map[string]any{"suffix": ":repository/" + w.env.Repository(service)})
	}
	repositories = append(repositories, map[string]any{"prefix": w.env.ImageCache() + "/"},
		map[string]any{"wildcard": "arn:*:repository/" + w.env.ImageCache() + "/*"})
	var some []any
	for _, severity := range []string{"CRITICAL", "HIGH"} {
		some = append(some, map[string]any{
			"finding-severity-counts": map[string]any{severity: []any{map[string]any{"numeric": []any{">", 0}}}},
		})
	}
	w.Event(Event{
		Name: "image-findings", Severity: names.Warning,
		Notice: Notice{
			Means:   "A scan found critical or high vulnerabilities in an image that was pushed, or cached from the public gallery.",
			Do:      "Read the findings. Build the image again on an updated base, or use a newer tag, and deploy it.",
			Runbook: "image-findings",
		},
		Pattern: &awsevents.EventPattern{
			Source: jsii.Strings("aws.ecr", "aws.inspector2"), DetailType: jsii.Strings("ECR Image Scan", "Inspector2 Scan"),
			Detail: &map[string]any{"repository-name": repositories, "$or": some},
		},
		Reason: "$.detail",
	})
}
