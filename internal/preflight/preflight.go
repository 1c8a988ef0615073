// Package preflight looks before a rollout by hand starts: are there credentials, are they the environment's account's, is
// that account bootstrapped for the CDK wherever the environment's stacks go, and has ECS its role there. Each thing in the way
// is one sentence, and all of them are said at once.
//
// It asks AWS three read-only questions: who am I, which version of the bootstrap stack is there, and, before a deployment, is
// there the role of ECS. Failure modes: it sees the caller's credentials, not the roles that the CDK assumes with them, so a
// rollout can still be refused; and credentials that may assume those roles but read nothing themselves pass with a note
// instead of a check.
package preflight

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"kasha/lib/config"
)

// Purpose is what is about to start.
type Purpose string

// The four things that are done by hand. Each is a command of the CDK's command line and a target of the Makefile.
const (
	Bootstrap Purpose = "bootstrap"
	Diff      Purpose = "diff"
	Deploy    Purpose = "deploy"
	Destroy   Purpose = "destroy"
)

// Purposes lists them all.
func Purposes() []Purpose { return []Purpose{Deploy, Diff, Bootstrap, Destroy} }

// Clearance is the outcome of a check with nothing in the way.
type Clearance struct {
	Account string   // of the credentials, which is the environment's
	Summary string   // what was looked at and found well
	Notes   []string // what could not be looked at, and what deserves a second thought
	Trusts  string   // the account that may do anything in this one from now on; empty: none
	Command string   // what to run now
}

// Obstacles is the outcome of a check with something in the way.
type Obstacles struct {
	Environment string
	Purpose     Purpose
	Sentences   []string
}

func (o Obstacles) Error() string {
	return fmt.Sprintf("%s is not ready for cdk %s:\n  - %s", o.Environment, o.Purpose, strings.Join(o.Sentences, "\n  - "))
}

// Check looks at everything that must be well before purpose starts on env. Its error is an Obstacles.
func Check(ctx context.Context, kasha config.Kasha, env config.Environment, purpose Purpose) (Clearance, error) {
	fail := func(sentences ...string) (Clearance, error) {
		return Clearance{}, Obstacles{Environment: env.Name, Purpose: purpose, Sentences: sentences}
	}
	session, account, problem := identify(ctx)
	if problem != "" {
		if config.IsPlaceholder(env.Account) {
			return fail(placeholder(env, ""), problem)
		}
		return fail(problem)
	}
	if env.Account != "" && env.Account != account {
		if config.IsPlaceholder(env.Account) {
			return fail(placeholder(env, account))
		}
		return fail(wrongAccount(kasha, env, account))
	}
	clearance := Clearance{Account: account, Command: command(kasha, env, account, purpose)}
	own, others := reachable(env, account)
	for _, target := range others {
		clearance.Notes = append(clearance.Notes, elsewhere(kasha, env, account, target))
	}
	if purpose == Bootstrap {
		clearance.Trusts = trusted(kasha, account)
		clearance.Summary = fmt.Sprintf("%s: account %s, to be bootstrapped in %s", env.Name, account, strings.Join(Regions(env), " and "))
		switch p := kasha.Pipeline; {
		case clearance.Trusts != "":
			clearance.Summary += ", trusting account " + clearance.Trusts + " (the pipeline's) with AdministratorAccess"
		case p != nil && p.Account != account && config.IsPlaceholder(p.Account):
			clearance.Notes = append(clearance.Notes, fmt.Sprintf("The pipeline's account in cdk.json, %s, is a placeholder, so no pipeline is let in: put the real account there and run this again, or take the pipeline out.", p.Account))
		}
		clearance.Summary += "."
		return clearance, nil
	}
	var sentences, found []string
	if _, err := exec.LookPath("aws"); err != nil && purpose == Destroy {
		sentences = append(sentences, "The AWS command line is not installed, and what the stacks leave behind is removed with it: see AWS's guide, \"Installing the AWS CLI\".")
	}
	for _, target := range own {
		bootstrap := lookUp(ctx, session, target)
		if sentence := bootstrap.obstacle(kasha, env, account); sentence != "" {
			sentences = append(sentences, sentence)
		}
		if bootstrap.note != "" {
			clearance.Notes = append(clearance.Notes, bootstrap.note)
		} else {
			found = append(found, fmt.Sprintf("bootstrap version %d in %s", bootstrap.version, target.Region))
		}
	}
	if purpose == Deploy {
		obstacle, note := clusterRole(ctx, session, account)
		if obstacle != "" {
			sentences = append(sentences, obstacle)
		}
		if note != "" {
			clearance.Notes = append(clearance.Notes, note)
		}
	}
	if len(sentences) > 0 {
		return fail(slices.Compact(sentences)...) // one expiry is met in both regions
	}
	clearance.Summary = strings.Join(append([]string{env.Name + ": account " + account}, found...), ", ") + "."
	if purpose == Deploy && env.IsProduction() && env.Alarms.Email == "" {
		clearance.Notes = append(clearance.Notes, unheard(env))
	}
	return clearance, nil
}

