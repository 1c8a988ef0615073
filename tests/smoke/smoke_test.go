// Package smoke tests scripts/smoke. It starts local servers that behave like a healthy deployment, or like unhealthy ones, and checks
// the script's verdict.
package smoke

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHealthy catches a failure report about a healthy deployment.
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

// TestHealthySite catches a site under its own name that is not checked.
func TestHealthySite(t *testing.T) {
	t.Parallel()
	saw := run(t, healthy().start(t), "SITE=https://"+site)
	saw.expect(t, 0, "Healthy: all 8 checks passed.")
	for _, want := range []string{
		"ok    https://" + site + "/ answers with status 200",
		"ok    http://" + site + "/ redirects (301) to https://" + site + "/",
	} {
		if !strings.Contains(saw.output, want) {
			t.Errorf("got\n%s\nwant %q in it", saw.output, want)
		}
	}
}

func breakOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// early sends the security headers with an interim response. Browsers use those of the final response.
func early(w http.ResponseWriter, _ *http.Request) {
	for name, values := range secure() {
		w.Header()[name] = values
	}
	w.WriteHeader(http.StatusEarlyHints)
	clear(w.Header())
	w.WriteHeader(http.StatusOK)
}

// TestUnhealthy catches a fault of a deployment that passes, is reported as another fault, or hides another one.
func TestUnhealthy(t *testing.T) {
	t.Parallel()
	const front, plain, back = "https://" + distribution + "/", "http://" + distribution + "/", "http://" + balancer + "/"
	for _, test := range []struct {
		name   string
		change func(*deployment)
		want   []string // the start of every failure
	}{
		{name: "no redirect", change: func(d *deployment) { d.http = answer(http.StatusOK, secure()) },
			want: []string{plain + " does not redirect to HTTPS: it answers with status 200"}},
		{name: "redirect to plain HTTP", change: func(d *deployment) { d.http = http.RedirectHandler(plain+"home", http.StatusFound) },
			want: []string{plain + " does not redirect to HTTPS: it redirects (302) to '" + plain + "home'"}},
		{name: "redirect to somebody else", change: func(d *deployment) {
			d.http = http.RedirectHandler("https://"+distribution+".example.com/", http.StatusFound)
		}, want: []string{plain + " does not redirect to HTTPS: it redirects (302) to 'https://" + distribution + ".example.com/'"}},
		{name: "redirect to nowhere", change: func(d *deployment) { d.http = answer(http.StatusMovedPermanently, nil) },
			want: []string{plain + " does not redirect to HTTPS: it redirects (301) to ''"}},
		{name: "plain HTTP not answered", change: func(d *deployment) { d.http = nil }, want: []string{plain + " does not answer: "}},

		{name: "no security headers", change: func(d *deployment) { d.https = answer(http.StatusOK, nil) },
			want: []string{front + " lacks the security headers: strict-transport-security x-content-type-options x-frame-options " +
				"referrer-policy content-security-policy"}},
		{name: "security headers before the answer only", change: func(d *deployment) { d.https = http.HandlerFunc(early) },
			want: []string{front + " lacks the security headers: strict-transport-security x-content"}},

		{name: "open load balancer", change: func(d *deployment) { d.balancer = answer(http.StatusOK, nil) },
			want: []string{"open load balancer: " + back + " answers with status 200 without CloudFront and its web ACL"}},
		{name: "load balancer that redirects", change: func(d *deployment) { d.balancer = http.HandlerFunc(redirect) },
			want: []string{"open load balancer: " + back + " answers with status 301"}},
		{name: "load balancer that fails", change: func(d *deployment) { d.balancer = answer(http.StatusBadGateway, nil) },
			want: []string{"open load balancer: " + back + " answers with status 502"}},
		{name: "load balancer open over TLS", change: func(d *deployment) { d.balancerTLS = answer(http.StatusOK, nil) },
			want: []string{"open load balancer: https://" + balancer + "/ answers with status 200"}},
		{name: "load balancer that is slow", change: func(d *deployment) { d.balancer = silent(http.StatusOK) },
			want: []string{"open load balancer: " + back + " answers with status 200"}},

		{name: "wrong status", change: func(d *deployment) { d.https = answer(http.StatusNotFound, secure()) },
			want: []string{front + " answers with status 404"}},
		{name: "failing origin", change: func(d *deployment) { d.https = answer(http.StatusGatewayTimeout, secure()) },
			want: []string{front + " answers with status 504"}},
		{name: "time-out", change: func(d *deployment) { d.https = silent(0) },
			want: []string{front + " does not answer: Operation timed out", front + " shows no security headers"}},
		{name: "nobody there", change: func(d *deployment) { d.https = nil },
			want: []string{front + " does not answer: Failed to connect", front + " shows no security headers"}},

		{name: "certificate of an unknown authority", change: func(d *deployment) { d.certificate.unknown = true },
			want: []string{front + " has a certificate that is not trusted: ", front + " shows no security headers"}},
		{name: "certificate for another name", change: func(d *deployment) { d.certificate.name = "www.example.org" },
			want: []string{front + " has a certificate that is not trusted: ", front + " shows no security headers"}},
		{name: "expired certificate", change: func(d *deployment) { d.certificate.expired = true },
			want: []string{front + " has a certificate that is not trusted: ", front + " shows no security headers"}},

		{name: "everything at once", change: func(d *deployment) { *d = deployment{balancer: answer(http.StatusOK, nil)} },
			want: []string{front + " does not answer", front + " shows no", plain + " does not answer", "open load balancer: " + back}},
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

// TestEachSecurityHeader catches a missing or empty header that is not reported.
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
