package tests

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/tests/handmade"
)

// month is how many hours AWS counts for a month.
const month = 730

// priced is a line of a bill that was worked out by hand: from the configuration, and from the rate cards that prices.go names.
type priced struct {
	what        string
	count, each float64 // US dollars a month
}

// everywhere are the lines that all environments of nonproduction have.
func everywhere() []priced {
	return []priced{
		{"load balancer, public and internal", 2, 0.0225 * month}, {"public IPv4 address of the public load balancer", 2, 0.005 * month},
		{"web ACL", 1, 5}, {"rule of the web ACL", 5, 1}, {"dashboard", 1, 3},
		{"secret: origin, administrator, connection", 3, 0.40}, {"key: network, data", 2, 1},
	}
}

func gateways(count float64) []priced {
	return []priced{{"NAT gateway", count, 0.045 * month}, {"public IPv4 address of a NAT gateway", count, 0.005 * month}}
}

// services are two of each service. Spot costs 32 percent.
func services(share float64) []priced {
	return []priced{
		{"frontend, 0.25 vCPU and 0.5 GB", 2, (0.25*0.04048 + 0.5*0.004445) * month * share},
		{"backend, 0.5 vCPU and 1 GB", 2, (0.5*0.04048 + 1*0.004445) * month * share},
	}
}

// medium is a db.t4g.medium with a standby, and a replica of it.
func medium() []priced {
	return []priced{
		{"database and standby", 2, 0.065 * month}, {"20 GiB in two zones", 20, 0.23},
		{"read replica", 1, 0.065 * month}, {"20 GiB of the replica", 20, 0.115},
	}
}

// allOf joins lines.
func allOf(lists ...[]priced) (all []priced) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// TestTotalsAreThoseWorkedOutByHand catches a resource that a bill leaves out or counts twice, and a price that is applied to the wrong
// thing. The counts and prices here come from the configurations and the rate cards, and not from the bill.
func TestTotalsAreThoseWorkedOutByHand(t *testing.T) {
	for _, c := range []struct {
		name   string
		stacks []assembly.Stack
		lines  []priced
		total  float64
	}{
		{"dev", stacksOf(t, "dev"), allOf(everywhere(), gateways(1), services(0.32), []priced{
			{"db.t3.micro", 1, 0.017 * month}, {"20 GiB", 20, 0.115}, {"metric of a critical alarm", 16, 0.10},
		}), 126.46},
		{"staging", pipelineAssembly(t).Stage("staging"), allOf(everywhere(), gateways(1), services(0.32), medium(), []priced{
			{"metric of a critical alarm", 16, 0.10},
		}), 261.00},
		{"prod", stacksOf(t, "prod"), allOf(everywhere(), gateways(2), services(1), medium(), []priced{
			{"metric of an alarm", 76, 0.10}, {"composite alarm", 1, 0.50}, {"key of the archive", 1, 1},
			{"metric of Container Insights: 11 of the cluster, 21 of each service", 11 + 2*21, 0.30},
		}), 357.66},
	} {
		sum := 0.0
		var lines []string
		for _, line := range c.lines {
			sum += line.count * line.each
			lines = append(lines, fmt.Sprintf("%8.2f  %3.0f  %s", line.count*line.each, line.count, line.what))
		}
		if math.Abs(sum-c.total) > 0.01 {
			t.Errorf("%s: the lines of this test add up to $%.2f, want the $%.2f that it says:\n%s", c.name, sum, c.total, strings.Join(lines, "\n"))
		}
		if got := bill.Of(c.stacks); math.Abs(got.Monthly()-sum) > 0.01 {
			t.Errorf("%s: got $%.2f, want $%.2f by hand\nthe bill: %+v\nby hand:\n%s",
				c.name, got.Monthly(), sum, got.Lines, strings.Join(lines, "\n"))
		}
	}
}

// TestATypeWithoutAPriceIsNamed catches a resource of a type that nobody has looked up, in an environment that is otherwise whole: the
// total would look complete.
func TestATypeWithoutAPriceIsNamed(t *testing.T) {
	stacks := handmade.Clone(stacksOf(t, "dev"))
	stacks[0].Template.Resources["Surprise"] = assembly.Resource{
		Type: "AWS::OpenSearchService::Domain", LogicalID: "Surprise", Path: "Surprise", Properties: map[string]any{},
	}
	if got := bill.Of(stacks).Unpriced; len(got) != 1 || !strings.Contains(got[0], "AWS::OpenSearchService::Domain") {
		t.Errorf("got %q, want the type that has no price", got)
	}
}
