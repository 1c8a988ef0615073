// Package cost adds up what an environment costs at rest: what is billed by the hour or the month whether or not anyone
// visits. What is billed by use (requests, gigabytes) is not in it. A resource whose type it does not know is named, not
// left out.
package cost

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/prices"
)

// Line is one kind of thing that bills.
type Line struct {
	Item    string
	Count   int
	Monthly float64 // US dollars, all of Count together
	Rests   Rest    // what of a schedule stops it
}

// Rest says which part of an environment's schedule stops a thing, and its bill with it.
type Rest string

// A schedule stops the tasks and the database, at hours of their own.
const (
	WithTasks    Rest = "tasks"
	WithDatabase Rest = "database"
)

// Estimate is an environment's bill at rest, the dearest line first.
type Estimate struct {
	Lines    []Line
	Unpriced []string // resources that bill or may bill, at a price the book does not have
}

// Monthly is the sum.
func (e Estimate) Monthly() float64 {
	var sum float64
	for _, line := range e.Lines {
		sum += line.Monthly
	}
	return sum
}

// Of estimates the stacks of one environment.
func Of(stacks []assembly.Stack) Estimate {
	e := estimator{lines: map[string]*Line{}, definitions: map[string]assembly.Resource{}}
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
	estimate.Unpriced = e.unpriced
	return estimate
}

type estimator struct {
	lines       map[string]*Line
	definitions map[string]assembly.Resource // task definitions by stack and logical id
	targets     []assembly.Resource          // of scaling
	primary     string                       // class of the database that is nobody's replica
	services    int
	unpriced    []string
}

// bill adds one thing.
func (e *estimator) bill(item string, monthly float64) *Line { return e.billMany(item, 1, monthly) }

func (e *estimator) billMany(item string, count int, each float64) *Line {
	if e.lines[item] == nil {
		e.lines[item] = &Line{Item: item}
	}
	e.lines[item].Count += count
	e.lines[item].Monthly += float64(count) * each
	return e.lines[item]
}

func hourly(price float64) float64 { return price * prices.HoursPerMonth }

func (e *estimator) add(stack assembly.Stack, r assembly.Resource) {
	p := r.Properties
	switch r.Type {
	case "AWS::ECS::Service":
		e.addService(stack, r)
	case "AWS::RDS::DBInstance":
		e.addDatabase(stack, r)
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		e.bill("load balancer", hourly(prices.LoadBalancer))
		if p["Scheme"] == "internet-facing" {
			subnets, _ := p["Subnets"].([]any)
			e.billMany("public IPv4 address", len(subnets), hourly(prices.PublicIPv4))
		}
	case "AWS::EC2::NatGateway":
		e.bill("NAT gateway", hourly(prices.NATGateway))
	case "AWS::EC2::EIP":
		e.bill("public IPv4 address", hourly(prices.PublicIPv4))
	case "AWS::EC2::VPCEndpoint":
		if p["VpcEndpointType"] == "Interface" {
			subnets, _ := p["SubnetIds"].([]any)
			e.billMany("interface endpoint, per zone", len(subnets), hourly(prices.Endpoint))
		}
	case "AWS::KMS::Key":
		e.bill("customer key", prices.Key)
	case "AWS::SecretsManager::Secret":
		replicas, _ := p["ReplicaRegions"].([]any)
		e.billMany("secret", 1+len(replicas), prices.Secret)
	case "AWS::WAFv2::WebACL":
		rules, _ := p["Rules"].([]any)
		e.bill("web ACL", prices.WebACL)
		e.billMany("web ACL rule", len(rules), prices.WebACLRule)
	case Alarm:
		e.billMany("metric of an alarm", AlarmMetrics(r), prices.Alarm)
	case CompositeAlarm:
		e.bill("composite alarm", prices.CompositeAlarm)
	case "AWS::CloudWatch::Dashboard":
		e.bill("dashboard", prices.Dashboard)
	case "AWS::ECS::Cluster":
		if hasInsights(p) {
			e.billMany("metric of Container Insights", prices.ClusterMetrics+e.services*prices.ServiceMetrics, prices.Metric)
		}
	case "AWS::RDS::DBProxy":
		e.addProxy(stack, r)
	case "AWS::Synthetics::Canary":
		e.addCanary(stack, r)
	default:
		if !isFree(r.Type) {
			e.unknown(stack, r.Type, r)
		}
	}
}

