package operate

import (
	"errors"
	"strings"
	"testing"

	"kasha/lib/config"
)

const (
	pending = `{"Certificate": {"Status": "PENDING_VALIDATION", "Type": "AMAZON_ISSUED", "SubjectAlternativeNames": ["www.example.net",
		"*.example.org"], "DomainValidationOptions": [{"ValidationStatus": "PENDING_VALIDATION", "ResourceRecord": {"Name": "_a.www.example.net.",
		"Type": "CNAME", "Value": "_b.acm-validations.aws."}}]}}`
	imported = `{"Certificate": {"Status": "ISSUED", "Type": "IMPORTED", "SubjectAlternativeNames": ["www.example.net", "a.example.org"]}}`
	deployed = `{"Stacks": [{"Outputs": [{"OutputKey": "DistributionDomainName", "OutputValue": "d111111abcdef8.cloudfront.net"}]}]}`
)

func recordsAccount(stacks string, certificates ...string) (*account, Operator) {
	aws := &account{answers: map[string][]string{
		"sts get-caller-identity": {`"111111111111"`}, "acm describe-certificate": certificates,
	}}
	if stacks != "" {
		aws.answers["cloudformation describe-stacks"] = []string{stacks}
	}
	o := aws.operator("prod")
	o.Environment.Region = "eu-west-1"
	o.Environment.Edge.Domain = &config.Domain{
		Name: "www.example.net", ManualRecords: true, CertificateARN: "arn:viewers", OriginCertificateARN: "arn:origin",
	}
	o.Environment.Edge.Aliases = []config.Alias{{Name: "a.example.org"}, {Name: "own.example.ie", ZoneName: "example.ie", HostedZoneID: "Z1"}}
	return aws, o
}

// TestRecordsForWhoeverKeepsTheZone catches a record that is missing, and one that Kasha creates itself. It catches a certificate that is
// looked for in the wrong region.
func TestRecordsForWhoeverKeepsTheZone(t *testing.T) {
	viewers, origin := strings.Replace(pending, `"*.example.org"]`, `"*.example.org", "own.example.ie"]`, 1),
		strings.Replace(imported, `"a.example.org"]`, `"a.example.org", "own.example.ie"]`, 1)
	aws, o := recordsAccount(deployed, viewers, origin)
	records, err := o.Records()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 5 { // one validates a certificate, and two names have two each
		t.Errorf("returned %v, want five records", records)
	}
	for _, want := range []string{
		"describe-certificate --certificate-arn arn:viewers --region us-east-1", "--certificate-arn arn:origin --region eu-west-1",
		"edge.domain.certificateArn, PENDING_VALIDATION in us-east-1\n  " +
			"_a.www.example.net.  CNAME  _b.acm-validations.aws.  PENDING_VALIDATION\nDeploy when",
		"edge.domain.originCertificateArn, ISSUED in eu-west-1\n  imported",
		"describe-stacks --stack-name kasha-prod-edge --region us-east-1",
		"  www.example.net.  A     alias of d111111abcdef8.cloudfront.net in hosted zone Z2FDTNDATAQYW2\n",
		"  a.example.org.    AAAA  alias of d111111abcdef8.cloudfront.net in hosted zone Z2FDTNDATAQYW2\n",
		"CNAME d111111abcdef8.cloudfront.net, or at the apex",
	} {
		aws.wantPrinted(t, want)
	}
	if strings.Contains(aws.out.String(), "own.example.ie") {
		t.Errorf("printed\n%s\nwant nothing about own.example.ie, whose records the edge stack creates", aws.out.String())
	}
}

// TestRecordsOfWhatIsNotReady catches a silent success where the certificate lacks a name, and a failure before the first deployment.
func TestRecordsOfWhatIsNotReady(t *testing.T) {
	aws, o := recordsAccount(deployed, imported)
	if _, err := o.Records(); err == nil || !strings.Contains(err.Error(), "does not hold own.example.ie; fix:") {
		t.Errorf("error %v, want the name that the certificate lacks", err)
	}
	if printed := aws.out.String(); strings.Contains(printed, "ISSUED") {
		t.Errorf("printed\n%s\nwant no state of a certificate before the error", printed)
	}
	aws, o = recordsAccount("", imported)
	o.Environment.Edge.Aliases = nil
	run := o.AWS.Run
	o.AWS.Run = func(args []string) ([]byte, error) {
		answer, err := run(args)
		if args[0] == "cloudformation" {
			err = errors.New("aws cloudformation describe-stacks: Stack with id kasha-prod-edge does not exist")
		}
		return answer, err
	}
	if _, err := o.Records(); err != nil {
		t.Fatal(err)
	}
	aws.wantPrinted(t, "kasha-prod-edge is not deployed yet")
	aws, o = recordsAccount(deployed)
	o.Environment.Edge.Domain, o.Environment.Edge.Aliases = &config.Domain{Name: "a.b.io", ZoneName: "b.io", HostedZoneID: "Z1"}, nil
	if _, err := o.Records(); err != nil {
		t.Fatal(err)
	}
	aws.wantPrinted(t, "creates all records of a.b.io itself")
	o.Environment.Edge.Domain = nil
	if _, err := o.Records(); err == nil || !strings.Contains(err.Error(), "prod has no domain") {
		t.Errorf("error %v, want that there is no domain", err)
	}
}
