package preflight

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"kasha/lib/config"
)

// describeCertificate answers as ACM does.
func (a *standIn) describeCertificate(w http.ResponseWriter, r *http.Request, region string) {
	var input struct{ CertificateArn string }
	_ = json.NewDecoder(r.Body).Decode(&input)
	answer, there := a.issued[region+" "+input.CertificateArn]
	refusal := a.noACM
	if !there && refusal == "" {
		refusal = "com.amazonaws.acm#ResourceNotFoundException"
	}
	switch {
	case refusal == hangUp:
		panic(http.ErrAbortHandler)
	case refusal != "" || r.Header.Get("X-Amz-Target") != "CertificateManager.DescribeCertificate":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type": %q, "message": "The stand-in says so."}`, refusal)
		return
	}
	fmt.Fprint(w, answer)
}

// TestCertificatesAreCheckedBeforeADeployment catches a deployment that fails at CloudFront or at the load balancer. The certificate is not
// issued, is in another region, or lacks a name. It also catches an obstacle where ACM only does not answer.
func TestCertificatesAreCheckedBeforeADeployment(t *testing.T) {
	const viewers, origin = "us-east-1 arn:viewers", "eu-west-1 arn:origin"
	says := func(status, names string) string {
		return `{"Certificate": {"Status": "` + status + `", "SubjectAlternativeNames": [` + names + `]}}`
	}
	both := `"www.example.net", "*.example.org"`
	good := says("ISSUED", both)
	for name, test := range map[string]struct {
		issued         map[string]string
		refusal        string
		obstacle, note string // one sentence begins with it, and there is no other
	}{
		"issued": {issued: map[string]string{viewers: good, origin: good}},
		"not yet": {issued: map[string]string{viewers: good, origin: says("PENDING_VALIDATION", both)},
			obstacle: "The certificate of edge.domain.originCertificateArn has the status PENDING_VALIDATION, and AWS uses only issued ones; " +
				"fix: `make records ENV=dev`"},
		"a name is missing": {issued: map[string]string{viewers: says("ISSUED", `"www.example.net", "*.a.example.org"`), origin: good},
			obstacle: "The certificate of edge.domain.certificateArn does not hold a.example.org; fix: request one for www.example.net, " +
				"a.example.org."},
		"another region": {issued: map[string]string{viewers: good, "us-east-1 arn:origin": good},
			obstacle: "The certificate of edge.domain.originCertificateArn does not exist in eu-west-1; fix: the ARN that"},
		"expired credentials": {refusal: "ExpiredTokenException", obstacle: "The AWS credentials have expired"},
	} {
		t.Run(name, func(t *testing.T) {
			cleared, obstacles := checkDev(t, withCertificates(), Deploy, certificates(test.issued, test.refusal))
			if test.refusal != "" && len(obstacles) > 1 {
				obstacles = obstacles[:1] // the same for both certificates
			}
			begins(t, "obstacles", obstacles, test.obstacle)
			begins(t, "notes", cleared.Notes, test.note)
		})
	}
	for name, refusal := range map[string]string{"not allowed": "AccessDeniedException", "no answer": hangUp} {
		t.Run(name, func(t *testing.T) {
			cleared, obstacles := checkDev(t, withCertificates(), Deploy, certificates(nil, refusal))
			begins(t, "obstacles", obstacles, "")
			if len(cleared.Notes) != 2 {
				t.Errorf("notes %q, want one about each certificate", cleared.Notes)
			}
		})
	}
}

func certificates(issued map[string]string, refusal string) *standIn {
	there := map[string]string{"eu-west-1": "30", "us-east-1": "30"}
	return &standIn{account: "444444444444", issued: issued, noACM: refusal, bootstraps: there}
}

func withCertificates() config.Kasha {
	kasha := platform()
	edge := &kasha.Environments[0].Edge
	edge.Domain = &config.Domain{
		Name: "www.example.net", ManualRecords: true, CertificateARN: "arn:viewers", OriginCertificateARN: "arn:origin",
	}
	edge.Aliases = []config.Alias{{Name: "a.example.org"}}
	return kasha
}
