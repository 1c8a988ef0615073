package reach

import (
	"slices"
	"strings"

	"kasha/internal/policy"
)

// expectation is a line of the list of connections that an environment of Kasha may have.
type expectation struct {
	from, to    string // names of nodes, with * for any part of one; or ofKind
	protocol    string
	first, last int
	via         []string // the ways out of the VPC that will do; none: inside it, or outside it altogether
	only        string
	must        bool // a connection that has to work, from every place to every place; the others merely may
}

// expectations is the complete list. A connection that is possible and not listed here is a violation, and so is one that
// must work and does not for certain.
//
// What differs between environments comes from the configuration: the containers' ports, whether CloudFront calls the
// public load balancer by HTTP or, with a domain, by HTTPS, whether there is a replica or a proxy.
func expectations(m *Model) []expectation {
	frontend, backend := m.portOf("Frontend"), m.portOf("Backend")
	origin := m.originPort()
	const mysql, https, internal = 3306, 443, 8080
	secret := "requests with the secret header X-Kasha-Origin"
	nat := []string{string(toNAT)}
	private := []string{string(toNAT), "gateway endpoint", "interface endpoint"}
	anyway := append([]string{string(toInternetGateway)}, private...)
	const rotation, site, public, proxy = "Database/*Rotation", "Edge/Distribution", "PublicLoadBalancer", "DatabaseProxy/Proxy"
	const sql = "SqlTask/SecurityGroup"

	database := []expectation{{"Backend", ofKind(Database), "tcp", mysql, mysql, nil, "", true}}
	if m.has(proxy) { // which stands before the primary alone
		database = []expectation{
			{"Backend", proxy, "tcp", mysql, mysql, nil, "", true},
			{proxy, "Database/Primary", "tcp", mysql, mysql, nil, "", true},
			{"Backend", "Database/Replica", "tcp", mysql, mysql, nil, "", false},
		}
	}

	return slices.Concat(database, []expectation{
		// Viewers, and CloudFront on their behalf.
		{InternetName, site, "tcp", https, https, nil, "", true},
		{InternetName, site, "udp", https, https, nil, "", false}, // HTTP/3
		{InternetName, site, "tcp", 80, 80, nil, "to be redirected to HTTPS", false},
		{site, public, "tcp", origin, origin, nil, "", true},

		// CloudFront's addresses are everybody's: any distribution may connect. It is answered 403, or redirected; only requests
		// with the header are forwarded.
		{OtherDistributionName, public, "tcp", origin, origin, nil, "", false},
		{OtherDistributionName, public, "tcp", 80, 80, nil, "", false},
		{public, "Frontend", "tcp", frontend, frontend, nil, secret, true},

		// Tier by tier.
		{"Frontend", "InternalLoadBalancer", "tcp", internal, internal, nil, "", true},
		{"InternalLoadBalancer", "Backend", "tcp", backend, backend, nil, "", true},
		{rotation, "Database/Primary", "tcp", mysql, mysql, nil, "", true}, // a password changes there; the replica follows

		// The one-off task of make sql, which is in no template: whoever starts it chooses its subnet and whether it has a public
		// address, so it may leave either way. Restored copies of the database connect to nobody, and nobody to them.
		{sql, "Database/Primary", "tcp", mysql, mysql, nil, "", true},
		{sql, InternetName, "tcp", https, https, []string{string(toNAT), string(toInternetGateway)}, "", false},
		{sql, apiPrefix + "*", "tcp", https, https, anyway, "", false},

		// Ways out. Images that are not in ECR, and first pulls of cached ones, come from the internet.
		{"Frontend", InternetName, "tcp", https, https, nat, "", true},
		{"Backend", InternetName, "tcp", https, https, nat, "", true},
		{rotation, InternetName, "tcp", https, https, nat, "", false},
		{"Frontend", apiPrefix + "*", "tcp", https, https, private, "", false},
		{"Backend", apiPrefix + "*", "tcp", https, https, private, "", false},
		{rotation, apiPrefix + "*", "tcp", https, https, private, "", false},
	},
		// What does not work without an AWS service, where the environment uses it: pulling images, writing logs, reading secrets at
		// start, the queues, the bucket.
		must("Frontend", private, "ecr.api", "ecr.dkr", "s3", "logs"),
		must("Backend", private, "ecr.api", "ecr.dkr", "s3", "logs", "secretsmanager", "sqs"),
		must(rotation, private, "secretsmanager"),

		// What any machine in a subnet could do, whatever its security groups: the route tables' answer.
		anyPort("Network/Vpc/publicSubnet*", string(toInternetGateway)),
		anyPort("Network/Vpc/frontendSubnet*", string(toNAT)),
		anyPort("Network/Vpc/backendSubnet*", string(toNAT)),
		[]expectation{
			{"Network/Vpc/publicSubnet*", apiPrefix + "*", "tcp", https, https, []string{string(toInternetGateway)}, "", false},
			{"Network/Vpc/frontendSubnet*", apiPrefix + "*", "tcp", https, https, private, "", false},
			{"Network/Vpc/backendSubnet*", apiPrefix + "*", "tcp", https, https, private, "", false},
			// Interface endpoints stand inside the VPC, and all its addresses reach them. No route leads out of the database
			// subnets; from there on it is up to the database's security group, which lets nothing out.
			{"Network/Vpc/*Subnet*", apiPrefix + "*", "tcp", https, https, []string{"interface endpoint"}, "", false},
			{"Network/Vpc", apiPrefix + "*", "tcp", https, https, []string{"interface endpoint"}, "", false},
		},
	)
}

func must(from string, via []string, services ...string) []expectation {
	var all []expectation
	for _, service := range services {
		all = append(all, expectation{from, apiPrefix + service, "tcp", 443, 443, via, "", true})
	}
	return all
}

func anyPort(subnets, via string) []expectation {
	return []expectation{
		{subnets, InternetName, "tcp", 1, 65535, []string{via}, "", false},
		{subnets, InternetName, "udp", 1, 65535, []string{via}, "", false},
	}
}

const kindPrefix = "any "

func ofKind(kind Kind) string { return kindPrefix + string(kind) }

// is reports whether a pattern of the list means a node.
func (n *Node) is(pattern string) bool {
	if kind, ok := strings.CutPrefix(pattern, kindPrefix); ok {
		return n.Kind == Kind(kind)
	}
	return policy.Match(pattern, n.Name)
}

// allows reports whether the list's line covers an edge.
func (e expectation) allows(from, to *Node, edge Edge) bool {
	return from.is(e.from) && to.is(e.to) && e.protocol == edge.Protocol && e.first <= edge.First && edge.Last <= e.last &&
		e.only == edge.Only && (edge.Via == "" && len(e.via) == 0 || slices.Contains(e.via, edge.Via))
}

// portOf is where a service's containers listen.
func (m *Model) portOf(name string) int {
	for _, node := range m.nodes {
		if node.Name == name {
			return node.port
		}
	}
	return 0
}

func (m *Model) has(name string) bool {
	return slices.ContainsFunc(m.nodes, func(n *Node) bool { return n.Name == name })
}

// originPort is where CloudFront calls the public load balancer.
func (m *Model) originPort() int {
	for _, d := range m.sites {
		for _, o := range d.origins {
			return o.ports[0]
		}
	}
	return 0
}
