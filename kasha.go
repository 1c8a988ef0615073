// Kasha synthesizes the CloudFormation templates of a web platform for every environment in cdk.json.
//
// The CDK CLI runs it (npx cdk synth, diff, deploy), or it runs by itself. It needs no account, no credentials and no network. lib/config
// reads cdk.json, each lib/<construct> builds one construct, and stages builds stacks, environments and the pipeline from the constructs.
package main

import (
	"fmt"
	"os"

	"kasha/lib/config"
	"kasha/stages"
)

func main() {
	err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		if os.Getenv("CDK_CLI_VERSION") != "" { // it adds a line that reads like a second error
			fmt.Fprintln(os.Stderr, "\n(The CDK's next line, \"Subprocess exited with error 1\", only says that this stopped the synthesis.)")
		}
	}
	stages.CloseRuntime()
	if err != nil {
		os.Exit(1)
	}
}

func run() error {
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		return err
	}
	return stages.Synthesize("cdk.json", kasha, os.Getenv("CDK_OUTDIR"))
}
