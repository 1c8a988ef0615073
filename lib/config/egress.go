package config

import (
	"fmt"
	"net/netip"
	"regexp"

	"kasha/lib/spelling"
)

// Egress is a connection that a process may open beside those of its uses and HTTPS.
type Egress struct {
	// Port is the TCP port of the other side.
	//
	//	Unit:    TCP port
	//	Default: none; required
	//	Allowed: 1 to 65535; not 443, which every task may call
	//	Source:  EC2 API, SecurityGroupRule
	Port int `json:"port"`

	// To are the public addresses of the other side. A name would not do: a security group compares addresses.
	//
	//	Default: none; required
	//	Allowed: an IPv4 range in CIDR form, such as "203.0.113.0/24", or "0.0.0.0/0" for any address; no private range, to which the VPC
	//	         has no route
	//	Source:  EC2 API, SecurityGroupRule, CidrIpv4
	To string `json:"to"`

	// For says what the connection is for. It is the description of the security group rule, which a reviewer reads.
	//
	//	Default: none; required
	//	Allowed: at most 200 of letters, digits, spaces and ._-:/()#,@[]+=;{}!$*, without ${, #{Token[ and {{resolve:
	//	Source:  EC2 API, AuthorizeSecurityGroupEgress, Description
	For string `json:"for"`
}

// String is the connection as a task definition's metadata declares it: 587 0.0.0.0/0.
func (e Egress) String() string { return fmt.Sprintf("%d %s", e.Port, e.To) }

var descriptionPattern = regexp.MustCompile(`^[A-Za-z0-9 ._:/()#,@\[\]+=;{}!$*-]{1,200}$`)

// checkEgress checks the connections that a process declares.
func checkEgress(at object, all []Egress) {
	const most = 20 // a security group has 60 rules for each direction
	if len(all) > most {
		at.reject("egress", "the list has "+spelling.Count(len(all), "connection"), fmt.Sprintf("at most %d", most))
	}
	seen := map[string]bool{}
	for i, e := range all {
		element := at.element("egress", i)
		if e.Port < 1 || e.Port > 65535 {
			element.reject("port", fmt.Sprintf("%d is not a TCP port", e.Port), "1 to 65535, such as 587")
		}
		element.rejectIf(e.Port == 443, "port", "every task may call port 443", "remove the connection")
		checkDestination(element, e.To)
		if !descriptionPattern.MatchString(e.For) {
			element.reject("for", "this is not a description that EC2 accepts for a rule",
				`what the connection is for, such as "mail": letters, digits, spaces and ._-:/()#,@[]+=;{}!$*`)
		}
		element.rejectIf(holdsReference(e.For), "for",
			"the CDK or CloudFormation would replace a part of this text", "text without ${, #{Token[ and {{resolve:")
		element.rejectIf(seen[e.String()], "", "the connection is in the list twice", "list it once")
		seen[e.String()] = true
	}
}

func checkDestination(at object, to string) {
	prefix, err := netip.ParsePrefix(to)
	switch {
	case err != nil || !prefix.Addr().Is4():
		at.reject("to", quote(to)+" is not a range of IPv4 addresses", `a range such as "203.0.113.0/24", or "0.0.0.0/0" for any address`)
	case prefix != prefix.Masked():
		at.reject("to", quote(to)+" has bits beyond its prefix", quote(prefix.Masked().String()))
	case prefix.Bits() > 0 && isPrivate(prefix):
		at.reject("to", quote(to)+" holds private addresses, to which the VPC has no route",
			"public addresses; what a process reaches in its environment is in uses")
	}
}

// isPrivate reports whether a range lies in, or holds, addresses that no router of the internet knows.
func isPrivate(prefix netip.Prefix) bool {
	for _, private := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
	} {
		if prefix.Overlaps(netip.MustParsePrefix(private)) {
			return true
		}
	}
	return false
}
