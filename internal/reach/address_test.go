package reach

import (
	"net/netip"
	"testing"
)

// Catches a private range taken for one with public addresses, and the reverse.
func TestRangesWithPublicAddresses(t *testing.T) {
	for cidr, want := range map[string]bool{
		"10.1.0.0/16": false, "192.168.0.0/16": false, "100.64.1.0/24": false, "255.255.255.255/32": false, "172.16.0.0/12": false,
		"172.0.0.0/8": true, "0.0.0.0/0": true, "8.0.0.0/6": true, "203.0.113.7/32": true, "2001:db8::/32": true,
	} {
		if got := holdsPublic(netip.MustParsePrefix(cidr)); got != want {
			t.Errorf("%s: got %v, want %v", cidr, got, want)
		}
	}
}

// Catches ranges that cover another one only together, or only its private part, and a range that is not resolved.
func TestRangesThatCoverAnotherOneTogether(t *testing.T) {
	for _, c := range []struct {
		whole          string
		by             []string
		covered        bool
		publicCoverage bool
	}{
		{whole: "10.0.0.0/16", by: []string{"10.0.0.0/17", "10.0.128.0/17"}, covered: true, publicCoverage: true},
		{whole: "10.0.0.0/16", by: []string{"10.0.0.0/17"}, covered: false, publicCoverage: true},
		{whole: "0.0.0.0/0", by: []string{"0.0.0.0/1", "128.0.0.0/1"}, covered: true, publicCoverage: true},
		{whole: "0.0.0.0/0", by: []string{"0.0.0.0/1"}, covered: false, publicCoverage: false},
		{whole: "224.0.0.0/2", by: nil, covered: false, publicCoverage: false},
		{whole: "10.0.0.0/15", by: []string{""}, covered: false, publicCoverage: true},
	} {
		var by []netip.Prefix
		for _, text := range c.by {
			by = append(by, parseCIDR(text))
		}
		whole := parseCIDR(c.whole)
		if got := isEmpty(uncovered(whole, by)); got != c.covered {
			t.Errorf("%s by %v: covered is %v, want %v", c.whole, c.by, got, c.covered)
		}
		if got := isEmpty(uncoveredPublic(whole, by)); got != c.publicCoverage {
			t.Errorf("the public part of %s by %v: covered is %v, want %v", c.whole, c.by, got, c.publicCoverage)
		}
	}
}
