package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"mvdan.cc/sh/v3/syntax"

	"kasha/lib/config"
)

// clearBootstrap checks what a bootstrap would change in each region, and builds a command that takes nothing away. A bootstrap stack
// serves every application of its account, so other teams may depend on what is in it.
func (c *Clearance) clearBootstrap(ctx context.Context, session aws.Config, kasha config.Kasha, env config.Environment,
	regions []config.Target, toolkit Toolkit) (obstacles []string) {
	deployers := deployers(kasha, env, c.Account)
	c.Summary = fmt.Sprintf("%s: account %s, to be bootstrapped in %s", env.Name, c.Account, joined(regions))
	var commands []string
	var flags []string
	for _, target := range regions {
		before := readExisting(ctx, session, target.Region, toolkit.stack())
		plan := before.merge(deployers, toolkit)
		if obstacle := before.obstacle(plan, toolkit); obstacle != "" {
			obstacles = append(obstacles, obstacle)
			continue
		}
		c.describe(plan)
		place := "aws://" + c.Account + "/" + target.Region
		if last := len(commands) - 1; last >= 0 && slices.Equal(flags, plan.flags) {
			commands[last] += " " + place // the same flags: the CDK CLI takes several regions at once
			continue
		}
		flags = plan.flags
		commands = append(commands, strings.Join(slices.Concat([]string{"npx cdk bootstrap"}, flags, []string{place}), " "))
	}
	c.Command = strings.Join(commands, " && ")
	if c.Trusts != "" {
		c.Summary += ", trusting account " + strings.ReplaceAll(c.Trusts, ", ", " and ") + " with " + strings.Join(c.Grants, ", ")
	}
	c.Summary += "."
	if p := kasha.Pipeline; p != nil && p.Account != c.Account && config.IsPlaceholder(p.Account) {
		c.Notes = append(c.Notes, fmt.Sprintf("The pipeline's account in cdk.json, %s, is a placeholder, so no pipeline is trusted. "+
			"Put the real account there and repeat this command, or remove the pipeline from cdk.json.", p.Account))
	}
	return obstacles
}

// describe notes what one region keeps, gains and loses.
func (c *Clearance) describe(m merged) {
	if len(m.kept) > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("The bootstrap stack in %s keeps %s.", m.region, strings.Join(m.kept, "; ")))
	}
	for _, lost := range m.lost {
		c.Losses = append(c.Losses, lost+" in "+m.region)
	}
	for _, account := range m.added {
		if !slices.Contains(strings.Split(c.Trusts, ", "), account) {
			c.Trusts = strings.TrimPrefix(c.Trusts+", "+account, ", ")
		}
	}
	if len(m.added) == 0 {
		return
	}
	for _, policy := range m.policies {
		if !slices.Contains(c.Grants, policy) {
			c.Grants = append(c.Grants, policy)
		}
	}
}

func joined(targets []config.Target) string {
	var regions []string
	for _, target := range targets {
		regions = append(regions, target.Region)
	}
	return strings.Join(regions, " and ")
}

// quoted returns a value as one word for the shell: the Makefile runs the command, and the value is somebody else's.
func quoted(value string) string {
	word, err := syntax.Quote(value, syntax.LangPOSIX)
	if err != nil { // it has a null byte or the like, which no value of AWS has
		return "''"
	}
	return word
}

// deployers returns the other accounts that may deploy to an account: the pipeline's, and of a copy of the archive the environment's.
func deployers(kasha config.Kasha, env config.Environment, account string) []string {
	var accounts []string
	if env.Account != "" && env.Account != account {
		accounts = append(accounts, env.Account)
	}
	if pipeline := trusted(kasha, account); pipeline != "" && !slices.Contains(accounts, pipeline) {
		accounts = append(accounts, pipeline)
	}
	return accounts
}

// trusted returns the pipeline's account if it is another one. A placeholder may belong to anybody, so it is never trusted.
func trusted(kasha config.Kasha, account string) string {
	if p := kasha.Pipeline; p != nil && p.Account != account && !config.IsPlaceholder(p.Account) {
		return p.Account
	}
	return ""
}
