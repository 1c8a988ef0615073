package revision

import (
	"context"
	"strings"
	"testing"
)

// Catches a revision that only its rules refuse, and that the review then cannot compare; and one that fails for another reason.
func TestTemplatesThatRulesRefuseAreComparedAllTheSame(t *testing.T) {
	const refused = `; echo '{"pluginReports": [{"conclusion": "CONCLUSION"}]}' > "$CDK_OUTDIR/validation-report.json"; exit 1`
	r := newRepository(t)
	r.app(says("one") + strings.Replace(refused, "CONCLUSION", "failure", 1))
	if got := r.manifest(r.base("HEAD")); got != "one" {
		t.Errorf("base %q, want the templates that were refused", got)
	}
	r.app(says("two") + strings.Replace(refused, "CONCLUSION", "success", 1))
	if _, err := r.project.Base(context.Background(), "HEAD"); err == nil || !strings.Contains(err.Error(), "does not synthesize") {
		t.Errorf("error %v, want one: the rules accepted the templates, and the application failed", err)
	}
}

// Catches a synthesis that evaluates no rule, because the caller's shell or the review says so.
func TestRulesAreEvaluated(t *testing.T) {
	t.Setenv("CDK_VALIDATION", "false")
	r := newRepository(t)
	r.app(`mkdir -p "$CDK_OUTDIR" && echo "validation ${CDK_VALIDATION-on}" > "$CDK_OUTDIR/manifest.json"`)
	if got := r.manifest(r.base("HEAD")); got != "validation on" {
		t.Errorf("%q, want validation on", got)
	}
}

// Catches a review of another command than the one that the CDK runs.
func TestCommandsAreThoseThatTheCDKReads(t *testing.T) {
	r := newRepository(t)
	r.app("exit 1")
	r.write("decoy.sh", says("decoy"))
	r.write("app.sh", says("real"))
	r.write("cdk.json", `{"app": "sh app.sh", "App": "sh decoy.sh", "build": "true", "BUILD": "false"}`)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "m")
	if got := r.manifest(r.base("HEAD")); got != "real" {
		t.Errorf("%q, want the command under app", got)
	}
	r.write("cdk.json", `{"app": ["sh", "app.sh"]}`)
	r.git("commit", "-q", "-am", "m")
	r.refused("HEAD", "app and build must be texts")
}
