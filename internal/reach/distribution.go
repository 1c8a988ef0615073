package reach

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/lib/config"
)

// distribution is our CloudFront distribution: viewers connect to it, it connects to its origins.
type distribution struct {
	node     *Node
	policies []string // of its behaviors towards viewers
	http3    bool
	waf      string
	origins  []origin
}

type origin struct {
	balancer *balancer
	ports    []int
	headers  []header // that the distribution adds to every request
}

// readPrefixLists says which prefix list holds CloudFront's origin-facing addresses in each region with a VPC. Where Kasha does
// not know it, the configuration names it: the only list that the region's rules name as a source is taken for it, and where
// there are two, none is.
func (m *Model) readPrefixLists() {
	named := map[string][]string{} // by region
	for _, group := range m.groups {
		for _, r := range group.ingress {
			if strings.HasPrefix(r.list, "pl-") && !slices.Contains(named[group.region], r.list) {
				named[group.region] = append(named[group.region], r.list)
			}
		}
	}
	m.origins = map[string]string{}
	for _, resource := range m.env.Resources("AWS::EC2::VPC") {
		list := config.OriginPrefixListOf(resource.Region)
		if list == "" && len(named[resource.Region]) == 1 {
			list = named[resource.Region][0]
		}
		m.origins[resource.Region] = list
	}
	for _, group := range m.groups {
		for i, r := range group.ingress {
			group.ingress[i].known = r.list != "" && r.list == m.origins[group.region]
		}
		for _, r := range slices.Concat(group.ingress, group.egress) {
			if r.list != "" && !r.known {
				m.note("which addresses %s holds, for %s", r.list, r.where)
			}
		}
	}
}

// cloudFront is where distributions connect from, as a place in some region sees it.
func (m *Model) cloudFront(to place) peer {
	return peer{name: "CloudFront", list: m.origins[to.subnet.resource.Region]}
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
			} else {
				m.note("the origin %s of %s", o.Text("DomainName"), resource)
			}
		}
		m.sites = append(m.sites, d)
	}
}

func (m *Model) readOrigin(o cloudformation.Properties) (origin, bool) {
	b := m.balancerAt(o.Text("DomainName"))
	if b == nil {
		return origin{}, false
	}
	custom := o.Map("CustomOriginConfig")
	found := origin{balancer: b}
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

// balancerAt finds the load balancer that a domain name leads to, directly or through a record of ours.
func (m *Model) balancerAt(domain string) *balancer {
	for _, reference := range cloudformation.References(domain) {
		for _, b := range m.balancers {
			if b.node.Resource.Stack == reference.Stack && b.node.Resource.LogicalID == reference.LogicalID {
				return b
			}
		}
	}
	for _, record := range m.env.Resources("AWS::Route53::RecordSet") {
		alias := record.Properties.Map("AliasTarget").Text("DNSName")
		if strings.TrimSuffix(record.Properties.Text("Name"), ".") == domain && alias != "" && alias != domain {
			return m.balancerAt(alias)
		}
	}
	return nil
}

// onHTTP is what becomes of a viewer's request without TLS.
func (d *distribution) onHTTP() string {
	switch {
	case slices.Contains(d.policies, "allow-all"):
		return ""
	case slices.Contains(d.policies, "redirect-to-https"):
		return "to be redirected to HTTPS"
	}
	return "to be refused"
}

// adds is whether the distribution adds a header to requests for a load balancer.
func (d *distribution) adds(b *balancer, h header) bool {
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
