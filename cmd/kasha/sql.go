package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// sqlCommand runs a file of SQL and ends with the exit code of mysql.
func sqlCommand(c console.Console) *cobra.Command {
	command := onEnvironment(c, &cobra.Command{
		Use:     "sql FILE --env ENVIRONMENT",
		Short:   "run SQL as the master user, from inside the VPC",
		Long:    "It ends with the exit code of mysql. A file of more than about 7 KB goes through the application's bucket.",
		Example: "kasha sql docs/sql/users.sql --env dev",
		Args:    atMost(1),
	}, func(o operate.Operator, args []string) error {
		if len(args) == 0 {
			return usage("which file? fix: kasha sql docs/sql/users.sql --env %s", o.Environment.Name)
		}
		sql, err := os.ReadFile(args[0])
		if err != nil {
			return usage("%w; fix: name a file such as docs/sql/users.sql", err)
		}
		return o.RunSQL(string(sql), filepath.Join("build", "sql-"+o.Environment.Name+".json"))
	})
	command.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{"sql"}, cobra.ShellCompDirectiveFilterFileExt
	}
	return command
}
