// Package stages builds the CDK app. Start with build.go, which adds a stage for each environment and the pipeline. The file
// environment.go builds one environment. Each of its stacks has its own file: network.go, data.go, services.go, edge.go, archive.go. The
// files pipeline*.go build the pipeline. The files acknowledgements*.go list the findings of public rule packs that Kasha
// accepts, each with its reason.
//
// Failure modes: the CDK's Go binding panics when the CDK refuses something; Synthesize turns the panic into an error. A physical name,
// such as a key's alias, can be taken already in the account: synthesis does not notice that, and the deployment fails. lib/config refuses
// two environments of one account whose names would certainly collide.
//
// Performance: each call of a construct is a round trip to the CDK's Node.js process.
package stages

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/quotas"
	release "kasha/lib/release/bundle"
	"kasha/lib/rules"
)

// Synthesize builds the application and writes its templates to outdir; an empty outdir is the CDK's default, cdk.out. The
// feature flags come from the file cdkJSON. An error holds every finding of the validation, without a JavaScript stack.
func Synthesize(cdkJSON string, kasha config.Kasha, outdir string) (err error) {
	defer Refusal(&err)
	app, err := NewApp(cdkJSON, outdir)
	if err != nil {
		return err
	}
	rules.Add(app)
	Build(app, kasha)
	return Synth(app)
}

// NewApp returns an application without stacks, with the feature flags of the file cdkJSON.
func NewApp(cdkJSON, outdir string) (awscdk.App, error) {
	context, err := featureFlags(cdkJSON)
	if err != nil {
		return nil, err
	}
	if _, err := release.Folder(); err != nil { // the data and services stacks deploy the functions, and return no error
		return nil, err
	}
	// In this mode a refused validation is one error with every finding in it. In the other modes the CDK's process writes the
	// findings to standard error, where the last lines can be lost. Or it leaves the refusal to the CDK's command line.
	context["@aws-cdk/core:appMode"] = "inmemory"
	// No tree.json: docs/decisions/0010-no-tree-and-no-usage-metadata.md says who would read it and what it costs.
	props := &awscdk.AppProps{Context: &context, TreeMetadata: jsii.Bool(false)}
	if outdir != "" {
		props.Outdir = jsii.String(outdir)
	}
	return awscdk.NewApp(props), nil
}

// Build adds every environment, in rollout order, and the pipeline that deploys them.
func Build(app awscdk.App, kasha config.Kasha) []Environment {
	var environments []Environment
	for _, env := range kasha.Environments {
		environments = append(environments, NewEnvironment(app, env))
	}
	if kasha.Pipeline != nil {
		NewPipeline(app, *kasha.Pipeline, environments)
	}
	return environments
}

// CloseRuntime ends the CDK's Node.js process and removes its temporary files. The jsii runtime waits for that process twice and
// reports the second wait as an error on standard error, so standard error is closed first. Call it once, at the end.
func CloseRuntime() {
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	jsii.Close()
}

// featureFlags returns the context of cdk.json without Kasha's own key. The CDK's command line passes the context by itself. A
// test or a bare run of the program would otherwise synthesize with other defaults than a deployment.
func featureFlags(cdkJSON string) (map[string]any, error) {
	file, err := config.ReadCDKFile(cdkJSON)
	if err != nil {
		return nil, err
	}
	if file.Context == nil {
		file.Context = map[string]any{}
	}
	delete(file.Context, "kasha")
	return file.Context, nil
}

// Refusal turns a panic of the CDK's Go binding into an error; defer it around building and synthesizing. The binding reports
// everything that the CDK refuses as a panic whose message holds a JavaScript stack. Refusal keeps the message and drops the stack.
// KASHA_DEBUG=1 prints both, with the Go stack.
func Refusal(err *error) {
	refused := recover()
	if refused == nil {
		return
	}
	if os.Getenv("KASHA_DEBUG") == "1" {
		fmt.Fprintf(os.Stderr, "%v\n%s\n", refused, debug.Stack())
	}
	*err = errors.New(messageOf(fmt.Sprint(refused)))
}

// messageOf returns the part of a panic before its JavaScript stack, or all findings of a refused validation.
func messageOf(panicked string) string {
	panicked = strings.TrimPrefix(panicked, "ValidationFailed: ")
	if findings, _, refused := strings.Cut(panicked, "A copy of this report can be found in"); refused {
		return findings + "The templates break the rules listed above, so they cannot be deployed. " +
			"validation-report.json beside the templates holds the same findings."
	}
	var kept []string
	for _, line := range strings.Split(panicked, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "at ") {
			break
		}
		kept = append(kept, line)
	}
	message := strings.TrimPrefix(strings.TrimSpace(strings.Join(kept, "\n")), "Error: ")
	if explained := quotas.TooManyResources(message); explained != "" {
		return "The configuration is too large: " + explained + "."
	}
	return "The CDK refused the application: " + message + "\nKASHA_DEBUG=1 prints where."
}
