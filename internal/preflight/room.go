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
	needed := takesOf(env, env.Account)
	for _, kind := range []struct {
		item   quotas.Item
		action string
		of     func(ec2Answer) []tagged
	}{
		{quotas.Networks, "DescribeVpcs", func(a ec2Answer) []tagged { return a.VPCs }},
		{quotas.Addresses, "DescribeAddresses", func(a ec2Answer) []tagged { return a.Addresses }},
	} {
		for _, region := range env.Places() {
			more := int(needed[take{kind.item, region}])
			if more == 0 {
				continue
			}
			answer, err := askEC2(ctx, session, region, kind.action)
			if err != nil {
				continue
			}
			there := kind.of(answer)
			for _, one := range there {
				if one.isOf(env) {
					more--
				}
			}
			obstacle, note := judgeRoom(ctx, session, room{env, account, region, kind.item, len(there), more})
			obstacles, notes = append(obstacles, obstacle...), append(notes, note...)
		}
	}
	return obstacles, notes
}

// room is how many of an item are in an account's region, and how many more the environment needs.
type room struct {
	env             config.Environment
	account, region string
	item            quotas.Item
	there, more     int
}

func judgeRoom(ctx context.Context, session aws.Config, r room) (obstacles, notes []string) {
	quota, ok := quotas.OfItem(r.item)
	wanted := r.there + r.more
	if !ok || r.more <= 0 || wanted <= quota.Default {
		return nil, nil
	}
	may, known := granted(ctx, session, quota, r.region)
	switch {
	case !known:
		return nil, []string{fmt.Sprintf("%s has %d %s already, %s needs %d more, and a new account may have %d. "+
			"See what this one may have with: aws service-quotas get-service-quota%s (docs/quotas.md)",
			r.region, r.there, r.item, r.env.Name, r.more, quota.Default, code(quota, r.region))}
	case float64(wanted) > may:
		return []string{fmt.Sprintf("Account %s has %d of the %s %s that it may have in %s, and %s needs %d more; "+
			"fix: delete what nobody uses, or ask for more: %s",
			r.account, r.there, number(may), r.item, r.region, r.env.Name, r.more, increase(quota, r.region, float64(wanted)))}, nil
	}
	return nil, nil
}
