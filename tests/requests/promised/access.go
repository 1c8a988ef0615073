package promised

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"kasha/tests/requests"
)

// names promises that the site answers under its names alone, and that all others lead to one of them.
func (s Site) names() []Promise {
	all := []Promise{{Field: "aliases", Request: at(s.insider("/"), func(r *requests.Request) { r.Host = "stranger.example.net" }),
		Begins: "403 no such name"}}
	target, shown := s.Edge.Redirection()
	for _, name := range s.Edge.HostNames() {
		field := "aliases"
		if name == s.Edge.Domain.Name {
			field = "domain.name"
		}
		named := at(s.insider("/a"), func(r *requests.Request) { r.Host, r.Query = name, "b=c" })
		all = append(all, Promise{Field: field, Request: named, Never: "403"})
		if target != "" && !slices.Contains(shown, name) {
			all = append(all, Promise{Field: "redirectTo", Request: named, Begins: "301 https://" + target + "/a?b=c"})
		}
	}
	return all
}

// addresses promises that only access.cidrs may see the site, in both families of addresses.
func (s Site) addresses() []Promise {
	var all []Promise
	for _, cidr := range s.Edge.Access.CIDRs {
		inside := at(s.insider("/"), func(r *requests.Request) { r.From = netip.MustParsePrefix(cidr).Addr() })
		all = append(all, Promise{Field: "access.cidrs", Request: inside, Never: "403 OutsideAccess"})
	}
	for _, path := range s.everyKindOfPath() {
		for _, from := range []netip.Addr{
			s.outside("192.0.2.1", "100.128.0.1", "9.9.9.9"), s.outside("2001:db8:bad:bad::1", "2620:fe::fe"),
		} {
			outside := Promise{Field: "access.cidrs", Never: "403 OutsideAccess",
				Request: at(s.insider(path), func(r *requests.Request) { r.From = from })}
			if len(s.Edge.Access.CIDRs) > 0 {
				outside.Begins, outside.Never = "403 OutsideAccess", ""
			}
			all = append(all, outside)
		}
	}
	return all
}

// everyKindOfPath has a path of each kind that the edge serves.
func (s Site) everyKindOfPath() []string {
	paths := []string{"/", "/promised/page"}
	for _, patterns := range [][]string{s.Edge.CachedPaths, s.Edge.Static.Except, s.Edge.Static.Paths, s.Edge.HeaderPaths()} {
		for _, pattern := range patterns {
			paths = append(paths, example(pattern))
		}
	}
	return paths
}

// password promises that nobody without the password gets anything, anywhere, and that it is the only thing asked for.
func (s Site) password() []Promise {
	var all []Promise
	asked := func(r requests.Request) Promise {
		if s.Edge.Access.Password {
			return Promise{Field: "access.password", Request: r, Begins: "401 password"}
		}
		return Promise{Field: "access.password", Request: r, Never: "401"}
	}
	with := func(r requests.Request, credentials string) requests.Request {
		r.Headers = maps.Clone(r.Headers)
		delete(r.Headers, "authorization")
		if credentials != "" {
			r.Headers["authorization"] = credentials
		}
		return r
	}
	hosts := append([]string{s.host()}, s.Edge.HostNames()...)
	for _, path := range s.everyKindOfPath() {
		for _, host := range hosts {
			named := at(s.insider(path), func(r *requests.Request) { r.Host = host })
			all = append(all, asked(with(named, "")), asked(with(named, requests.Basic("guess"))), asked(with(named, requests.Basic(""))),
				asked(with(at(named, func(r *requests.Request) { r.StoreIsEmpty = true }), requests.Basic(s.Password))),
				Promise{Field: "access.password", Request: named, Never: "401"})
		}
	}
	hidden := s.insider("/promised/page")
	hidden.Gets = "Authorization"
	if s.Edge.Access.Password {
		all = append(all, Promise{Field: "access.password", Request: hidden, Ends: "gets Authorization: none"})
	}
	return all
}

// wayIn promises that the canary and the smoke test see a site that is closed to all others, and that a guess does not.
func (s Site) wayIn() []Promise {
	bot := func(r *requests.Request) { r.LooksLike = []string{"CategoryHttpLibrary", "SignalNonBrowserUserAgent"} }
	if !s.Edge.HasPass() { // nothing closes it
		return []Promise{{Field: "access.cidrs", Request: at(s.canary(s.dynamic()), bot), Begins: "load balancer " + s.dynamic()}}
	}
	canary := at(s.canary("/"), bot)
	var all []Promise
	field := "waf.botControl"
	switch access := s.Edge.Access; {
	case len(access.CIDRs) > 0:
		field = "access.cidrs"
	case access.Password:
		field = "access.password"
	}
	for _, host := range append([]string{s.host()}, s.Edge.HostNames()...) {
		from := at(canary, func(r *requests.Request) { r.Host = host })
		all = append(all, Promise{Field: field, Request: from, Never: "40"})
	}
	for _, guess := range []string{"", "guess", strings.ToLower(s.Pass), s.Pass + "x", s.Password} {
		guessed := at(canary, func(r *requests.Request) {
			r.Headers = maps.Clone(r.Headers)
			r.Headers["x-kasha-access"] = guess
			if s.Edge.WAF.BotControl {
				r.LooksLike = []string{"CategoryScrapingFramework"}
			}
		})
		all = append(all, Promise{Field: field, Request: guessed, Begins: "40"})
	}
	return all
}
