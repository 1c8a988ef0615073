package operate

import (
	"errors"
	"fmt"
	"strings"
)

const deletionRunbook = "docs/runbooks/delete-environment.md"

// Left is what a deleted environment left behind.
type Left struct {
	Things    []Leftover
	Removed   bool       // all of Things
	Snapshots []Snapshot // of the database; only looked for where Things are none, or removed
}

// Leftovers lists what a deleted nonproduction environment left behind, and removes it if confirm is the environment's name.
// `make destroy` does so after a confirmation. An empty confirm only lists.
//
// What is left is what outlives the stacks. Buckets do, because S3 deletes no bucket with objects in it. So does what AWS
// services create for the environment outside of its stacks. Examples are repositories of ECR's pull-through cache and log
// groups of Lambda functions. All of it is billed until it is removed.
//
// It refuses to start while one of the environment's stacks exists, so nothing writes any more and nothing of a live environment
// can be found. A bucket must have the environment's tags and a name that CloudFormation gives to one of its buckets. Everything
// else must have an exact name, or a prefix that no other environment's names can have.
//
// Failure modes: the tagging service is minutes behind, so a deleted bucket may be listed once more, which is harmless. Access
// logs arrive up to a day late; they are lost with their bucket. If a removal fails, what comes after it stays; run it again.
func (o Operator) Leftovers(confirm, requestFolder string) (Left, error) {
	env := o.Environment
	switch {
	case env.IsProduction():
		return Left{}, fmt.Errorf("%s is production, and what it leaves behind is its data; fix: see %s", env.Name, deletionRunbook)
	case confirm != "" && confirm != env.Name:
		return Left{}, fmt.Errorf("--confirm is %q and the environment is %q: nothing was removed", confirm, env.Name)
	}
	if err := o.checkAccount(); err != nil {
		return Left{}, err
	}
	if stacks, err := o.remainingStacks(); err != nil || len(stacks) > 0 {
		return Left{}, errors.Join(err, notDeleted(env.Name, stacks))
	}
	found, err := o.findLeftovers()
	left := Left{Things: found}
	if err != nil {
		return left, err
	}
	if len(found) == 0 {
		fmt.Fprintf(o.Out, "%s left nothing to remove.\n", env.Name)
	}
	for _, each := range found {
		fmt.Fprintf(o.Out, "%s left a %s in %s: %s\n", env.Name, each.Kind, each.Region, each.Name)
	}
	if len(found) > 0 && confirm == "" {
		fmt.Fprintf(o.Out, "To remove all of it with its contents, run: kasha leftovers --env %s --confirm %[1]s\n", env.Name)
		return left, nil
	}
	for _, each := range found {
		if err := o.remove(each, requestFolder); err != nil {
			return left, fmt.Errorf("%w\n%s and what comes after it may still exist; fix: run it again: kasha leftovers --env %s --confirm %[3]s",
				err, each.Name, env.Name)
		}
	}
	left.Removed = len(found) > 0
	left.Snapshots, err = o.printSnapshots()
	return left, err
}

// checkAccount refuses credentials of another account, where an environment of the same name may belong to somebody else.
func (o Operator) checkAccount() error {
	var account string
	if err := o.AWS.Call(&account, "sts", "get-caller-identity", "--query", "Account"); err != nil {
		return err
	}
	if env := o.Environment; env.Account != "" && account != env.Account {
		return fmt.Errorf("these credentials are for account %s, and %s is in account %s (cdk.json)", account, env.Name, env.Account)
	}
	return nil
}

func notDeleted(environment string, stacks []string) error {
	if len(stacks) == 0 {
		return nil
	}
	return fmt.Errorf("%s is not deleted yet: %s still exists; fix: make destroy ENV=%[1]s", environment, strings.Join(stacks, ", "))
}

// Snapshot is a final snapshot of the database. It is never removed here, because it is the only thing that cannot be recreated.
type Snapshot struct {
	DBSnapshotIdentifier, KmsKeyId string
	AllocatedStorage               int // GiB
}

// printSnapshots lists the snapshots that CloudFormation or a person took of the environment's database, with the commands that
// delete them or keep their key.
func (o Operator) printSnapshots() ([]Snapshot, error) {
	var found []Snapshot
	err := o.AWS.Call(&found, "rds", "describe-db-snapshots", "--snapshot-type", "manual",
		"--db-instance-identifier", o.names().DatabaseInstance(),
		"--query", "DBSnapshots[].{DBSnapshotIdentifier: DBSnapshotIdentifier, KmsKeyId: KmsKeyId, AllocatedStorage: AllocatedStorage}")
	if err != nil {
		return nil, err
	}
	for _, each := range found {
		fmt.Fprintf(o.Out, "The database snapshot %s (%d GiB) remains, and is billed until it is deleted:\n"+
			"  aws rds delete-db-snapshot --db-snapshot-identifier %[1]s --region %[3]s\n"+
			"It becomes unusable when its key is deleted, 30 days after the stack. To keep the key:\n"+
			"  aws kms cancel-key-deletion --key-id %[4]s --region %[3]s\n",
			each.DBSnapshotIdentifier, each.AllocatedStorage, o.Environment.Region, each.KmsKeyId)
	}
	return found, nil
}
