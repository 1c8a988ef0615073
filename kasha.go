// Kasha synthesizes the CloudFormation of a web platform for every environment in cdk.json.
//
// It runs under the CDK's command line (npx cdk synth, diff, deploy) or by itself; either way it needs no account, no
// credentials and no network.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/rules"
	"kasha/stages"
)

func main() {
	kasha, err := config.ReadFile("cdk.json")
	if err == nil {
		err = synthesize("cdk.json", kasha, os.Getenv("CDK_OUTDIR"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	closeRuntime()
	if err != nil {
		os.Exit(1)
	}
}

// synthesize builds the application and writes its templates to a folder. The CDK refuses things by panicking, with the
// stack of a language the user did not write; stages.Refusal makes one error of that.
func synthesize(cdkJSON string, kasha config.Kasha, outdir string) (err error) {
	defer stages.Refusal(&err)
	context, err := featureFlags(cdkJSON)
	if err != nil {
		return err
	}
	// A refusal of the validation is then one error with every finding in it. Otherwise the findings go to the standard error of
	// the CDK's process, whose end is lost at times, or the CDK refuses nothing and leaves that to its command line.
	context["@aws-cdk/core:appMode"] = "inmemory"
	// No tree.json: docs/decisions/0010-no-tree-and-no-usage-metadata.md says who would read it, and what it costs.
	props := &awscdk.AppProps{Context: &context, TreeMetadata: jsii.Bool(false)}
	if outdir != "" {
		props.Outdir = jsii.String(outdir)
	}
	app := awscdk.NewApp(props)
	rules.Add(app)
	build(app, kasha)
	app.Synth(nil)
	return nil
}

// closeRuntime ends the CDK's Node process and removes its temporary files. The runtime waits for that process twice and
// complains of the second time on standard error, which is over by then.
func closeRuntime() {
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	jsii.Close()
}

// build adds every environment, in rollout order, and the pipeline that deploys them.
func build(app awscdk.App, kasha config.Kasha) []stages.Environment {
	var environments []stages.Environment
	for _, env := range kasha.Environments {
		environments = append(environments, stages.NewEnvironment(app, env))
	}
	if kasha.Pipeline != nil {
		stages.NewPipeline(app, *kasha.Pipeline, environments)
	}
	return environments
}

// featureFlags is the rest of cdk.json's context. The CDK's command line hands it over by itself; without it a test or a
// bare run would synthesize with other defaults than a deployment.
func featureFlags(cdkJSON string) (map[string]any, error) {
	data, err := os.ReadFile(cdkJSON)
	if err != nil {
		return nil, err
	}
	var file struct{ Context map[string]any }
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", cdkJSON, err)
	}
	delete(file.Context, "kasha")
	return file.Context, nil
}
