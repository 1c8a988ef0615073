package preflight

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"kasha/lib/config"
)

// AskTrust asks before a bootstrap lets another account in, unless the answer came with the command. Nobody is asked where
// none is let in. Whoever may deploy from the other account can do anything in this one.
func AskTrust(env config.Environment, cleared Clearance, consent Consent) error {
	if cleared.Trusts == "" || consent.Confirm == env.Name {
		return nil
	}
	question := fmt.Sprintf("From now on account %s, the pipeline's in cdk.json, may do anything in account %s: it is trusted with\n%s.", cleared.Trusts, cleared.Account, executionPolicy)
	switch {
	case consent.Confirm != "":
		return fmt.Errorf("CONFIRM=%s and ENV=%s differ: nothing was bootstrapped", consent.Confirm, env.Name)
	case consent.Terminal == nil:
		return fmt.Errorf("%s\nThat has to be agreed to, and nobody is at a terminal to ask: write CONFIRM=%s behind the command if you mean it", question, env.Name)
	}
	fmt.Fprintf(consent.Question, "%s Type the environment's name to go on: ", question)
	if answer, _ := bufio.NewReader(consent.Terminal).ReadString('\n'); strings.TrimSpace(answer) != env.Name {
		return errors.New("that is not " + env.Name + ": nothing was bootstrapped")
	}
	return nil
}

// bootstrapCommand lets accounts in that deploy from elsewhere. The CDK then wants to be told what deployments may do; this is
// the policy that it takes by itself when nobody else is let in.
func bootstrapCommand(deployers []string, account string, regions ...string) string {
	words := []string{"npx cdk bootstrap"}
	for _, deployer := range deployers {
		words = append(words, "--trust "+deployer)
	}
	if len(deployers) > 0 {
		words = append(words, "--cloudformation-execution-policies "+executionPolicy)
	}
	for _, region := range regions {
		words = append(words, "aws://"+account+"/"+region)
	}
	return strings.Join(words, " ")
}

const executionPolicy = "arn:aws:iam::aws:policy/AdministratorAccess"

// deployers are the other accounts that may deploy to an account.
func deployers(kasha config.Kasha, account string) []string {
	if pipeline := trusted(kasha, account); pipeline != "" {
		return []string{pipeline}
	}
	return nil
}

// trusted is the pipeline's account, where that is another one. Nobody knows whose a placeholder is, so it is never let in.
func trusted(kasha config.Kasha, account string) string {
	if p := kasha.Pipeline; p != nil && p.Account != account && !isPlaceholder(p.Account) {
		return p.Account
	}
	return ""
}
