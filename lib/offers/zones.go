package offers

import (
	"slices"
	"strings"
)

// ZoneAbsence is what some availability zones of a region lack, by zone id, as AWS's page said on a day.
//
// A zone id such as use1-az3 is the same place for every account. A zone name such as us-east-1c need not be: AWS maps names to zones for
// each account (EC2 user guide, "AZ IDs"). A configuration has names, so only the account can say which ids they are. `make deploy` asks.
type ZoneAbsence struct {
	Feature Feature
	Region  string
	Without string // zone ids that lack it, separated by spaces
	Only    string // or the zone ids that have it, where AWS lists those
	Source  string
	Read    string
}

// Fargate runs the tasks of the services.
const Fargate Feature = "Fargate"

// ZoneAbsences returns what some zones lack.
func ZoneAbsences() []ZoneAbsence {
	const (
		fargate = `ECS developer guide, "Supported Regions for Amazon ECS on AWS Fargate"`
		proxy   = `RDS user guide, "Quotas and limitations for RDS Proxy"`
		origins = `CloudFront developer guide, "Restrict access with VPC origins"`
		read    = "2026-11-26"
	)
	return []ZoneAbsence{
		{Feature: Fargate, Region: "us-east-1", Without: "use1-az3", Source: fargate, Read: read},
		{Feature: Fargate, Region: "us-west-1", Only: "usw1-az1 usw1-az3", Source: fargate, Read: read},
		{Feature: Fargate, Region: "ap-northeast-1", Only: "apne1-az1 apne1-az2 apne1-az4", Source: fargate, Read: read},
		{Feature: DatabaseProxy, Region: "us-east-1", Without: "use1-az3", Source: proxy, Read: read},
		{Feature: DatabaseProxy, Region: "us-west-1", Without: "usw1-az2", Source: proxy, Read: read},
		{Feature: VPCOrigins, Region: "us-east-1", Without: "use1-az3", Source: origins, Read: "2026-11-27"},
		{Feature: VPCOrigins, Region: "us-west-1", Without: "usw1-az2", Source: origins, Read: "2026-11-27"},
		{Feature: VPCOrigins, Region: "ap-northeast-1", Without: "apne1-az3", Source: origins, Read: "2026-11-27"},
		{Feature: VPCOrigins, Region: "ca-central-1", Without: "cac1-az3", Source: origins, Read: "2026-11-27"},
	}
}

// ZoneHas reports whether the zone with this id has a feature.
func (r Region) ZoneHas(feature Feature, zoneID string) bool {
	for _, absence := range ZoneAbsences() {
		if absence.Feature != feature || absence.Region != r.Name {
			continue
		}
		if absence.Only != "" {
			return slices.Contains(strings.Fields(absence.Only), zoneID)
		}
		return !slices.Contains(strings.Fields(absence.Without), zoneID)
	}
	return true
}
