package preflight

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"kasha/lib/config"
)

// certificate is what ACM says of one.
type certificate struct {
	Status                  string
	SubjectAlternativeNames []string
}

// checkCertificates checks the certificates that cdk.json names. CloudFront and a load balancer refuse one that is not issued. CloudFront
// refuses to show a site under a name that the certificate does not hold. A deployment would find that out after a quarter of an hour.
func checkCertificates(ctx context.Context, session aws.Config, env config.Environment) (obstacles, notes []string) {
	for _, each := range env.ExistingCertificates() {
		found, err := describeCertificate(ctx, session, each)
		title := fmt.Sprintf("The certificate of %s", each.Field)
		switch code := apiCode(err); {
		case code == "ResourceNotFoundException":
			obstacles = append(obstacles, fmt.Sprintf("%s does not exist in %s; fix: the ARN that `aws acm list-certificates --region %[2]s` "+
				"prints.", title, each.Region))
		case isExpired(code):
			obstacles = append(obstacles, unusable(err, signInCommand(session.Credentials)))
		case err != nil:
			notes = append(notes, fmt.Sprintf("ACM in %s does not say whether the certificate of %s is issued (%s). A deployment with one that "+
				"is not would fail.", each.Region, each.Field, cause(err)))
		case found.Status != "ISSUED":
			obstacles = append(obstacles, fmt.Sprintf("%s has the status %s, and AWS uses only issued ones; fix: `make records ENV=%s` prints "+
				"the records that ACM waits for.", title, found.Status, env.Name))
		default:
			if lacks := env.Edge.Lacks(found.SubjectAlternativeNames); len(lacks) > 0 {
				obstacles = append(obstacles, fmt.Sprintf("%s does not hold %s; fix: request one for %s.", title, strings.Join(lacks, ", "),
					strings.Join(env.Edge.HostNames(), ", ")))
			}
		}
	}
	return obstacles, notes
}

// describeCertificate asks ACM for one certificate. Source: ACM API, DescribeCertificate.
func describeCertificate(ctx context.Context, session aws.Config, c config.ExistingCertificate) (certificate, error) {
	body, err := json.Marshal(map[string]string{"CertificateArn": c.ARN})
	if err != nil {
		return certificate{}, err
	}
	answer, err := request{
		service: "acm", region: c.Region, method: http.MethodPost, path: "/", body: string(body),
		header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "CertificateManager.DescribeCertificate"},
	}.send(ctx, session)
	if err != nil {
		return certificate{}, err
	}
	var page struct {
		Certificate certificate
		Type        string `json:"__type"` // of a refusal
		Message     string `json:"message"`
	}
	err = json.Unmarshal(answer.body, &page)
	if page.Type != "" {
		_, code, isQualified := strings.Cut(page.Type, "#")
		if !isQualified {
			code = page.Type
		}
		return certificate{}, &smithy.GenericAPIError{Code: code, Message: page.Message}
	}
	if err != nil || answer.status != http.StatusOK || page.Certificate.Status == "" {
		return certificate{}, fmt.Errorf("status %d and no certificate", answer.status)
	}
	return page.Certificate, nil
}
