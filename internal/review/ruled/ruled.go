// Package ruled compares what the rules say of two revisions: the CDK's own rules and those of lib/rules. Every synthesis evaluates these
// rules, and writes the findings beside the templates. If head breaks a rule and base does not, the review fails. A newly acknowledged
// finding is reported, because a synthesis no longer shows it.
//
// It takes two assemblies and returns findings. Each revision is judged by its own rules, so this package does not notice that head
// removes a rule. The list of changed judges (package judges) says that lib/rules has changed.
//
// What it does not understand: an assembly without a report of findings. If base has a report and head has none, that counts as a broken
// rule. If neither has a report, that is returned as unjudged.
package ruled

import (
	"fmt"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

// Compare compares the verdicts. A base without a folder has none: nothing is deployed.
func Compare(base, head assembly.Assembly) (Findings, error) {
	var before validation
	var wasEvaluated bool
	var err error
	if base.Dir != "" {
		if before, wasEvaluated, err = read(base.Dir); err != nil {
			return Findings{}, err
		}
	}
	after, evaluated, err := read(head.Dir)
	if err != nil {
		return Findings{}, err
	}
	missing := review.Finding{Rule: "none", What: "no rule was evaluated, because the assembly has no " + reportFile +
		"; fix: synthesize it without CDK_VALIDATION=false, and leave rules.Add in stages/build.go"}
	switch {
	case !evaluated && wasEvaluated:
		return Findings{Broken: []review.Finding{missing}}, nil
	case !evaluated:
		return Findings{Unjudged: []review.Finding{missing}}, nil
	}
	known := verdictsOf(before)
	var found Findings
	for _, plugin := range after.PluginReports {
		for _, v := range plugin.Violations {
			for _, at := range v.ViolatingConstructs {
				if known.broken[v.RuleName+" "+at.ConstructPath] {
					continue
				}
				broken := place(head, at.ConstructPath)
				broken.Rule = v.RuleName
				broken.What = fmt.Sprintf("rule %s: %s", v.RuleName, strings.TrimSpace(v.Description))
				found.Broken = append(found.Broken, broken)
			}
		}
		for _, v := range plugin.SuppressedViolations {
			key := v.RuleName + " " + withoutStage(head, v.AcknowledgedAt)
			if known.acknowledged[key] || len(v.ViolatingConstructs) == 0 || base.Dir == "" && isOfTheCDK(v) {
				continue
			}
			known.acknowledged[key] = true // once, whatever the number of environments
			acknowledged := place(head, v.ViolatingConstructs[0].ConstructPath)
			acknowledged.What = fmt.Sprintf("a finding of rule %s is acknowledged now, so nobody sees it: %s", v.RuleName,
				strings.TrimSpace(v.Description))
			acknowledged.New = v.Reason
			found.Acknowledged = append(found.Acknowledged, acknowledged)
		}
	}
	return found, nil
}

// isOfTheCDK recognizes the acknowledgement that the CDK itself adds to the stack of a VPC whose zones the configuration names. Nobody can
// remove it. Where it is the first revision, a user has nothing to decide. Source: aws-cdk-lib, core/lib/stack.ts.
func isOfTheCDK(v violation) bool {
	return v.RuleName == "W3010" &&
		v.Reason == "Literal AZs in template are the result of accessing stack.availabilityZones, this is expected and safe"
}

// verdicts are those of base: rule and construct, and for acknowledged findings rule and construct without the environment's name.
type verdicts struct{ broken, acknowledged map[string]bool }

func verdictsOf(v validation) verdicts {
	all := verdicts{broken: map[string]bool{}, acknowledged: map[string]bool{}}
	for _, plugin := range v.PluginReports {
		for _, v := range plugin.Violations {
			for _, at := range v.ViolatingConstructs {
				all.broken[v.RuleName+" "+at.ConstructPath] = true
			}
		}
		for _, v := range plugin.SuppressedViolations {
			_, within, _ := strings.Cut(v.AcknowledgedAt, "/")
			all.acknowledged[v.RuleName+" "+v.AcknowledgedAt], all.acknowledged[v.RuleName+" "+within] = true, true
		}
	}
	return all
}

// withoutStage is a construct path below its environment. A new environment is acknowledged as the others are.
func withoutStage(head assembly.Assembly, path string) string {
	stage, within, below := strings.Cut(path, "/")
	if below && len(head.Stage(stage)) > 0 {
		return within
	}
	return path
}

// place finds the stack of a construct.
func place(head assembly.Assembly, path string) review.Finding {
	for _, stack := range head.Stacks {
		if construct, below := strings.CutPrefix(path, stack.Path+"/"); below {
			return review.Finding{Environment: stack.Stage, Stack: stack.Name, Construct: strings.TrimSuffix(construct, "/Resource")}
		}
	}
	return review.Finding{Construct: path}
}
