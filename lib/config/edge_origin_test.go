package config

import "testing"

func badOrigins() []bad {
	const (
		auckland = `"region": "ap-southeast-6", "availabilityZones": ["ap-southeast-6a", "ap-southeast-6b"]`
		small    = `"network": {"cidr": "10.0.0.0/24"}, "frontend": {"maxTasks": 18}`
	)
	in := func(edge string) string {
		return `{` + auckland + `, "edge": {"originPrefixList": "pl-0123456789abcdef0", ` + edge + `}}`
	}
	return []bad{
		{name: "unknown origin", patch: `{"edge": {"origin": "vcp"}}`, path: "edge.origin", wrong: `"vcp" is not a kind of origin`,
			fix: `"vpc", if you mean that`},
		{name: "private origin in a region without", patch: in(`"origin": "vpc"`), path: "edge.origin",
			wrong: "CloudFront has no VPC origins in ap-southeast-6", fix: `"public", or another region`},
		{name: "both origins in a region without", patch: in(`"bothOrigins": true`), path: "edge.bothOrigins",
			wrong: "CloudFront has no VPC origins in ap-southeast-6", fix: "false, or another region"},
		{name: "a VPC origin takes addresses", patch: `{` + small + `, "edge": {"origin": "vpc"}}`, path: "frontend.maxTasks",
			wrong: "has addresses for 17", fix: "at most 17"},
		{name: "a second origin takes addresses", patch: `{` + small + `, "edge": {"bothOrigins": true}}`, path: "frontend.maxTasks",
			wrong: "has addresses for 17", fix: "at most 17"},
	}
}

// TestOriginsOfAnEnvironment catches a load balancer that is there too early or too late while the origin changes, and one that the quota
// does not count.
func TestOriginsOfAnEnvironment(t *testing.T) {
	for _, test := range []struct {
		edge              string
		uses, public, vpc bool
		balancers         int
	}{
		{`{}`, false, true, false, 2},
		{`{"origin": "vpc", "bothOrigins": true}`, true, true, true, 3},
		{`{"origin": "vpc"}`, true, false, true, 2},
		{`{"origin": "public", "bothOrigins": true}`, false, true, true, 3},
	} {
		e := environmentOf(t, minimalDev, `{"edge": `+test.edge+`}`)
		got := []bool{e.Edge.UsesVPCOrigin(), e.Edge.HasPublicOrigin(), e.Edge.HasVPCOrigin()}
		if got[0] != test.uses || got[1] != test.public || got[2] != test.vpc || e.LoadBalancers() != test.balancers {
			t.Errorf("%s: uses VPC, has public, has VPC %v, and %v load balancers; want %+v", test.edge, got, e.LoadBalancers(), test)
		}
	}
	environmentOf(t, minimalDev, `{"network": {"cidr": "10.0.0.0/24"}, "frontend": {"maxTasks": 17}, "edge": {"origin": "vpc"}}`)
	environmentOf(t, minimalDev,
		`{"network": {"cidr": "10.0.0.0/24"}, "backend": {"maxTasks": 19}, "database": {"proxy": true}, "edge": {"origin": "vpc"}}`)
}
