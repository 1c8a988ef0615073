package tests

import (
	"fmt"
	"strings"
	"testing"
)

// TestOutboundIsNarrow catches a group that may call anything, or what only another process declares. The design document allows all
// outbound traffic. Kasha allows HTTPS, named neighbours and what the process itself declares, so that a compromised container cannot reach
// other services.
func TestOutboundIsNarrow(t *testing.T) {
	found := 0
	eachShape(t, func(p platform) {
		declared := map[string]bool{} // the group of a process's tasks, and the port and range to which it may connect
		for _, process := range p.env.Processes() {
			for _, egress := range process.Egress {
				declared[tasksOf(process)+"/Resource "+egress.String()] = true
			}
		}
		found += len(declared)
		check := func(group string, says properties) {
			to := says.Text("CidrIp") + says.Text("CidrIpv6")
			if rule := group + " " + says.Text("FromPort") + " " + to; declared[rule] && says.Text("ToPort") == says.Text("FromPort") {
				return
			}
			anywhere := strings.HasSuffix(to, "/0")
			if says.Text("IpProtocol") == "-1" || anywhere && fmt.Sprint(says.Text("FromPort"), says.Text("ToPort")) != "443443" {
				p.t.Errorf("%s: outbound rule %v, want HTTPS, a named neighbour or what its own process declares", group, says)
			}
		}
		for _, group := range p.some("AWS::EC2::SecurityGroup") {
			for _, says := range group.Properties.Maps("SecurityGroupEgress") {
				check(group.Path, says)
			}
		}
		for _, each := range p.some("AWS::EC2::SecurityGroupEgress") {
			check(p.follow(each.Properties.Text("GroupId")).Path, each.Properties)
		}
	})
	if found == 0 {
		t.Error("no process of any shape declares a connection, want some: testdata/shapes.json")
	}
}
