package reach

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// networkInterface is a network interface that a node has or may have: one of its subnets, with its security groups.
type networkInterface struct {
	subnet *subnet
	keys   []string // of its security groups
	groups []*securityGroup
	public publicAddress
	any    bool // no security group applies
}

func (n networkInterface) peer() peer { return n.subnet.peer(n.keys) }

// publicAddress is whether a network interface has a public address.
type publicAddress int

const (
	private publicAddress = iota
	unsure                // the templates do not say
	public
)

func (a publicAddress) has(c certainty) bool { return a == public || a == unsure && c == possible }

// String completes "it ... public address".
func (a publicAddress) String() string {
	switch a {
	case public:
		return "has a"
	case unsure:
		return "may have a"
	}
	return "has no"
}

// interfacesWithin finds subnets and security groups in a resource's properties, at any depth and under the names that AWS uses.
// It finds them in a state machine's definition too. So a resource of a type that the model does not know is a node like any
// other.
func (m *Model) interfacesWithin(value any) []networkInterface {
	var interfaces []networkInterface
	cloudformation.WalkDocuments(value, func(_ cloudformation.At, value any) bool {
		object, _ := value.(map[string]any)
		p := lowerKeys(object)
		subnets := firstOf(p, "subnets", "subnetids", "vpcsubnetids")
		if slices.ContainsFunc(subnets, func(id string) bool { return m.subnets[m.env.Identity(id)] != nil }) {
			groups := firstOf(p, "securitygroups", "securitygroupids", "vpcsecuritygroupids")
			interfaces = append(interfaces, m.interfacesIn(subnets, groups, private)...)
		}
		return true
	})
	return interfaces
}

// interfacesIn makes one interface for each subnet. Without security groups, AWS uses the VPC's default group.
func (m *Model) interfacesIn(subnets, groups []string, address publicAddress) []networkInterface {
	var interfaces []networkInterface
	for _, id := range subnets {
		s := m.subnets[m.env.Identity(id)]
		if s == nil {
			m.note("subnet %s, which is in none of the templates", m.describe(id))
			continue
		}
		if len(groups) == 0 {
			groups = []string{attribute(s.vpc, "DefaultSecurityGroup")}
		}
		n := networkInterface{subnet: s, public: address}
		for _, text := range groups {
			key := m.env.Identity(text)
			n.keys = append(n.keys, key)
			n.groups = append(n.groups, m.group(key))
		}
		interfaces = append(interfaces, n)
	}
	return interfaces
}

// publicAddressOf finds whether a resource's properties ask for a public address, at any depth and under the names that AWS uses
// for it. The most exposed answer counts. An answer that a deployment decides may be yes.
func publicAddressOf(value any) publicAddress {
	worst := private
	cloudformation.WalkDocuments(value, func(at cloudformation.At, value any) bool {
		switch strings.ToLower(at.Name()) {
		case "assignpublicip", "associatepublicipaddress", "publiclyaccessible", "endpointpublicaccess", "scheme":
			if _, isObject := value.(map[string]any); !isObject {
				worst = max(worst, publicAddressBy(strings.ToLower(cloudformation.Properties{"": value}.Text(""))))
			}
		}
		return true
	})
	return worst
}

func publicAddressBy(flag string) publicAddress {
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
