package operate

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Record is a DNS record that someone else must create.
type Record struct {
	For    string // the field of the certificate that it validates, or the name that it points at the distribution
	Name   string
	Type   string // CNAME, or A and AAAA as aliases
	Value  string
	Status string // of a validation, as ACM has it; empty for a name
}

// Records prints and returns the DNS records that someone else must create. Some validate existing certificates. Others are those of the
// site's names that Kasha does not create. It works before the first deployment, when only the certificates exist.
func (o Operator) Records() ([]Record, error) {
	if o.Environment.Edge.Domain == nil {
		return nil, fmt.Errorf(`%s has no domain, so it has no records; fix: "edge": {"domain": {...}} in cdk.json`, o.Environment.Name)
	}
	if err := o.checkAccount(); err != nil {
		return nil, err
	}
	existing := o.Environment.ExistingCertificates()
	certificates := make([]certificate, len(existing))
	for i, each := range existing { // all are read before anything is printed, so that an error is not lost below records
		var err error
		if certificates[i], err = o.certificate(each); err != nil {
			return nil, err
		}
	}
	var all []Record
	for _, c := range certificates {
		all = append(all, c.print(o.Out)...)
	}
	var manual []string
	for _, host := range o.Environment.Edge.Hosts() {
		if host.IsManual() {
			manual = append(manual, host.Name)
		}
	}
	if len(manual) == 0 {
		fmt.Fprintf(o.Out, "\nThe edge stack creates all records of %s itself.\n", strings.Join(o.Environment.Edge.HostNames(), ", "))
		return all, nil
	}
	records, err := o.siteRecords(manual)
	return append(all, records...), err
}

// certificate is an existing certificate, as ACM describes it.
type certificate struct {
	config.ExistingCertificate
	Status                  string
	Type                    string
	SubjectAlternativeNames []string
	DomainValidationOptions []struct {
		ValidationStatus string
		ResourceRecord   struct{ Name, Type, Value string }
	}
}

// certificate reads an existing certificate. One that lacks a name of the site is an error.
func (o Operator) certificate(c config.ExistingCertificate) (certificate, error) {
	var answer struct{ Certificate certificate }
	err := o.in(c.Region).Call(&answer, "acm", "describe-certificate", "--certificate-arn", c.ARN)
	if err != nil {
		return certificate{}, err
	}
	found := answer.Certificate
	found.ExistingCertificate = c
	if lacks := o.Environment.Edge.Lacks(found.SubjectAlternativeNames); len(lacks) > 0 {
		return found, fmt.Errorf("the certificate of %s does not hold %s; fix: request one that does, and write its ARN",
			c.Field, strings.Join(lacks, ", "))
	}
	return found, nil
}

// print prints the state of a certificate, and prints and returns the records that validate it.
func (c certificate) print(out io.Writer) []Record {
	fmt.Fprintf(out, "\n%s, %s in %s\n", c.Field, c.Status, c.Region)
	var rows []Record
	for _, option := range c.DomainValidationOptions {
		if record := option.ResourceRecord; record.Name != "" {
			rows = append(rows, Record{c.Field, record.Name, record.Type, record.Value, option.ValidationStatus})
		}
	}
	if len(rows) == 0 && c.Type == "IMPORTED" {
		fmt.Fprintln(out, "  imported, so ACM needs no record and does not renew it")
		return nil
	}
	if len(rows) == 0 {
		fmt.Fprintln(out, "  no record yet: ACM makes one within seconds of the request, and only for DNS validation")
	}
	printRecords(out, rows)
	if c.Status == "PENDING_VALIDATION" {
		fmt.Fprintln(out, "Deploy when the status is ISSUED. These records must stay: ACM needs them again for each renewal.")
	}
	return rows
}

// cloudFrontZone is the hosted zone of all distributions, for alias records. Source: Route 53 API, AliasTarget, HostedZoneId.
const cloudFrontZone = "Z2FDTNDATAQYW2"

// siteRecords prints and returns the records that point names at the distribution.
func (o Operator) siteRecords(hosts []string) ([]Record, error) {
	outputs, err := o.atTheEdge().outputs(names.Edge)
	if err != nil && !strings.Contains(err.Error(), "does not exist") {
		return nil, err
	}
	target := outputs[names.DistributionDomain]
	if target == "" {
		fmt.Fprintf(o.Out, "\n%s is not deployed yet, so its distribution has no name. Deploy it, and run this again for the records of %s.\n",
			o.names().Stack(names.Edge), strings.Join(hosts, ", "))
		return nil, nil
	}
	fmt.Fprintf(o.Out, "\n%s with manual records\n", spelling.Count(len(hosts), "name"))
	var rows []Record
	for _, host := range hosts {
		for _, kind := range []string{"A", "AAAA"} {
			rows = append(rows, Record{For: host, Name: host + ".", Type: kind, Value: "alias of " + target + " in hosted zone " + cloudFrontZone})
		}
	}
	printRecords(o.Out, rows)
	fmt.Fprintf(o.Out, "Outside of Route 53: CNAME %s, or at the apex of a zone ALIAS or ANAME.\n", target)
	return rows, nil
}

func printRecords(out io.Writer, records []Record) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range records {
		fmt.Fprintln(table, strings.TrimRight("  "+strings.Join([]string{r.Name, r.Type, r.Value, r.Status}, "\t"), "\t"))
	}
	table.Flush()
}
