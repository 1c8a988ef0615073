// Package client holds what the one-off SQL task runs: a few lines of bash around the mysql client. It is apart from
// lib/sqltask, which deploys it, so that a test can run it without the CDK.
package client

import _ "embed"

// Script is run by bash -c.
//
//go:embed client.sh
var Script string
