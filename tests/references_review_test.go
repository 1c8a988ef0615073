package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/references"
	"kasha/internal/review"
	"kasha/tests/reviewtest"
)

// TestTheReviewSaysWhatHappensToReaders mutates each create-only property of each resource that another stack reads, in every shape, and
// reviews the change. CloudFormation then refuses, or each reader follows. What has the same readers in an earlier shape is left out. In
// short mode it mutates one property of each of production's.
func TestTheReviewSaysWhatHappensToReaders(t *testing.T) {
	t.Cleanup(func() { reviewtest.Engine().Close() })
	mutations, reviewed := 0, map[string]bool{}
	for _, shape := range shapes() {
		if testing.Short() && shape != "prod" {
			continue
		}
		base := assembly.Assembly{Stacks: stacksOf(t, shape)}
		for _, read := range producersOf(base.Stacks) {
			stack, _ := base.Stack(read.stack)
			resource := stack.Template.Resources[read.logicalID]
			replacing, _, _ := cloudformation.CreateOnly(resource.Type)
			if testing.Short() {
				replacing = replacing[:min(1, len(replacing))]
			}
			for _, property := range replacing {
				if same := fmt.Sprintf("%s %s %s %v", read.part, read.logicalID, property, read.readers()); reviewed[same] {
					continue
				} else {
					reviewed[same] = true
				}
				mutations++
				where := fmt.Sprintf("%s: %s of %s %s", shape, property, read.stack, resource.Path)
				head := mutated(t, base, read.stack, read.logicalID, property)
				report := reviewtest.Compare(t, base, head)
				for reader, strong := range read.by {
					if problem := unsaid(report, reader, strong, locked(read)); problem != "" {
						t.Errorf("%s: %s", where, problem)
					}
				}
				if len(report.Failures)+len(report.Notes)+len(report.Losses) == 0 {
					t.Errorf("%s: the review says nothing, verdict %s", where, report.Verdict)
				}
			}
		}
	}
	if mutations < 25 {
		t.Errorf("%d mutations, want at least 25", mutations)
	}
	t.Logf("%d mutations", mutations)
}

// locked is what CloudFormation must refuse to replace, written from docs/decisions/0015, and not read from the templates.
func locked(read producer) bool {
	for _, prefix := range []string{
		"network NetworkVpc7", "network Key", "data DatabaseSecurityGroup", "data DatabaseAdminSecret", "data DatabaseConnectionSecret",
		"data StorageA",
	} {
		if strings.HasPrefix(read.part+" "+read.logicalID, prefix) {
			return true
		}
	}
	return read.part == "network" && strings.Contains(read.logicalID, "Subnet") && !strings.Contains(read.logicalID, "NATGateway")
}

// unsaid says what the review should have said about one reader.
func unsaid(report review.Report, reader string, strong, locked bool) string {
	said := func(findings []review.Finding, parts ...string) bool {
		return slices.ContainsFunc(findings, func(f review.Finding) bool {
			return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(f.What, part) })
		})
	}
	failures, notes := reviewtest.Sentences(report.Failures), reviewtest.Sentences(report.Notes)
	switch {
	case locked && !strong:
		return reader + " reads it weakly, want a strong reference"
	case strong && !said(report.Failures, "CloudFormation refuses the update", reader) && !failsBefore(report):
		return fmt.Sprintf("no failure says that CloudFormation refuses because of %s: %q", reader, failures)
	case !strong && !said(report.Notes, reader+" reads it and follows"):
		return fmt.Sprintf("no note says that %s follows: %q, %q", reader, notes, failures)
	case !strong && said(report.Failures, "keeps the old value"):
		return fmt.Sprintf("a reader is left behind: %q", failures)
	}
	return ""
}

// failsBefore reports whether the deployment fails before CloudFormation looks at exports: a fixed name is taken.
func failsBefore(report review.Report) bool {
	const taken = "that must be unique"
	return slices.ContainsFunc(report.Losses, func(l review.Loss) bool { return strings.Contains(l.Fails, taken) }) ||
		slices.ContainsFunc(report.Failures, func(f review.Finding) bool { return strings.Contains(f.What, taken) })
}

// producer is a resource that other stacks read, and whether each of these stacks reads it strongly.
type producer struct {
	stack, part, logicalID string
	by                     map[string]bool
}

// readers are the parts of the environment that read the resource, and whether each reads it strongly.
func (p producer) readers() map[string]bool {
	parts := map[string]bool{}
	for reader, strong := range p.by {
		parts[reader[strings.LastIndex(reader, "-"):]] = strong
	}
	return parts
}

func producersOf(stacks []assembly.Stack) []producer {
	found := map[string]producer{}
	for _, reader := range stacks {
		for _, reference := range references.Of(reader, stacks) {
			for _, stack := range stacks {
				if stack.Name != reference.Producer {
					continue
				}
				for _, target := range references.Targets(stack.Name, stack.Template.Outputs[reference.Output].Value) {
					key := target.Stack + "." + target.LogicalID
					if found[key].by == nil {
						part := strings.TrimPrefix(stack.Name, "kasha-"+stack.Stage+"-")
						found[key] = producer{stack: stack.Name, part: part, logicalID: target.LogicalID, by: map[string]bool{}}
					}
					// One instance is read both ways: its address strongly, its resource id weakly.
					if reference.Resource != "" {
						found[key].by[reader.Name] = found[key].by[reader.Name] || reference.Strong
					}
				}
			}
		}
	}
	var all []producer
	for _, key := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[key])
	}
	return all
}

// mutated is an assembly in which one property of one resource has another value, noted as synthesis does it.
func mutated(t *testing.T, base assembly.Assembly, stack, logicalID, property string) assembly.Assembly {
	t.Helper()
	head := assembly.Assembly{}
	for _, each := range base.Stacks {
		if each.Name == stack {
			each.Template.Resources = maps.Clone(each.Template.Resources)
			resource := each.Template.Resources[logicalID]
			properties := map[string]any{}
			maps.Copy(properties, resource.Properties)
			resource.Properties = properties
			resource.Properties[property] = other(resource.Properties[property])
			each.Template.Resources[logicalID] = resource
		}
		head.Stacks = append(head.Stacks, each)
	}
	notes, err := references.Notes(head.Stacks)
	if err != nil {
		t.Fatal(err)
	}
	for i := range head.Stacks {
		resources := maps.Clone(head.Stacks[i].Template.Resources)
		for id, note := range notes[head.Stacks[i].Name] {
			resource := resources[id]
			entry := map[string]any{}
			for name, digest := range note {
				entry[name] = digest
			}
			metadata := map[string]any{}
			maps.Copy(metadata, resource.Metadata)
			metadata[references.Key] = entry
			resource.Metadata = metadata
			resources[id] = resource
		}
		head.Stacks[i].Template.Resources = resources
	}
	return head
}

// other is a value of the same kind that is not the same.
func other(value any) any {
	switch value := value.(type) {
	case bool:
		return !value
	case float64:
		return value + 1
	case string:
		return value + "x"
	case []any:
		return append(slices.Clone(value), "x")
	}
	return "x"
}
