// Package client holds the script of the one-off SQL task: some lines of bash around the mysql client. It is separate from lib/sqltask,
// which deploys the script, so that a test can run it without the CDK.
//
// Failure modes: the script exits with code 2 before it connects if there is no SQL or no root certificate. It does the same if the
// application user's password has a quote or a backslash. Otherwise the script exits with the exit code of mysql.
package client

import _ "embed"

// Script is the argument of bash -c. It reads the variables of the SQL task in lib/names.
//
//go:embed client.sh
var Script string
