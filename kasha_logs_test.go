package main

import (
	"fmt"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
)

// TestEveryRetentionThatIsAcceptedIsWritten catches a retention that lib/config accepts and the construct has under another
// name, or under none.
func TestEveryRetentionThatIsAcceptedIsWritten(t *testing.T) {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Logs"), nil)
	for _, days := range config.LogRetentionDays() {
		logging.NewGroup(stack, fmt.Sprintf("Group%d", days), logging.GroupProps{Name: fmt.Sprint(days), RetentionDays: days})
	}
	template := assertions.Template_FromStack(stack, nil)
	for _, days := range config.LogRetentionDays() {
		template.HasResourceProperties(jsii.String("AWS::Logs::LogGroup"), map[string]any{
			"LogGroupName": fmt.Sprint(days), "RetentionInDays": days,
		})
	}
}
