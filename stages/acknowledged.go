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
	accept(root, accepted)
}

// accept writes suppressions on a construct and on those below it, by the paths that lead there. A shape of environment that
// lacks one is passed over. Paths that begin alike are walked once, because each step is a call into another process.
func accept(construct constructs.IConstruct, accepted map[string][]any) {
	below := map[string]map[string][]any{}
	for path, suppressions := range accepted {
		if path == "" {
			if resource, ok := construct.(awscdk.CfnResource); ok {
				resource.AddMetadata(jsii.String("cdk_nag"), map[string]any{"rules_to_suppress": suppressions})
			}
			continue
		}
		id, rest, _ := strings.Cut(path, "/")
		if below[id] == nil {
			below[id] = map[string][]any{}
		}
		below[id][rest] = suppressions
	}
	if len(below) == 0 {
		return
	}
	node := construct.Node()
	for id, rest := range below {
		if child := node.TryFindChild(jsii.String(id)); child != nil {
			accept(child, rest)
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
