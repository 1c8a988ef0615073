package config

import "kasha/lib/quotas"

// Take is what an environment takes of its account, at a place where AWS counts it.
type Take struct {
	Item   quotas.Item
	Place  string // a region, a zone, or "" for all regions together
	Amount float64
}

// Takes returns what the environment takes of its account, of everything that lib/quotas adds up. A test compares it with the templates.
//
// Not in it is what exists for some hours only, such as the database of a restore test.
func (e Environment) Takes() []Take {
	instances := 1.0
	if e.Database.ReadReplica {
		instances++
	}
	takes := []Take{
		{quotas.Networks, e.Region, 1},
		{quotas.Addresses, e.Region, float64(e.Network.NATGateways)}, // each has one
		{quotas.GatewayEndpoints, e.Region, 1},
		{quotas.Balancers, e.Region, 2},
		{quotas.Instances, e.Region, instances},
		{quotas.Storage, e.Region, instances * float64(e.Database.StorageGiB)},
		{quotas.ResponseHeaders, "", 1},
	}
	for i := range min(e.Network.NATGateways, len(e.AvailabilityZones)) {
		takes = append(takes, Take{quotas.Gateways, e.AvailabilityZones[i], 1})
	}
	if e.Database.Proxy {
		takes = append(takes, Take{quotas.Proxies, e.Region, 1})
	}
	for _, process := range e.Processes() {
		item := quotas.VCPUs
		if process.Spot {
			item = quotas.SpotVCPUs
		}
		takes = append(takes, Take{item, e.Region, float64(process.CPU*process.MostTasks) / unitsOfOneVCPU})
	}
	return takes
}

// Places returns the places where AWS counts what the environment takes.
func (e Environment) Places() []string { return append([]string{e.Region, ""}, e.AvailabilityZones...) }

// unitsOfOneVCPU is how many CPU units of Fargate are one vCPU.
const unitsOfOneVCPU = 1024
