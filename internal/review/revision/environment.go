package revision

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"kasha/internal/review/inherit"
)

// environment is what the commands of a revision inherit. It leaves out what could make a synthesis depend on an account, on this machine
// or on this shell. A base is synthesized once, and then used from every shell.
func environment(all []string) []string {
	var kept []string
	for _, variable := range all {
		name, value, _ := strings.Cut(variable, "=")
		switch {
		case name == "GOFLAGS":
			continue
		case name == "NODE_OPTIONS":
			if value = only(value, "--max-old-space-size", "--v8-pool-size"); value != "" {
				kept = append(kept, name+"="+value)
			}
		case !changesSynthesis(name):
			kept = append(kept, variable)
		}
	}
	return append(kept, "GOFLAGS="+goFlags(flagsOf(all)))
}

// changesSynthesis reports whether a variable can change what is synthesized, or is set by the review itself.
func changesSynthesis(name string) bool {
	if strings.HasPrefix(name, "JSII_RUNTIME_PACKAGE_CACHE") {
		return false
	}
	for _, prefix := range []string{"AWS_", "CDK_", "KASHA_", "JSII_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{
		"PATH", "CONTEXT_OVERFLOW_LOCATION_ENV", "NODE_PATH", "GOWORK", "GOOS", "GOARCH", "GOEXPERIMENT", "GO111MODULE",
	}, name)
}

// flagsOf is Go's GOFLAGS, of the shell or, where that has none, of go env -w.
func flagsOf(all []string) string {
	command := exec.Command("go", "env", "GOFLAGS")
	command.Env = inherit.WithoutGit(all)
	out, err := command.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// goFlags are the flags that change only how Go builds. An empty GOFLAGS would mean those of go env -w, so one is always there.
func goFlags(flags string) string {
	kept := only(flags, "-modcacherw", "-p", "-v", "-x", "-trimpath", "-buildvcs")
	return strings.TrimSpace(kept + " -buildvcs=false")
}

// only keeps the flags with these names.
func only(flags string, names ...string) string {
	var kept []string
	for _, flag := range strings.Fields(flags) {
		if name, _, _ := strings.Cut(flag, "="); slices.Contains(names, name) {
			kept = append(kept, flag)
		}
	}
	return strings.Join(kept, " ")
}

// leftOut says which settings of this shell a deployment by hand would obey, and the review does not.
func (p Project) leftOut(all []string) []string {
	var said []string
	var ignored []string
	for _, flag := range strings.Fields(flagsOf(all)) {
		if only(flag, "-tags", "-overlay", "-modfile", "-mod", "-toolexec", "-gcflags", "-ldflags") != "" {
			ignored = append(ignored, flag)
		}
	}
	if len(ignored) > 0 {
		said = append(said, fmt.Sprintf("This shell has GOFLAGS=%s, and the review is without it. make deploy would build with it; "+
			"fix: unset GOFLAGS, or go env -u GOFLAGS.", strings.Join(ignored, " ")))
	}
	for _, variable := range all {
		name, value, _ := strings.Cut(variable, "=")
		if value == "" || name != "KASHA_ROTATION_FUNCTION" && (name != "GOWORK" || value == "off") {
			continue
		}
		said = append(said, fmt.Sprintf("This shell has %s, and the review is without it. make deploy would obey it; fix: unset %s.",
			name, name))
	}
	return said
}
