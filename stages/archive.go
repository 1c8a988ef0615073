package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"kasha/lib/config"
	"kasha/lib/recovery"
)

// newArchiveStack is the other end of the archive, in a second region or a second account; nil where none is configured.
func newArchiveStack(stage awscdk.Stage, env config.Environment) awscdk.Stack {
	target, configured := env.ArchiveTarget()
	if !configured {
		return nil
	}
	elsewhere := env
	elsewhere.Account, elsewhere.Region = target.Account, target.Region
	stack := newStack(stage, elsewhere, "archive", elsewhere.Region, "Kasha "+env.Name+": copies of the archive", true)
	vault := recovery.NewCopy(stack, "ArchiveCopy", recovery.CopyProps{
		Environment: env.Name, Backup: env.Backup, HomeAccount: env.Account, HomeRegion: env.Region, Retain: env.IsProduction(),
	})
	output(stack, "ArchiveVaultName", vault.BackupVaultName(), "Vault of the copies")
	return stack
}
