package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"kasha/internal/awscli"
	"kasha/internal/leftovers"
)

const deletionRunbook = "docs/runbooks/delete-environment.md"

// removeLeftovers says what a deleted nonproduction environment has left behind, and removes it for whoever names the
// environment again. `make destroy` does, after asking.
func removeLeftovers(args []string, stdout io.Writer) error {
	if len(args) < 1 {
		return errors.New("name an environment: kasha leftovers dev")
	}
	flags := flag.NewFlagSet("leftovers", flag.ContinueOnError)
	confirm := flags.String("confirm", "", "the environment's name once more, to remove what is left")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	o, err := newOperator(args[0], stdout)
	if err != nil {
		return err
	}
	return o.leftovers(*confirm, filepath.Join("build", "leftovers"))
}

func (o operator) leftovers(confirm, folder string) error {
	switch {
	case o.env.IsProduction():
		return fmt.Errorf("%s is production, and what it leaves is its data: %s says how to let go of it", o.env.Name, deletionRunbook)
	case confirm != "" && confirm != o.env.Name:
		return fmt.Errorf("--confirm is %q and the environment is %q: nothing was removed", confirm, o.env.Name)
	}
	if err := o.rightAccount(); err != nil {
		return err
	}
	deleted := leftovers.Environment{Name: o.env.Name, Region: o.env.Region, Sleep: o.sleep, Folder: folder, AWS: func(region string) awscli.CLI {
		cli := o.aws
		cli.Region = region
		return cli
	}}
	if stacks, err := deleted.Stacks(); err != nil || len(stacks) > 0 {
		return errors.Join(err, stillThere(o.env.Name, stacks))
	}
	found, err := deleted.Find()
	if err != nil {
		return err
	}
	if len(found) == 0 {
		fmt.Fprintf(o.out, "%s left nothing to remove.\n", o.env.Name)
	}
	for _, each := range found {
		fmt.Fprintf(o.out, "%s left a %s in %s: %s\n", o.env.Name, each.Kind, each.Region, each.Name)
	}
	if len(found) > 0 && confirm == "" {
		fmt.Fprintf(o.out, "To remove all of it, with what is in it: kasha leftovers %s --confirm %[1]s\n", o.env.Name)
		return nil
	}
	for _, each := range found {
		if err := deleted.Remove(each); err != nil {
			return fmt.Errorf("%w\n%s may still be there, and what comes after it; this can be run again: kasha leftovers %s --confirm %[3]s", err, each.Name, o.env.Name)
		}
	}
	return o.snapshots(deleted)
}

// rightAccount refuses credentials of another account, where an environment of the same name may be somebody else's.
func (o operator) rightAccount() error {
	var account string
	if err := o.aws.Call(&account, "sts", "get-caller-identity", "--query", "Account"); err != nil {
		return err
	}
	if o.env.Account != "" && account != o.env.Account {
		return fmt.Errorf("these credentials are for account %s, and %s is in account %s (cdk.json)", account, o.env.Name, o.env.Account)
	}
	return nil
}

func stillThere(environment string, stacks []string) error {
	if len(stacks) == 0 {
		return nil
	}
	return fmt.Errorf("%s is not deleted yet: there is %s; make destroy ENV=%[1]s deletes it", environment, strings.Join(stacks, ", "))
}

// snapshots names what stays on purpose, and how long it is good for.
func (o operator) snapshots(deleted leftovers.Environment) error {
	snapshots, err := deleted.Snapshots()
	if err != nil {
		return err
	}
	for _, each := range snapshots {
		fmt.Fprintf(o.out, "The database's snapshot %s (%d GiB) stays, and is billed until somebody deletes it:\n"+
			"  aws rds delete-db-snapshot --db-snapshot-identifier %[1]s --region %[3]s\n"+
			"It is lost when its key is, 30 days after the stack, unless somebody takes that back:\n"+
			"  aws kms cancel-key-deletion --key-id %[4]s --region %[3]s\n", each.DBSnapshotIdentifier, each.AllocatedStorage, o.env.Region, each.KmsKeyId)
	}
	return nil
}
