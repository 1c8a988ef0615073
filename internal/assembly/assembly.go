// Package assembly reads what a synthesis wrote: the stacks of every environment, their templates, and the construct path of each
// resource. It needs neither the CDK nor Node.js, and can read the assembly of any CDK app.
package assembly

import (
	"cmp"
	"slices"
)

// Assembly is one cdk.out.
type Assembly struct {
	Dir     string
	Schema  int      // major version of the assembly's schema; a tool that is older than it reads nothing
	Stacks  []Stack  // environments in rollout order, and stacks of an environment in the order of deployment
	Unknown []string // artifacts of types that this package does not know, such as one that a newer CDK brings
}

// Stack is one CloudFormation stack of an assembly.
type Stack struct {
	Name                  string // the stack's name in CloudFormation
	Path                  string // construct path: prod/data; that of a stack without a stage has no slash
	Stage                 string // prod; empty for a stack that belongs to no stage
	Account, Region       string // OpenAccount and OpenRegion where the configuration leaves them open
	TemplateFile          string // absolute or relative to the working directory, as Dir was
	TerminationProtection bool
	Tags                  map[string]string
	DeployRole            string   // the role that a deployment assumes; the CDK CLI's own where empty
	ExecutionRole         string   // the role with which CloudFormation acts
	Notified              []string // topics that receive the stack's events
	DependsOn             []string // names of stacks in the same environment
	Template              Template
}

// OpenAccount and OpenRegion are the account and region of a stack whose configuration leaves them open: the credentials of a
// deployment decide. They are CloudFormation's own names for what it fills in then.
const (
	OpenAccount = "${AWS::AccountId}"
	OpenRegion  = "${AWS::Region}"
)

// AccountIsKnown reports whether the configuration names the stack's account.
func (s Stack) AccountIsKnown() bool { return s.Account != "" && s.Account != OpenAccount }

// Template is a CloudFormation template. CloudFormation refuses any other section. Source: CloudFormation user guide, "Template anatomy";
// Hooks are those of CodeDeploy, and only the macro AWS::Serverless reads Globals.
type Template struct {
	AWSTemplateFormatVersion string
	Description              string

	Resources  map[string]Resource
	Outputs    map[string]Output
	Parameters map[string]any
	Rules      map[string]any
	Mappings   map[string]any
	Conditions map[string]any
	Hooks      map[string]any
	Globals    map[string]any
	Transform  any
	Metadata   map[string]any
}

// Resource is one resource of a template.
type Resource struct {
	Type                string
	Properties          map[string]any
	DependsOn           any
	Condition           string
	DeletionPolicy      string
	UpdateReplacePolicy string
	CreationPolicy      any
	UpdatePolicy        any
	Metadata            map[string]any

	LogicalID string `json:"-"`
	Path      string `json:"-"` // construct path without the stack's: Database/Primary/Resource
}

// Output is one output of a template.
type Output struct {
	Description string
	Value       any
	Export      any
	Condition   string
}

// Stages lists the environments in rollout order.
func (a Assembly) Stages() []string {
	var stages []string
	for _, stack := range a.Stacks {
		if stack.Stage != "" && !slices.Contains(stages, stack.Stage) {
			stages = append(stages, stack.Stage)
		}
	}
	return stages
}

// Stage lists the stacks of one environment.
func (a Assembly) Stage(name string) []Stack {
	var stacks []Stack
	for _, stack := range a.Stacks {
		if stack.Stage == name {
			stacks = append(stacks, stack)
		}
	}
	return stacks
}

// Stack finds a stack by its name.
func (a Assembly) Stack(name string) (Stack, bool) {
	for _, stack := range a.Stacks {
		if stack.Name == name {
			return stack, true
		}
	}
	return Stack{}, false
}

// Sorted lists a template's resources by logical id.
func (t Template) Sorted() []Resource {
	resources := make([]Resource, 0, len(t.Resources))
	for _, resource := range t.Resources {
		resources = append(resources, resource)
	}
	slices.SortFunc(resources, func(a, b Resource) int { return cmp.Compare(a.LogicalID, b.LogicalID) })
	return resources
}
