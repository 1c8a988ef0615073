// Package bill adds up the fixed costs of the resources in an environment's templates. AWS bills these by the hour or the month, whether
// or not anyone visits. Charges by use (requests, gigabytes, backups) are not included.
//
// It reads an assembly and no configuration. A resource whose type or size has no price is named in Estimate.Unpriced, and never left out
// silently. The price table is prices.go; the types without a fixed cost are in free.go.
package bill

import (
	"fmt"
	"sort"

	"kasha/internal/assembly"
)

// Of returns the estimate for the stacks of one environment.
func Of(stacks []assembly.Stack) Estimate {
	e := newEstimator(stacks)
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			e.add(stack, resource)
		}
	}
	var estimate Estimate
	for _, line := range e.lines {
		estimate.Lines = append(estimate.Lines, *line)
	}
	sort.Slice(estimate.Lines, func(i, j int) bool {
		a, b := estimate.Lines[i], estimate.Lines[j]
		return a.Monthly > b.Monthly || a.Monthly == b.Monthly && a.Item < b.Item
	})
	estimate.ByUse = e.byUse()
	estimate.Unpriced = e.unpriced
	return estimate
}

// Estimate is what an environment costs at rest, the most expensive line first.
type Estimate struct {
	Lines    []Line
	ByUse    []string // charges of a pipeline by use, which come with each release
	Unpriced []string // resources that are or may be billed, and whose price is not known
}

// Line is the cost of one kind of thing.
type Line struct {
	Item    string
	Count   int
	Monthly float64 // US dollars, for all of Count together
	Rests   Rest    // which part of a schedule stops it; empty: none
}

// Rest says which part of an environment's schedule stops a thing, and with it its cost.
type Rest string

// A schedule stops the tasks and the database, each at its own time.
const (
	WithTasks    Rest = "tasks"
	WithDatabase Rest = "database"
)

// Monthly returns the sum of all lines, in US dollars a month.
func (e Estimate) Monthly() float64 {
	var sum float64
	for _, line := range e.Lines {
		sum += line.Monthly
	}
	return sum
}

// estimator collects lines, and what one resource must know of others.
type estimator struct {
	lines       map[string]*Line             // by item
	definitions map[string]assembly.Resource // task definitions by stack and logical id
	targets     []assembly.Resource          // scalable targets
	primary     string                       // instance class of the database that is not a replica
	services    int
	uses        map[string]int // charges by use, and by how many resources
	unpriced    []string
}

func newEstimator(stacks []assembly.Stack) estimator {
	e := estimator{lines: map[string]*Line{}, definitions: map[string]assembly.Resource{}, uses: map[string]int{}}
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			switch {
			case resource.Type == "AWS::ECS::TaskDefinition":
				e.definitions[stack.Name+"/"+resource.LogicalID] = resource
			case resource.Type == "AWS::ApplicationAutoScaling::ScalableTarget":
				e.targets = append(e.targets, resource)
			case resource.Type == "AWS::RDS::DBInstance" && resource.Properties["SourceDBInstanceIdentifier"] == nil:
				e.primary = fmt.Sprint(resource.Properties["DBInstanceClass"])
			case resource.Type == "AWS::ECS::Service":
				e.services++
			}
		}
	}
	return e
}

func (e *estimator) add(stack assembly.Stack, r assembly.Resource) {
	p := r.Properties
	switch r.Type {
	case "AWS::ECS::Service":
		e.addService(stack, r)
	case "AWS::RDS::DBInstance":
		e.addDatabase(stack, r)
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		e.bill("load balancer", hourly(loadBalancer))
		if p["Scheme"] == "internet-facing" {
			subnets, _ := p["Subnets"].([]any)
			e.billMany("public IPv4 address", len(subnets), hourly(publicIPv4))
		}
	case "AWS::EC2::NatGateway":
		e.bill("NAT gateway", hourly(natGateway))
	case "AWS::EC2::EIP":
		e.bill("public IPv4 address", hourly(publicIPv4))
	case "AWS::EC2::VPCEndpoint":
		if p["VpcEndpointType"] == "Interface" {
			subnets, _ := p["SubnetIds"].([]any)
			e.billMany("interface endpoint, per zone", len(subnets), hourly(endpoint))
		}
	case "AWS::KMS::Key":
		e.bill("customer key", customerKey)
	case "AWS::SecretsManager::Secret":
		replicas, _ := p["ReplicaRegions"].([]any)
		e.billMany("secret", 1+len(replicas), secret)
	case "AWS::WAFv2::WebACL":
		rules, _ := p["Rules"].([]any)
		e.bill("web ACL", webACL)
		e.billMany("web ACL rule", len(rules), webACLRule)
		if controlsBots(r) {
			e.bill("Bot Control", botControl)
		}
	case Alarm:
		e.billMany("metric of an alarm", AlarmMetrics(r), alarmMetric)
	case CompositeAlarm:
		e.bill("composite alarm", compositeAlarm)
	case "AWS::CloudWatch::Dashboard":
		e.bill("dashboard", dashboard)
	case "AWS::ECS::Cluster":
		if hasInsights(p) {
			e.billMany("metric of Container Insights", clusterMetrics+e.services*serviceMetrics, customMetric)
		}
	case "AWS::RDS::DBProxy":
		e.addProxy(stack, r)
	case "AWS::Route53::HealthCheck":
		e.addHealthCheck(p)
	case "AWS::Synthetics::Canary":
		e.addCanary(stack, r)
	case "AWS::CodePipeline::Pipeline":
		e.addPipeline(p)
	case "AWS::CodeBuild::Project":
		e.addBuilds(p)
	default:
		if !isFree(r.Type) {
			e.addUnpriced(stack, r.Type, r)
		}
	}
}

// bill adds one thing at a price per month.
func (e *estimator) bill(item string, monthly float64) *Line { return e.billMany(item, 1, monthly) }

func (e *estimator) billMany(item string, count int, each float64) *Line {
	if e.lines[item] == nil {
		e.lines[item] = &Line{Item: item}
	}
	e.lines[item].Count += count
	e.lines[item].Monthly += float64(count) * each
	return e.lines[item]
}

// addUnpriced names a resource that has no known price.
func (e *estimator) addUnpriced(stack assembly.Stack, what string, r assembly.Resource) {
	e.unpriced = append(e.unpriced, stack.Name+": "+what+" ("+r.Path+")")
}

func hourly(price float64) float64 { return price * hoursPerMonth }
