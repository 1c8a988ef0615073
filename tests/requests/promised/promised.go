// Package promised says what each field of edge in cdk.json means for viewers: requests and the answers that they must get. It reads the
// configuration alone, and neither the constructs nor the templates. A template in which a field is lost breaks a promise of that field.
//
// Package requests computes the answers from templates. Only tests use both.
package promised

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/tests/requests"
)

// Promise is one request and how its answer begins and ends, or must not.
type Promise struct {
	Field   string // under edge: waf.block
	Request requests.Request
	Begins  string // of the answer
	Ends    string
	Never   string // the answer does not begin like this
}

// Broken compares a promise with an answer. It returns nothing where the promise is kept.
func (p Promise) Broken(answer string, err error) string {
	switch {
	case err != nil:
		return fmt.Sprintf("%s: %s %s%s: %v", p.Field, p.Request.Method, p.Request.Host, p.Request.Path, err)
	case strings.HasPrefix(answer, p.Begins) && strings.HasSuffix(answer, p.Ends) && (p.Never == "" || !strings.HasPrefix(answer, p.Never)):
		return ""
	}
	return fmt.Sprintf("%s: %s %s%s from %s gets %q, want %q to %q and not %q", p.Field, p.Request.Method, p.Request.Host, p.Request.Path,
		p.Request.From, answer, p.Begins, p.Ends, p.Never)
}

// Site is an environment's edge, and what opens it.
type Site struct {
	Edge           config.Edge
	Password, Pass string
}

// Promises are those of all fields.
func (s Site) Promises() []Promise {
	var all []Promise
	for _, some := range []func() []Promise{
		s.names, s.addresses, s.password, s.wayIn, s.paths, s.static, s.headers, s.managedRules, s.limits, s.refusals,
	} {
		all = append(all, some()...)
	}
	return all
}

// insider is a request of somebody who may see everything.
func (s Site) insider(path string) requests.Request {
	r := s.stranger(path)
	if cidrs := s.Edge.Access.CIDRs; len(cidrs) > 0 {
		r.From = netip.MustParsePrefix(cidrs[0]).Addr()
	}
	if s.Edge.Access.Password {
		r.Headers["authorization"] = requests.Basic(s.Password)
	}
	return r
}

// stranger is a request of somebody who is in no list, and has no password.
func (s Site) stranger(path string) requests.Request {
	return requests.Request{
		Method: "GET", Host: s.host(), Path: path, From: s.outside("192.0.2.1", "100.128.0.1", "9.9.9.9"), Country: "ZZ", Rate: 1,
		Headers: map[string]string{"user-agent": "Mozilla/5.0"}, Sends: map[string]string{},
	}
}

// canary is a request with the header of the canary and the smoke test, from an address that is in no list.
func (s Site) canary(path string) requests.Request {
	r := s.stranger(path)
	r.Headers["x-kasha-access"] = s.Pass
	return r
}

func (s Site) host() string {
	switch {
	case s.Edge.RedirectTo != "":
		return s.Edge.RedirectTo
	case s.Edge.Domain != nil:
		return s.Edge.Domain.Name
	}
	return "d111111abcdef8.cloudfront.net"
}

// outside is the first of the addresses that no list has.
func (s Site) outside(candidates ...string) netip.Addr {
	for _, text := range candidates {
		address := netip.MustParseAddr(text)
		if !slices.ContainsFunc(slices.Concat(s.Edge.Access.CIDRs, s.Edge.WAF.Block), func(cidr string) bool {
			return netip.MustParsePrefix(cidr).Contains(address)
		}) {
			return address
		}
	}
	return netip.MustParseAddr("2001:db8:ffff:ffff::1")
}

// at is a request with one more circumstance.
func at(r requests.Request, change func(*requests.Request)) requests.Request {
	change(&r)
	return r
}

// example is a path that a pattern matches.
func example(pattern string) string { return strings.NewReplacer("*", "x", "?", "x").Replace(pattern) }
