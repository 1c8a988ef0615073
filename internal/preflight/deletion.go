package preflight

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"kasha/lib/config"
)

// Consent is how a person confirms what cannot be undone.
type Consent struct {
	Confirm  string    // the environment's name, as confirmation in advance: CONFIRM=dev
	Terminal io.Reader // where a person can answer; nil if no one is at a terminal
	Question io.Writer // where the question is printed
}

const deletionRunbook = "docs/runbooks/delete-environment.md"

// MayDelete refuses a deletion that no state of the account could allow. That is one of production, of an archive, of a database
// with deletion protection, or without a way to ask for confirmation.
func MayDelete(env config.Environment, consent Consent) error {
	const retry = "run make deploy ENV=%[1]s, and repeat this command"
	switch {
	case env.IsProduction():
		return fmt.Errorf("%s is production, which no command deletes; fix: follow %s", env.Name, deletionRunbook)
	case env.Backup.Archive:
		return fmt.Errorf("%s keeps an archive, and a backup vault with recovery points cannot be deleted; "+
			"fix: delete them as "+deletionRunbook+" says, set backup.archive to false in cdk.json, "+retry, env.Name)
	case env.Database.DeletionProtection:
		return fmt.Errorf("%s's database has deletion protection, so the deletion would stop half-way; "+
			"fix: set database.deletionProtection to false in cdk.json, "+retry, env.Name)
	case consent.Confirm != "" && consent.Confirm != env.Name:
		return fmt.Errorf("CONFIRM=%s and ENV=%s differ: nothing was deleted", consent.Confirm, env.Name)
	case consent.Confirm == "" && consent.Terminal == nil:
		return fmt.Errorf("deleting %s needs confirmation, and no one is at a terminal; fix: if you mean it, add CONFIRM=%[1]s", env.Name)
	}
	return nil
}

// AskDeletion asks for confirmation at the terminal, unless it came with the command.
func AskDeletion(env config.Environment, account string, consent Consent) error {
	if consent.Confirm == env.Name {
		return nil
	}
	fmt.Fprintf(consent.Question, "This deletes every stack of %s in account %s (%s) with its contents: database, queues, keys, secrets\n"+
		"and repositories. Then it deletes the buckets with every object in them, and the cached images. Only the final snapshot of\n"+
		"the database remains. To continue, type the environment's name: ", env.Name, account, strings.Join(Regions(env), ", "))
	answer, _ := bufio.NewReader(consent.Terminal).ReadString('\n')
	if strings.TrimSpace(answer) != env.Name {
		return fmt.Errorf("the answer is not %s: nothing was deleted", env.Name)
	}
	return nil
}
