// Package rules holds Kasha's own rules for CloudFormation templates. No public rule pack has these rules; they are the Rego files in this
// folder. Every synthesis evaluates them together with the CDK's own rules, and fails when a template breaks one. The public packs of
// cdk-nag are not among them: only tests run those (tests/rule_packs.go).
//
// Each rule has an identifier that begins with Kasha-, one sentence that says what is wrong, and one that says how to fix it. For
// each rule, testdata has a template that passes, and changes of it that must fail. docs/rules.md explains how to add a rule.
package rules

import (
	"embed"
	"encoding/json"
	"os"
	"sync"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/messaging"
	"kasha/lib/offers"
)

//go:embed *.rego
var files embed.FS

// Add has every synthesis of the application evaluate the CDK's rules and these. The environment variable CDK_VALIDATION=false
// disables both. The CDK itself reads it for its own validator only, and would still run one that was added by hand.
func Add(app awscdk.App) {
	if os.Getenv("CDK_VALIDATION") != "false" {
		awscdk.Validations_Of(app).AddPlugins(Validator())
	}
}

// Validator returns the one rule engine that all applications of a process share. It stores nothing about a template, and starting
// one takes about a second. The CDK starts an engine of its own unless one was added, so a synthesis never starts two. The CDK's
// default rules must therefore be included here.
func Validator() awscdk.CloudFormationValidatePlugin { return validator() }

var validator = sync.OnceValue(func() awscdk.CloudFormationValidatePlugin {
	return awscdk.NewCloudFormationValidatePlugin(&awscdk.CloudFormationValidatePluginProps{
		IncludeDefaultRules: jsii.Bool(true),
		RegoRules:           sources(),
	})
})

func sources() *[]*awscdk.ValidationRuleSource {
	sources := []*awscdk.ValidationRuleSource{
		{Name: jsii.String("facts"), Content: jsii.String(facts())},
		{Name: jsii.String("texts"), Content: jsii.String(textRules())},
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are embedded in the program
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

// facts returns, as Rego, the values that the rules use and that other packages define. JSON is valid Rego. The engine reads no line
// of more than 1024 characters.
func facts() string {
	values, err := json.MarshalIndent(map[string]any{
		"engineVersions":            offers.EngineVersions(),
		"classesWithoutInsights":    classesWithoutInsights(),
		"longestBackupDays":         config.LongestBackupDays,
		"leastProductionBackupDays": config.LeastProductionBackupDays,
		"maxReceives":               messaging.MaxReceives,
		"ruleGroups":                ruleGroups(),
		"countableRules":            offers.CountableRules(),
		"texts":                     textFacts(),
	}, "", " ")
	if err != nil {
		panic(err) // strings and numbers
	}
	return "package kasha\n\nimport rego.v1\n\nfacts := " + string(values) + "\n"
}

func classesWithoutInsights() []string {
	var classes []string
	for _, class := range offers.Classes() {
		if !offers.ClassOf(class).Insights {
			classes = append(classes, class)
		}
	}
	return classes
}

func ruleGroups() []string {
	var names []string
	for _, group := range offers.RuleGroups() {
		names = append(names, group.Name)
	}
	return names
}
