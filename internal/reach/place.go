package reach

import (
	"encoding/json"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// place is a network interface: one of a node's subnets and its security groups.
type place struct {
	subnet *subnet
	keys   []string // of its security groups
	groups []*securityGroup
	public exposure
	any    bool // no security group is in the way
}

func (p place) peer() peer { return p.subnet.peer(p.keys) }

// placed finds subnets and security groups in a resource's properties, at any depth and under the names that AWS uses for
// them, even inside a state machine's definition. So a resource of a type that nobody thought of is a node like any other.
func (m *Model) placed(value any) []place {
	var places []place
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			places = append(places, m.placed(element)...)
		}
	case cloudformation.Properties:
		return m.placed(map[string]any(value))
	case map[string]any:
		p := lowerKeys(value)
		subnets := firstOf(p, "subnets", "subnetids", "vpcsubnetids")
		if slices.ContainsFunc(subnets, func(id string) bool { return m.subnets[m.env.Identity(id)] != nil }) {
			places = append(places, m.places(subnets, firstOf(p, "securitygroups", "securitygroupids", "vpcsecuritygroupids"), private)...)
		}
		for _, element := range value {
			places = append(places, m.placed(element)...)
		}
	case string:
		var document any
		if strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &document) == nil {
			return m.placed(document)
		}
	}
	return places
}

func (m *Model) places(subnets, groups []string, address exposure) []place {
	var places []place
	for _, id := range subnets {
		s := m.subnets[m.env.Identity(id)]
		if s == nil {
			m.note("subnet %s, which is in none of the templates", m.describe(id))
			continue
		}
		if len(groups) == 0 {
			groups = []string{attribute(s.vpc, "DefaultSecurityGroup")}
		}
		p := place{subnet: s, public: address}
		for _, text := range groups {
			key := m.env.Identity(text)
			p.keys = append(p.keys, key)
			p.groups = append(p.groups, m.group(key))
		}
		places = append(places, p)
	}
	return places
}

// exposureOf finds whether a resource's properties ask for a public address, at any depth and under the names that AWS uses
// for it. The most exposed answer counts, and one that is decided when it is deployed may be yes.
func exposureOf(value any) exposure {
	worst := private
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			worst = max(worst, exposureOf(element))
		}
	case map[string]any:
		for key, element := range value {
			worst = max(worst, exposureOf(element))
			text, isText := cloudformation.Properties(value).Text(key), !isObject(element)
			switch strings.ToLower(key) {
			case "assignpublicip", "associatepublicipaddress", "publiclyaccessible", "endpointpublicaccess", "scheme":
				if isText {
					worst = max(worst, exposureBy(strings.ToLower(text)))
				}
			}
		}
	case string:
		var document any
		if strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &document) == nil {
			return exposureOf(document)
		}
	}
	return worst
}

func isObject(value any) bool { _, ok := value.(map[string]any); return ok }

func exposureBy(flag string) exposure {
	switch flag {
	case "true", "enabled", "internet-facing":
		return public
	case "false", "disabled", "internal":
		return private
	}
	return unsure
}

func lowerKeys(object map[string]any) cloudformation.Properties {
	lowered := cloudformation.Properties{}
	for key, value := range object {
		lowered[strings.ToLower(key)] = value
	}
	return lowered
}

func firstOf(p cloudformation.Properties, names ...string) []string {
	for _, name := range names {
		if texts := p.Texts(name); len(texts) > 0 {
			return texts
		}
	}
	return nil
}
