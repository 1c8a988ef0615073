package smoke

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestUnresolvableNamesFail catches a load balancer that counts as closed although its name does not resolve, and a script that reports on
// nothing.
func TestUnresolvableNamesFail(t *testing.T) {
	const unknown = "unknown whether the load balancer is open: "
	t.Parallel()
	saw := run(t, healthy().start(t), "LOAD_BALANCER=load-balancer.invalid")
	saw.expect(t, 1, "Unhealthy: 2 of 5 checks failed.",
		unknown+"http://load-balancer.invalid/: ", unknown+"https://load-balancer.invalid/: ")
	// A name server that does not answer is no load balancer that does not answer, though curl has one exit code for both.
	waiting := t.TempDir()
	stub := "#!/bin/sh\necho; echo 'answered 000 Resolving timed out after 2000 milliseconds'; exit 28\n"
	if err := os.WriteFile(waiting+"/curl", []byte(stub), 0o700); err != nil {
		t.Fatal(err)
	}
	saw = run(t, os.DevNull, "PATH="+waiting+":"+os.Getenv("PATH"))
	saw.expect(t, 1, "Unhealthy: 5 of 5 checks failed.", "https://"+distribution+"/ does not answer: Resolving timed out",
		"https://"+distribution+"/ shows no",
		"http://"+distribution+"/ does not answer", unknown+"http://", unknown+"https://")
	for _, variable := range []string{"DISTRIBUTION=", "LOAD_BALANCER=", "DISTRIBUTION=--help", "LOAD_BALANCER=https://x",
		"SITE=http://" + site, "SITE=" + site,
		"AWAKE=MON 07:00", "AWAKE=MON 7:00 20:00 UTC", "AWAKE=MON 07:00 20:00 ../../etc/passwd", "AWAKE=MON 07:00 20:00 Europe/Berli"} {
		if saw := run(t, os.DevNull, variable); saw.exit != 2 || !strings.HasPrefix(saw.output, strings.Split(variable, "=")[0]+" ") {
			t.Errorf("%s: exit code %d, want 2 and the variable's name first; got\n%s", variable, saw.exit, saw.output)
		}
	}
}

// TestAnInternalLoadBalancerIsNotAsked catches a private origin whose smoke test fails, and one whose missing variable counts as such.
func TestAnInternalLoadBalancerIsNotAsked(t *testing.T) {
	t.Parallel()
	saw := run(t, healthy().start(t), "LOAD_BALANCER=none")
	saw.expect(t, 0, "Healthy: all 3 checks passed.")
	if want := "skip  no load balancer is public"; !strings.Contains(saw.output, want) {
		t.Errorf("the script said\n%s\nwant %q", saw.output, want)
	}
}

// TestTheUsersCurlConfigurationIsIgnored catches a script that reads the user's curl configuration, which may disable certificate checks.
func TestTheUsersCurlConfigurationIsIgnored(t *testing.T) {
	t.Parallel()
	d := healthy()
	d.certificate.unknown = true
	home := t.TempDir()
	if err := os.WriteFile(home+"/.curlrc", []byte("insecure\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	saw := run(t, d.start(t), "HOME="+home, "CURL_HOME="+home)
	saw.expect(t, 1, "Unhealthy: 2 of 5 checks failed.", "https://"+distribution+"/ has a certificate that is not trusted",
		"https://"+distribution+"/ shows no")
}

// outcome is what the script said and how it ended.
type outcome struct {
	output string
	exit   int
}

// run runs the script as the pipeline does, with shorter timeouts and with the servers of a test.
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
	return outcome{output: string(output), exit: command.ProcessState.ExitCode()}
}

// expect compares the exit code, the verdict and the beginning of each failure.
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
		t.Errorf("exit code %d and\n%s\nwant exit code %d, %q and the failures\n%s", o.exit, o.output, exit, verdict,
			strings.Join(failures, "\n"))
	}
}
