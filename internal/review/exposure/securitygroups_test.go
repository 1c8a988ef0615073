package exposure_test

import "testing"

// Catches a security group that allows more without a finding, and findings about one that allows less.
func TestSecurityGroups(t *testing.T) {
	group := func(ingress string) app {
		return resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g",
			"SecurityGroupIngress": [` + ingress + `]}}}`)
	}
	rule := func(protocol, from, to, peer string) string {
		return `{"IpProtocol": "` + protocol + `", "FromPort": ` + from + `, "ToPort": ` + to + `, ` + peer + `}`
	}
	const some, all, six = `"CidrIp": "10.0.0.0/16"`, `"CidrIp": "0.0.0.0/0"`, `"CidrIpv6": "::/0"`
	for _, c := range []struct {
		name     string
		from, to app
		want     []string
	}{
		{name: "from any IPv4 address", from: group(rule("tcp", "443", "443", some)), to: group(rule("tcp", "443", "443", all)),
			want: []string{"more inbound traffic, from any IP address: tcp 443 from 10.0.0.0/16 -> tcp 443 from 0.0.0.0/0"}},
		{name: "from any IPv6 address", from: group(""), to: group(rule("tcp", "443", "443", six)),
			want: []string{"from any IP address:  -> tcp 443 from ::/0"}},
		{name: "from half of all IPv6 addresses", from: group(rule("tcp", "443", "443", `"CidrIpv6": "2001:db8::/32"`)),
			to:   group(rule("tcp", "443", "443", `"CidrIpv6": "::/1"`)),
			want: []string{"from a large part of all IP addresses: tcp 443 from 2001:db8::/32 -> tcp 443 from ::/1"}},
		{name: "from all global IPv6 addresses", from: group(""), to: group(rule("tcp", "443", "443", `"CidrIpv6": "2000::/3"`)),
			want: []string{"from a large part of all IP addresses"}},
		{name: "from half of all IPv4 addresses", from: group(""), to: group(rule("tcp", "443", "443", `"CidrIp": "128.0.0.0/1"`)),
			want: []string{"from a large part of all IP addresses"}},
		{name: "from a network, which is no large part", from: group(""), to: group(rule("tcp", "443", "443", `"CidrIp": "10.0.0.0/8"`)),
			want: []string{"security group allows more inbound traffic:  -> tcp 443 from 10.0.0.0/8"}},
		{name: "from half of all addresses to a network", from: group(rule("tcp", "443", "443", `"CidrIpv6": "::/1"`)),
			to: group(rule("tcp", "443", "443", `"CidrIpv6": "2001:db8::/32"`))},
		{name: "from any address to some", from: group(rule("tcp", "443", "443", all)), to: group(rule("tcp", "443", "443", some))},
		{name: "to a smaller network", from: group(rule("tcp", "443", "443", some)),
			to: group(rule("tcp", "443", "443", `"CidrIp": "10.0.7.0/24"`))},
		{name: "another network", from: group(rule("tcp", "443", "443", some)),
			to: group(rule("tcp", "443", "443", `"CidrIp": "10.7.0.0/24"`)), want: []string{"tcp 443 from 10.7.0.0/24"}},
		{name: "from any address to a security group", from: group(rule("tcp", "443", "443", all)),
			to: group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-1"`))},
		{name: "from any IPv4 address to some IPv6 addresses", from: group(rule("tcp", "443", "443", all)),
			to: group(rule("tcp", "443", "443", `"CidrIpv6": "2001:db8::/32"`)), want: []string{"2001:db8"}},
		{name: "the CDK's rule that matches nothing", from: group(""), to: group(rule("icmp", "252", "86", `"CidrIp": "255.255.255.255/32"`))},
		{name: "more ports", from: group(rule("tcp", "443", "443", some)), to: group(rule("tcp", "1", "1000", some)),
			want: []string{"tcp 1 to 1000 from 10.0.0.0/16"}},
		{name: "fewer ports", from: group(rule("tcp", "1", "1000", some)), to: group(rule("tcp", "443", "443", some))},
		{name: "all protocols", from: group(rule("tcp", "443", "443", some)), to: group(`{"IpProtocol": "-1", ` + some + `}`),
			want: []string{"all protocols and ports from 10.0.0.0/16"}},
		{name: "all protocols to one", from: group(`{"IpProtocol": "-1", ` + some + `}`), to: group(rule("tcp", "443", "443", some))},
		{name: "another group", from: group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-1"`)),
			to: group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-2"`)), want: []string{"tcp 443 from sg-2"}},
		{
			name: "a rule that changes groups",
			from: resources(`{"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "tcp",
				"FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			to: resources(`{"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-2", "IpProtocol": "tcp",
				"FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			want: []string{"sg-2: security group allows more inbound traffic:  -> tcp 443"},
		},
		{
			name: "a rule that becomes a resource of its own",
			from: group(rule("tcp", "443", "443", some)),
			to: resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": []}},
				"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp",
					"FromPort": 443, "ToPort": 443, ` + some + `}}}`),
		},
		{
			name: "outbound traffic",
			from: resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}}`),
			to: resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}},
				"E": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp",
					"FromPort": 25, "ToPort": 25, "DestinationPrefixListId": "pl-1"}}}`),
			want: []string{"G: security group allows more outbound traffic:  -> tcp 25 to pl-1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.from.Assembly(t), c.to.Assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}
