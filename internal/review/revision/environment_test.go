package revision

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Catches credentials that are passed on to the application, and settings of a shell that change what both revisions are built from. With
// them a review would be right in this shell only, and the next one would find its base in the cache.
func TestSettingsOfTheShellDoNotReachTheApplication(t *testing.T) {
	t.Setenv("GOENV", "off")
	got := environment([]string{
		"HOME=/h", "AWS_PROFILE=p", "AWS_SECRET_ACCESS_KEY=s", "CDK_DEFAULT_ACCOUNT=1", "PATH=/bin", "GOWORK=/w/go.work", "GOENV=off",
		"GOFLAGS=-modcacherw -tags=other -overlay=/o.json", "KASHA_ROTATION_FUNCTION=/f", "JSII_RUNTIME=/r",
		"JSII_RUNTIME_PACKAGE_CACHE_ROOT=/c", "NODE_OPTIONS=--max-old-space-size=2000 --require=/r.js", "CONTEXT_OVERFLOW_LOCATION_ENV=/c.json",
	})
	want := []string{
		"HOME=/h", "GOENV=off", "JSII_RUNTIME_PACKAGE_CACHE_ROOT=/c", "NODE_OPTIONS=--max-old-space-size=2000",
		"GOFLAGS=-modcacherw -buildvcs=false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Catches a file that go env -w wrote, which Go obeys where GOFLAGS is empty.
func TestSettingsOfTheUserDoNotReachTheBuild(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	if err := os.WriteFile(file, []byte("GOFLAGS=-tags=other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOENV", file)
	t.Setenv("GOFLAGS", "") // that of make speed would win over the file
	r := newRepository(t)
	r.app(`mkdir -p "$CDK_OUTDIR" && go env GOFLAGS > "$CDK_OUTDIR/manifest.json"`)
	if got := r.manifest(r.base("HEAD")); got != "-buildvcs=false" {
		t.Errorf("GOFLAGS %q, want those of the review", got)
	}
	r.elsewhere("GOFLAGS=-tags=other")
}

// Catches a shell whose settings make a deployment by hand another one than the review, and a review that does not say so.
func TestSettingsThatOnlyADeploymentObeysAreTold(t *testing.T) {
	t.Setenv("GOENV", "off")
	r := newRepository(t)
	r.app(says("one"))
	r.elsewhere()
	for name, value := range map[string]string{"GOFLAGS": "-tags=x -p=2", "KASHA_ROTATION_FUNCTION": "/elsewhere", "GOWORK": "/w/go.work"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			r.elsewhere("This shell has " + name)
		})
	}
}

// elsewhere expects of the working tree that one of its sentences contains each part. Without parts it expects none.
func (r clone) elsewhere(parts ...string) {
	r.t.Helper()
	head, err := r.project.Head(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = head.Remove() }()
	if len(parts) == 0 && len(head.Elsewhere) > 0 {
		r.t.Errorf("said %q, want nothing", head.Elsewhere)
	}
	for _, part := range parts {
		if !strings.Contains(strings.Join(head.Elsewhere, "\n"), part) {
			r.t.Errorf("said %q, want %q", head.Elsewhere, part)
		}
	}
}
