// Package promised compares two revisions with the connections and permissions that internal/promises allows and requires. If base keeps
// a promise and head does not, the promise is broken, and the review fails.
//
// It takes two assemblies and returns findings. Stacks outside of stages, such as a pipeline, are not compared, because internal/promises
// is about environments. A promise that base already breaks is not reported. What internal/reach and internal/permissions do not model is
// returned as unjudged, and breaks no promise by itself.
//
// What it does not understand: an environment whose references cannot be resolved. If the references of base could be resolved, this is a
// finding too.
package promised

import (
	"fmt"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/internal/review"
	"kasha/lib/offers"
)

// Kept is the promises that a revision breaks, by environment. What it does not break, it keeps.
type Kept map[string]map[string]bool

// Read checks the promises of base.
func Read(base assembly.Assembly) Kept {
	kept := Kept{}
	for _, environment := range base.Stages() {
		kept[environment] = map[string]bool{}
		for _, problem := range problems(base.Stage(environment)) {
			kept[environment][problem] = true
		}
	}
	return kept
}

// Broken lists the promises that head breaks and base does not, and what is new and in no model. An environment that base does not
// have must keep all promises.
func Broken(base, head assembly.Assembly) (broken, unjudged []review.Finding) {
	return Read(base).Broken(head)
}

// Broken lists the promises that head breaks and the earlier revision does not.
func (k Kept) Broken(head assembly.Assembly) (broken, unjudged []review.Finding) {
	for _, environment := range head.Stages() {
		for _, problem := range problems(head.Stage(environment)) {
			if k[environment][problem] {
				continue
			}
			what, details, _ := strings.Cut(problem, "\n")
			finding := review.Finding{Environment: environment, What: what, New: strings.Join(strings.Fields(details), " ")}
			// A managed policy can give all rights, and nothing else says which.
			if strings.Contains(what, ": not modelled:") && !strings.Contains(what, "has the managed policy") {
				unjudged = append(unjudged, finding)
				continue
			}
			broken = append(broken, finding)
		}
	}
	return broken, unjudged
}

// problems are the broken promises of one environment.
func problems(stacks []assembly.Stack) []string {
	if len(stacks) == 0 {
		return nil
	}
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return []string{"its promises cannot be checked: " + err.Error()}
	}
	var all []string
	for _, violation := range reach.Build(environment, offers.OriginPrefixList).Check(promises.Connections(environment)) {
		all = append(all, fmt.Sprintf("connection: %s", violation))
	}
	for _, violation := range permissions.Build(environment, promises.HarmlessActions()).Check(promises.Permissions(environment)) {
		all = append(all, fmt.Sprintf("permission: %s", violation))
	}
	return all
}
