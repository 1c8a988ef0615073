package exposure_test

import "testing"

// TestAnotherNATGateway catches a second NAT gateway that counts as less redundancy, and a shared one that does not.
func TestAnotherNATGateway(t *testing.T) {
	routes := func(second, gateways string) app {
		return resources(`{"R1": {"Type": "AWS::EC2::Route", "Properties": {"RouteTableId": "a", "NatGatewayId": {"Ref": "N1"}}},
			"R2": {"Type": "AWS::EC2::Route", "Properties": {"RouteTableId": "b", "NatGatewayId": {"Ref": "` + second + `"}}}` + gateways + `}`)
	}
	const (
		one   = `, "N1": {"Type": "AWS::EC2::NatGateway", "Properties": {"SubnetId": "1"}}`
		two   = one + `, "N2": {"Type": "AWS::EC2::NatGateway", "Properties": {"SubnetId": "2"}}`
		leave = "outbound traffic leaves through another NAT gateway"
	)
	more := compare(t, routes("N1", one).Assembly(t), routes("N2", two).Assembly(t))
	wants(t, "weakening", more.Weakenings)
	wants(t, "note", more.Notes, leave)
	shared := compare(t, routes("N2", two).Assembly(t), routes("N1", two).Assembly(t))
	wants(t, "weakening", shared.Weakenings, leave)
}
