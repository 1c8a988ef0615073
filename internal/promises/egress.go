package promises

import (
	"strconv"
	"strings"

	"kasha/internal/allowlist"
)

// opensEgress lets a process open connections to one TCP port of public addresses, declared as PORT CIDR. They leave by the NAT gateway.
// That all addresses are reached is promised only where all are declared.
func opensEgress(process, declared string) promise {
	port, to, _ := strings.Cut(declared, " ")
	number, err := strconv.Atoi(port)
	if err != nil {
		return promise{} // nothing is promised, so the rule is a violation
	}
	return promise{connections: []allowlist.Connection{{
		From: process, To: allowlist.Internet, On: allowlist.TCP(number), Via: []allowlist.Way{allowlist.NATGateway}, Must: to == "0.0.0.0/0",
	}}}
}
