package smoke

import (
	"net/http"
	"strings"
	"testing"
)

// closed plays a distribution whose web ACL lets in only requests with the header.
func closed() deployment { return refusing(http.StatusForbidden) }

// asking plays a distribution whose function asks for a password.
func asking() deployment { return refusing(http.StatusUnauthorized) }

// refusing plays a distribution that answers with the status without the header.
func refusing(status int) deployment {
	d := healthy()
	inside := d.https
	d.https = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Kasha-Access") == "open-sesame" {
			inside.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(status)
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

// TestSiteWithAPassword catches a site that anybody may see although its configuration asks for a password. It also catches one that is
// closed on purpose and counts as broken.
func TestSiteWithAPassword(t *testing.T) {
	t.Parallel()
	const url = "https://" + distribution + "/"
	const open, healthy3 = "open site: " + url + " answers with status 200", "Healthy: all 3 checks passed."
	password, pass := "RESTRICTED=password", "ACCESS_PASS=open-sesame"
	for name, c := range map[string]struct {
		deployment deployment
		variables  []string
		exit       int
		verdict    string
		failures   []string
	}{
		"closed":                       {asking(), []string{password}, 0, healthy3, nil},
		"closed to the address, too":   {closed(), []string{password}, 0, healthy3, nil},
		"open":                         {healthy(), []string{password}, 1, "Unhealthy: 1 of 3 checks failed.", []string{open}},
		"with the secret header":       {asking(), []string{password, pass}, 0, "Healthy: all 5 checks passed.", nil},
		"open, with the secret header": {healthy(), []string{password, pass}, 1, "Unhealthy: 1 of 5 checks failed.", []string{open}},
		"broken": {
			deploymentOf(http.StatusBadGateway), []string{password}, 1, "Unhealthy: 1 of 5 checks failed.",
			[]string{url + " answers with status 502"},
		},
		"another word": {healthy(), []string{"RESTRICTED=yes"}, 2, "RESTRICTED is 'yes'; fix: write true or password, or leave it out.", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			saw := run(t, c.deployment.start(t), c.variables...)
			saw.expect(t, c.exit, c.verdict, c.failures...)
			if strings.Contains(saw.output, "sesame") {
				t.Errorf("got\n%s\nwant no secret in it", saw.output)
			}
		})
	}
}

// deploymentOf is healthy but for the status of its site.
func deploymentOf(status int) deployment {
	d := healthy()
	d.https = answer(status, secure())
	return d
}
