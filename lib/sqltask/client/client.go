// Package client holds what the one-off SQL task runs: a few lines of bash around the mysql client. It is apart from
// lib/sqltask, which deploys it, so that a test can run it without the CDK.
package client

import _ "embed"

// Script is run by bash -c.
//
//go:embed client.sh
var Script string

// Name is that of the cluster and of the task definition.
func Name(environment string) string { return "kasha-" + environment + "-sql" }

// LogGroup is where the task prints. It does not end in sql: the services stack held a group of that name once, and a stack
// cannot make what another one still has.
func LogGroup(environment string) string { return "/kasha/" + environment + "/sql-task" }
