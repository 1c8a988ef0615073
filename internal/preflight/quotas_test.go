package preflight

import (
	"context"
	"strings"
	"testing"

	"kasha/lib/config"
)

// inAccount is an environment that takes of account 555555555555.
func inAccount(name, region string, gateways int) config.Environment {
	return config.Environment{Name: name, Tier: config.Nonproduction, Account: "555555555555", Region: region,
		AvailabilityZones: []string{region + "a", region + "b"}, Network: config.Network{NATGateways: gateways}}
}

// TestQuotasAreAddedUp catches a deployment that fails at an account's sixth Elastic IP address or sixth VPC. It also catches a note that
// counts environments of another account or region, and one that ignores what the account was granted.
func TestQuotasAreAddedUp(t *testing.T) {
	four := []config.Environment{inAccount("a", "us-east-1", 2), inAccount("b", "us-east-1", 2), inAccount("c", "us-east-1", 1),
		inAccount("d", "us-east-1", 1)}
	foreign := inAccount("e", "us-east-1", 2)
	foreign.Account = "666666666666"
	// Ten tasks of one vCPU and ten of a quarter, each twice during a deployment.
	large := inAccount("a", "us-east-1", 1)
	large.Frontend.MaxTasks, large.Frontend.CPU = 10, 256
	large.Backend.MaxTasks, large.Backend.CPU, large.Backend.Spot = 10, 1024, true
	var six, many []config.Environment
	for i := range 21 {
		letter := string(rune('a' + i))
		many = append(many, inAccount("e"+letter, "eu-west-"+letter, 1))
		if i < 6 {
			six = append(six, inAccount(letter, "us-east-1", 1))
		}
	}
	many[0] = inAccount("ea", "eu-west-1", 1) // CloudFront's quotas are asked for in us-east-1 all the same
	replica := inAccount("a", "us-east-1", 1)
	replica.Database = config.Database{ReadReplica: true, StorageGiB: 50_001}
	const ask = "See what this one may have with: aws service-quotas get-service-quota --region us-east-1 --service-code "
	for name, c := range map[string]struct {
		environments []config.Environment
		granted      map[string]float64
		want         []string
	}{
		"tasks": {environments: []config.Environment{large}, want: []string{
			"a takes 20 vCPUs of Fargate Spot, for a deployment with every task, in us-east-1, and a new account has 6. " + ask +
				"fargate --quota-code L-36FBB829 (docs/quotas.md)"}},
		"an environment for everybody": {environments: many, want: []string{
			"The 21 environments of cdk.json in account 555555555555 take 21 response headers policies in all regions, and a new account has " +
				"20. " + ask + "cloudfront --quota-code L-CF0D4FC5 (docs/quotas.md)"}},
		"two productions and two developments": {environments: append(four, foreign), want: []string{
			"The 4 environments of cdk.json in account 555555555555 take 6 Elastic IP addresses in us-east-1, and a new account has 5. " + ask +
				"ec2 --quota-code L-0263D0A3 (docs/quotas.md)"}},
		"three productions": {environments: []config.Environment{inAccount("a", "us-east-1", 2), inAccount("b", "us-east-1", 2),
			inAccount("c", "us-east-1", 2)}, want: []string{
			"The 3 environments of cdk.json in account 555555555555 take 6 Elastic IP addresses in us-east-1, and a new account has 5. " + ask +
				"ec2 --quota-code L-0263D0A3 (docs/quotas.md)"}},
		"five small ones": {environments: six[:5], want: []string{
			"The 5 environments of cdk.json in account 555555555555 take 5 VPCs in us-east-1 beside the 1 that every account begins with, and " +
				"a new account has 5. " + ask + "vpc --quota-code L-F678F1CE (docs/quotas.md)"}},
		"enough was granted": {environments: four, granted: map[string]float64{"ec2/L-0263D0A3": 6}},
		"nothing was granted": {environments: four, granted: map[string]float64{}, want: []string{
			"The 4 environments of cdk.json in account 555555555555 take 6 Elastic IP addresses in us-east-1, and this account may have 5. " +
				"Ask for more with: aws service-quotas request-service-quota-increase --region us-east-1 --service-code ec2 " +
				"--quota-code L-0263D0A3 --desired-value 6 (docs/quotas.md)"}},
		"two regions": {environments: append(four[:2:2], inAccount("c", "eu-west-1", 2))},
		"six small ones": {environments: six, granted: map[string]float64{"ec2/L-0263D0A3": 20}, want: []string{
			"The 6 environments of cdk.json in account 555555555555 take 6 VPCs in us-east-1 beside the 1 that every account begins with, and " +
				"this account may have 5. Ask for more with: aws service-quotas request-service-quota-increase --region us-east-1 " +
				"--service-code vpc --quota-code L-F678F1CE --desired-value 7 (docs/quotas.md)",
			"The 6 environments of cdk.json in account 555555555555 take 6 NAT gateways in us-east-1a, and this account may have 5. Ask for " +
				"more with: aws service-quotas request-service-quota-increase --region us-east-1 --service-code vpc --quota-code L-FE5A380F " +
				"--desired-value 6 (docs/quotas.md)"}},
		"storage": {environments: []config.Environment{replica}, want: []string{
			"a takes 100002 GiB of database storage in us-east-1, and a new account has 100000. " + ask +
				"rds --quota-code L-7ADDB58A (docs/quotas.md)"}},
	} {
		aws := standIn{account: "555555555555", bootstraps: map[string]string{"us-east-1": "30", "eu-west-1": "30"},
			granted: c.granted}
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

// TestRoomForTheNetworkIsCounted catches a first deployment that fails because others have the account's VPCs or Elastic IP addresses. It
// also catches a later one that is refused although its own are there.
func TestRoomForTheNetworkIsCounted(t *testing.T) {
	for name, c := range map[string]struct {
		aws      standIn
		copies   string // the region of the archive's copies
		obstacle string
		note     string
	}{
		"a new account": {aws: standIn{vpcs: []string{""}}},
		"five VPCs of others": {aws: standIn{vpcs: make([]string, 5), granted: map[string]float64{}},
			obstacle: "Account 555555555555 has 5 of the 5 VPCs that it may have in us-east-1, and dev needs 1 more; fix: delete what nobody " +
				"uses, or ask for more: aws service-quotas request-service-quota-increase --region us-east-1 --service-code vpc " +
				"--quota-code L-F678F1CE --desired-value 6"},
		"five VPCs of others where the copies are": {aws: standIn{vpcs: []string{"", "", "", "", ""}, granted: map[string]float64{}},
			copies:   "eu-west-1",
			obstacle: "Account 555555555555 has 5 of the 5 VPCs that it may have in eu-west-1, and dev needs 1 more"},
		"its own VPC is the fifth": {aws: standIn{vpcs: []string{"", "", "", "staging", "dev"},
			addresses: []string{"", "", "", "", "dev", "dev"}}},
		"it gets a second NAT gateway": {aws: standIn{vpcs: []string{"dev"}, addresses: []string{"", "", "", "", "dev"},
			granted: map[string]float64{"ec2/L-0263D0A3": 5}},
			obstacle: "Account 555555555555 has 5 of the 5 Elastic IP addresses that it may have in us-east-1, and dev needs 1 more"},
		"more was granted": {aws: standIn{vpcs: make([]string, 5), addresses: make([]string, 5),
			granted: map[string]float64{"vpc/L-F678F1CE": 6, "ec2/L-0263D0A3": 7}}},
		"nobody says what was granted": {aws: standIn{vpcs: make([]string, 7)},
			note: "us-east-1 has 7 VPCs already, dev needs 1 more, and a new account may have 5. See what this one may have with: aws " +
				"service-quotas get-service-quota --region us-east-1 --service-code vpc --quota-code L-F678F1CE (docs/quotas.md)"},
	} {
		c.aws.account, c.aws.bootstraps = "555555555555", map[string]string{"us-east-1": "30", "eu-west-1": "30"}
		c.aws.start(t)
		dev := inAccount("dev", "us-east-1", 2)
		dev.Backup = config.Backup{Archive: c.copies != "", CopyRegion: c.copies, RestoreTest: true}
		cleared, err := Check(context.Background(), config.Kasha{Environments: []config.Environment{dev}}, dev, Deploy, Toolkit{})
		switch {
		case c.obstacle == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case c.obstacle != "" && (err == nil || !strings.Contains(err.Error(), c.obstacle)):
			t.Errorf("%s: got %v, want %s", name, err, c.obstacle)
		case strings.Join(cleared.Notes, "\n") != c.note:
			t.Errorf("%s: notes %q, want %q", name, cleared.Notes, c.note)
		}
	}
}
