package review_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/accepted"
	"kasha/internal/review/engine"
)

func differ() *engine.Engine { return review.SharedEngine() }

func TestMain(m *testing.M) {
	code := m.Run()
	_ = differ().Close()
	os.Exit(code)
}

// app is an assembly by hand: templates by stack name. All stacks are in one environment, account and region.
type app map[string]string

// resources is an application of one stack.
func resources(json string) app { return app{"s": `{"Resources": ` + json + `}`} }

func (a app) assembly(t *testing.T) assembly.Assembly {
	t.Helper()
	var built assembly.Assembly
	for _, name := range sortedNames(a) {
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

func sortedNames(a app) []string {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func compare(t *testing.T, base, head assembly.Assembly, acceptances ...accepted.Loss) review.Report {
	t.Helper()
	report, err := review.Compare(base, head, differ(), acceptances)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// said lists losses as "Construct: kind", with an exclamation mark where the deployment fails.
func said(losses []review.Loss) []string {
	var all []string
	for _, loss := range losses {
		name := loss.Construct
		if name == "" {
			name = loss.Stack
		}
		line := name + ": " + string(loss.Kind)
		if loss.Fails != "" {
			line += "!"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

// sentences lists findings on one line each.
func sentences(findings []review.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%s: %s: %s -> %s", f.Construct, f.What, f.Old, f.New))
	}
	return all
}

// wants holds findings against parts of them, each found once, and nothing else.
func wants(t *testing.T, what string, findings []review.Finding, parts ...string) {
	t.Helper()
	left := sentences(findings)
	for _, part := range parts {
		i := slices.IndexFunc(left, func(line string) bool { return strings.Contains(line, part) })
		if i < 0 {
			t.Errorf("no %s %q in\n  %s", what, part, strings.Join(sentences(findings), "\n  "))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, line := range left {
		t.Errorf("unexpected %s: %s", what, line)
	}
}
