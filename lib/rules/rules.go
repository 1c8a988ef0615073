// Package rules is what Kasha promises of its templates and no public rule pack knows, as code: the files in Rego beside
// this one. Every synthesis evaluates them together with the CDK's own rules and fails when a template breaks one.
//
// Each rule has an identifier that begins with Kasha-, one sentence on what is wrong, and one on what to write instead. In
// testdata stand a template that passes it and one that fails it.
package rules

import (
	"embed"
	"os"
	"sync"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

//go:embed *.rego
var files embed.FS

// Add validates an application's templates with the CDK's rules and with these. CDK_VALIDATION=false, which switches off
// the CDK's rules, switches off both: the CDK itself would go on to evaluate a validator that was added by hand.
func Add(app awscdk.App) {
	if os.Getenv("CDK_VALIDATION") != "false" {
		awscdk.Validations_Of(app).AddPlugins(Validator())
	}
}

// Validator is one engine for all applications of a process: it remembers nothing of a template, and starting one takes about a
// second. It takes the place of the one that the CDK starts by itself when no other is there, so that a synthesis never pays
// for two; hence the default rules must be asked for.
func Validator() awscdk.CloudFormationValidatePlugin { return validator() }

var validator = sync.OnceValue(func() awscdk.CloudFormationValidatePlugin {
	return awscdk.NewCloudFormationValidatePlugin(&awscdk.CloudFormationValidatePluginProps{
		IncludeDefaultRules: jsii.Bool(true),
		RegoRules:           sources(),
	})
})

func sources() *[]*awscdk.ValidationRuleSource {
	sources := []*awscdk.ValidationRuleSource{{Name: jsii.String("facts"), Content: jsii.String(facts())}}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	for _, entry := range entries {
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			panic(err)
		}
		sources = append(sources, &awscdk.ValidationRuleSource{Name: jsii.String(entry.Name()), Content: jsii.String(string(text))})
	}
	return &sources
}
