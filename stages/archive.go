package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/recovery"
)

// archive adds the monthly archive of the database to the data stack.
func (d DataStack) archive(env config.Environment, net NetworkStack) {
	if env.Backup.CopyAccount != "" {
		recovery.ShareKey(d.Database.Key, env.Backup.CopyAccount)
	}
	built := recovery.New(d.Stack, "Recovery", recovery.Props{
		Environment: env.Names(),
		Backup:      env.Backup,
		Database:    d.Database,
		VPC:         net.Network.VPC,
		Retain:      env.IsProduction(),
	})
	output(d.Stack, names.ArchiveVaultName, built.Vault.BackupVaultName(), "Vault of the monthly archive")
	output(d.Stack, names.ArchiveRoleARN, built.BackupRole.RoleArn(), "Role with which AWS Backup takes and copies snapshots")
}

// newArchiveStack builds the stack with the copies of the archive, in a second region or a second account. It returns nil where no
// copy is configured.
func newArchiveStack(stage awscdk.Stage, env config.Environment) awscdk.Stack {
	target, configured := env.ArchiveTarget()
	if !configured {
		return nil
	}
	stack := newStack(stage, env, stackProps{
		Part: names.Archive, Account: target.Account, Region: target.Region, HoldsData: true, Contents: "copies of the archive",
	})
	vault := recovery.NewCopyVault(stack, "ArchiveCopy", recovery.CopyProps{
		Environment: env.Names(),
		Backup:      env.Backup,
		HomeAccount: env.Account,
		HomeRegion:  env.Region,
		Retain:      env.IsProduction(),
	})
	output(stack, names.ArchiveVaultName, vault.BackupVaultName(), "Vault of the copies")
	return stack
}
