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

// Records prints the DNS records that someone else must create. Some validate existing certificates. Others are those of the site's names
// that Kasha does not create. It works before the first deployment, when only the certificates exist.
func (o Operator) Records() error {
	if o.Environment.Edge.Domain == nil {
		return fmt.Errorf(`%s has no domain, so it has no records; fix: "edge": {"domain": {...}} in cdk.json`, o.Environment.Name)
	}
	if err := o.checkAccount(); err != nil {
		return err
	}
	for _, each := range o.Environment.ExistingCertificates() {
		if err := o.certificate(each); err != nil {
			return err
		}
	}
	var manual []string
	for _, host := range o.Environment.Edge.Hosts() {
		if host.IsManual() {
			manual = append(manual, host.Name)
		}
	}
	if len(manual) == 0 {
		fmt.Fprintf(o.Out, "\nThe edge stack creates all records of %s itself.\n", strings.Join(o.Environment.Edge.HostNames(), ", "))
		return nil
	}
	return o.siteRecords(manual)
}

// certificate prints the state of an existing certificate, the records that validate it, and which of the site's names it lacks.
func (o Operator) certificate(c config.ExistingCertificate) error {
	var answer struct {
		Certificate struct {
			Status                  string
			Type                    string
			SubjectAlternativeNames []string
			DomainValidationOptions []struct {
				ValidationStatus string
				ResourceRecord   struct{ Name, Type, Value string }
			}
		}
	}
	err := o.in(c.Region).Call(&answer, "acm", "describe-certificate", "--certificate-arn", c.ARN)
	if err != nil {
		return err
	}
	found := answer.Certificate
	fmt.Fprintf(o.Out, "\n%s, %s in %s\n", c.Field, found.Status, c.Region)
	if lacks := o.Environment.Edge.Lacks(found.SubjectAlternativeNames); len(lacks) > 0 {
		return fmt.Errorf("the certificate of %s does not hold %s; fix: request one that does, and write its ARN",
			c.Field, strings.Join(lacks, ", "))
	}
	var rows [][]string
	for _, option := range found.DomainValidationOptions {
		if record := option.ResourceRecord; record.Name != "" {
			rows = append(rows, []string{record.Name, record.Type, record.Value, option.ValidationStatus})
		}
	}
	if len(rows) == 0 && found.Type == "IMPORTED" {
		fmt.Fprintln(o.Out, "  imported, so ACM needs no record and does not renew it")
		return nil
	}
	if len(rows) == 0 {
		fmt.Fprintln(o.Out, "  no record yet: ACM makes one within seconds of the request, and only for DNS validation")
	}
	printRows(o.Out, rows)
	if found.Status == "PENDING_VALIDATION" {
		fmt.Fprintln(o.Out, "Deploy when the status is ISSUED. These records must stay: ACM needs them again for each renewal.")
	}
	return nil
}

// cloudFrontZone is the hosted zone of all distributions, for alias records. Source: Route 53 API, AliasTarget, HostedZoneId.
const cloudFrontZone = "Z2FDTNDATAQYW2"

// siteRecords prints the records that point names at the distribution.
func (o Operator) siteRecords(hosts []string) error {
	edge := o
	edge.AWS = o.in(config.EdgeRegion)
	outputs, err := edge.outputs(names.Edge)
	if err != nil && !strings.Contains(err.Error(), "does not exist") {
		return err
	}
	target := outputs[names.DistributionDomain]
	if target == "" {
		fmt.Fprintf(o.Out, "\n%s is not deployed yet, so its distribution has no name. Deploy it, and run this again for the records of %s.\n",
			o.names().Stack(names.Edge), strings.Join(hosts, ", "))
		return nil
	}
	fmt.Fprintf(o.Out, "\n%s with manual records\n", spelling.Count(len(hosts), "name"))
	var rows [][]string
	for _, host := range hosts {
		for _, kind := range []string{"A", "AAAA"} {
			rows = append(rows, []string{host + ".", kind, "alias of " + target, "hosted zone " + cloudFrontZone})
		}
	}
	printRows(o.Out, rows)
	fmt.Fprintf(o.Out, "Outside of Route 53: CNAME %s, or at the apex of a zone ALIAS or ANAME.\n", target)
	return nil
}

func printRows(out io.Writer, rows [][]string) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(table, "  "+strings.Join(row, "\t"))
	}
	table.Flush()
}
