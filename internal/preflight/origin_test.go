package preflight

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestTheOriginChangesInTwoSteps catches a deployment that deletes the load balancer that CloudFront still uses. It also catches a refusal
// of a step that is safe, and a silent pass where CloudFormation does not answer.
func TestTheOriginChangesInTwoSteps(t *testing.T) {
	public := &stack{outputs: map[string]string{"DistributionDomainName": "d111111abcdef8.cloudfront.net"}}
	vpc := &stack{outputs: map[string]string{"VpcOriginId": "vo_111111"}}
	for _, test := range []struct {
		name     string
		deployed *stack
		origin   string
		both     bool
		obstacle []string // what its one sentence says
		note     string
	}{
		{name: "the first deployment", origin: config.OriginVPC},
		{name: "a creation that failed", deployed: &stack{status: "ROLLBACK_COMPLETE"}, origin: config.OriginVPC},
		{name: "no change of a public origin", deployed: public, origin: config.OriginPublic},
		{name: "no change of a VPC origin", deployed: vpc, origin: config.OriginVPC},
		{name: "the first step there", deployed: public, origin: config.OriginVPC, both: true},
		{name: "the first step back", deployed: vpc, origin: config.OriginPublic, both: true},
		{name: "there in one step", deployed: public, origin: config.OriginVPC,
			obstacle: []string{`CloudFront uses the origin "public" of dev`, `"origin": "vpc" and "bothOrigins": true`, `remove "bothOrigins"`}},
		{name: "back in one step", deployed: vpc, origin: config.OriginPublic,
			obstacle: []string{`CloudFront uses the origin "vpc" of dev`, `"origin": "public" and "bothOrigins": true`, "make deploy ENV=dev"}},
		{name: "the second step, although the first failed at the edge", deployed: public, origin: config.OriginVPC,
			obstacle: []string{`CloudFront uses the origin "public"`}},
		{name: "not allowed", deployed: &stack{refusal: "AccessDenied"}, origin: config.OriginVPC,
			note: "CloudFormation in us-east-1 does not say which origin the stack kasha-dev-edge uses (The stand-in says so)"},
		{name: "no answer", deployed: &stack{refusal: hangUp}, origin: config.OriginVPC, note: "does not say which origin"},
		{name: "expired", deployed: &stack{refusal: "ExpiredToken"}, origin: config.OriginVPC, obstacle: []string{"expired"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			aws := standIn{account: "444444444444", edge: test.deployed, bootstraps: map[string]string{"eu-west-1": "30", "us-east-1": "30"}}
			aws.start(t)
			kasha := platform()
			env := kasha.Environments[0]
			env.Edge.Origin, env.Edge.BothOrigins = test.origin, test.both
			clearance, err := Check(context.Background(), kasha, env, Deploy, Toolkit{})
			var found Obstacles
			if errors.As(err, &found); (len(found.Sentences) == 0) != (len(test.obstacle) == 0) || len(found.Sentences) > 1 {
				t.Fatalf("got obstacles %q, want one that says %q", found.Sentences, test.obstacle)
			}
			for _, part := range test.obstacle {
				if !strings.Contains(found.Sentences[0], part) {
					t.Errorf("got %q, want it to say %q", found.Sentences[0], part)
				}
			}
			if notes := strings.Join(clearance.Notes, "\n"); !strings.Contains(notes, test.note) || test.note == "" && notes != "" {
				t.Errorf("got notes %q, want %q", notes, test.note)
			}
		})
	}
}
