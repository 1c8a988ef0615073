package reach

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// distribution is a CloudFront distribution of the templates. Viewers connect to it, and it connects to its origins.
type distribution struct {
	node     *Node
	policies []string // viewer protocol policies of its behaviors
	http3    bool
	waf      string
	origins  []origin
}

type origin struct {
	balancer *loadBalancer
	vpc      *cloudformation.Resource // the VPC origin through which it is reached; nil: it has a public address
	ports    []int
	headers  []header // that the distribution adds to every request
}

func (m *Model) readDistributions() {
	for _, resource := range m.env.Resources("AWS::CloudFront::Distribution") {
		c := resource.Properties.Map("DistributionConfig")
		d := &distribution{
			node:     m.add(&Node{Name: resource.Name(), Kind: Distribution, Resource: resource}),
			http3:    strings.HasSuffix(c.Text("HttpVersion"), "3"), // http3, http2and3
			policies: []string{c.Map("DefaultCacheBehavior").Text("ViewerProtocolPolicy")},
			waf:      m.describe(c.Text("WebACLId")),
		}
		for _, behavior := range c.Maps("CacheBehaviors") {
			d.policies = append(d.policies, behavior.Text("ViewerProtocolPolicy"))
		}
		for _, o := range c.Maps("Origins") {
			if found, ok := m.readOrigin(o); ok {
				d.origins = append(d.origins, found)
			} else if !m.isBucket(o) {
				m.note("the origin %s of %s", o.Text("DomainName"), resource)
			}
		}
		m.distributions = append(m.distributions, d)
	}
}

func (m *Model) readOrigin(o cloudformation.Properties) (origin, bool) {
	custom, found := o.Map("CustomOriginConfig"), origin{}
	if id := o.Map("VpcOriginConfig").Text("VpcOriginId"); id != "" {
		found, custom = m.readVPCOrigin(id)
	} else {
		found.balancer = m.loadBalancerAt(o.Text("DomainName"))
	}
	if found.balancer == nil {
		return origin{}, false
	}
	policy := custom.Text("OriginProtocolPolicy")
	if policy != "https-only" {
		found.ports = append(found.ports, numberOr(custom, "HTTPPort", 80))
	}
	if policy != "http-only" {
		found.ports = append(found.ports, numberOr(custom, "HTTPSPort", 443))
	}
	for _, h := range o.Maps("OriginCustomHeaders") {
		found.headers = append(found.headers, header{name: h.Text("HeaderName"), value: h.Text("HeaderValue")})
	}
	return found, true
}

// isBucket reports whether an origin is a bucket of the templates. It stands in no network; who may read it, permissions say.
func (m *Model) isBucket(o cloudformation.Properties) bool {
	bucket, ok := m.env.Find(o.Text("DomainName"))
	return ok && bucket.Type == "AWS::S3::Bucket" && o["S3OriginConfig"] != nil
}

// loadBalancerAt finds the load balancer that a domain name leads to, directly or through a DNS record of the templates.
func (m *Model) loadBalancerAt(domain string) *loadBalancer {
	for _, reference := range cloudformation.References(domain) {
		for _, b := range m.loadBalancers {
			if b.node.Resource.Stack == reference.Stack && b.node.Resource.LogicalID == reference.LogicalID {
				return b
			}
		}
	}
	for _, record := range m.env.Resources("AWS::Route53::RecordSet") {
		alias := record.Properties.Map("AliasTarget").Text("DNSName")
		if strings.TrimSuffix(record.Properties.Text("Name"), ".") == domain && alias != "" && alias != domain {
			return m.loadBalancerAt(alias)
		}
	}
	return nil
}

// onHTTP is what the distribution does with a viewer's request without TLS; empty: it serves it.
func (d *distribution) onHTTP() string {
	switch {
	case slices.Contains(d.policies, "allow-all"):
		return ""
	case slices.Contains(d.policies, "redirect-to-https"):
		return allowlist.ToBeRedirectedToHTTPS
	}
	return allowlist.ToBeRefused
}

// adds reports whether the distribution adds a header to requests for a load balancer.
func (d *distribution) adds(b *loadBalancer, h header) bool {
	for _, o := range d.origins {
		if o.balancer == b && slices.Contains(o.headers, h) {
			return true
		}
	}
	return false
}

func numberOr(p cloudformation.Properties, name string, otherwise int) int {
	if number, ok := p.Int(name); ok {
		return number
	}
	return otherwise
}

func (m *Model) distributionOf(node *Node) *distribution {
	for _, d := range m.distributions {
		if d.node == node {
			return d
		}
	}
	return &distribution{node: node}
}

// viewer is a connection of any viewer to the distribution.
func (t *trace) viewer(d *distribution, f flow) bool {
	switch {
	case f == tcp(80):
		t.path.Only = d.onHTTP()
	case f == tcp(443) || d.http3 && f == flow{protocol: "udp", port: 443}:
	default:
		return t.stop("CloudFront listens on tcp 80 and 443, and on udp 443 for HTTP/3 where it is on")
	}
	if d.waf != "" {
		t.pass("web ACL %s inspects the request", d.waf)
	}
	return t.pass("distribution %s", d.node.Resource)
}

// tryOrigins follows the connections that a distribution opens to its origins.
func (m *Model) tryOrigins(a, b *Node, f flow, try func(func(*trace) bool)) {
	for _, o := range m.distributionOf(a).origins {
		for _, port := range o.ports {
			if o.balancer.node != b || f != tcp(port) {
				continue
			}
			each(b, func(to networkInterface) {
				try(func(t *trace) bool {
					return t.pass("origin of %s", a.Resource) && t.listens(b, f) && t.fromDistribution(o, to, f)
				})
			})
			return
		}
	}
	try(func(t *trace) bool {
		return t.stop("%s has no origin at %s on %s %d", a.Name, b.Name, f.protocol, f.port)
	})
}
