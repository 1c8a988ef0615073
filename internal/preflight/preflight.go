// Package preflight checks an account before a deployment by hand starts. Are there credentials? Do they belong to the environment's
// account? Is this account bootstrapped for the CDK in every region of the environment's stacks? Does the account have ECS's
// service-linked role, and do the zones have Fargate? Each obstacle is reported in one sentence, and all at once.
//
// Its calls to AWS are read-only: whose credentials these are, and which version the bootstrap stack has. Before a deployment, it also asks
// whether ECS's role exists, and which IDs the zones have. It looks for the secrets that the processes declare, and for the certificates
// that cdk.json names. It reads which origin CloudFront uses, and the locks of the archive's vaults. It counts VPCs and Elastic IP
// addresses, and asks Service Quotas about what exceeds a default. Before a bootstrap, it reads the existing bootstrap stack, so that the
// new one keeps the settings that others made. docs/decisions/0012-two-aws-clients.md says why it uses the AWS SDK.
//
// Failure modes: it uses the caller's credentials, and the CDK assumes roles with these, so AWS can still refuse a deployment. If the
// credentials may not make a call themselves, but may assume the roles, the check passes with a note.
package preflight

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kasha/lib/config"
	"kasha/lib/names"
)

// Purpose is what is about to start.
type Purpose string

// The purposes. Each is a command of the CDK CLI and a target of the Makefile.
const (
	Bootstrap Purpose = "bootstrap"
	Diff      Purpose = "diff"
	Deploy    Purpose = "deploy"
	Destroy   Purpose = "destroy"
)

// Purposes returns all of them.
func Purposes() []Purpose { return []Purpose{Deploy, Diff, Bootstrap, Destroy} }

// Clearance is the outcome of a check without obstacles.
type Clearance struct {
	Account string   // of the credentials, which is the environment's
	Summary string   // what was checked
	Notes   []string // what could not be checked, and what deserves attention
	Trusts  string   // of a bootstrap: the accounts that will be allowed to deploy to this one; empty: no further ones
	Grants  []string // of a bootstrap that trusts an account: the policies that its deployments get
	Losses  []string // of a bootstrap: what it takes away, because the caller says so
	Command string   // what to run now
}

// Obstacles is the outcome of a check with obstacles.
type Obstacles struct {
	Environment string
	Purpose     Purpose
	Sentences   []string
}

func (o Obstacles) Error() string {
	return fmt.Sprintf("%s is not ready for cdk %s:\n  - %s", o.Environment, o.Purpose, strings.Join(o.Sentences, "\n  - "))
}

// Check checks everything that must be right before purpose starts on env. Its error is an Obstacles.
//
// A bootstrap may also be of the account that holds a copy of the environment's archive, with that account's credentials. A deployment or a
// diff may be of some stacks only, as ParseStacks returns them. The checks are the same, because the other stacks follow.
func Check(ctx context.Context, kasha config.Kasha, env config.Environment, purpose Purpose, toolkit Toolkit,
	stacks ...names.Part) (Clearance, error) {
	session, account, obstacles := checkIdentity(ctx, kasha, env, purpose)
	if len(obstacles) > 0 {
		return Clearance{}, Obstacles{Environment: env.Name, Purpose: purpose, Sentences: obstacles}
	}
	clearance := Clearance{Account: account, Command: command(env, purpose, stacks)}
	own, others := reachable(kasha, env, account)
	for _, target := range others {
		if target.Account != env.Account {
			clearance.Notes = append(clearance.Notes, otherAccount(env, target))
		}
	}
	if purpose == Bootstrap {
		obstacles = clearance.clearBootstrap(ctx, session, kasha, env, own, toolkit)
		if len(obstacles) > 0 {
			return Clearance{}, Obstacles{Environment: env.Name, Purpose: purpose, Sentences: slices.Compact(obstacles)}
		}
		if env.Name != PipelineName && (env.Account == "" || env.Account == account) {
			clearance.noteClusterRole(ctx, session)
		}
		return clearance, nil
	}
	if _, err := exec.LookPath("aws"); err != nil && purpose == Destroy {
		obstacles = append(obstacles, "The AWS CLI is not installed, and removing what the stacks leave behind needs it; "+
			"fix: install it (AWS's guide, \"Installing the AWS CLI\").")
	}
	found := []string{env.Name + ": account " + account}
	for _, target := range own {
		bootstrap := readBootstrap(ctx, session, toolkit, target)
		if obstacle := bootstrap.obstacle(env.Name, account); obstacle != "" {
			obstacles = append(obstacles, obstacle)
		}
		if bootstrap.note != "" {
			clearance.Notes = append(clearance.Notes, bootstrap.note)
		} else {
			found = append(found, fmt.Sprintf("bootstrap version %d in %s", bootstrap.version, target.Region))
		}
	}
	if purpose == Deploy {
		obstacle, note := checkClusterRole(ctx, session, account)
		if obstacle != "" {
			obstacles = append(obstacles, obstacle)
		}
		unsuitable, unknown := checkZones(ctx, session, env)
		obstacles = append(obstacles, unsuitable...)
		missing, unseen := checkSecrets(ctx, session, env)
		obstacles = append(obstacles, missing...)
		unissued, undescribed := checkCertificates(ctx, session, env)
		obstacles, unseen = append(obstacles, unissued...), append(unseen, undescribed...)
		var uncertain []string
		if unknown == "" { // otherwise EC2 does not answer, or refuses to
			var full []string
			full, uncertain = checkRoom(ctx, session, env, account)
			obstacles = append(obstacles, full...)
		}
		losing, unread := checkOrigin(ctx, session, env)
		if losing != "" {
			obstacles = append(obstacles, losing)
		}
		final, locks := checkVaultLocks(ctx, session, env, time.Now())
		obstacles = append(obstacles, final...)
		for _, note := range slices.Concat([]string{note, unknown, unread}, unseen, uncertain, locks) {
			if note != "" {
				clearance.Notes = append(clearance.Notes, note)
			}
		}
	}
	if len(obstacles) > 0 { // expired credentials are reported for each region
		return Clearance{}, Obstacles{Environment: env.Name, Purpose: purpose, Sentences: slices.Compact(obstacles)}
	}
	clearance.Summary = strings.Join(found, ", ") + "."
	if purpose == Deploy {
		clearance.Notes = append(clearance.Notes, checkQuotas(ctx, session, kasha, env, account)...)
	}
	if purpose == Deploy && len(stacks) > 0 {
		clearance.Notes = append(clearance.Notes, someStacks(env, stacks))
	}
	if purpose == Deploy && env.IsProduction() && env.Alarms.Email == "" {
		clearance.Notes = append(clearance.Notes, noSubscribers(env))
	}
	return clearance, nil
}

// checkIdentity checks that there are credentials, and that they belong to the environment's account.
func checkIdentity(ctx context.Context, kasha config.Kasha, env config.Environment, purpose Purpose) (aws.Config, string, []string) {
	session, account, problem := identify(ctx)
	isPlaceholder := config.IsPlaceholder(env.Account)
	switch {
	case problem != "" && isPlaceholder:
		return session, "", []string{placeholderAccount(env, ""), problem}
	case problem != "":
		return session, "", []string{problem}
	case env.Account == "" || env.Account == account:
		return session, account, nil
	case isPlaceholder:
		return session, "", []string{placeholderAccount(env, account)}
	case purpose == Bootstrap && slices.ContainsFunc(env.Targets(), func(t config.Target) bool { return t.Account == account }):
		return session, account, nil
	}
	return session, "", []string{wrongAccount(kasha, env, account)}
}
