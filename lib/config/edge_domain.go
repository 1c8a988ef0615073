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
	//	Default: none; required
	//	Allowed: a name in lower case, without a dot at its end
	//	Source:  Route 53 API, GetHostedZone
	ZoneName string `json:"zoneName"`

	// HostedZoneID is the id of the Route 53 hosted zone.
	//
	//	Default: none; required
	//	Allowed: Z and up to 31 capital letters and digits
	//	Source:  Route 53 API, ResourceId: at most 32 characters
	HostedZoneID string `json:"hostedZoneId"`

	// CertificateARN is an existing certificate for the site's names, in place of a new one. It must hold the domain and all aliases.
	// A change is no outage. The load balancer has a certificate of its own in any case, in its region and for origin.<name>.
	//
	//	Default: ""
	//	Allowed: the ARN of a certificate of ACM in us-east-1, in the environment's account
	//	Source:  CloudFront developer guide, "Requirements for using SSL/TLS certificates with CloudFront"
	CertificateARN string `json:"certificateArn"`
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
	if !isHostName(d.ZoneName) {
		at.reject("zoneName", missing("zoneName", d.ZoneName, "the name of a zone"),
			`the Route 53 zone in lower case, without a dot at its end, such as "example.com"`)
	}
	if !hostedZonePattern.MatchString(d.HostedZoneID) {
		at.reject("hostedZoneId", missing("hostedZoneId", d.HostedZoneID, "the id of a hosted zone"),
			"Z and capital letters and digits, as `aws route53 list-hosted-zones` prints it after /hostedzone/")
	}
	if at.valid("zoneName") && d.Name != d.ZoneName && !strings.HasSuffix(d.Name, "."+d.ZoneName) {
		at.reject("name", quote(d.Name)+" is not inside the zone "+quote(d.ZoneName),
			quote("app."+d.ZoneName)+", or the zone that holds the name")
	}
}

// checkCertificate checks edge.domain.certificateArn. at is the environment: CloudFront finds a certificate in its own account only.
func checkCertificate(at object, e Environment) {
	arn := e.Edge.Domain.CertificateARN
	if arn == "" {
		return
	}
	domain := at.in("edge").in("domain")
	found := certificatePattern.FindStringSubmatch(arn)
	switch {
	case found == nil:
		domain.reject("certificateArn", quote(arn)+" is not the ARN of a certificate",
			"an ARN as `aws acm list-certificates --region us-east-1` prints it, or leave the field out for a new certificate")
	case found[1] != EdgeRegion:
		domain.reject("certificateArn", "the certificate is in "+found[1]+", and CloudFront only uses certificates in "+EdgeRegion,
			"a certificate that was requested or imported in "+EdgeRegion)
	case e.Account != "" && at.valid("account") && found[2] != e.Account:
		domain.reject("certificateArn", "the certificate is in the account "+found[2]+", and the environment in "+e.Account,
			"a certificate in the environment's account")
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
