package tests

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// addRulePacks checks a scope with both rule packs of cdk-nag, which no other synthesis runs. All rules of a pack are on. Single findings
// are accepted in stages/acknowledgements*.go. The packs report as CSV, to which a line is appended for each finding:
// as JSON each line would write the whole report anew.
func addRulePacks(scope constructs.IConstruct) {
	props := &cdknag.NagPackProps{ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_CSV}}
	awscdk.Aspects_Of(scope).Add(cdknag.NewAwsSolutionsChecks(props), nil)
	awscdk.Aspects_Of(scope).Add(cdknag.NewNIST80053R5Checks(props), nil)
}