// unheard is said of production whose alarms tell nobody: the topic is there, and whoever subscribes another way may go on.
func unheard(env config.Environment) string {
	return fmt.Sprintf("Nobody hears %s's alarms: alarms.email is empty in cdk.json. Put an address there, or subscribe a pager to the topic kasha-%[1]s-alarms (docs/alarms.md).", env.Name)
}

// Unasked is said before a deployment with nobody at a terminal: the CDK asks before permissions broaden, and it stops, often
// after several stacks, where it cannot.
func Unasked(env config.Environment) string {
	return fmt.Sprintf("Nobody is at a terminal, so the CDK stops at the first stack whose permissions broaden. See them with make diff ENV=%[1]s; without the question: npx cdk deploy '%[1]s/*' --require-approval never", env.Name)
}

// Regions is where an environment's stacks go in its own account.
func Regions(env config.Environment) []string {
	var regions []string
	own, _ := reachable(env, env.Account)
	for _, target := range own {
		regions = append(regions, target.Region)
	}
	return regions
}

// reachable tells the targets in the account of the credentials from those in another one, which these credentials may
// deploy to and cannot look into.
func reachable(env config.Environment, account string) (own, others []config.Target) {
	for _, target := range env.Targets() {
		if target.Account == "" || target.Account == account {
			own = append(own, target)
		} else {
			others = append(others, target)
		}
	}
	return own, others
}

// elsewhere says what has to be done once in a second account, by somebody with its credentials.
func elsewhere(kasha config.Kasha, env config.Environment, account string, target config.Target) string {
	deployers := []string{account}
	if pipeline := trusted(kasha, account); pipeline != "" && pipeline != target.Account {
		deployers = append(deployers, pipeline)
	}
	return fmt.Sprintf("%s of %s goes to account %s, and these credentials cannot look whether that is ready. Run once with its credentials: %s",
		capital(target.Holds), env.Name, target.Account, bootstrapCommand(deployers, target.Account, target.Region))
}

func placeholder(env config.Environment, account string) string {
	sentence := fmt.Sprintf("%s's account in cdk.json, %s, is a placeholder: put the real account there", env.Name, env.Account)
	if account != "" {
		sentence += fmt.Sprintf(" (these credentials are for %s)", account)
	}
	return sentence + "."
}

func wrongAccount(kasha config.Kasha, env config.Environment, account string) string {
	whose := ""
	for _, other := range kasha.Environments {
		if other.Account == account {
			whose = ", which is " + other.Name + "'s"
		}
	}
	return fmt.Sprintf("These credentials are for account %s%s, and %s is in account %s (cdk.json): use that account's credentials, for example with AWS_PROFILE=...", account, whose, env.Name, env.Account)
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
