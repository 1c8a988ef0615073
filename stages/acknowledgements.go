package stages

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// acknowledgement is a finding of a public rule pack (cdk-nag's AwsSolutions and NIST 800-53 R5) that is true of the resource and
// still no defect. It names its resources one by one, so that the same finding on another resource stays open.
type acknowledgement struct {
	rules     []string
	appliesTo []any // for rules that report each wildcard or policy separately: a finding, or matching(...)
	when      func(config.Environment) bool
	reason    string
	resources []string // construct paths below the environment, or below the pipeline's stack
}

// acknowledge writes the accepted findings into the metadata of their resources. cdk-nag reads them there, also when an adopter runs
// it. A test fails for a row that matches no finding any more.
func acknowledge(root constructs.Construct, rows []acknowledgement) {
	accepted := map[string][]any{}
	for _, row := range rows {
		for _, path := range row.resources {
			accepted[path] = append(accepted[path], row.suppressions()...)
		}
	}
	suppress(root, accepted)
}

// suppress writes suppressions on a construct and on those below it, by the paths that lead there. It skips paths that the
// environment does not have. Paths with a common beginning are walked once, because each step is a call into another process.
func suppress(construct constructs.IConstruct, accepted map[string][]any) {
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
			suppress(child, rest)
		}
	}
}

// acknowledgements lists every finding that Kasha accepts in an environment, on which resource, and why. A security reviewer reads
// the lists in the files acknowledgements_*.go.
func acknowledgements(env config.Environment) []acknowledgement {
	return slices.Concat(dataAcknowledgements(), servicesAcknowledgements(), processAcknowledgements(env))
}

// AcknowledgedResources returns the construct paths, below an environment, on which a finding is accepted. Not every environment has
// each of them; a test checks that one of its configurations does.
func AcknowledgedResources() []string {
	var paths []string
	for _, row := range slices.Concat(dataAcknowledgements(), servicesAcknowledgements()) {
		paths = append(paths, row.resources...)
	}
	return paths
}

// applicable returns the rows that hold in one environment.
func applicable(env config.Environment, rows []acknowledgement) []acknowledgement {
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

// matching accepts every finding of a rule that the regular expression matches. It is for findings with a generated name.
func matching(expression string) any { return map[string]any{"regex": "/" + expression + "/"} }

// The conditions under which rows hold.

func nonproduction(env config.Environment) bool { return !env.IsProduction() }

func withoutWarnings(env config.Environment) bool { return !env.Alarms.IsFull() }
func withoutArchive(env config.Environment) bool  { return !env.Backup.Archive }

// withoutStatic: the packs do not ask for logs of a bucket that receives logs of another.
func withoutStatic(env config.Environment) bool { return !env.Edge.Static.IsServed() }

func withoutDomain(env config.Environment) bool { return env.Edge.Domain == nil }
func withDomain(env config.Environment) bool    { return env.Edge.Domain != nil }

// withoutTLSToPublicOrigin: the packs do not look at VPC origins.
func withoutTLSToPublicOrigin(env config.Environment) bool {
	return withoutDomain(env) && !env.Edge.UsesVPCOrigin()
}

// leavingPublic and leavingVPC: production, whose two load balancers before the frontend are not both protected.
func leavingPublic(env config.Environment) bool {
	return env.IsProduction() && env.Edge.BothOrigins && env.Edge.UsesVPCOrigin()
}

func leavingVPC(env config.Environment) bool {
	return env.IsProduction() && env.Edge.BothOrigins && !env.Edge.UsesVPCOrigin()
}
