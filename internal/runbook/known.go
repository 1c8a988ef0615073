package runbook

import (
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Known is everything that runbooks may mention.
type Known struct {
	names      map[string]bool            // stacks, and every whole text in a property: kasha-prod-mysql, kasha/prod/rds/mysql/connection
	outputs    map[string]map[string]bool // by stack
	parameters map[string]bool            // of templates and of database parameter groups
	regions    map[string]bool
	paths      map[string]bool // construct paths of stacks, for cdk deploy: prod/data
	metrics    map[string]bool // of alarms and dashboards: AWS/RDS ReplicaLag
	types      map[string]bool // of resources
	logicalIDs map[string][]string
	services   []string // logical ids of ECS services
	project    Project
}

// Project is what runbooks may mention that is in no template.
type Project struct {
	Commands Commands
	HasField func(path string) bool // of the configuration: database.multiAz
	HasFile  func(path string) bool // of the repository
	Targets  []string               // of the Makefile
}

// Know collects what an assembly's environments and the project have.
func Know(a assembly.Assembly, project Project) (Known, error) {
	known := Known{
		names: map[string]bool{}, outputs: map[string]map[string]bool{}, parameters: map[string]bool{}, regions: map[string]bool{}, paths: map[string]bool{},
		metrics: map[string]bool{}, types: map[string]bool{}, logicalIDs: map[string][]string{}, project: project,
	}
	for _, stage := range a.Stages() {
		known.paths[stage+"/*"] = true
		environment, err := cloudformation.Resolve(a.Stage(stage))
		if err != nil {
			return Known{}, err
		}
		for _, resource := range environment.Resources() {
			cloudformation.Walk(names(resource), func(text string) { known.names[text] = true })
			collectMetrics(resource.Properties, known.metrics)
			if resource.Type == "AWS::RDS::DBParameterGroup" {
				for name := range resource.Properties.Map("Parameters") {
					known.parameters[name] = true
				}
			}
		}
	}
	for _, stack := range a.Stacks {
		known.collectLogicalIDs(stack)
		known.names[stack.Name] = true
		known.paths[stack.Path] = true
		known.regions[stack.Region] = true
		known.outputs[stack.Name] = map[string]bool{}
		for name := range stack.Template.Outputs {
			known.outputs[stack.Name][name] = true
		}
		for name := range stack.Template.Parameters {
			known.parameters[name] = true
		}
	}
	return known, nil
}

// names is what a resource may be known by. Of those that speak of others by name it is their own name only: a database that
// was renamed would live on in the alarms about it, and an alarm in the service whose deployments it takes back.
func names(resource cloudformation.Resource) any {
	own, speaks := map[string]string{
		"AWS::CloudWatch::Alarm": "AlarmName", "AWS::CloudWatch::Dashboard": "DashboardName", "AWS::RDS::EventSubscription": "SubscriptionName", "AWS::ECS::Service": "ServiceName",
	}[resource.Type]
	if !speaks {
		return resource.Properties
	}
	return resource.Properties[own]
}

// named reports whether anything has a name, or, for one that ends with a hyphen, a name that begins so.
func (k Known) named(name string) bool {
	if !strings.HasSuffix(name, "-") {
		return k.names[name]
	}
	for known := range k.names {
		if strings.HasPrefix(known, name) {
			return true
		}
	}
	return false
}

// output reports whether a stack, or with an empty name any stack, has an output.
func (k Known) output(stack, name string) bool {
	if stack != "" {
		return k.outputs[stack][name]
	}
	for _, outputs := range k.outputs {
		if outputs[name] {
			return true
		}
	}
	return false
}

// Kept lists the fixed names of an environment's resources that deleting its stacks leaves behind.
func Kept(stacks []assembly.Stack) ([]string, error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			if resource.DeletionPolicy != "" && resource.DeletionPolicy != "Delete" {
				kept[stack.Name+"."+resource.LogicalID] = true
			}
		}
	}
	var names []string
	for _, resource := range environment.Resources() {
		if !kept[resource.Stack+"."+resource.LogicalID] {
			continue
		}
		for _, property := range []string{"Name", "BackupVaultName", "DBInstanceIdentifier", "LogGroupName", "QueueName", "RepositoryName", "BucketName"} {
			if name := resource.Properties.Text(property); name != "" && !strings.Contains(name, "${") {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names, nil
}
