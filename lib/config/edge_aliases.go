package config

import (
	"fmt"
	"slices"
	"strings"

	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// maxAliases is what fits into the certificate beside the domain's own name.
const maxAliases = quotas.CertificateNames - 1

// HostNames returns the names under which viewers reach the site; none without a domain.
func (e Edge) HostNames() []string {
	if e.Domain == nil {
		return nil
	}
	return append([]string{e.Domain.Name}, e.Aliases...)
}

// checkAliases checks edge.aliases and edge.redirectTo, which need edge.domain.
func checkAliases(at object, e Edge) {
	if e.Domain == nil {
		const fix = "add edge.domain, or leave the field out"
		if len(e.Aliases) > 0 {
			at.reject("aliases", "the environment has no domain, and an alias is a further name of one", fix)
		}
		if e.RedirectTo != "" {
			at.reject("redirectTo", "the environment has no domain to redirect to", fix)
		}
		return
	}
	if len(e.Aliases) > maxAliases {
		at.reject("aliases", fmt.Sprintf("the list has %s, and ACM issues certificates for %s",
			spelling.Count(len(e.Aliases), "alias"), spelling.Count(maxAliases+1, "name")),
			fmt.Sprintf("at most %d aliases", maxAliases))
	}
	for i, alias := range e.Aliases {
		element := at.element("aliases", i)
		if !isHostName(alias) {
			element.reject("", quote(alias)+" is not a host name", `a name in lower case, such as "www.example.com"`)
		}
		if alias == e.Domain.Name {
			element.reject("", quote(alias)+" is the domain itself", "further names only")
		}
		if alias == e.Domain.OriginName() {
			element.reject("", quote(alias)+" is the name of the load balancer", "another name")
		}
		zone := e.Domain.ZoneName
		if at.valid("domain.zoneName") && alias != zone && !strings.HasSuffix(alias, "."+zone) {
			element.reject("", quote(alias)+" is not inside the zone "+quote(zone), "a name in the zone, such as "+quote("www."+zone))
		}
		checkRepetition(element, e.Aliases, i)
	}
	if e.RedirectTo == "" {
		return
	}
	names := e.HostNames()
	if slices.ContainsFunc(names, func(name string) bool { return !isHostName(name) }) {
		return // reported above
	}
	if !slices.Contains(names, e.RedirectTo) {
		at.reject("redirectTo", quote(e.RedirectTo)+" is none of the site's names", "one of "+strings.Join(names, ", "))
	}
	if len(names) == 1 {
		at.reject("redirectTo", "the site has one name only, so nothing is redirected", "add the other names to edge.aliases")
	}
}
