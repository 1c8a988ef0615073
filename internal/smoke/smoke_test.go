// Package smoke holds the tests of scripts/smoke: its verdict on servers of this machine that stand in for a healthy
// deployment and for unhealthy ones.
package smoke

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
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

// TestPatience catches a new distribution that is given up too early, and an ill one that is waited for without end.
func TestPatience(t *testing.T) {
	t.Parallel()
	t.Run("it comes", func(t *testing.T) {
		t.Parallel()
		var asked atomic.Int32
		d := healthy()
		d.https = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) < 3 {
				answer(http.StatusServiceUnavailable, nil).ServeHTTP(w, r)
				return
			}
			answer(http.StatusOK, secure()).ServeHTTP(w, r)
		})
		saw := run(t, d.start(t), "SMOKE_PATIENCE=60")
		saw.expect(t, 0, "Healthy: all 5 checks passed.")
		if want := "wait  https://" + distribution + "/: status 503; asking again in 1 seconds"; strings.Count(saw.output, want) != 2 {
			t.Errorf("does not say twice %q:\n%s", want, saw.output)
		}
	})
	t.Run("it never comes", func(t *testing.T) {
		t.Parallel()
		d := healthy()
		d.https, d.http = nil, nil
		begin := time.Now()
		saw := run(t, d.start(t), "SMOKE_PATIENCE=3")
		saw.expect(t, 1, "Unhealthy: 3 of 5 checks failed.", "https://"+distribution+"/ does not answer", "https://"+distribution+"/ shows no", "http://"+distribution+"/ does not answer")
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
	})
	t.Run("no time heals it", func(t *testing.T) {
		t.Parallel()
		d := healthy()
		d.https = answer(http.StatusNotFound, secure())
		saw := run(t, d.start(t), "SMOKE_PATIENCE=60")
		saw.expect(t, 1, "Unhealthy: 1 of 5 checks failed.", "https://"+distribution+"/ answers with status 404")
		if strings.Contains(saw.output, "wait ") {
			t.Errorf("waited:\n%s", saw.output)
		}
	})
}

// TestNamesThatAreNone catches a load balancer that counts as closed because nothing was asked of it, and a script that
// reports on nothing.
func TestNamesThatAreNone(t *testing.T) {
	t.Parallel()
	saw := run(t, healthy().start(t), "LOAD_BALANCER=load-balancer.invalid")
	saw.expect(t, 1, "Unhealthy: 2 of 5 checks failed.",
		"nobody can tell whether the load balancer is open: http://load-balancer.invalid/: ", "nobody can tell whether the load balancer is open: https://load-balancer.invalid/: ")
	// A name server that does not answer is no load balancer that does not answer, though curl has one exit code for both.
	waiting := t.TempDir()
	stub := "#!/bin/sh\necho; echo 'answered 000 Resolving timed out after 2000 milliseconds'; exit 28\n"
	if err := os.WriteFile(waiting+"/curl", []byte(stub), 0o700); err != nil {
		t.Fatal(err)
	}
	saw = run(t, os.DevNull, "PATH="+waiting+":"+os.Getenv("PATH"))
	saw.expect(t, 1, "Unhealthy: 5 of 5 checks failed.", "https://"+distribution+"/ does not answer: Resolving timed out", "https://"+distribution+"/ shows no",
		"http://"+distribution+"/ does not answer", "nobody can tell whether the load balancer is open: http://", "nobody can tell whether the load balancer is open: https://")
	for _, variable := range []string{"DISTRIBUTION=", "LOAD_BALANCER=", "DISTRIBUTION=--help", "LOAD_BALANCER=https://x", "SITE=http://" + site, "SITE=" + site} {
		if saw := run(t, os.DevNull, variable); saw.exit != 2 || !strings.HasPrefix(saw.output, strings.Split(variable, "=")[0]+" must be ") {
			t.Errorf("%s: exit code %d:\n%s", variable, saw.exit, saw.output)
		}
	}
}

// TestNoConfigurationOfTheUser catches a script that believes a curl configuration lying about, which may switch
// certificates off.
func TestNoConfigurationOfTheUser(t *testing.T) {
	t.Parallel()
	d := healthy()
	d.certificate.unknown = true
	home := t.TempDir()
	if err := os.WriteFile(home+"/.curlrc", []byte("insecure\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	saw := run(t, d.start(t), "HOME="+home, "CURL_HOME="+home)
	saw.expect(t, 1, "Unhealthy: 2 of 5 checks failed.", "https://"+distribution+"/ has a certificate that is not to be trusted", "https://"+distribution+"/ shows no")
}

// outcome is what the script said and how it ended.
type outcome struct {
	output string
	exit   int
}

// run runs the script as the pipeline does, only less patiently and led to the servers of a test.
func run(t *testing.T, curlConfig string, environment ...string) outcome {
	t.Helper()
	command := exec.Command("bash", "../../scripts/smoke")
	command.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "DISTRIBUTION=" + distribution, "LOAD_BALANCER=" + balancer, "SMOKE_CURL_CONFIG=" + curlConfig,
		"SMOKE_PATIENCE=0", "SMOKE_PAUSE=1", "SMOKE_ANSWER_WITHIN=3", "SMOKE_REFUSE_WITHIN=2",
	}, environment...)
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{string(output), command.ProcessState.ExitCode()}
}

// expect compares exit code, verdict and failures, of which each may go on after what is wanted.
func (o outcome) expect(t *testing.T, exit int, verdict string, failures ...string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(o.output), "\n")
	var failed []string
	for _, line := range lines {
		if failure, ok := strings.CutPrefix(line, "FAIL  "); ok {
			failed = append(failed, failure)
		}
	}
	wrong := o.exit != exit || lines[len(lines)-1] != verdict || len(failed) != len(failures)
	for i := 0; !wrong && i < len(failures); i++ {
		wrong = !strings.HasPrefix(failed[i], failures[i])
	}
	if wrong {
		t.Errorf("exit code %d and\n%s\nwant exit code %d, %q and the failures\n%s", o.exit, o.output, exit, verdict, strings.Join(failures, "\n"))
	}
}
