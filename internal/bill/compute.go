package bill

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"kasha/internal/assembly"
	"kasha/lib/offers"
)

// addService adds the smallest number of tasks that a service runs.
func (e *estimator) addService(stack assembly.Stack, service assembly.Resource) {
	reference, _ := service.Properties["TaskDefinition"].(map[string]any)
	id, _ := reference["Ref"].(string)
	definition := e.definitions[stack.Name+"/"+id].Properties
	units, _ := strconv.ParseFloat(fmt.Sprint(definition["Cpu"]), 64)
	mebibytes, _ := strconv.ParseFloat(fmt.Sprint(definition["Memory"]), 64)
	count, ok := e.tasksOf(service)
	if units == 0 || mebibytes == 0 || !ok {
		e.addUnpriced(stack, "service", service)
		return
	}
	vcpu, gb := fargateVCPU, fargateGB
	if platform, _ := definition["RuntimePlatform"].(map[string]any); platform["CpuArchitecture"] == "ARM64" {
		vcpu, gb = fargateARMVCPU, fargateARMGB
	}
	each, disk := hourly(units/1024*vcpu+mebibytes/1024*gb), 0.0
	onDemand, spot := divide(count, service.Properties["CapacityProviderStrategy"])
	size := fmt.Sprintf("%v vCPU, %v GB", units/1024, mebibytes/1024)
	if storage, _ := definition["EphemeralStorage"].(map[string]any); storage != nil {
		gib, _ := strconv.ParseFloat(fmt.Sprint(storage["SizeInGiB"]), 64)
		size, disk = fmt.Sprintf("%s, disk of %v GB", size, gib), hourly(max(gib-freeDiskGB, 0)*fargateDiskGB)
	}
	if onDemand > 0 {
		e.billMany("Fargate task, "+size, onDemand, each+disk).Rests = WithTasks
	}
	if spot > 0 {
		e.billMany("Fargate Spot task, "+size, spot, each*fargateSpotShare+disk).Rests = WithTasks
	}
}

const freeDiskGB = 20 // of each task, in its price

// tasksOf returns how many tasks a service runs at rest: the minimum of its scalable target, or a fixed number. ok is false
// where the number cannot be read.
func (e *estimator) tasksOf(service assembly.Resource) (count int, ok bool) {
	for _, target := range e.targets {
		scaled, _ := json.Marshal(target.Properties["ResourceId"])
		if strings.Contains(string(scaled), `"`+service.LogicalID+`"`) {
			least, ok := target.Properties["MinCapacity"].(float64)
			return int(least), ok
		}
	}
	fixed, ok := service.Properties["DesiredCount"].(float64)
	return int(fixed), ok
}

// divide returns how many of count tasks run on demand and on Spot: a strategy's base first, then by weight.
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

// addDatabase adds an instance and its storage.
func (e *estimator) addDatabase(stack assembly.Stack, r assembly.Resource) {
	class := fmt.Sprint(r.Properties["DBInstanceClass"])
	price, ok := instancePrice(offers.ClassOf(class))
	if !ok {
		e.addUnpriced(stack, class, r)
		return
	}
	name, storage := "database", storageGB
	if r.Properties["SourceDBInstanceIdentifier"] != nil {
		name = "read replica"
	} else if r.Properties["MultiAZ"] == true {
		name, price, storage = "database, Multi-AZ", 2*price, storageGBMultiAZ
	}
	e.bill(name+" "+class, hourly(price)).Rests = WithDatabase
	size, _ := strconv.ParseFloat(fmt.Sprint(r.Properties["AllocatedStorage"]), 64)
	e.bill(name+" storage", size*storage)
}

// addProxy adds an RDS Proxy, which AWS bills by the vCPUs of the database behind it.
func (e *estimator) addProxy(stack assembly.Stack, r assembly.Resource) {
	const atLeast = 2
	vcpus := offers.ClassOf(e.primary).VCPUs
	if vcpus == 0 {
		e.addUnpriced(stack, "proxy before "+e.primary, r)
		return
	}
	e.billMany("vCPU behind a database proxy", max(vcpus, atLeast), hourly(proxyVCPU))
}
