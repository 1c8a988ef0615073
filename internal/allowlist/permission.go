package allowlist

import (
	"fmt"
	"strings"
)

// Permission is one line of a list of sensitive permissions: Who May do these actions On these resources. A sensitive
// permission that no line covers is a violation. With Must, so is one that someone lacks.
type Permission struct {
	Who    string   // a role's construct path without the stack, or a principal such as ThisAccount; * stands for any part
	May    []string // actions; * stands for any part
	On     []string // resources; * stands for any part, but a lone * stands for "all resources" alone
	Except []string // resources of On that the line does not cover
	OnlyIf string   // the condition key that the statement must ask for, with a value that narrows it; empty: no condition needed
	Must   bool     // every Who must be allowed every action on every resource
}

// String is the line for messages, without Except, which may differ between environments.
func (p Permission) String() string {
	line := fmt.Sprintf("%s may %s on %s", p.Who, strings.Join(p.May, ", "), strings.Join(p.On, ", "))
	if p.OnlyIf != "" {
		line += " only if " + p.OnlyIf
	}
	return line
}

// Principals that are not roles of the templates.
const (
	ThisAccount  = "this account" // the account's own IAM policies decide
	OtherAccount = "account ????????????"
)

// Service is an AWS service as a principal, by the part of its name before .amazonaws.com.
func Service(name string) string { return "service " + name + ".amazonaws.com" }
