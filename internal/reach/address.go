package reach

import (
	"net/netip"
	"slices"
	"sync"

	"go4.org/netipx"
)

// peer is the far end of a connection as a rule sees it.
type peer struct {
	name      string
	addresses netip.Prefix // it has one of these; invalid: some public address
	groups    []string     // its security groups; rules that name a group match private addresses only
	list      string       // the AWS-managed prefix list that its address is on
}

func internet() peer { return peer{name: "the internet"} }

// certainty is how to decide what the templates leave open.
type certainty int

const (
	possible certainty = iota // for some address, port or request: what must not happen has to be impossible
	certain                   // for every one of them: what must work has to be certain
)

// extent is how much of a peer's addresses, or of some traffic, a rule must cover.
type extent int

const (
	anyPart extent = iota
	allOf
)

// toAllow is the extent that a rule which allows must cover. A rule that refuses needs the other one.
func (c certainty) toAllow() extent {
	if c == certain {
		return allOf
	}
	return anyPart
}

func (c certainty) toRefuse() extent {
	if c == certain {
		return anyPart
	}
	return allOf
}

// covers decides whether a rule's address range covers a peer's addresses. A range that is not resolved, because a parameter decides
// it for example, covers a part of anything and all of nothing.
func covers(cidr netip.Prefix, p peer, needed extent) bool {
	switch {
	case !cidr.IsValid():
		return needed == anyPart
	case p.addresses.IsValid() && needed == allOf:
		return cidr.Bits() <= p.addresses.Bits() && cidr.Contains(p.addresses.Addr())
	case p.addresses.IsValid():
		return cidr.Overlaps(p.addresses)
	case needed == allOf:
		return cidr.Bits() == 0
	}
	return holdsPublic(cidr)
}

// remaining are those addresses of a peer that no rule has covered yet.
type remaining struct {
	of    peer
	cidrs []netip.Prefix // that are covered; few rules cover a part, so their union is computed where there are two
}

func (p peer) remaining() remaining { return remaining{of: p} }

// without takes the addresses of a range away. A range that is not resolved takes none away for certain.
func (r remaining) without(cidr netip.Prefix) remaining {
	if covers(cidr, r.of, anyPart) && cidr.IsValid() {
		r.cidrs = append(slices.Clip(r.cidrs), cidr)
	}
	return r
}

// none reports whether the ranges together cover every address.
func (r remaining) none() bool {
	switch len(r.cidrs) {
	case 0:
		return false
	case 1:
		return covers(r.cidrs[0], r.of, allOf)
	}
	return isEmpty(uncovered(r.of.whole(), r.cidrs))
}

// meets reports whether a range covers any address that is left.
func (r remaining) meets(cidr netip.Prefix) bool {
	switch {
	case !covers(cidr, r.of, anyPart):
		return false
	case len(r.cidrs) == 0:
		return true
	case !cidr.IsValid():
		return !r.none()
	case !r.of.addresses.IsValid():
		return !isEmpty(uncoveredPublic(cidr, r.cidrs))
	case r.of.addresses.Bits() > cidr.Bits():
		cidr = r.of.addresses
	}
	return !isEmpty(uncovered(cidr, r.cidrs))
}

// whole is a range with all addresses of a peer.
func (p peer) whole() netip.Prefix {
	if p.addresses.IsValid() {
		return p.addresses
	}
	return netip.MustParsePrefix("0.0.0.0/0")
}

// parseCIDR reads an address range. One that is not resolved becomes an invalid range; see covers.
func parseCIDR(text string) netip.Prefix {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix.Masked()
}

// holdsPublic reports whether a range has public addresses in it. A range of IPv6 is taken to have some.
func holdsPublic(cidr netip.Prefix) bool {
	return !cidr.Addr().Is4() || publicAddresses().OverlapsPrefix(cidr)
}

// Sets of addresses are go4.org/netipx's. It publishes no releases, so go.mod names a commit.

// publicAddresses are those of IPv4 outside the ranges that RFC 1918, 6598, 1122, 3927 and 5771 reserve.
var publicAddresses = sync.OnceValue(func() *netipx.IPSet {
	var set netipx.IPSetBuilder
	set.AddPrefix(netip.MustParsePrefix("0.0.0.0/0"))
	for _, reserved := range []string{
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3",
	} {
		set.RemovePrefix(netip.MustParsePrefix(reserved))
	}
	return built(&set)
})

// uncovered are the addresses of a range that none of the others covers. A range that is not resolved covers nothing for certain.
func uncovered(whole netip.Prefix, by []netip.Prefix) *netipx.IPSet {
	var set netipx.IPSetBuilder
	set.AddPrefix(whole)
	for _, one := range by {
		if one.IsValid() {
			set.RemovePrefix(one)
		}
	}
	return built(&set)
}

// uncoveredPublic are the public ones among them.
func uncoveredPublic(whole netip.Prefix, by []netip.Prefix) *netipx.IPSet {
	var set netipx.IPSetBuilder
	set.AddSet(uncovered(whole, by))
	set.Intersect(publicAddresses())
	return built(&set)
}

// built panics only where an invalid range was added, and no caller adds one.
func built(set *netipx.IPSetBuilder) *netipx.IPSet {
	ips, err := set.IPSet()
	if err != nil {
		panic(err)
	}
	return ips
}

func isEmpty(set *netipx.IPSet) bool { return len(set.Ranges()) == 0 }
