package review_test

import "testing"

func TestSecurityGroups(t *testing.T) {
	group := func(ingress string) app {
		return resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": [` + ingress + `]}}}`)
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
		{"to the world", group(rule("tcp", "443", "443", some)), group(rule("tcp", "443", "443", all)), []string{"opened, from the whole world: tcp 443 from 10.0.0.0/16 -> tcp 443 from 0.0.0.0/0"}},
		{"to the world of IPv6", group(""), group(rule("tcp", "443", "443", six)), []string{"from the whole world:  -> tcp 443 from ::/0"}},
		{"from the world to some", group(rule("tcp", "443", "443", all)), group(rule("tcp", "443", "443", some)), nil},
		{"to a part of some", group(rule("tcp", "443", "443", some)), group(rule("tcp", "443", "443", `"CidrIp": "10.0.7.0/24"`)), nil},
		{"another network", group(rule("tcp", "443", "443", some)), group(rule("tcp", "443", "443", `"CidrIp": "10.7.0.0/24"`)), []string{"tcp 443 from 10.7.0.0/24"}},
		{"from the world to a group", group(rule("tcp", "443", "443", all)), group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-1"`)), nil},
		{"from the world to some of IPv6", group(rule("tcp", "443", "443", all)), group(rule("tcp", "443", "443", `"CidrIpv6": "2001:db8::/32"`)), []string{"2001:db8"}},
		{"the CDK's rule for nothing", group(""), group(rule("icmp", "252", "86", `"CidrIp": "255.255.255.255/32"`)), nil},
		{"more ports", group(rule("tcp", "443", "443", some)), group(rule("tcp", "1", "1000", some)), []string{"tcp 1 to 1000 from 10.0.0.0/16"}},
		{"fewer ports", group(rule("tcp", "1", "1000", some)), group(rule("tcp", "443", "443", some)), nil},
		{"every protocol", group(rule("tcp", "443", "443", some)), group(`{"IpProtocol": "-1", ` + some + `}`), []string{"every protocol and port from 10.0.0.0/16"}},
		{"not every protocol any more", group(`{"IpProtocol": "-1", ` + some + `}`), group(rule("tcp", "443", "443", some)), nil},
		{"another group", group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-1"`)), group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-2"`)), []string{"tcp 443 from sg-2"}},
		{
			"a rule that changes groups",
			resources(`{"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			resources(`{"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-2", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			[]string{"sg-2: security group is opened:  -> tcp 443"},
		},
		{
			"a rule that becomes a resource of its own",
			group(rule("tcp", "443", "443", some)),
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": []}},
				"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			nil,
		},
		{
			"a way out",
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}}`),
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}, "E": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 25, "ToPort": 25, "DestinationPrefixListId": "pl-1"}}}`),
			[]string{"G: security group may call out:  -> tcp 25 to pl-1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.from.assembly(t), c.to.assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}
