package tests

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/usage"
	"kasha/lib/config"
	"kasha/lib/quotas"
	"kasha/tests/generated"
)

// TestEveryShapeIsWithinTheQuotas catches a template that AWS would refuse for its size, or for the length of a policy in it. It also
// catches a quota that nothing measures. KASHA_UPDATE=1 writes the shares into docs/quotas.md, in tens, so that the page seldom changes.
func TestEveryShapeIsWithinTheQuotas(t *testing.T) {
	most := map[quotas.Measure]usage.Use{}
	measure := func(t *testing.T, stacks []assembly.Stack) {
		uses, err := usage.Of(stacks)
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range uses {
			quota, ok := quotas.Of(use.Quota)
			if !ok {
				t.Errorf("%s is measured, and lib/quotas has no quota for it", use.Quota)
			}
			if use.Amount > quota.Default {
				t.Errorf("%s: %d %s, and %s allows %d; see docs/quotas.md", use.Where, use.Amount, use.Quota, quota.Service, quota.Default)
			}
			if use.Amount >= most[use.Quota].Amount {
				most[use.Quota] = use
			}
		}
	}
	for _, shape := range shapes() {
		t.Run(shape, func(t *testing.T) { measure(t, stacksOf(t, shape)) })
	}
	t.Run("pipeline", func(t *testing.T) { measure(t, pipelineStacks(t)) })

	var page strings.Builder
	page.WriteString("| What is measured | Most of all shapes |\n| --- | --- |\n")
	for _, quota := range quotas.All() {
		if quota.Measured == "" {
			continue
		}
		use, measured := most[quota.Measured]
		if !measured {
			// No template has one of these: the quota is there for an adopter's first.
			if quota.Measured != quotas.ManagedPolicy && quota.Measured != quotas.SecretPolicy {
				t.Errorf("no shape has any %s, want one at least", quota.Measured)
			}
			continue
		}
		t.Logf("%-40s %7d of %7d  %s", quota.Measured, use.Amount, quota.Default, use.Where)
		tens := (use.Amount*10 + quota.Default - 1) / quota.Default * 10
		fmt.Fprintf(&page, "| %s | %d %% |\n", quota.Measured, max(tens, 10))
	}
	if !t.Failed() {
		compareGenerated(t, "docs/quotas.md", generated.Part{Name: "usage", Text: page.String()})
	}
}

// TestTheConfigurationCountsWhatTheTemplatesHave catches a part of an environment that `make deploy` does not add up, and units of a web
// ACL that only AWS counts. lib/config counts before a synthesis, so a construct can take more without a word.
func TestTheConfigurationCountsWhatTheTemplatesHave(t *testing.T) {
	eachShape(t, func(p platform) {
		got := map[quotas.Item]float64{}
		for _, take := range p.env.Takes() {
			got[take.Item] += take.Amount
		}
		number := func(of func(cloudformation.Resource) bool, types ...string) float64 {
			count := 0
			for _, resource := range p.model.Resources(types...) {
				if of == nil || of(resource) {
					count++
				}
			}
			return float64(count)
		}
		isGateway := func(r cloudformation.Resource) bool { return r.Properties.Text("VpcEndpointType") == "Gateway" }
		for item, want := range map[quotas.Item]float64{
			quotas.Networks:         number(nil, "AWS::EC2::VPC"),
			quotas.Addresses:        number(nil, "AWS::EC2::EIP"),
			quotas.Gateways:         number(nil, "AWS::EC2::NatGateway"),
			quotas.GatewayEndpoints: number(isGateway, "AWS::EC2::VPCEndpoint"),
			quotas.Balancers:        number(nil, "AWS::ElasticLoadBalancingV2::LoadBalancer"),
			quotas.Instances:        number(nil, "AWS::RDS::DBInstance"),
			quotas.Proxies:          number(nil, "AWS::RDS::DBProxy"),
			quotas.ResponseHeaders:  number(nil, "AWS::CloudFront::ResponseHeadersPolicy"),
			quotas.Storage:          number(nil, "AWS::RDS::DBInstance") * float64(p.env.Database.StorageGiB),
			quotas.VCPUs:            p.vCPUs(false),
			quotas.SpotVCPUs:        p.vCPUs(true),
		} {
			if got[item] != want {
				p.t.Errorf("lib/config counts %v %s, and the templates have %v", got[item], item, want)
			}
		}
		if least, have := p.env.LeastResources(), len(p.stack("services").Template.Resources); least > have {
			p.t.Errorf("lib/config counts at least %d resources of the services stack, and it has %d; fix: count fewer", least, have)
		} else {
			p.t.Logf("lib/config counts at least %d of the %d resources of the services stack", least, have)
		}
		have := strings.Count(asJSON(p.stack("services").Template.Resources), `"Fn::GetStackOutput"`)
		if least := p.env.LeastLookUps(); least > have {
			p.t.Errorf("lib/config counts at least %d look-ups of the services stack, and it has %d; fix: count fewer", least, have)
		}
		uses, err := usage.Of(p.stacks)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, use := range uses {
			if counted := p.env.Edge.ACLCapacity(); use.Quota == quotas.WebACL && use.Amount != counted {
				p.t.Errorf("lib/config counts %d WCU, and the web ACL takes %d", counted, use.Amount)
			}
		}
	})
}

// vCPUs is what a deployment of the services takes of Fargate: every task that scaling allows, twice.
func (p platform) vCPUs(spot bool) float64 {
	units := 0
	for _, c := range p.containers() {
		if c.configured.Spot == spot {
			units += 2 * c.configured.MaxTasks * c.configured.CPU
		}
	}
	for _, process := range p.env.Processes() { // a deployment does not double the tasks that end
		if (process.Ends() || process.Kind == config.KindWorker) && process.Spot == spot {
			units += process.MostTasks() * process.CPU
		}
	}
	return float64(units) / 1024
}
