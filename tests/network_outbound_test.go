package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestOutboundIsNarrow catches a group that may call anything. The design document allows all outbound traffic. Kasha allows HTTPS,
// named neighbours and what a process declares, so that a compromised container cannot reach other services.
func TestOutboundIsNarrow(t *testing.T) {
	eachShape(t, func(p platform) {
		var rules []properties
		for _, group := range p.some("AWS::EC2::SecurityGroup") {
			rules = append(rules, group.Properties.Maps("SecurityGroupEgress")...)
		}
		for _, each := range p.some("AWS::EC2::SecurityGroupEgress") {
			rules = append(rules, each.Properties)
		}
		for _, says := range rules {
			declared := slices.Concat(p.env.Frontend.Egress, p.env.Backend.Egress)
			for _, further := range p.env.Services {
				declared = append(declared, further.Egress...)
			}
			if slices.ContainsFunc(declared, func(declared config.Egress) bool {
				return says.Text("FromPort")+" "+says.Text("CidrIp") == declared.String() && says.Text("ToPort") == says.Text("FromPort")
			}) {
				continue // a connection that a process declares
			}
			anywhere := strings.HasSuffix(says.Text("CidrIp")+says.Text("CidrIpv6"), "/0")
			if says.Text("IpProtocol") == "-1" || anywhere && fmt.Sprint(says.Text("FromPort"), says.Text("ToPort")) != "443443" {
				p.t.Errorf("outbound rule %v, want HTTPS or a named neighbour", says)
			}
		}
	})
}
