package preflight

import (
	"fmt"
	"strings"

	"kasha/lib/config"
)

// Find is the environment of that name, or an error that lists those there are.
func Find(kasha config.Kasha, name string, purpose Purpose) (config.Environment, error) {
	var choices []string
	for _, env := range kasha.Environments {
		if env.Name == name {
			return env, nil
		}
		choices = append(choices, "ENV="+env.Name)
	}
	wrong := "Which environment?"
	if name != "" {
		wrong = fmt.Sprintf("There is no environment %q in cdk.json.", name)
	}
	return config.Environment{}, fmt.Errorf("%s Write make %s with %s", wrong, purpose, either(choices))
}

// ParsePurpose reads the name of a purpose.
func ParsePurpose(name string) (Purpose, error) {
	var names []string
	for _, purpose := range Purposes() {
		if string(purpose) == name {
			return purpose, nil
		}
		names = append(names, string(purpose))
	}
	return "", fmt.Errorf("--for is %q, and can be %s", name, either(names))
}

// either prints choices: a, b or c.
func either(choices []string) string {
	last := len(choices) - 1
	if last < 1 {
		return strings.Join(choices, "")
	}
	return strings.Join(choices[:last], ", ") + " or " + choices[last]
}

// command is the plain cdk command line. The CDK names an environment's stacks ENV/network and so on; 'ENV/*' is all of
// them and nobody else's.
func command(kasha config.Kasha, env config.Environment, account string, purpose Purpose) string {
	switch purpose {
	case Bootstrap:
		return bootstrapCommand(deployers(kasha, account), account, Regions(env)...)
	case Destroy:
		// --force: the question has been asked, see Ask. What the stacks leave is removed when all of them are gone.
		return "npx cdk destroy --force '" + env.Name + "/*' && build/kasha leftovers " + env.Name + " --confirm " + env.Name
	}
	return "npx cdk " + string(purpose) + " '" + env.Name + "/*'"
}
