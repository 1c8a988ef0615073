package main

import "testing"

// TestSynthKeepsWhatIsRelevant catches an answer of the CDK that reads like a second error, or like the end of the synthesis. It also
// catches a filter that takes the only words about a failure away. The texts are those of the pinned CDK, with and without colours.
func TestSynthKeepsWhatIsRelevant(t *testing.T) {
	const (
		remark = "\n(The CDK's next line, \"Subprocess exited with error 1\", only says that this stopped the synthesis.)\n"
		second = "sh scripts/cdk-process build/kasha-app: Subprocess exited with error 1\n"
		ours   = "[Error at /dev/data] a rule\nThe templates break the rules listed above.\n"
	)
	for name, test := range map[string]struct {
		output string
		failed bool
		want   string
	}{
		"without a pipeline": {output: "Successfully synthesized to /home/me/cdk.out\nSupply a stack id () to display its template.\n"},
		"in colours": {output: "\x1b[32mSuccessfully synthesized to \x1b[34m/home/me/cdk.out\x1b[39m\x1b[32m\x1b[39m\n" +
			"Supply a stack id (\x1b[32mkasha-pipeline\x1b[39m, \x1b[32mown\x1b[39m) to display its template.\n"},
		"a warning": {output: "[Warning at /dev] old\nSuccessfully synthesized to cdk.out\nSupply a stack id (a, b) to display its template.\n",
			want: "[Warning at /dev] old\n"},
		"quiet":              {},
		"a refusal":          {output: ours + remark + second, failed: true, want: ours},
		"a refusal, in red":  {output: ours + remark + "\x1b[31mapp: Subprocess exited with error 1\x1b[39m\n", failed: true, want: ours},
		"blank lines behind": {output: ours + remark + second + "\n\n", failed: true, want: ours},
		"an interrupt": {output: ours + "app: Subprocess exited with error 130\n", failed: true,
			want: ours + "app: Subprocess exited with error 130\n"},
		"nothing but the line": {output: second, failed: true, want: second},
		"a crash":              {output: "app: Subprocess exited with error 2\n", failed: true, want: "app: Subprocess exited with error 2\n"},
	} {
		if got := string(relevant([]byte(test.output), test.failed)); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
