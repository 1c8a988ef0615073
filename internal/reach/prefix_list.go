package reach

import (
	"slices"
	"strings"
)

// PrefixLists names the AWS-managed prefix list of CloudFront's origin-facing addresses in a region; empty: not known.
type PrefixLists func(region string) string

// readPrefixLists finds the prefix list of CloudFront's origin-facing addresses in each region with a VPC. Where the caller does
// not know it and the region's rules name exactly one list as a source, that list is taken for it.
func (m *Model) readPrefixLists() {
	named := map[string][]string{} // by region
	for _, group := range m.groups {
		for _, r := range group.ingress {
			if strings.HasPrefix(r.list, "pl-") && !slices.Contains(named[group.region], r.list) {
				named[group.region] = append(named[group.region], r.list)
			}
		}
	}
	m.origins = map[string]string{}
	for _, resource := range m.env.Resources("AWS::EC2::VPC") {
		list := m.originFacing(resource.Region)
		if list == "" && len(named[resource.Region]) == 1 {
			list = named[resource.Region][0]
		}
		m.origins[resource.Region] = list
	}
	for _, group := range m.groups {
		for i, r := range group.ingress {
			group.ingress[i].known = r.list != "" && r.list == m.origins[group.region]
		}
		for _, r := range slices.Concat(group.ingress, group.egress) {
			if r.list != "" && !r.known {
				m.note("which addresses %s holds, for %s", r.list, r.where)
			}
		}
	}
}

// cloudFront is where distributions connect from, as the rules of a network interface see it.
func (m *Model) cloudFront(to networkInterface) peer {
	return peer{name: "CloudFront", list: m.origins[to.subnet.resource.Region]}
}
