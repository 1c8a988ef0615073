package config

import (
	"slices"

	"kasha/lib/quotas"
)

// Take is what an environment takes of an account, at a place where AWS counts it.
type Take struct {
	Item    quotas.Item
	Account string // the environment's own, or that of its archive's copies
	Place   string // a region, a zone, or "" for all regions together
	Amount  float64
}

// Takes returns what the environment takes of everything that lib/quotas adds up. A test compares it with the templates.
//
// Not in it is what exists for some hours only, such as the database of a restore test.
func (e Environment) Takes() []Take {
	instances := 1.0
	if e.Database.ReadReplica {
		instances++
	}
	takes := []Take{
		{quotas.Networks, e.Account, e.Region, 1},
		{quotas.Addresses, e.Account, e.Region, float64(e.Network.NATGateways)}, // each has one
		{quotas.GatewayEndpoints, e.Account, e.Region, 1},
		{quotas.Balancers, e.Account, e.Region, float64(e.LoadBalancers())},
		{quotas.Instances, e.Account, e.Region, instances},
		{quotas.Storage, e.Account, e.Region, instances * float64(e.Database.StorageGiB)},
		{quotas.ResponseHeaders, e.Account, "", float64(e.Edge.HeaderPolicies())},
	}
	for i := range min(e.Network.NATGateways, len(e.AvailabilityZones)) {
		takes = append(takes, Take{quotas.Gateways, e.Account, e.AvailabilityZones[i], 1})
	}
	if e.Database.Proxy {
		takes = append(takes, Take{quotas.Proxies, e.Account, e.Region, 1})
	}
	for _, process := range e.Processes() {
		item := quotas.VCPUs
		if process.Spot {
			item = quotas.SpotVCPUs
		}
		takes = append(takes, Take{item, e.Account, e.Region, float64(process.CPU*process.MostTasks()) / unitsOfOneVCPU})
	}
	if copies, ok := e.ArchiveTarget(); ok && e.Backup.RestoreTest { // which restores the copies into a network without a way out
		takes = append(takes, Take{quotas.Networks, copies.Account, copies.Region, 1})
	}
	return takes
}

// LoadBalancers counts them: one before the backend, and one before the frontend, or two with bothOrigins.
func (e Environment) LoadBalancers() int {
	if e.Edge.BothOrigins {
		return 3
	}
	return 2
}

// Places returns the places of its own account where AWS counts what the environment takes.
func (e Environment) Places() []string {
	var places []string
	for _, take := range e.Takes() {
		if take.Account == e.Account && !slices.Contains(places, take.Place) {
			places = append(places, take.Place)
		}
	}
	return places
}

// unitsOfOneVCPU is how many CPU units of Fargate are one vCPU.
const unitsOfOneVCPU = 1024
