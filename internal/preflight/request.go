package preflight

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// request is one call of an AWS service without its SDK module. The module for EC2 is larger than this program, and those for AWS Backup
// and Service Quotas would come for a single question each.
type request struct {
	service, region string
	method, path    string
	header          map[string]string
	body            string
}

// response is the answer, or the refusal.
type response struct {
	status int
	header http.Header
	body   []byte
}

// send signs a request and sends it.
func (r request) send(ctx context.Context, session aws.Config) (response, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	endpoint := "https://" + r.service + "." + r.region + ".amazonaws.com"
	if session.BaseEndpoint != nil {
		endpoint = strings.TrimSuffix(*session.BaseEndpoint, "/")
	}
	unsigned, err := http.NewRequestWithContext(ctx, r.method, endpoint+r.path, strings.NewReader(r.body))
	if err != nil {
		return response{}, err
	}
	for name, value := range r.header {
		unsigned.Header.Set(name, value)
	}
	credentials, err := session.Credentials.Retrieve(ctx)
	if err != nil {
		return response{}, err
	}
	digest := sha256.Sum256([]byte(r.body))
	err = v4.NewSigner().SignHTTP(ctx, credentials, unsigned, hex.EncodeToString(digest[:]), r.service, r.region, time.Now())
	if err != nil {
		return response{}, err
	}
	client := session.HTTPClient
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(unsigned)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	return response{status: answer.StatusCode, header: answer.Header, body: body}, err
}
