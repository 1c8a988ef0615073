// Package promised compares two revisions with the connections and permissions that internal/promises allows and requires. If base keeps
// a promise and head does not, the promise is broken, and the review fails.
//
// It takes two assemblies and returns findings. Stacks outside of stages, such as a pipeline, are not compared, because internal/promises
// is about environments. A promise that base already breaks is not reported. What internal/reach and internal/permissions do not model is
// returned as unjudged, and breaks no promise by itself. There are two exceptions, because the promises name every right of every role and
// service. One is a managed policy whose statements are not known. The other is a login that is no role, such as a user with an access key.
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
			kept[environment][problem.text] = true
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
			if k[environment][problem.text] {
				continue
			}
			what, details, _ := strings.Cut(problem.text, "\n")
			finding := review.Finding{Environment: environment, What: what, New: strings.Join(strings.Fields(details), " ")}
			if problem.unjudged {
				unjudged = append(unjudged, finding)
				continue
			}
			broken = append(broken, finding)
		}
	}
	return broken, unjudged
}

// problem is a promise that an environment breaks, or something that the models do not understand.
type problem struct {
	text     string
	unjudged bool
}

// problems are those of one environment.
func problems(stacks []assembly.Stack) []problem {
	if len(stacks) == 0 {
		return nil
	}
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return []problem{{text: "its promises cannot be checked: " + err.Error()}}
	}
	var all []problem
	for _, violation := range reach.Build(environment, offers.OriginPrefixList).Check(promises.Connections(environment)) {
		all = append(all, problem{fmt.Sprintf("connection: %s", violation), violation.Kind == reach.NotModeled})
	}
	for _, violation := range permissions.Build(environment, promises.HarmlessActions()).Check(promises.Permissions(environment)) {
		unjudged := violation.Kind == permissions.NotModeled && !violation.BeyondLists
		all = append(all, problem{fmt.Sprintf("permission: %s", violation), unjudged})
	}
	return all
}
