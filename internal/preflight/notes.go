package preflight

import (
	"fmt"
	"strings"

	"kasha/lib/config"
	"kasha/lib/names"
)

// noSubscribers is the note for production without an address for alarms. The topic exists, so people can subscribe in another way.
func noSubscribers(env config.Environment) string {
	return fmt.Sprintf("No one is subscribed to %s's alarms: alarms.email in cdk.json is empty. "+
		"Put an address there, or subscribe a pager to the topic %s (docs/alarms.md).", env.Name, env.Names().AlarmTopic())
}

// NoTerminal is the note for a deployment without a person at a terminal. The CDK asks before it broadens permissions. Without a
// terminal it stops there, often after several stacks.
func NoTerminal(env config.Environment, stacks []names.Part) string {
	return fmt.Sprintf("No one is at a terminal, so the CDK stops at the first stack that broadens permissions. "+
		"To see these permissions: make diff ENV=%s. To deploy without the question: npx cdk deploy %s --require-approval never",
		env.Name, patterns(env, stacks))
}

// otherAccount says what a person with credentials of a second account must do there once.
func otherAccount(env config.Environment, target config.Target) string {
	return fmt.Sprintf("%s of %s goes to account %s, which these credentials cannot check. Run once with that account's credentials: "+
		"make bootstrap ENV=%[2]s", capital(target.Holds), env.Name, target.Account)
}

func placeholderAccount(env config.Environment, account string) string {
	whose := ""
	if account != "" {
		whose = " (these credentials are for " + account + ")"
	}
	return fmt.Sprintf("%s's account in cdk.json, %s, is a placeholder%s; fix: put the real account there.", env.Name, env.Account, whose)
}

func wrongAccount(kasha config.Kasha, env config.Environment, account string) string {
	whose := ""
	for _, other := range kasha.Environments {
		if other.Account == account {
			whose = ", which is " + other.Name + "'s"
		}
	}
	return fmt.Sprintf("These credentials are for account %s%s, but %s is in account %s (cdk.json); "+
		"fix: use that account's credentials, for example with AWS_PROFILE=...", account, whose, env.Name, env.Account)
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
