package preflight

import (
	"context"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestQuotasOfANewAccountAreCounted catches a deployment that fails at an account's sixth Elastic IP address or sixth VPC. It also catches
// a note that counts environments of another account or region.
func TestQuotasOfANewAccountAreCounted(t *testing.T) {
	environment := func(name, region string, gateways int) config.Environment {
		return config.Environment{Name: name, Tier: config.Nonproduction, Account: "555555555555", Region: region,
			Network: config.Network{NATGateways: gateways}}
	}
	four := []config.Environment{environment("a", "us-east-1", 2), environment("b", "us-east-1", 2), environment("c", "us-east-1", 1),
		environment("d", "us-east-1", 1)}
	// Ten tasks of one vCPU and ten of half a vCPU, each twice during a deployment.
	large := environment("a", "us-east-1", 1)
	large.Frontend.MaxTasks, large.Frontend.CPU, large.Frontend.Spot = 10, 512, true
	large.Backend.MaxTasks, large.Backend.CPU = 10, 1024
	many := make([]config.Environment, 21)
	for i := range many {
		many[i] = environment("e"+string(rune('a'+i)), "eu-west-"+string(rune('a'+i)), 1)
	}
	for name, c := range map[string]struct {
		environments []config.Environment
		want         []string
	}{
		"services that scale far": {[]config.Environment{large}, []string{
			"While they deploy with every task that they may have, the services of cdk.json in account 555555555555, us-east-1 take 20 vCPUs of " +
				"Fargate, and a new account has 6. See what it has with: aws service-quotas get-service-quota --region us-east-1 --service-code " +
				"fargate --quota-code L-3032A538 (docs/quotas.md)",
			"While they deploy with every task that they may have, the services of cdk.json in account 555555555555, us-east-1 take 10 vCPUs of " +
				"Fargate Spot, and a new account has 6. See what it has with: aws service-quotas get-service-quota --region us-east-1 " +
				"--service-code fargate --quota-code L-36FBB829 (docs/quotas.md)"}},
		"an environment for everybody": {append([]config.Environment{environment("a", "us-east-1", 1)}, many[1:]...), []string{
			"The 21 environments of cdk.json in this account have a response headers policy each, and a new account has 20. See what it has " +
				"with: aws service-quotas get-service-quota --region us-east-1 --service-code cloudfront --quota-code L-CF0D4FC5 (docs/quotas.md)"}},
		"two productions and two developments": {four, []string{"The 4 environments of cdk.json in account 555555555555, us-east-1 need 6 " +
			"Elastic IP addresses for their NAT gateways, and a new account has 5. See what it has with: aws service-quotas " +
			"get-service-quota --region us-east-1 --service-code ec2 --quota-code L-0263D0A3 (docs/quotas.md)"}},
		"two regions": {append(four[:2:2], environment("c", "eu-west-1", 2)), nil},
		"five small ones": {[]config.Environment{environment("a", "us-east-1", 1), environment("b", "us-east-1", 1),
			environment("c", "us-east-1", 1), environment("d", "us-east-1", 1), environment("e", "us-east-1", 1)},
			[]string{"The 5 environments of cdk.json in account 555555555555, us-east-1 need 5 VPCs beside the default one, and a new account " +
				"has 5 in all. See what it has with: aws service-quotas get-service-quota --region us-east-1 --service-code vpc " +
				"--quota-code L-F678F1CE (docs/quotas.md)"}},
	} {
		aws := standIn{account: "555555555555", bootstraps: map[string]string{"us-east-1": "30"}}
		aws.start(t)
		for purpose, want := range map[Purpose][]string{Deploy: c.want, Diff: nil} {
			cleared, err := Check(context.Background(), config.Kasha{Environments: c.environments}, c.environments[0], purpose, Toolkit{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(cleared.Notes, "\n"); got != strings.Join(want, "\n") {
				t.Errorf("%s, %s: notes\n%s\nwant\n%s", name, purpose, got, strings.Join(want, "\n"))
			}
		}
	}
}
