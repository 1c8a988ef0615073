package preflight

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kasha/lib/config"
	"kasha/lib/quotas"
)

// checkRoom counts the VPCs and Elastic IP addresses that the account has, Kasha's or not. It asks whether the account may have those that
// the environment still needs: without them the first stack fails. Other quotas are larger, or one question does not count what is there.
//
// It is silent if EC2 does not answer: checkZones says so.
func checkRoom(ctx context.Context, session aws.Config, env config.Environment, account string) (obstacles, notes []string) {
	needed := map[quotas.Item]int{}
	for _, t := range env.Takes() {
		needed[t.Item] += int(t.Amount)
	}
	for _, kind := range []struct {
		item   quotas.Item
		action string
		of     func(ec2Answer) []tagged
	}{
		{quotas.Networks, "DescribeVpcs", func(a ec2Answer) []tagged { return a.VPCs }},
		{quotas.Addresses, "DescribeAddresses", func(a ec2Answer) []tagged { return a.Addresses }},
	} {
		quota, ok := quotas.OfItem(kind.item)
		answer, err := askEC2(ctx, session, env.Region, kind.action)
		if err != nil || !ok {
			continue
		}
		there := kind.of(answer)
		more := needed[kind.item]
		for _, one := range there {
			if one.isOf(env) {
				more--
			}
		}
		if more <= 0 || len(there)+more <= quota.Default {
			continue
		}
		may, known := granted(ctx, session, env, quota)
		wanted := float64(len(there) + more)
		switch {
		case !known:
			notes = append(notes, fmt.Sprintf("%s has %d %s already, %s needs %d more, and a new account may have %d. "+
				"See what this one may have with: aws service-quotas get-service-quota%s (docs/quotas.md)",
				env.Region, len(there), kind.item, env.Name, more, quota.Default, code(env, quota)))
		case wanted > may:
			obstacles = append(obstacles, fmt.Sprintf("Account %s has %d of the %s %s that it may have in %s, and %s needs %d more; "+
				"fix: delete what nobody uses, or ask for more: %s",
				account, len(there), number(may), kind.item, env.Region, env.Name, more, increase(env, quota, wanted)))
		}
	}
	return obstacles, notes
}
