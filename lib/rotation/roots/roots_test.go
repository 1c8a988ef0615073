package roots

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"testing"
)

// TestARegionHasItsOwnRoot catches another region's certificate, one that is no root, and a text that another program cannot read.
func TestARegionHasItsOwnRoot(t *testing.T) {
	for _, region := range []string{"us-east-1", "eu-central-1", "ap-southeast-2"} {
		block, rest := pem.Decode(PEM(region))
		if block == nil || len(bytes.TrimSpace(rest)) > 0 {
			t.Fatalf("%s: want exactly one certificate", region)
		}
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil || !root.IsCA || root.CheckSignatureFrom(root) != nil {
			t.Errorf("%s: got %v, error %v, want a certificate that signs itself", region, root, err)
		}
		if want := "Amazon RDS " + region + " Root CA RSA2048 G1"; root.Subject.CommonName != want {
			t.Errorf("%s: got %s, want %s", region, root.Subject.CommonName, want)
		}
	}
	if got := PEM("mx-central-1"); got != nil {
		t.Errorf("got %s for a region that is not in the file, want nothing", got)
	}
	if got := PEM("us-east"); got != nil {
		t.Errorf("got %s for the beginning of a region's name, want nothing", got)
	}
}
