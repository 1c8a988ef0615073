package preflight

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"kasha/lib/config"
)

// AskTrust asks for confirmation before a bootstrap trusts another account or takes something away, unless it came with the command.
// Everyone who may deploy from a trusted account can do in this one what the execution policies allow.
func AskTrust(env config.Environment, cleared Clearance, consent Consent) error {
	var question string
	if cleared.Trusts != "" {
		question = fmt.Sprintf("This allows account %s to deploy to account %s. Deployments get\n%s.",
			cleared.Trusts, cleared.Account, strings.Join(cleared.Grants, ", "))
		if strings.Contains(question, executionPolicy) {
			question += " With it, they can do anything there."
		}
	}
	if len(cleared.Losses) > 0 {
		question = strings.TrimSpace(question + "\nThis takes away: " + strings.Join(cleared.Losses, "; ") + ".")
	}
	if question == "" || consent.Confirm == env.Name {
		return nil
	}
	switch {
	case consent.Confirm != "":
		return fmt.Errorf("CONFIRM=%s and ENV=%s differ: nothing was bootstrapped", consent.Confirm, env.Name)
	case consent.Terminal == nil:
		return fmt.Errorf("%s\nThis needs confirmation, and no one is at a terminal; fix: if you mean it, add CONFIRM=%s", question, env.Name)
	}
	fmt.Fprintf(consent.Question, "%s To continue, type the environment's name: ", question)
	if answer, _ := bufio.NewReader(consent.Terminal).ReadString('\n'); strings.TrimSpace(answer) != env.Name {
		return errors.New("the answer is not " + env.Name + ": nothing was bootstrapped")
	}
	return nil
}
