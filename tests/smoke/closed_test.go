package smoke

import (
	"net/http"
	"strings"
	"testing"
)

// closed plays a distribution whose web ACL lets in only requests with the header.
func closed() deployment {
	d := healthy()
	inside := d.https
	d.https = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Kasha-Access") == "open-sesame" {
			inside.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
	d.http = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Kasha-Access") != "" {
			w.WriteHeader(http.StatusInternalServerError) // the secret was sent without TLS
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
	return d
}

// TestClosedSite catches a failure report about a site that is closed to this machine on purpose. It also catches a site that is closed
// by mistake and is not reported.
func TestClosedSite(t *testing.T) {
	t.Parallel()
	t.Run("closed on purpose", func(t *testing.T) {
		t.Parallel()
		run(t, closed().start(t), "RESTRICTED=true").expect(t, 0, "Healthy: all 3 checks passed.")
	})
	t.Run("this machine may see it", func(t *testing.T) {
		t.Parallel()
		run(t, healthy().start(t), "RESTRICTED=true").expect(t, 0, "Healthy: all 5 checks passed.")
	})
	t.Run("with the secret header", func(t *testing.T) {
		t.Parallel()
		saw := run(t, closed().start(t), "RESTRICTED=true", "ACCESS_PASS=open-sesame")
		saw.expect(t, 0, "Healthy: all 4 checks passed.")
		if strings.Contains(saw.output, "sesame") {
			t.Errorf("got\n%s\nwant no secret in it", saw.output)
		}
	})
	t.Run("a wrong secret", func(t *testing.T) {
		t.Parallel()
		url := "https://" + distribution + "/"
		run(t, closed().start(t), "RESTRICTED=true", "ACCESS_PASS=wrong").expect(t, 1, "Unhealthy: 2 of 4 checks failed.",
			url+" answers with status 403", url+" lacks the security headers")
	})
	t.Run("closed by mistake", func(t *testing.T) {
		t.Parallel()
		url := "https://" + distribution + "/"
		run(t, closed().start(t)).expect(t, 1, "Unhealthy: 3 of 5 checks failed.", url+" answers with status 403",
			url+" lacks the security headers", "http://"+distribution+"/ does not redirect")
	})
	t.Run("a load balancer that is open", func(t *testing.T) {
		t.Parallel()
		d := closed()
		d.balancer = answer(http.StatusOK, nil)
		run(t, d.start(t), "RESTRICTED=true").expect(t, 1, "Unhealthy: 1 of 3 checks failed.", "open load balancer")
	})
}
