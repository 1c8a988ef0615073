package tests

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWebAclAndViewerCertificateAreInUsEast1 catches a web ACL or certificate in the environment's region, where CloudFront does not find
// it.
func TestWebAclAndViewerCertificateAreInUsEast1(t *testing.T) {
	regions := map[string]bool{}
	eachShape(t, func(p platform) {
		regions[p.env.Region] = true
		for _, acl := range p.some("AWS::WAFv2::WebACL") {
			p.equal(acl, "Scope", "CLOUDFRONT")
			if acl.Region != "us-east-1" {
				p.t.Errorf("%s is in %s, want us-east-1", acl, acl.Region)
			}
		}
		if got := p.distribution().Text("WebACLId"); p.follow(got).Type != "AWS::WAFv2::WebACL" {
			p.t.Errorf("the distribution's web ACL is %q, want the one of the edge stack", got)
		}
		certificate := p.distribution().Map("ViewerCertificate")
		if p.env.Edge.Domain == nil {
			if certificate.Text("AcmCertificateArn") != "" {
				p.t.Errorf("without a domain the certificate is %v, want CloudFront's default", certificate)
			}
			return
		}
		if existing := p.env.Edge.Domain.CertificateARN; existing != "" {
			if got := certificate.Text("AcmCertificateArn"); got != existing {
				p.t.Errorf("the certificate is %s, want %s", got, existing)
			}
		} else {
			viewer := p.follow(certificate.Text("AcmCertificateArn"))
			p.equal(viewer, "DomainName", p.env.Edge.Domain.Name)
			if viewer.Region != "us-east-1" {
				p.t.Errorf("%s is in %s, want us-east-1", viewer, viewer.Region)
			}
		}
		if certificate.Text("MinimumProtocolVersion") != "TLSv1.2_2021" || certificate.Text("SslSupportMethod") != "sni-only" {
			p.t.Errorf("viewers may use %v, want TLSv1.2_2021 with SNI", certificate)
		}
	})
	for _, region := range []string{"us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"} {
		if !regions[region] {
			t.Errorf("no shape is in %s, want one", region)
		}
	}
}

// TestDnsPointsAtTheDistribution catches a domain without its records, and records that bypass CloudFront.
func TestDnsPointsAtTheDistribution(t *testing.T) {
	p := platformOf(t, "prod-domain")
	want := map[string]string{
		"app.example.com. A":        "edge/Edge/Distribution/Resource",
		"app.example.com. AAAA":     "edge/Edge/Distribution/Resource",
		"example.com. A":            "edge/Edge/Distribution/Resource",
		"example.com. AAAA":         "edge/Edge/Distribution/Resource",
		"www.example.com. A":        "edge/Edge/Distribution/Resource",
		"www.example.com. AAAA":     "edge/Edge/Distribution/Resource",
		"shop.example.org. A":       "edge/Edge/Distribution/Resource",
		"shop.example.org. AAAA":    "edge/Edge/Distribution/Resource",
		"origin.app.example.com. A": "services/PublicLoadBalancer/Resource",
	}
	for _, record := range p.some("AWS::Route53::RecordSet") {
		zone := "Z0123456789ABCDEFGHIJ"
		if strings.HasSuffix(record.Properties.Text("Name"), ".example.org.") {
			zone = "Z0987654321ZYXWVUTSRQ"
		}
		p.equal(record, "HostedZoneId", zone)
		name := record.Properties.Text("Name") + " " + record.Properties.Text("Type")
		target, ok := p.model.Find(strings.TrimPrefix(record.Properties.Map("AliasTarget").Text("DNSName"), "dualstack."))
		if !ok || target.Path != want[name] {
			t.Errorf("%s leads to %v, want %q", name, record.Properties["AliasTarget"], want[name])
		}
		delete(want, name)
	}
	if records := platformOf(t, "prod").model.Resources("AWS::Route53::RecordSet"); len(records) != 0 {
		t.Errorf("without a domain there are the records %v, want none", records)
	}
	if len(want) != 0 {
		t.Errorf("records are missing: %v", want)
	}
}

