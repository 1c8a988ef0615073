package config

import (
	"fmt"
	"regexp"
	"strings"

	"kasha/lib/spelling"
)

// Domain is the public name and the Route 53 hosted zone that holds it.
type Domain struct {
	// Name is the host name of the site.
	//
	//	Default: none; required
	//	Allowed: a host name in lower case inside the zone, of at most 57 characters; unique among environments
	//	Source:  ACM API, DomainName: 64 characters, and the load balancer's certificate is for origin.<name>
	Name string `json:"name"`

	// ZoneName is the name of the Route 53 hosted zone.
	//
	//	Default: ""; required without manualRecords
	//	Allowed: a name in lower case, without a dot at its end
	//	Source:  Route 53 API, GetHostedZone
	ZoneName string `json:"zoneName"`

	// HostedZoneID is the id of the Route 53 hosted zone.
	//
	//	Default: ""; required without manualRecords
	//	Allowed: Z and up to 31 capital letters and digits
	//	Source:  Route 53 API, ResourceId: at most 32 characters
	HostedZoneID string `json:"hostedZoneId"`

	// ManualRecords leaves all records of the domain to whoever keeps its zone, in another account or with another provider. `make
	// records` prints them. CloudFront then connects to the load balancer by the load balancer's own DNS name.
	//
	//	Default: false
	//	Allowed: true or false; true only with certificateArn and originCertificateArn, and without a zone
	//	Source:  ACM user guide, "DNS validation": ACM waits for a record in the zone
	ManualRecords bool `json:"manualRecords"`

	// CertificateARN is an existing certificate for the site's names, in place of a new one. It must hold the domain and all aliases.
	// A change is no outage. The load balancer has a certificate of its own in any case, in its region and for origin.<name>.
	//
	//	Default: ""; required with manualRecords
	//	Allowed: the ARN of a certificate of ACM in us-east-1, in the environment's account
	//	Source:  CloudFront developer guide, "Requirements for using SSL/TLS certificates with CloudFront"
	CertificateARN string `json:"certificateArn"`

	// OriginCertificateARN is the load balancer's certificate where the records are manual. It must hold the domain and all aliases, by
	// which CloudFront checks it.
	//
	//	Default: ""; required with manualRecords
	//	Allowed: the ARN of a certificate of ACM in the environment's region and account; only with manualRecords
	//	Source:  CloudFront developer guide, "Requirements for using SSL/TLS certificates with CloudFront", origin and Host header
	OriginCertificateARN string `json:"originCertificateArn"`
}

// OriginName returns the name by which CloudFront reaches the public load balancer where there is a domain: its certificate needs
// a name.
func (d Domain) OriginName() string { return "origin." + d.Name }

const maxDomain = 57 // ACM API, DomainName: 64, and the load balancer's certificate is for origin.<name>

var (
	hostedZonePattern  = regexp.MustCompile(`^Z[A-Z0-9]{1,31}$`)
	certificatePattern = regexp.MustCompile(`^arn:aws:acm:([a-z0-9-]+):([0-9]{12}):certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	hostLabelPattern   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

func checkDomain(at object, d Domain) {
	if !isHostName(d.Name) {
		at.reject("name", missing("name", d.Name, "a host name"), `a name in lower case, such as "app.example.com"`)
	}
	if len(d.Name) > maxDomain {
		at.reject("name", fmt.Sprintf("the name has %s, too many for a certificate of origin.<name>", spelling.Count(len(d.Name), "character")),
			fmt.Sprintf("at most %d", maxDomain))
	}
	if d.ManualRecords {
		if d.ZoneName != "" || d.HostedZoneID != "" {
			at.reject("manualRecords", "someone else creates the records, so Kasha uses no zone", "leave zoneName and hostedZoneId out")
		}
		return
	}
	checkZone(at, d.ZoneName, d.HostedZoneID)
	if at.valid("zoneName") && !isInZone(d.Name, d.ZoneName) {
		at.reject("name", quote(d.Name)+" is not inside the zone "+quote(d.ZoneName),
			quote("app."+d.ZoneName)+", or the zone that holds the name")
	}
}

// checkZone checks the zone of the domain, or the one of an alias.
func checkZone(at object, name, id string) {
	if !isHostName(name) {
		at.reject("zoneName", missing("zoneName", name, "the name of a zone"),
			`the Route 53 zone in lower case, without a dot at its end, such as "example.com"`)
	}
	if !hostedZonePattern.MatchString(id) {
		at.reject("hostedZoneId", missing("hostedZoneId", id, "the id of a hosted zone"),
			"Z and capital letters and digits, as `aws route53 list-hosted-zones` prints it after /hostedzone/")
	}
}

// isHostName reports whether a name has at least two labels that DNS allows, and is not an address.
func isHostName(name string) bool {
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if !hostLabelPattern.MatchString(label) {
			return false
		}
	}
	return len(labels) > 1 && len(name) <= 253 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}