// unknown names what has no price.
func (e *estimator) unknown(stack assembly.Stack, what string, r assembly.Resource) {
	e.unpriced = append(e.unpriced, stack.Name+": "+what+" ("+r.Path+")")
}

// tasksOf is how many tasks a service keeps at rest: what scaling keeps at the least, or a fixed number.
func (e *estimator) tasksOf(service assembly.Resource) (int, bool) {
	for _, target := range e.targets {
		if scaled, _ := json.Marshal(target.Properties["ResourceId"]); strings.Contains(string(scaled), `"`+service.LogicalID+`"`) {
			least, ok := target.Properties["MinCapacity"].(float64)
			return int(least), ok
		}
	}
	fixed, ok := service.Properties["DesiredCount"].(float64)
	return int(fixed), ok
}

// addService bills the tasks that a service keeps at the least.
func (e *estimator) addService(stack assembly.Stack, service assembly.Resource) {
	reference, _ := service.Properties["TaskDefinition"].(map[string]any)
	id, _ := reference["Ref"].(string)
	definition := e.definitions[stack.Name+"/"+id].Properties
	units, _ := strconv.ParseFloat(fmt.Sprint(definition["Cpu"]), 64)
	mebibytes, _ := strconv.ParseFloat(fmt.Sprint(definition["Memory"]), 64)
	count, ok := e.tasksOf(service)
	if units == 0 || mebibytes == 0 || !ok {
		e.unknown(stack, "service", service)
		return
	}
	vcpu, gb := prices.FargateVCPU, prices.FargateGB
	if platform, _ := definition["RuntimePlatform"].(map[string]any); platform["CpuArchitecture"] == "ARM64" {
		vcpu, gb = prices.FargateARMVCPU, prices.FargateARMGB
	}
	each := hourly(units/1024*vcpu + mebibytes/1024*gb)
	onDemand, spot := divide(count, service.Properties["CapacityProviderStrategy"])
	size := fmt.Sprintf("%v vCPU, %v GB", units/1024, mebibytes/1024)
	if onDemand > 0 {
		e.billMany("Fargate task, "+size, onDemand, each).Rests = WithTasks
	}
	if spot > 0 {
		e.billMany("Fargate Spot task, "+size, spot, each*prices.FargateSpotShare).Rests = WithTasks
	}
}

// divide says how many of count tasks run on demand: a strategy's base first, then by weight.
func divide(count int, strategy any) (onDemand, spot int) {
	providers, _ := strategy.([]any)
	var weights, spotWeight float64
	var base int
	for _, provider := range providers {
		p, _ := provider.(map[string]any)
		weight, _ := p["Weight"].(float64)
		weights += weight
		if p["CapacityProvider"] == "FARGATE_SPOT" {
			spotWeight += weight
		} else if b, ok := p["Base"].(float64); ok {
			base = int(b)
		}
	}
	if weights == 0 {
		return count, 0
	}
	spot = int(float64(max(count-base, 0)) * spotWeight / weights)
	return count - spot, spot
}

func (e *estimator) addDatabase(stack assembly.Stack, r assembly.Resource) {
	class := fmt.Sprint(r.Properties["DBInstanceClass"])
	price, ok := prices.Database(class)
	if !ok {
		e.unknown(stack, class, r)
		return
	}
	name, storage := "database", prices.StorageGB
	if r.Properties["SourceDBInstanceIdentifier"] != nil {
		name = "read replica"
	} else if r.Properties["MultiAZ"] == true {
		name, price, storage = "database, Multi-AZ", 2*price, prices.StorageGBMultiAZ
	}
	e.bill(name+" "+class, hourly(price)).Rests = WithDatabase
	size, _ := strconv.ParseFloat(fmt.Sprint(r.Properties["AllocatedStorage"]), 64)
	e.bill(name+" storage", size*storage)
}
