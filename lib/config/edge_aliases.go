package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// Alias is a further name of the site, and the zone that holds it.
type Alias struct {
	// Name is the host name.
	//
	//	Default: none; required
	//	Allowed: a host name in lower case, inside the zone
	//	Source:  CloudFront API, Aliases
	Name string `json:"name"`

	// ZoneName is the name of the Route 53 hosted zone that holds the name, if it is not the domain's.
	//
	//	Default: ""; the domain's zone
	//	Allowed: a name in lower case, without a dot at its end; only with hostedZoneId
	//	Source:  Route 53 API, GetHostedZone
	ZoneName string `json:"zoneName"`

	// HostedZoneID is the id of that zone. It must be public and in the environment's account.
	//
	//	Default: ""; the domain's zone
	//	Allowed: Z and up to 31 capital letters and digits; only with zoneName
	//	Source:  Route 53 API, ResourceId: at most 32 characters
	HostedZoneID string `json:"hostedZoneId"`

	// ManualRecords leaves the name's records to whoever keeps its zone, in another account or with another provider. `make records`
	// prints them.
	//
	//	Default: false; as the domain, if the alias names no zone
	//	Allowed: true or false; true only with edge.domain.certificateArn, and without a zone
	//	Source:  ACM user guide, "DNS validation": ACM waits for a record in the zone
	ManualRecords bool `json:"manualRecords"`
}

// prepare fills an alias of which nothing was written.
func (a *Alias) prepare(map[string]any) { *a = Alias{} }

// UnmarshalText reads the short form, a name alone. It returns no error: see checkAliases.
func (a *Alias) UnmarshalText(text []byte) error {
	*a = Alias{Name: string(text)}
	return nil
}

// MarshalJSON writes the short form where it says the same.
func (a Alias) MarshalJSON() ([]byte, error) {
	if a == (Alias{Name: a.Name}) {
		return json.Marshal(a.Name)
	}
	type object Alias // without this method
	return json.Marshal(object(a))
}

// maxAliases is what fits into the certificate beside the domain's own name.
const maxAliases = quotas.CertificateNames - 1

// HostName is one of the site's names, with the hosted zone in which Kasha creates its records.
type HostName struct {
	Name         string
	ZoneName     string
	HostedZoneID string // empty: someone else creates the records
}

// IsManual reports whether someone else creates the records.
func (h HostName) IsManual() bool { return h.HostedZoneID == "" }

// Hosts returns the names under which viewers reach the site, the domain's first; none without a domain.
func (e Edge) Hosts() []HostName {
	if e.Domain == nil {
		return nil
	}
	domain := HostName{e.Domain.Name, e.Domain.ZoneName, e.Domain.HostedZoneID}
	hosts := []HostName{domain}
	for _, alias := range e.Aliases {
		host := HostName{alias.Name, alias.ZoneName, alias.HostedZoneID}
		if !alias.hasZone() && !alias.ManualRecords {
			host.ZoneName, host.HostedZoneID = domain.ZoneName, domain.HostedZoneID
		}
		hosts = append(hosts, host)
	}
	return hosts
}

// HostNames returns the names of Hosts.
func (e Edge) HostNames() []string {
	var names []string
	for _, host := range e.Hosts() {
		names = append(names, host.Name)
	}
	return names
}

// ShownName returns the name under which viewers see the site: the one that the others redirect to, or else the domain's. It is empty
// without a domain.
func (e Edge) ShownName() string {
	if e.Domain == nil || e.RedirectTo != "" {
		return e.RedirectTo
	}
	return e.Domain.Name
}

// Redirection returns the name to which viewers of other names are redirected, and the names under which they see the site. The target
// is empty if no name is redirected.
//
// With manual records, CloudFront's own name is redirected. CloudFront connects to the load balancer by a name that the certificate does
// not hold. It then accepts the certificate for the viewer's Host header only.
func (e Edge) Redirection() (target string, shown []string) {
	switch {
	case e.RedirectTo != "":
		return e.RedirectTo, []string{e.RedirectTo}
	case e.Domain != nil && e.Domain.ManualRecords:
		return e.Domain.Name, e.HostNames()
	}
	return "", nil
}

func (a Alias) hasZone() bool { return a.ZoneName != "" || a.HostedZoneID != "" }

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
	var names []string
	for i, alias := range e.Aliases {
		names = append(names, alias.Name)
		checkAlias(at, at.element("aliases", i), *e.Domain, alias)
		if slices.Index(names, alias.Name) < i {
			at.element("aliases", i).reject("", quote(alias.Name)+" is in the list twice", "list it once")
		}
	}
	checkRedirectTo(at, e)
}

// checkAlias checks one alias. edge is the object that has the list.
func checkAlias(edge, at object, domain Domain, alias Alias) {
	field := "" // of a name in the short form
	if at.written[at.field("name")] || alias.hasZone() || alias.ManualRecords {
		field = "name"
	}
	if !isHostName(alias.Name) {
		at.reject(field, missing("name", alias.Name, "a host name"), `a name in lower case, such as "www.example.com"`)
	}
	if alias.Name == domain.Name {
		at.reject(field, quote(alias.Name)+" is the domain itself", "further names only")
	}
	if alias.Name == domain.OriginName() {
		at.reject(field, quote(alias.Name)+" is the name of the load balancer", "another name")
	}
	switch {
	case alias.ManualRecords && alias.hasZone():
		at.reject("manualRecords", "someone else creates the records, so Kasha uses no zone", "leave zoneName and hostedZoneId out")
	case alias.ManualRecords && domain.CertificateARN == "":
		at.reject("manualRecords", "ACM would wait for a record of "+quote(alias.Name)+" that Kasha cannot create",
			"edge.domain.certificateArn, a certificate for all names of the site")
	case alias.ManualRecords:
	case alias.hasZone():
		checkZone(at, alias.ZoneName, alias.HostedZoneID)
		if at.valid("zoneName") && !isInZone(alias.Name, alias.ZoneName) {
			at.reject(field, quote(alias.Name)+" is not inside the zone "+quote(alias.ZoneName), "a name in the zone, such as "+
				quote("www."+alias.ZoneName))
		}
	case !domain.ManualRecords && edge.valid("domain.zoneName") && !isInZone(alias.Name, domain.ZoneName):
		at.reject(field, quote(alias.Name)+" is not inside the zone "+quote(domain.ZoneName),
			fmt.Sprintf(`a name in the zone, such as %s, or its own zone: {"name": %s, "zoneName": "...", "hostedZoneId": "Z..."}`,
				quote("www."+domain.ZoneName), quote(alias.Name)))
	}
}

func isInZone(name, zone string) bool { return name == zone || strings.HasSuffix(name, "."+zone) }

func checkRedirectTo(at object, e Edge) {
	names := e.HostNames()
	if e.RedirectTo == "" || slices.ContainsFunc(names, func(name string) bool { return !isHostName(name) }) {
		return // wrong names are reported above
	}
	if !slices.Contains(names, e.RedirectTo) {
		at.reject("redirectTo", quote(e.RedirectTo)+" is none of the site's names", "one of "+strings.Join(names, ", "))
	}
	if len(names) == 1 {
		at.reject("redirectTo", "the site has one name only, so nothing is redirected", "add the other names to edge.aliases")
	}
}
