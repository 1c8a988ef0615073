package config

import (
	"fmt"
	"slices"
	"strings"
)

// ExistingCertificate is a certificate that a field of edge.domain names.
type ExistingCertificate struct{ Field, ARN, Region string }

// ExistingCertificates returns the certificates that the environment uses and does not request.
func (e Environment) ExistingCertificates() []ExistingCertificate {
	var all []ExistingCertificate
	if d := e.Edge.Domain; d != nil {
		for _, each := range []ExistingCertificate{
			{"edge.domain.certificateArn", d.CertificateARN, EdgeRegion}, {"edge.domain.originCertificateArn", d.OriginCertificateARN, e.Region},
		} {
			if each.ARN != "" {
				all = append(all, each)
			}
		}
	}
	return all
}

// Lacks returns which of the site's names a certificate with these names does not hold. A wildcard stands for one label.
func (e Edge) Lacks(certified []string) []string {
	return slices.DeleteFunc(e.HostNames(), func(name string) bool {
		_, parent, _ := strings.Cut(name, ".")
		return slices.Contains(certified, name) || slices.Contains(certified, "*."+parent)
	})
}

// checkCertificates checks the certificates that edge.domain names. at is the environment: CloudFront and a load balancer find a
// certificate in their own account only.
func checkCertificates(at object, e Environment) {
	domain := at.in("edge").in("domain")
	manual := e.Edge.Domain.ManualRecords
	viewers := certificate{
		field: "certificateArn", arn: e.Edge.Domain.CertificateARN, region: EdgeRegion, user: "CloudFront",
		otherwise: ", or leave the field out for a new certificate",
	}
	origin := certificate{field: "originCertificateArn", arn: e.Edge.Domain.OriginCertificateARN, region: e.Region, user: "the load balancer"}
	if manual {
		viewers.otherwise = ""
		viewers.require(domain, e.Edge.HostNames())
		origin.require(domain, e.Edge.HostNames())
	}
	if !manual && origin.arn != "" {
		domain.reject(origin.field, "Kasha requests the certificate of the load balancer, because it can create the record",
			"leave the field out, or set manualRecords to true")
		return
	}
	viewers.check(at, domain, e)
	if at.valid("region") {
		origin.check(at, domain, e)
	}
}

// certificate is an existing certificate that a field names.
type certificate struct {
	field, arn, region string
	user               string // who presents it
	otherwise          string // how to do without it, as the end of a sentence
}

// require rejects a missing certificate. A new one would make CloudFormation wait for a record until it times out.
func (c certificate) require(at object, names []string) {
	if c.arn != "" {
		return
	}
	more := ""
	if len(names) > 1 {
		more = " --subject-alternative-names " + strings.Join(names[1:], " ")
	}
	at.reject(c.field, "the records are manual, and a deployment would wait for ACM's validation record",
		fmt.Sprintf("request the certificate first, and write its ARN here: `aws acm request-certificate --region %s --validation-method DNS "+
			"--domain-name %s%s`; then `make records` prints its validation records", c.region, names[0], more))
}

func (c certificate) check(at, domain object, e Environment) {
	found := certificatePattern.FindStringSubmatch(c.arn)
	switch {
	case c.arn == "":
	case found == nil:
		domain.reject(c.field, quote(c.arn)+" is not the ARN of a certificate",
			"an ARN as `aws acm list-certificates --region "+c.region+"` prints it"+c.otherwise)
	case found[1] != c.region:
		domain.reject(c.field, "the certificate is in "+found[1]+", and "+c.user+" only uses certificates in "+c.region,
			"a certificate that was requested or imported in "+c.region)
	case e.Account != "" && at.valid("account") && found[2] != e.Account:
		domain.reject(c.field, "the certificate is in the account "+found[2]+", and the environment in "+e.Account,
			"a certificate in the environment's account")
	}
}
