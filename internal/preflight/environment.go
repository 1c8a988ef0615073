package preflight

import (
	"fmt"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/names"
)

// PipelineName is what the pipeline's account is called where a command takes an environment. No environment can have this name.
const PipelineName = "pipeline"

// Find returns the environment of that name. Its error lists the environments that there are. For a bootstrap, the pipeline's account
// is found under PipelineName.
func Find(kasha config.Kasha, name string, purpose Purpose) (config.Environment, error) {
	var choices []string
	p := kasha.Pipeline
	if p != nil && purpose == Bootstrap && name == PipelineName {
		return config.Environment{Name: PipelineName, Account: p.Account, Region: p.Region}, nil
	}
	for _, env := range kasha.Environments {
		if env.Name == name {
			return env, nil
		}
		choices = append(choices, "ENV="+env.Name)
	}
	if p != nil && purpose == Bootstrap {
		choices = append(choices, "ENV="+PipelineName)
	}
	wrong := "which environment?"
	if name != "" {
		wrong = fmt.Sprintf("cdk.json has no environment %q;", name)
	}
	return config.Environment{}, fmt.Errorf("%s fix: make %s with %s", wrong, purpose, either(choices))
}

// ParsePurpose reads the name of a purpose.
func ParsePurpose(name string) (Purpose, error) {
	var choices []string
	for _, purpose := range Purposes() {
		if string(purpose) == name {
			return purpose, nil
		}
		choices = append(choices, string(purpose))
	}
	return "", fmt.Errorf("--for is %q; fix: choose %s", name, either(choices))
}

// either joins choices: a, b or c.
func either(choices []string) string {
	last := len(choices) - 1
	if last < 1 {
		return strings.Join(choices, "")
	}
	return strings.Join(choices[:last], ", ") + " or " + choices[last]
}

// command returns the CDK command line for some of the environment's stacks, or for all of them.
func command(env config.Environment, purpose Purpose, stacks []names.Part) string {
	if purpose == Destroy {
		// RDS takes the final snapshot of an available database only, so a stopped one is started first. --force, because AskDeletion
		// has asked. What the stacks leave behind is removed after all of them are deleted.
		return "build/kasha wake --env " + env.Name + " && npx cdk destroy --force '" + env.Name + "/*' && " +
			"build/kasha leftovers --env " + env.Name + " --confirm " + env.Name
	}
	return "npx cdk " + string(purpose) + " " + patterns(env, stacks)
}

// Regions returns the regions of an environment's stacks in its own account.
func Regions(env config.Environment) []string {
	var regions []string
	for _, target := range env.Targets() {
		if target.Account == env.Account {
			regions = append(regions, target.Region)
		}
	}
	return regions
}

// reachable separates the targets in the account of the credentials from those in other accounts. The CDK can deploy to the others
// with these credentials, but this check cannot read there.
func reachable(kasha config.Kasha, env config.Environment, account string) (own, others []config.Target) {
	targets := env.Targets()
	if env.Name == PipelineName {
		targets = pipelineTargets(kasha)
	}
	for _, target := range targets {
		if target.Account == "" || target.Account == account {
			own = append(own, target)
		} else {
			others = append(others, target)
		}
	}
	return own, others
}

// pipelineTargets returns where the pipeline's account must be bootstrapped. That is its own region, and every region that it deploys
// to, because the pipeline keeps its templates there.
func pipelineTargets(kasha config.Kasha) []config.Target {
	targets := []config.Target{{Account: kasha.Pipeline.Account, Region: kasha.Pipeline.Region}}
	for _, env := range kasha.Environments {
		for _, target := range env.Targets() {
			known := func(t config.Target) bool { return t.Region == target.Region }
			if !slices.ContainsFunc(targets, known) {
				targets = append(targets, config.Target{Account: kasha.Pipeline.Account, Region: target.Region})
			}
		}
	}
	return targets
}
