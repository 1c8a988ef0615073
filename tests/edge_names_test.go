package tests

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestACertificateIsValidatedInTheZoneOfEachName catches a name whose validation record is created in another zone, where ACM never finds
// it: the deployment would wait until it times out.
func TestACertificateIsValidatedInTheZoneOfEachName(t *testing.T) {
	p := platformOf(t, "prod-domain")
	want := map[string]string{
		"app.example.com": "Z0123456789ABCDEFGHIJ", "example.com": "Z0123456789ABCDEFGHIJ", "www.example.com": "Z0123456789ABCDEFGHIJ",
		"shop.example.org": "Z0987654321ZYXWVUTSRQ",
	}
	got := map[string]string{}
	for _, option := range p.at("edge/Edge/Certificate/Resource").Properties.Maps("DomainValidationOptions") {
		got[option.Text("DomainName")] = option.Text("HostedZoneId")
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the names are validated in %v, want %v", got, want)
	}
}

// TestManualRecordsLeaveTheZoneAlone catches a record or a certificate that waits for a zone which Kasha cannot write to. It also catches
// an origin under a name without a record, and a load balancer whose certificate CloudFront does not accept.
func TestManualRecordsLeaveTheZoneAlone(t *testing.T) {
	p := platformOf(t, "eu-west-1")
	if issued := p.model.Resources("AWS::CertificateManager::Certificate"); len(issued) != 0 {
		t.Errorf("certificates are issued: %v, want none", issued)
	}
	var records []string
	for _, record := range p.some("AWS::Route53::RecordSet") {
		p.equal(record, "HostedZoneId", "Z00112233445566778899")
		records = append(records, record.Properties.Text("Name")+" "+record.Properties.Text("Type"))
	}
	slices.Sort(records)
	if want := []string{"shop.example.ie. A", "shop.example.ie. AAAA"}; !slices.Equal(records, want) {
		t.Errorf("the records are %v, want %v: those of the alias with its own zone", records, want)
	}
	origin := p.distribution().Maps("Origins")[0]
	if found, ok := p.model.Find(origin.Text("DomainName")); !ok || found.Path != "services/PublicLoadBalancer/Resource" {
		t.Errorf("the origin is %s, want the load balancer's own name", origin.Text("DomainName"))
	}
	if got := origin.Map("CustomOriginConfig").Text("OriginProtocolPolicy"); got != "https-only" {
		t.Errorf("CloudFront connects by %s, want https-only", got)
	}
	secure := 0
	for _, listener := range p.some("AWS::ElasticLoadBalancingV2::Listener") {
		for _, certificate := range listener.Properties.Maps("Certificates") {
			secure++
			if got := certificate.Text("CertificateArn"); got != p.env.Edge.Domain.OriginCertificateARN {
				t.Errorf("%s has the certificate %s, want %s", listener, got, p.env.Edge.Domain.OriginCertificateARN)
			}
		}
	}
	if secure != 1 {
		t.Errorf("%d listeners have a certificate, want one", secure)
	}
}

// TestTheSiteIsVisitedUnderTheNameThatItShows catches a canary, and an output for the smoke test, under a name that is redirected.
// CloudFront answers there by itself, also when the load balancer is gone.
func TestTheSiteIsVisitedUnderTheNameThatItShows(t *testing.T) {
	p := platformOf(t, "prod-domain")
	const want = "https://www.example.com"
	canary := p.some("AWS::Synthetics::Canary")[0].Properties
	if got := canary.Map("RunConfig").Map("EnvironmentVariables").Text("SITE"); got != want+"/" {
		t.Errorf("the canary visits %s, want %s/", got, want)
	}
	if got := asJSON(p.stack("edge").Template.Outputs["SiteAddress"]); !strings.Contains(got, `"`+want+`"`) {
		t.Errorf("the output SiteAddress is %s, want %s", got, want)
	}
}
