// Package allowlist has the types of two exhaustive lists: the connections and the sensitive permissions that an environment may have.
// internal/reach and internal/permissions compare an environment with any such lists. internal/promises has Kasha's lists, and does not
// import those two packages.
package allowlist

import "fmt"

// Connection is one line of a list of connections: From may connect To. A connection that is possible and covered by no line is
// a violation. With Must, so is one that does not work from every network interface of From to every one of To.
type Connection struct {
	From, To string // names of nodes, which are construct paths without the stack; * stands for any part of one
	On       Ports
	Via      []Way  // the ways out of the VPC that are allowed; none: only connections that do not leave a VPC
	Only     string // the limit that the connection must have, such as RequestsWithSecretHeader; empty: it has none
	Must     bool
}

// String is the line for messages.
func (c Connection) String() string {
	verb := "may connect to"
	if c.Must {
		verb = "must reach"
	}
	return fmt.Sprintf("%s %s %s on %s", c.From, verb, c.To, c.On)
}

// Names of nodes that no resource of a template stands for.
const (
	Internet          = "internet"               // any public address
	OtherDistribution = "another's distribution" // CloudFront's addresses, in the service of someone else's distribution
	AnyAWSService     = AWSServicePrefix + "*"
)

// AWSServicePrefix starts the names of the APIs of AWS services.
const AWSServicePrefix = "aws:"

// AWSService names the API of an AWS service, by the name that its VPC endpoint has: sqs, ecr.api.
func AWSService(name string) string { return AWSServicePrefix + name }

// Ports is a protocol (tcp or udp) and a range of ports, both ends included.
type Ports struct {
	Protocol    string
	First, Last int
}

// TCP is one TCP port.
func TCP(port int) Ports { return Ports{Protocol: "tcp", First: port, Last: port} }

// UDP is one UDP port.
func UDP(port int) Ports { return Ports{Protocol: "udp", First: port, Last: port} }

// EveryTCPPort is all of TCP.
func EveryTCPPort() Ports { return Ports{Protocol: "tcp", First: 1, Last: 65535} }

// EveryUDPPort is all of UDP.
func EveryUDPPort() Ports { return Ports{Protocol: "udp", First: 1, Last: 65535} }

// String is the ports for messages.
func (p Ports) String() string {
	switch {
	case p.First == p.Last:
		return fmt.Sprintf("%s %d", p.Protocol, p.First)
	case p.First == 1 && p.Last == 65535:
		return "every " + p.Protocol + " port"
	}
	return fmt.Sprintf("%s %d-%d", p.Protocol, p.First, p.Last)
}

// Way is how a connection leaves its VPC.
type Way string

// The ways out of a VPC.
const (
	NATGateway        Way = "NAT gateway"
	InternetGateway   Way = "internet gateway"
	GatewayEndpoint   Way = "gateway endpoint"
	InterfaceEndpoint Way = "interface endpoint"
)

// Limits that a connection may have.
const (
	ToBeRedirectedToHTTPS = "to be redirected to HTTPS"
	ToBeRefused           = "to be refused"
)

// RequestsWithSecretHeader is the limit of a listener rule that forwards only requests with a header whose value is secret.
func RequestsWithSecretHeader(name string) string { return "requests with the secret header " + name }
