package toolchain

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/names"
)

// TestUnreadable catches an upgrade of the CDK's library that locks the deployed pipeline out, and a finding about one that does not.
func TestUnreadable(t *testing.T) {
	of := func(schema int, metadata map[string]any) assembly.Assembly {
		stack := assembly.Stack{Name: "kasha-pipeline", Template: assembly.Template{Metadata: metadata}}
		return assembly.Assembly{Schema: schema, Stacks: []assembly.Stack{stack}}
	}
	reads54 := map[string]any{names.AssemblySchema: float64(54)}
	reads55 := map[string]any{names.AssemblySchema: float64(55)}
	for name, test := range map[string]struct {
		base, head assembly.Assembly
		want       string
	}{
		"the same":             {of(54, reads54), of(54, reads54), ""},
		"newer, unread":        {of(54, reads54), of(55, reads55), "up to schema 54, and this revision writes 55"},
		"newer, tools before":  {of(54, reads55), of(55, reads55), ""},
		"no pipeline before":   {assembly.Assembly{}, of(55, reads54), ""},
		"no pipeline any more": {of(54, reads54), assembly.Assembly{Schema: 55}, ""},
	} {
		got := Unreadable(test.base, test.head)
		if (len(got) == 0) != (test.want == "") || len(got) > 0 && !strings.Contains(got[0].What, test.want) {
			t.Errorf("%s: got %+v, want %q", name, got, test.want)
		}
	}
}
