// Package reviewtest reviews small assemblies that are written by hand, for the tests of internal/review and its packages.
package reviewtest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/internal/review/engine"
)

// App is an application: templates as JSON, by stack name. All its stacks are in the environment prod, account 555555555555
// and us-east-1.
type App map[string]string

// Resources is an application of one stack "s" with these resources, a JSON object by logical id.
func Resources(json string) App { return App{"s": `{"Resources": ` + json + `}`} }

// Assembly is the application as the review reads it. Each construct path is the logical id and "/Resource".
func (a App) Assembly(t *testing.T) assembly.Assembly {
	t.Helper()
	var built assembly.Assembly
	for _, name := range slices.Sorted(maps.Keys(a)) {
		stack := assembly.Stack{
			Name: name, Path: "prod/" + name, Stage: "prod", Account: "555555555555", Region: "us-east-1",
		}
		if err := json.Unmarshal([]byte(a[name]), &stack.Template); err != nil {
			t.Fatalf("template of %s: %v\n%s", name, err, a[name])
		}
		for id, resource := range stack.Template.Resources {
			resource.LogicalID, resource.Path = id, id+"/Resource"
			stack.Template.Resources[id] = resource
		}
		built.Stacks = append(built.Stacks, stack)
	}
	return built
}

// Compare reviews the change from base to head with CDK's own diff engine.
func Compare(t *testing.T, base, head assembly.Assembly, acceptances ...accepted.Loss) review.Report {
	t.Helper()
	report, err := review.Compare(base, head, Engine(), acceptances)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// Engine is one engine for all tests of a package: it takes a second to start.
var Engine = sync.OnceValue(func() *engine.Engine {
	return engine.New(context.Background(), NodeModules())
})

// NodeModules is the project's node_modules folder, found from the folder of any package.
func NodeModules() string {
	dir, _ := os.Getwd()
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	return filepath.Join(dir, "node_modules")
}

// Main runs a package's tests and stops the engine. It is for TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if err := Engine().Close(); err != nil {
		fmt.Fprintln(os.Stderr, "CDK's diff engine did not stop:", err)
		code = 1
	}
	os.Exit(code)
}

// Sentences shows findings on one line each: "Construct: what: old -> new".
func Sentences(findings []review.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%s: %s: %s -> %s", f.Construct, f.What, f.Old, f.New))
	}
	return all
}

// Wants checks that each part occurs in one finding of its own, and that there is no other finding. What names the findings
// in messages.
func Wants(t *testing.T, what string, findings []review.Finding, parts ...string) {
	t.Helper()
	left := Sentences(findings)
	for _, part := range parts {
		i := slices.IndexFunc(left, func(line string) bool { return strings.Contains(line, part) })
		if i < 0 {
			t.Errorf("no %s %q in\n  %s", what, part, strings.Join(Sentences(findings), "\n  "))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, line := range left {
		t.Errorf("unexpected %s: %s", what, line)
	}
}
