package preflight

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"kasha/lib/config"
)

// Consent is how something that cannot be taken back may be agreed to.
type Consent struct {
	Confirm  string    // the environment's name, given beforehand: CONFIRM=dev
	Terminal io.Reader // where a person can answer; nil: nobody is there
	Question io.Writer // where the question goes
}

// MayDelete refuses a deletion that no check of the account could allow: of production, of a protected database, or one
// that nobody can be asked about.
func MayDelete(env config.Environment, consent Consent) error {
	switch {
	case env.IsProduction():
		return fmt.Errorf("%s is production and is not deleted by a command: docs/runbooks/delete-environment.md says what to do instead, step by step", env.Name)
	case env.Backup.Archive:
		return fmt.Errorf("%s keeps an archive, and a vault with snapshots in it cannot be deleted: remove them as docs/runbooks/delete-environment.md says, set backup.archive to false in cdk.json, run make deploy ENV=%[1]s, and then this again", env.Name)
	case env.Database.DeletionProtection:
		return fmt.Errorf("%s's database is protected, and the deletion would stop half-way: set database.deletionProtection to false in cdk.json, run make deploy ENV=%[1]s, and then this again", env.Name)
	case consent.Confirm != "" && consent.Confirm != env.Name:
		return fmt.Errorf("CONFIRM=%s and ENV=%s differ: nothing was deleted", consent.Confirm, env.Name)
	case consent.Confirm == "" && consent.Terminal == nil:
		return fmt.Errorf("deleting %s has to be agreed to, and nobody is at a terminal to ask: write CONFIRM=%[1]s behind the command if you mean it", env.Name)
	}
	return nil
}

// Ask asks at the terminal, unless the answer came with the command.
func Ask(env config.Environment, account string, consent Consent) error {
	if consent.Confirm == env.Name {
		return nil
	}
	fmt.Fprintf(consent.Question, "This deletes every stack of %s in account %s (%s) with what is in them: database, queues, keys, secrets and\nrepositories; and then the buckets with every object in them, and the cache's copies of images. What stays is the last snapshot\nof the database. Type the environment's name to go on: ", env.Name, account, strings.Join(Regions(env), ", "))
	answer, _ := bufio.NewReader(consent.Terminal).ReadString('\n')
	if strings.TrimSpace(answer) != env.Name {
		return fmt.Errorf("that is not %s: nothing was deleted", env.Name)
	}
	return nil
}
