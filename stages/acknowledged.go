package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// acknowledgement is one finding of a public rule pack (cdk-nag's AwsSolutions and NIST 800-53 R5) that is right about the
// resource and still no defect. It names resources one by one, so that the same finding elsewhere stays open.
type acknowledgement struct {
	rules     []string
	appliesTo []any // for rules that report each wildcard or policy by itself: a finding, or matching(...)
	when      func(config.Environment) bool
	reason    string
	resources []string // construct paths below the environment, or below the pipeline's stack
}

// acknowledge writes the findings that these rows accept onto their resources, where cdk-nag reads them whoever runs it. A
// test fails when a row matches no finding any more.
func acknowledge(root constructs.Construct, rows []acknowledgement) {
	accepted := map[string][]any{}
	for _, row := range rows {
		for _, path := range row.resources {
			accepted[path] = append(accepted[path], row.suppressions()...)
		}
	}
	for path, suppressions := range accepted {
		if resource := find(root, path); resource != nil {
			resource.AddMetadata(jsii.String("cdk_nag"), map[string]any{"rules_to_suppress": suppressions})
		}
	}
}

// in keeps the rows that hold in one environment.
func in(env config.Environment, rows []acknowledgement) []acknowledgement {
	var kept []acknowledgement
	for _, row := range rows {
		if row.when == nil || row.when(env) {
			kept = append(kept, row)
		}
	}
	return kept
}

func (a acknowledgement) suppressions() []any {
	var suppressions []any
	for _, rule := range a.rules {
		suppression := map[string]any{"id": rule, "reason": a.reason}
		if a.appliesTo != nil {
			suppression["applies_to"] = a.appliesTo
		}
		suppressions = append(suppressions, suppression)
	}
	return suppressions
}

// matching accepts every finding of a rule that the expression matches, for findings that hold a generated name.
func matching(expression string) any { return map[string]any{"regex": "/" + expression + "/"} }

// find follows a construct path. It returns nil where this shape of environment has no such resource.
func find(root constructs.Construct, path string) awscdk.CfnResource {
	var construct constructs.IConstruct = root
	for _, id := range strings.Split(path, "/") {
		if construct = construct.Node().TryFindChild(jsii.String(id)); construct == nil {
			return nil
		}
	}
	return construct.(awscdk.CfnResource)
}
