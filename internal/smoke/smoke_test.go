// Package smoke holds the tests of scripts/smoke: its verdict on servers of this machine that stand in for a healthy
// deployment and for unhealthy ones.
package smoke

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHealthy catches an alarm about nothing.
func TestHealthy(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*deployment){
		"as it is made":                    func(*deployment) {},
		"a page that redirects to another": func(d *deployment) { d.https = answer(http.StatusFound, secure()) },
		"a temporary redirect to HTTPS": func(d *deployment) {
			d.http = http.RedirectHandler("https://"+distribution, http.StatusTemporaryRedirect)
		},
		"a load balancer that is not to be reached":  func(d *deployment) { d.balancer = nil },
		"a load balancer that never answers":         func(d *deployment) { d.balancer, d.balancerTLS = silent(0), silent(0) },
		"a load balancer that breaks off":            func(d *deployment) { d.balancer = http.HandlerFunc(breakOff) },
		"a load balancer that refuses over TLS, too": func(d *deployment) { d.balancerTLS = answer(http.StatusForbidden, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := healthy()
			change(&d)
			saw := run(t, d.start(t))
			saw.expect(t, 0, "Healthy: all 5 checks passed.")
		})
	}
}

// TestHealthySite catches a site under its own name that is not looked at.
func TestHealthySite(t *testing.T) {
	t.Parallel()
	saw := run(t, healthy().start(t), "SITE=https://"+site)
	saw.expect(t, 0, "Healthy: all 8 checks passed.")
	for _, want := range []string{
		"ok    https://" + site + "/ answers with status 200",
		"ok    http://" + site + "/ redirects (301) to https://" + site + "/",
	} {
		if !strings.Contains(saw.output, want) {
			t.Errorf("does not say %q:\n%s", want, saw.output)
		}
	}
}

func breakOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// early sends the security headers with an interim answer; browsers heed those of the final one.
func early(w http.ResponseWriter, _ *http.Request) {
	for name, values := range secure() {
		w.Header()[name] = values
	}
	w.WriteHeader(http.StatusEarlyHints)
	clear(w.Header())
	w.WriteHeader(http.StatusOK)
}

// TestUnhealthy catches a fault of a deployment that passes, is blamed on something else, or hides another one.
func TestUnhealthy(t *testing.T) {
	t.Parallel()
	const front, plain, back = "https://" + distribution + "/", "http://" + distribution + "/", "http://" + balancer + "/"
	for _, test := range []struct {
		name   string
		change func(*deployment)
		want   []string // the start of every failure
	}{
		{"no redirect", func(d *deployment) { d.http = answer(http.StatusOK, secure()) }, []string{plain + " does not redirect to HTTPS: it answers with status 200"}},
		{"redirect to plain HTTP", func(d *deployment) { d.http = http.RedirectHandler(plain+"home", http.StatusFound) }, []string{plain + " does not redirect to HTTPS: it redirects (302) to '" + plain + "home'"}},
		{"redirect to somebody else", func(d *deployment) {
			d.http = http.RedirectHandler("https://"+distribution+".example.com/", http.StatusFound)
		}, []string{plain + " does not redirect to HTTPS: it redirects (302) to 'https://" + distribution + ".example.com/'"}},
		{"redirect to nowhere", func(d *deployment) { d.http = answer(http.StatusMovedPermanently, nil) }, []string{plain + " does not redirect to HTTPS: it redirects (301) to ''"}},
		{"plain HTTP not answered", func(d *deployment) { d.http = nil }, []string{plain + " does not answer: "}},

		{"no security headers", func(d *deployment) { d.https = answer(http.StatusOK, nil) }, []string{front + " lacks the security headers: strict-transport-security x-content-type-options x-frame-options referrer-policy content-security-policy"}},
		{"security headers before the answer only", func(d *deployment) { d.https = http.HandlerFunc(early) }, []string{front + " lacks the security headers: strict-transport-security x-content"}},

		{"open load balancer", func(d *deployment) { d.balancer = answer(http.StatusOK, nil) }, []string{"open load balancer: " + back + " answers with status 200, past CloudFront and its firewall"}},
		{"load balancer that redirects", func(d *deployment) { d.balancer = http.HandlerFunc(redirect) }, []string{"open load balancer: " + back + " answers with status 301"}},
		{"load balancer that fails", func(d *deployment) { d.balancer = answer(http.StatusBadGateway, nil) }, []string{"open load balancer: " + back + " answers with status 502"}},
		{"load balancer open over TLS", func(d *deployment) { d.balancerTLS = answer(http.StatusOK, nil) }, []string{"open load balancer: https://" + balancer + "/ answers with status 200"}},
		{"load balancer that is slow", func(d *deployment) { d.balancer = silent(http.StatusOK) }, []string{"open load balancer: " + back + " answers with status 200"}},

		{"wrong status", func(d *deployment) { d.https = answer(http.StatusNotFound, secure()) }, []string{front + " answers with status 404"}},
		{"failing origin", func(d *deployment) { d.https = answer(http.StatusGatewayTimeout, secure()) }, []string{front + " answers with status 504"}},
		{"time-out", func(d *deployment) { d.https = silent(0) }, []string{front + " does not answer: Operation timed out", front + " shows no security headers"}},
		{"nobody there", func(d *deployment) { d.https = nil }, []string{front + " does not answer: Failed to connect", front + " shows no security headers"}},

		{"certificate of an unknown authority", func(d *deployment) { d.certificate.unknown = true }, []string{front + " has a certificate that is not to be trusted: ", front + " shows no security headers"}},
		{"certificate for another name", func(d *deployment) { d.certificate.name = "www.example.org" }, []string{front + " has a certificate that is not to be trusted: ", front + " shows no security headers"}},
		{"expired certificate", func(d *deployment) { d.certificate.expired = true }, []string{front + " has a certificate that is not to be trusted: ", front + " shows no security headers"}},

		{"everything at once", func(d *deployment) { *d = deployment{balancer: answer(http.StatusOK, nil)} }, []string{front + " does not answer", front + " shows no", plain + " does not answer", "open load balancer: " + back}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := healthy()
			test.change(&d)
			saw := run(t, d.start(t))
			saw.expect(t, 1, fmt.Sprintf("Unhealthy: %d of 5 checks failed.", len(test.want)), test.want...)
		})
	}
}

// TestEachSecurityHeader catches a header that nobody would miss.
func TestEachSecurityHeader(t *testing.T) {
	t.Parallel()
	for name := range secure() {
		for _, value := range [][]string{nil, {""}} { // missing, and empty
			t.Run(fmt.Sprint(name, value), func(t *testing.T) {
				t.Parallel()
				headers := secure()
				headers[name] = value
				d := healthy()
				d.https = answer(http.StatusOK, headers)
				saw := run(t, d.start(t))
				saw.expect(t, 1, "Unhealthy: 1 of 5 checks failed.", "https://"+distribution+"/ lacks the security headers: "+strings.ToLower(name))
			})
		}
	}
}
