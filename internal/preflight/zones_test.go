package preflight

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestZonesAreWhatTheAccountSays catches an environment whose zones have no Fargate or no RDS Proxy in this account, although their names
// are those of the region. It also catches a refusal of zones that have both, and a silent pass where EC2 does not answer.
func TestZonesAreWhatTheAccountSays(t *testing.T) {
	everywhere := map[string]string{"us-east-1": "30", "eu-west-1": "30"}
	california := map[string]string{"us-west-1a": "usw1-az3", "us-west-1b": "usw1-az1", "us-west-1c": "usw1-az2"}
	tokyo := map[string]string{"ap-northeast-1a": "apne1-az4", "ap-northeast-1c": "apne1-az1", "ap-northeast-1d": "apne1-az2"}
	old := map[string]string{"ap-northeast-1a": "apne1-az4", "ap-northeast-1b": "apne1-az3", "ap-northeast-1c": "apne1-az1"}
	for _, test := range []struct {
		name, region string
		letters      string // of the two configured zones
		zones        map[string]string
		refusal      string
		proxy        bool
		origin       string
		obstacles    []string
		note         string
	}{
		{name: "other zones", region: "us-east-1", letters: "ab", proxy: true,
			zones: map[string]string{"us-east-1a": "use1-az4", "us-east-1b": "use1-az6", "us-east-1c": "use1-az3"}},
		{name: "no Fargate", region: "us-east-1", letters: "ac",
			zones: map[string]string{"us-east-1a": "use1-az4", "us-east-1b": "use1-az6", "us-east-1c": "use1-az3"},
			obstacles: []string{"us-east-1c is the zone use1-az3 in this account, which has no Fargate; " +
				"fix: set availabilityZones in cdk.json to two of us-east-1a, us-east-1b"}},
		{name: "Fargate in two of three", region: "us-west-1", letters: "ab", zones: california, proxy: true},
		{name: "the third", region: "us-west-1", letters: "ac", zones: california, obstacles: []string{"us-west-1c is the zone usw1-az2 in " +
			"this account, which has no Fargate; fix: set availabilityZones in cdk.json to two of us-west-1a, us-west-1b"}},
		{name: "Tokyo", region: "ap-northeast-1", letters: "cd", zones: tokyo, proxy: true},
		{name: "Tokyo's third zone", region: "ap-northeast-1", letters: "ab", zones: old, obstacles: []string{"ap-northeast-1b is the zone " +
			"apne1-az3 in this account, which has no Fargate; fix: set availabilityZones in cdk.json to two of ap-northeast-1a, ap-northeast-1c"}},
		{name: "a zone that the account does not have", region: "ap-northeast-1", letters: "ab", zones: tokyo, obstacles: []string{
			"This account has no zone ap-northeast-1b; fix: set availabilityZones in cdk.json to two of ap-northeast-1a, ap-northeast-1c, " +
				"ap-northeast-1d"}},
		{name: "a zone with Fargate and without VPC origins", region: "ca-central-1", letters: "ad", origin: config.OriginVPC,
			zones: map[string]string{"ca-central-1a": "cac1-az1", "ca-central-1b": "cac1-az2", "ca-central-1d": "cac1-az3"},
			obstacles: []string{"ca-central-1d is the zone cac1-az3 in this account, which has no VPC origins of CloudFront; " +
				"fix: set availabilityZones in cdk.json to two of ca-central-1a, ca-central-1b"}},
		{name: "the same zone for a public origin", region: "ca-central-1", letters: "ad", origin: config.OriginPublic,
			zones: map[string]string{"ca-central-1a": "cac1-az1", "ca-central-1b": "cac1-az2", "ca-central-1d": "cac1-az3"}},
		{name: "an impaired zone", region: "eu-west-1", letters: "ab",
			zones: map[string]string{"eu-west-1a": "euw1-az1", "eu-west-1b": "impaired euw1-az2", "eu-west-1c": "euw1-az3"},
			obstacles: []string{`eu-west-1b (euw1-az2) is "impaired" in this account; ` +
				"fix: set availabilityZones in cdk.json to two of eu-west-1a, eu-west-1c"}},
		{name: "not allowed", region: "eu-west-1", letters: "ab", refusal: "UnauthorizedOperation",
			note: "EC2 does not say which zones eu-west-1a and eu-west-1b are in this account (The stand-in says so)"},
		{name: "no answer", region: "eu-west-1", letters: "ab", refusal: hangUp, note: "EC2 does not say which zones"},
		{name: "expired", region: "eu-west-1", letters: "ab", refusal: "RequestExpired",
			obstacles: []string{"The AWS credentials have expired; fix: get new ones from where these came from."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			aws := standIn{account: "444444444444", zones: test.zones, noZones: test.refusal,
				bootstraps: map[string]string{test.region: "30", "us-east-1": everywhere["us-east-1"]}}
			aws.start(t)
			kasha := platform()
			env := &kasha.Environments[0]
			env.Region, env.Database.Proxy, env.Edge.Origin = test.region, test.proxy, cmp.Or(test.origin, config.OriginPublic)
			env.AvailabilityZones = []string{test.region + test.letters[:1], test.region + test.letters[1:]}
			clearance, err := Check(context.Background(), kasha, *env, Deploy, Toolkit{})
			var found Obstacles
			if errors.As(err, &found); !slices.Equal(found.Sentences, test.obstacles) {
				t.Errorf("got obstacles %q, want %q", found.Sentences, test.obstacles)
			}
			if notes := strings.Join(clearance.Notes, "\n"); !strings.Contains(notes, test.note) || test.note == "" && notes != "" {
				t.Errorf("got notes %q, want %q", notes, test.note)
			}
		})
	}
}
