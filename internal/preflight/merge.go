package preflight

import (
	"fmt"
	"slices"
	"strings"
)

const executionPolicy = "arn:aws:iam::aws:policy/AdministratorAccess"

// merged is a bootstrap of one region that keeps what the region's bootstrap stack has. `cdk bootstrap` replaces the trusted accounts
// and the execution policies by those of its command line. It removes a permissions boundary that is not repeated there, and switches
// the public access block on.
type merged struct {
	region   string
	flags    []string
	added    []string // accounts that may deploy from now on
	policies []string // what deployments get
	kept     []string // what of the existing stack is repeated, for people
	lost     []string // what the caller asked to replace
}

// merge adds to a bootstrap stack what the deployers need.
func (e existing) merge(deployers []string, toolkit Toolkit) merged {
	trusted := e.list("TrustedAccounts")
	m := merged{region: e.region, policies: e.list("CloudFormationExecutionPolicies")}
	for _, account := range deployers {
		if !slices.Contains(trusted, account) {
			m.added = append(m.added, account)
		}
	}
	if len(trusted) > 0 {
		m.kept = append(m.kept, "trust in "+strings.Join(trusted, ", "))
	}
	if len(m.added) > 0 { // without --trust, the CDK CLI keeps what is there
		for _, account := range append(slices.Clone(trusted), m.added...) {
			m.flags = append(m.flags, "--trust "+quoted(account))
		}
	}
	m.choosePolicies(len(trusted)+len(m.added) > 0, toolkit.Policies)
	if boundary := e.parameters["InputPermissionsBoundary"]; boundary != "" {
		m.keep("--custom-permissions-boundary", boundary, "the permissions boundary "+boundary)
	}
	if e.parameters["PublicAccessBlockConfiguration"] == "false" {
		m.flags = append(m.flags, "--public-access-block-configuration=false")
		m.kept = append(m.kept, "no public access block of its own")
	}
	for _, tag := range e.tags {
		m.keep("--tags", tag, "the tag "+tag)
	}
	return m
}

func (m *merged) keep(flag, value, words string) {
	m.flags = append(m.flags, flag+" "+quoted(value))
	m.kept = append(m.kept, words)
}

// choosePolicies says what deployments may do. With --trust, the CDK CLI must be told. AdministratorAccess is its default without --trust.
func (m *merged) choosePolicies(trusts bool, chosen []string) {
	before := m.policies
	switch {
	case len(chosen) > 0:
		m.policies = chosen
		for _, policy := range before {
			if !slices.Contains(chosen, policy) {
				m.lost = append(m.lost, "the execution policy "+policy)
			}
		}
	case len(before) > 0:
		m.kept = append(m.kept, "the execution policies "+strings.Join(before, ", "))
	case trusts:
		m.policies = []string{executionPolicy}
	}
	for _, policy := range m.policies {
		m.flags = append(m.flags, "--cloudformation-execution-policies "+quoted(policy))
	}
}

// obstacle says why the region cannot be bootstrapped without taking something away, or to no effect. It is empty otherwise.
func (e existing) obstacle(m merged, toolkit Toolkit) string {
	stack := fmt.Sprintf("The bootstrap stack %s in %s", toolkit.stack(), e.region)
	const own = `or give Kasha a bootstrap stack of its own: "toolkitStackName": "CDKToolkit-kasha" beside "app" in cdk.json, and ` +
		`"@aws-cdk/core:bootstrapQualifier": "kasha" in its context.`
	variant := e.parameters["BootstrapVariant"]
	qualifier := e.parameters["Qualifier"]
	switch {
	case e.problem != "":
		return e.problem
	case !e.found:
		return ""
	case qualifier == "":
		return stack + " has no qualifier: it is of the CDK's first major version, and a bootstrap would replace its bucket; fix: delete it " +
			"if nothing uses it, " + own
	case qualifier != toolkit.qualifier():
		return fmt.Sprintf("%s has the qualifier %q, and Kasha's stacks look for %q. A bootstrap would replace its roles and its bucket, or "+
			`help nobody; fix: use it with "@aws-cdk/core:bootstrapQualifier": %[2]q in cdk.json's context, %[4]s`,
			stack, qualifier, toolkit.qualifier(), own)
	case variant != "" && variant != toolkitVariant:
		return fmt.Sprintf("%s is the variant %q, which the CDK CLI leaves as it is; fix: have its owner add what is needed (%s), %s",
			stack, variant, m.needs(), own)
	case len(e.foreign) > 0:
		return fmt.Sprintf("%s has what the CDK's template does not have, and a bootstrap would delete it: %s; fix: have its owner add what "+
			"is needed (%s), %s", stack, strings.Join(e.foreign, ", "), m.needs(), own)
	case e.version > toolkitVersion && len(m.added)+len(m.lost) > 0:
		return fmt.Sprintf("%s is version %d, newer than the CDK CLI's own %d, so the CLI leaves it as it is; fix: have its owner add what is "+
			"needed (%s), or update aws-cdk in package.json.", stack, e.version, toolkitVersion, m.needs())
	}
	return ""
}

// needs says in words what a bootstrap adds.
func (m merged) needs() string {
	if len(m.added) > 0 {
		return "trust in " + strings.Join(m.added, ", ")
	}
	return fmt.Sprintf("version %d or later", BootstrapVersion)
}
