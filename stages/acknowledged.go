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
	tree := located{"": root}
	for path, suppressions := range accepted {
		if resource, ok := tree.at(path).(awscdk.CfnResource); ok {
			resource.AddMetadata(jsii.String("cdk_nag"), map[string]any{"rules_to_suppress": suppressions})
		}
	}
}

// AcknowledgedResources lists the construct paths, below an environment, on which a finding is accepted. Not every shape of
// environment has each of them; a test asks that some shape has.
func AcknowledgedResources() []string {
	var paths []string
	for _, row := range acknowledgements() {
		paths = append(paths, row.resources...)
	}
	return paths
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

// located remembers the constructs of a tree by their paths below its root, which has the empty one. Most paths share their
// beginning, and each step is a call into another process.
type located map[string]constructs.IConstruct

// at follows a construct path. It returns nil where this shape of environment has no such construct.
func (l located) at(path string) constructs.IConstruct {
	construct, known := l[path]
	if !known {
		parent, id := l[""], path
		if cut := strings.LastIndexByte(path, '/'); cut >= 0 {
			parent, id = l.at(path[:cut]), path[cut+1:]
		}
		if parent != nil {
			construct = parent.Node().TryFindChild(jsii.String(id))
		}
		l[path] = construct
	}
	return construct
}
