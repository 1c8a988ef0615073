package cdkfile

import "path"

// kind is the list of the report that a finding belongs to.
type kind int

const (
	note kind = iota
	opening
	weakening
	unjudged
)

// field is one that the CDK's command line reads from cdk.json.
type field struct {
	unset any                     // what the command line takes where the field is left out
	kind  kind                    // of every change, other than a weakening
	weak  func(old, new any) bool // whether a change is a weakening; any other is a note
	says  string
}

// effective is what the command line takes from the field's value.
func (f field) effective(value any) any {
	if value == nil {
		return f.unset
	}
	if folder, isText := value.(string); isText && f.unset == outputFolder {
		return path.Clean(folder)
	}
	return value
}

func (f field) judge(old, new any) (kind, string) {
	if f.weak != nil && f.weak(old, new) {
		return weakening, f.says
	}
	return f.kind, f.says
}

const (
	outputFolder = "cdk.out"

	// otherTemplates is about options that the command line passes to the application, and a review does not.
	otherTemplates = "the CDK's command line synthesizes other templates or files with this option, and the review synthesizes without it"
)

// readFields are the fields that the pinned aws-cdk reads from cdk.json, by name.
func readFields() map[string]field {
	isOff := func(_, new any) bool { return new != true }
	unjudgedOption := field{unset: true, kind: unjudged, says: otherTemplates}
	return map[string]field{
		// What runs, and where the calls to AWS go.
		"app": {kind: opening, says: "every synthesis and deployment runs another command, with the credentials of whoever deploys; " +
			"the review and the pipeline run it too"},
		"build": {kind: opening, says: "every synthesis and deployment first runs another command, with the credentials of whoever " +
			"deploys; the review and the pipeline run it too"},
		"plugin":       {kind: opening, says: "every command of the CDK loads other code, with the credentials of whoever deploys"},
		"browser":      {kind: opening, says: "cdk docs runs another command"},
		"profile":      {kind: opening, says: "commands of the CDK use the credentials of another profile, so a deployment has other rights"},
		"proxy":        {kind: opening, says: "the CDK's calls to AWS go through another proxy"},
		"caBundlePath": {kind: opening, says: "the CDK's calls to AWS trust other certificates"},
		"toolkitStackName": {unset: "CDKToolkit", kind: opening,
			says: "the CDK uses another bootstrap stack, and cdk bootstrap creates the roles of deployments in it"},
		"toolkitBucket": {kind: opening, says: "cdk bootstrap gives the assets of deployments another bucket or key"},

		// What a deployment by hand does. The pipeline deploys through CloudFormation, and does not read these.
		"requireApproval": {unset: "broadening", weak: asksLess,
			says: "a deployment by hand asks before other changes than until now (never: before none)"},
		"rollback": {unset: true, weak: isOff,
			says: "whether CloudFormation rolls back a failed deployment by hand; without it, the failed stack stays half changed"},
		"tags": {weak: always, says: "the tags of every stack in a deployment by hand; they replace Kasha's tags, and with none, Kasha's stay"},
		"hotswap": {weak: always,
			says: "how many tasks ECS keeps in a deployment with --hotswap, which changes resources without CloudFormation"},
		"validation": {unset: true, weak: isOff, says: "whether a synthesis evaluates the rules of the templates"},
		"region":     {says: "commands of the CDK for stacks without a region use another one; every stack of Kasha has a region"},
		"unstable":   {says: "commands of the CDK that are not stable are switched on or off"},
		"watch":      {says: "cdk watch looks at other files before it deploys"},

		// What the application is told.
		"pathMetadata": unjudgedOption, "assetMetadata": unjudgedOption, "versionReporting": unjudgedOption, "staging": unjudgedOption,
		"bundlingStacks": {kind: unjudged, says: otherTemplates},
		"debug":          {unset: false, kind: unjudged, says: otherTemplates}, "debugApp": {unset: false, kind: unjudged, says: otherTemplates},
		"lookups": {unset: true, says: "whether the CDK asks AWS for values during a synthesis; Kasha asks for none"},

		// What is printed and written, and how fast.
		"output":                {unset: outputFolder, kind: unjudged, says: "the CDK writes the assembly into another folder"},
		"outputsFile":           {says: "a deployment by hand writes the outputs of stacks into a file"},
		"progress":              {says: "a deployment by hand prints its progress differently"},
		"notices":               {unset: true, weak: isOff, says: "whether the CDK prints notices, also those about its own security"},
		"quiet":                 {unset: false, says: "whether cdk synth prints templates"},
		"verbose":               {says: "how much the CDK prints"},
		"debugCli":              {unset: false, says: "how much the CDK prints of its own errors"},
		"language":              {says: "the language of cdk init"},
		"assetParallelism":      {unset: true, says: "whether files are published at the same time"},
		"assetBuildConcurrency": {unset: 1.0, says: "how many files are built at the same time"},
		"assetPrebuild":         {unset: true, says: "whether all files are built before the first deployment"},
	}
}

func always(_, _ any) bool { return true }

// asksLess reports whether a deployment passes some change without a question that it asked before. Broadening asks before broader
// permissions, destructive before a resource is replaced or removed, so neither asks as much as the other.
func asksLess(old, new any) bool { return old != "never" && new != "any-change" }
