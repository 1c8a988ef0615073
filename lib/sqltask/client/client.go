// Package client holds the script of the one-off SQL task: some lines of bash around the mysql client. It is separate from lib/sqltask,
// which deploys the script, so that a test can run it without the CDK.
//
// Failure modes: the script exits with code 2 before it connects if there is no SQL or no root certificate. It does the same if a
// password that it replaces has a quote or a backslash. Otherwise the script exits with the exit code of mysql.
package client

import (
	_ "embed"
	"strings"
)

// Script is the argument of bash -c. It reads the variables of the SQL task in lib/names.
//
//go:embed client.sh
var Script string

//go:embed fetch.sh
var fetch string

// Fetching returns a script that first downloads the SQL from $SQL_URL. It replaces the command of a task whose SQL is too long for an
// override. A trailing new line of the SQL is not kept.
func Fetching(script string) string { return fetch + script }

// WithMigrator returns the script for an environment whose release has a database user of its own. Its name and password can be replaced
// too. Other environments keep the script as it is: another one would be another task definition.
func WithMigrator() string {
	return strings.NewReplacer(
		"case $APPLICATION_PASSWORD in", "case $APPLICATION_PASSWORD$MIGRATOR_PASSWORD in",
		"The password in the connection secret has", "The password in the connection secret or in the migrator's has",
		"# The only two things that SQL can ask for.", "# The only things that SQL can ask for.",
		"\n\nprintf '%s\\n' \"$sql\" |", `
sql=${sql//'${MIGRATOR_USERNAME}'/"$MIGRATOR_USERNAME"}
sql=${sql//'${MIGRATOR_PASSWORD}'/"$MIGRATOR_PASSWORD"}

printf '%s\n' "$sql" |`,
		`    line=${line//"$APPLICATION_PASSWORD"/(password)}
`, `    line=${line//"$APPLICATION_PASSWORD"/(password)}
    line=${line//"$MIGRATOR_PASSWORD"/(password)}
`).Replace(Script)
}
