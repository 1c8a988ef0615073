package smoke

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

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
	for _, variable := range []string{"DISTRIBUTION=", "LOAD_BALANCER=", "DISTRIBUTION=--help", "LOAD_BALANCER=https://x", "SITE=http://" + site, "SITE=" + site,
		"AWAKE=MON 07:00", "AWAKE=MON 7:00 20:00 UTC", "AWAKE=MON 07:00 20:00 ../../etc/passwd", "AWAKE=MON 07:00 20:00 Europe/Berli"} {
		if saw := run(t, os.DevNull, variable); saw.exit != 2 || !strings.HasPrefix(saw.output, strings.Split(variable, "=")[0]+" ") {
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