// TestADomainIsAddedAndRemovedWithoutAnOutage catches an order of two deployments in which CloudFront calls a port that refuses or
// redirects it. When a domain is added, the services stack is first, and the old distribution still calls by HTTP. When it is removed, the
// edge stack is first, and the new distribution calls by HTTP already. So the stack with a domain must have everything that the stack
// without has, under the same logical id. Only the default action of the plain port may differ.
func TestADomainIsAddedAndRemovedWithoutAnOutage(t *testing.T) {
	// Both are production in one region; the second has a domain.
	without, with := platformOf(t, "prod"), pipelinePlatform(t, "prod")
	may := map[string][]string{
		"AWS::ElasticLoadBalancingV2::Listener": {"DefaultActions"}, "AWS::ElasticLoadBalancingV2::LoadBalancer": {"SecurityGroups"},
	}
	plain := 0
	for _, before := range without.stack("services").Template.Sorted() {
		front := strings.HasPrefix(before.Type, "AWS::ElasticLoadBalancingV2::") || strings.HasPrefix(before.Type, "AWS::EC2::SecurityGroup") ||
			before.Type == "AWS::ECS::Service"
		if !front {
			continue
		}
		after, ok := with.stack("services").Template.Resources[before.LogicalID]
		if !ok {
			t.Errorf("%s (%s) does not exist with a domain, want it there", before.LogicalID, before.Path)
			continue
		}
		for property, value := range before.Properties {
			if !slices.Contains(may[before.Type], property) && !reflect.DeepEqual(after.Properties[property], value) {
				t.Errorf("%s (%s): %s is %v without a domain and %v with one, want no difference", before.LogicalID, before.Path, property, value,
					after.Properties[property])
			}
		}
		if before.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
			plain++
		}
	}
	if plain != 1 {
		t.Errorf("%d rules without a domain, want the one that forwards CloudFront's requests", plain)
	}
	var asked []string
	lookup := regexp.MustCompile(`"OutputName":"([^"]+)","Region":"[^"]+","StackName":"kasha-prod-services"`)
	for _, reference := range lookup.FindAllStringSubmatch(asJSON(without.stack("edge").Template), -1) {
		asked = append(asked, reference[1])
		if _, ok := with.stack("services").Template.Outputs[reference[1]]; !ok {
			t.Errorf("the edge stack without a domain reads the output %s, want it in the services stack with a domain", reference[1])
		}
	}
	if len(asked) == 0 {
		t.Error("the edge stack reads no output of the services stack, want at least one")
	}
}

// TestAnExistingCertificateIsUsed catches a second certificate for viewers, and an alarm that watches another one. It catches a load
// balancer that gets the viewers' certificate, which is in another region and does not hold its name.
func TestAnExistingCertificateIsUsed(t *testing.T) {
	const arn = "arn:aws:acm:us-east-1:222222222222:certificate/12345678-90ab-cdef-1234-567890abcdef"
	whole := synthesizeTo(t, t.TempDir(), configurationOf(t, `{"name": "other", "tier": "production", "account": "222222222222",
		"region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"], "edge": {"domain": {"name": "app.example.com",
		"zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ", "certificateArn": "`+arn+`"}}}`))
	var issued, watched []string
	used := ""
	for _, stack := range whole.Stacks {
		for _, resource := range stack.Template.Sorted() {
			switch text := asJSON(resource.Properties); resource.Type {
			case "AWS::CertificateManager::Certificate":
				issued = append(issued, stack.Region+" "+asJSON(resource.Properties["DomainName"]))
			case "AWS::CloudWatch::Alarm":
				if strings.Contains(text, arn) {
					watched = append(watched, asJSON(resource.Properties["AlarmName"]))
				}
			case "AWS::CloudFront::Distribution":
				used = text
			}
		}
	}
	if want := []string{`eu-west-1 "origin.app.example.com"`}; !slices.Equal(issued, want) {
		t.Errorf("certificates are issued for %v, want %v", issued, want)
	}
	if len(watched) != 1 || !strings.Contains(used, `"AcmCertificateArn":"`+arn+`"`) {
		t.Errorf("the alarms %v watch the certificate, and the distribution is %s; want one, and the certificate in it", watched, used)
	}
}
