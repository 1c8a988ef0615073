package runbook

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/names"
)

// Known is everything that runbooks may mention.
type Known struct {
	names      map[string]bool // of stacks, and every text of a property: kasha-prod-mysql, kasha/prod/rds/mysql/connection
	optional   map[string]bool // further names, see OptionalNames
	outputs    map[string]map[string]bool
	parameters map[string]bool // of templates and of database parameter groups
	regions    map[string]bool
	paths      map[string]bool     // construct paths of stacks, for cdk deploy: prod/data
	metrics    map[string]bool     // of alarms and dashboards: AWS/RDS ReplicaLag
	types      map[string]bool     // of resources
	logicalIDs map[string][]string // by stack

	optionalIDs map[string][]string // beginnings of further logical ids, by stack

	services []string // logical ids of ECS services
	project  Project
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
		names: map[string]bool{}, optional: map[string]bool{}, optionalIDs: map[string][]string{},
		outputs: map[string]map[string]bool{}, parameters: map[string]bool{}, regions: map[string]bool{},
		paths: map[string]bool{}, metrics: map[string]bool{}, types: map[string]bool{}, logicalIDs: map[string][]string{}, project: project,
	}
	known.paths[names.PipelineStack] = true // of no environment, and absent where environments are deployed by hand
	for _, stage := range a.Stages() {
		known.paths[stage+"/*"] = true
		known.addOptional(names.Environment(stage))
		environment, err := cloudformation.Resolve(a.Stage(stage))
		if err != nil {
			return Known{}, err
		}
		for _, resource := range environment.Resources() {
			cloudformation.WalkTexts(ownNames(resource), func(text string) { known.names[text] = true })
			known.addMetrics(resource)
			if resource.Type == "AWS::RDS::DBParameterGroup" {
				for name := range resource.Properties.Map("Parameters") {
					known.parameters[name] = true
				}
			}
		}
	}
	for _, stack := range a.Stacks {
		known.addStack(stack)
	}
	return known, nil
}

func (k *Known) addStack(stack assembly.Stack) {
	k.names[stack.Name] = true
	k.paths[stack.Path] = true
	k.regions[stack.Region] = true
	k.outputs[stack.Name] = map[string]bool{}
	for name := range stack.Template.Outputs {
		k.outputs[stack.Name][name] = true
	}
	for name := range stack.Template.Parameters {
		k.parameters[name] = true
	}
	for id, resource := range stack.Template.Resources {
		k.logicalIDs[stack.Name] = append(k.logicalIDs[stack.Name], id)
		k.types[resource.Type] = true
		if resource.Type == "AWS::ECS::Service" {
			k.services = append(k.services, id)
		}
	}
}

// ownNames returns where a resource's names stand. For most types that is every property. For types that mention other resources by
// name it is only their own name. Otherwise a renamed database would still be known from its alarms, and an alarm from the service
// whose deployments it rolls back.
func ownNames(resource cloudformation.Resource) any {
	property, mentionsOthers := map[string]string{
		"AWS::CloudWatch::Alarm":     "AlarmName",
		"AWS::CloudWatch::Dashboard": "DashboardName",
		"AWS::Events::Rule":          "Name",
		"AWS::ECS::Service":          "ServiceName",
	}[resource.Type]
	if !mentionsOthers {
		return resource.Properties
	}
	return resource.Properties[property]
}

var dashboardMetric = regexp.MustCompile(`\["([A-Z][A-Za-z]*/[A-Za-z0-9]+)","([A-Za-z0-9]+)"`)

// addMetrics adds the metrics of an alarm, and those in the body of a dashboard.
func (k *Known) addMetrics(resource cloudformation.Resource) {
	cloudformation.Walk(resource.Properties, func(_ cloudformation.At, value any) bool {
		switch value := value.(type) {
		case map[string]any:
			namespace, _ := value["Namespace"].(string)
			name, _ := value["MetricName"].(string)
			if namespace != "" && name != "" {
				k.metrics[namespace+" "+name] = true
			}
		case string:
			for _, found := range dashboardMetric.FindAllStringSubmatch(value, -1) {
				k.metrics[found[1]+" "+found[2]] = true
			}
		}
		return true
	})
}

// named reports whether a stack or resource has a name, or may have it. A name that ends with a hyphen is a prefix.
func (k Known) named(name string) bool { return k.HasName(name) || has(k.optional, name) }

// output reports whether a stack has an output. An empty stack stands for any.
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

// showsMetric reports whether an alarm or a dashboard has a metric of that name, in any namespace.
func (k Known) showsMetric(name string) bool {
	for known := range k.metrics {
		if strings.HasSuffix(known, " "+name) {
			return true
		}
	}
	return false
}

// KeptResource is a resource with a fixed name that outlives its stack.
type KeptResource struct{ Type, Name string }

// Kept returns an environment's resources with fixed names that remain when its stacks are deleted, sorted by name.
func Kept(stacks []assembly.Stack) ([]KeptResource, error) {
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
	var found []KeptResource
	for _, resource := range environment.Resources() {
		if !kept[resource.Stack+"."+resource.LogicalID] {
			continue
		}
		for _, property := range nameProperties() {
			if name := resource.Properties.Text(property); name != "" && !strings.Contains(name, "${") {
				found = append(found, KeptResource{Type: resource.Type, Name: name})
			}
		}
	}
	slices.SortFunc(found, func(a, b KeptResource) int { return strings.Compare(a.Name, b.Name) })
	return found, nil
}

func nameProperties() []string {
	return []string{"Name", "BackupVaultName", "DBInstanceIdentifier", "LogGroupName", "QueueName", "RepositoryName", "BucketName"}
}
