package exposure

import (
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// natGateway reports a route through another NAT gateway. A gateway that is new is more redundancy, and a note. One that is there already
// has more subnets than before behind it.
func (e *Environment) natGateway(s Stack, r Resource) (found Findings) {
	if r.Old == nil || values.Type(r.New) != "AWS::EC2::Route" {
		return found
	}
	old, new := e.then(values.Properties(r.Old)["NatGatewayId"]), values.Properties(r.New)["NatGatewayId"]
	if values.Equal(old, new) {
		return found
	}
	finding := e.about(s, r, "NatGatewayId changes: outbound traffic leaves through another NAT gateway, and with its address", old, new)
	finding.class = properties.Availability
	if e.added[nameOf(new)] {
		finding.class = properties.Effect
	}
	found.add(finding)
	return found
}
