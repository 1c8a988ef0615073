package password

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"kasha/lib/rotation/roots"
)

// Roots returns the root certificates that a region's instances are verified against. For a region whose root is not embedded
// it asks the trust store; the answer is trusted because HTTPS verifies AWS's own certificate.
func Roots(ctx context.Context, region, trustStore string) (*x509.CertPool, error) {
	own := roots.PEM(region)
	if own == nil {
		bundle, err := download(ctx, roots.Bundle(trustStore, region))
		if err != nil {
			return nil, fmt.Errorf("the root certificate of RDS in %s: %w", region, err)
		}
		if own = roots.Of(bundle, region); own == nil {
			return nil, fmt.Errorf("the root certificate of RDS in %s is not in AWS's bundle", region)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(own)
	return pool, nil
}

func download(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, errors.New(url + " answers " + response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, 1<<20))
}
