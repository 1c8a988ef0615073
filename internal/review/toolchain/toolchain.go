// Package toolchain finds out whether a deployed pipeline can read a newer assembly. A pipeline updates itself with the CDK CLI version
// that it was deployed with. If a new CDK library writes an assembly that this CLI or cdk-assets cannot read, the execution fails, and so
// does every later one. Someone must then deploy the pipeline by hand.
//
// It takes two assemblies and returns findings. It assumes that the deployed pipeline is that of base.
package toolchain

import (
	"fmt"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/lib/names"
)

// Unreadable returns a finding if the pipeline of base cannot read head.
func Unreadable(base, head assembly.Assembly) []review.Finding {
	for _, stack := range base.Stacks {
		reads, ok := stack.Template.Metadata[names.AssemblySchema].(float64)
		if !ok || head.Schema <= int(reads) || !has(head, stack.Name) {
			continue
		}
		return []review.Finding{{
			Stack: stack.Name,
			What: fmt.Sprintf("the deployed pipeline reads assemblies up to schema %d, and this revision writes %d: its self-update or its assets "+
				"would fail on this and every later push; first upgrade aws-cdk and cdk-assets, in a push of their own", int(reads), head.Schema),
		}}
	}
	return nil
}

func has(head assembly.Assembly, name string) bool {
	_, found := head.Stack(name)
	return found
}
