package preflight

import (
	"bytes"
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

// request is one call of an AWS service without its SDK module. The module for EC2 is larger than this program, and that for AWS Backup
// would come for a single question.
type request struct {
	service, region string
	method, path    string
	body            []byte
	contentType     string // of the body
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
	unsigned, err := http.NewRequestWithContext(ctx, r.method, endpoint+r.path, bytes.NewReader(r.body))
	if err != nil {
		return response{}, err
	}
	if r.contentType != "" {
		unsigned.Header.Set("Content-Type", r.contentType)
	}
	credentials, err := session.Credentials.Retrieve(ctx)
	if err != nil {
		return response{}, err
	}
	digest := sha256.Sum256(r.body)
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
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return response{status: answer.StatusCode, header: answer.Header, body: body}, err
}
