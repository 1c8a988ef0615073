package reach

import "strings"

// findTogether looks for rules that each cover a part of the other side's addresses, and together all of them. So 0.0.0.0/1 and
// 128.0.0.0/1 are 0.0.0.0/0.
func findTogether(rules []rule, f flow, p peer) (*rule, bool) {
	left := p.remaining()
	var peers, places []string
	joined := rule{protocol: f.protocol, ports: f.ports()}
	for _, r := range rules {
		if !r.applies(f, certain) {
			continue
		}
		before := len(left.cidrs)
		for _, cidr := range r.cidrs {
			left = left.without(cidr)
		}
		if len(left.cidrs) > before {
			peers, places = append(peers, r.peer), append(places, r.where)
		}
	}
	if !left.none() {
		return nil, false
	}
	joined.peer, joined.where, joined.cidrs = strings.Join(peers, " and "), strings.Join(places, " and "), left.cidrs
	return &joined, true
}
