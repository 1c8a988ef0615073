package architecture_test

import (
	"slices"
	"testing"

	"kasha/internal/assembly"
)

// Catches a picture that says "any address" where a rule allows less, and one that calls a private address the internet.
func TestADestinationIsSaidAsItsRuleHasIt(t *testing.T) {
	rule := func(destination, value string) map[string]any {
		return map[string]any{"IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0, destination: value, "Description": "updates"}
	}
	for name, test := range map[string]struct {
		rule map[string]any
		want string
	}{
		"every address":      {rule("CidrIp", "0.0.0.0/0"), "tcp 443 to any address (updates)"},
		"a range":            {rule("CidrIp", "192.0.2.0/24"), "tcp 443 to 192.0.2.0/24 (updates)"},
		"IPv6":               {rule("CidrIpv6", "2001:db8::/32"), "tcp 443 to 2001:db8::/32 (updates)"},
		"every IPv6 address": {rule("CidrIpv6", "::/0"), "tcp 443 to any IPv6 address (updates)"},
		"a prefix list of AWS's": {rule("DestinationPrefixListId", "pl-0123456789abcdef0"),
			"tcp 443 to the prefix list pl-0123456789abcdef0 (updates)"},
		"the number of a protocol": {map[string]any{"IpProtocol": "6", "FromPort": 443.0, "ToPort": 443.0, "CidrIp": "192.0.2.0/24"},
			"tcp 443 to 192.0.2.0/24"},
		"a private range": {rule("CidrIp", "10.9.0.0/16"), ""},
		"another port":    {map[string]any{"IpProtocol": "tcp", "FromPort": 25.0, "ToPort": 25.0, "CidrIp": "10.9.0.0/16"}, ""},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			group := properties(t, stacks, "AWS::EC2::SecurityGroup", "BackendTasks")
			other := map[string]any{"IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0, "CidrIp": "198.51.100.0/24"}
			group["SecurityGroupEgress"] = []any{other, test.rule}
		})
		backend, _ := system.Component("Backend")
		got := []string{}
		for _, leaving := range backend.Leaves {
			got = append(got, leaving.String())
		}
		want := []string{"tcp 443 to 198.51.100.0/24"}
		if test.want != "" {
			want = append(want, test.want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// Catches a prefix list of the templates that has no name, and a group without rules, whose default allows everything.
func TestAPrefixListAndAGroupWithoutRulesAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		rules any
		want  string
	}{
		"the templates' own prefix list": {[]any{map[string]any{"IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0,
			"DestinationPrefixListId": map[string]any{"Ref": "Partners"}}}, "tcp 443 to the prefix list partners"},
		"every protocol": {[]any{map[string]any{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}}, "every tcp port to any address"},
		"no rule, which AWS fills with one for everything": {nil, "every tcp port to any address"},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			group := properties(t, stacks, "AWS::EC2::SecurityGroup", "BackendTasks")
			if group["SecurityGroupEgress"] = test.rules; test.rules == nil {
				delete(group, "SecurityGroupEgress")
				for _, stack := range stacks {
					delete(stack.Template.Resources, "BackendToDatabase")
				}
			}
			add(t, stacks, "services", "Partners", "AWS::EC2::PrefixList", map[string]any{
				"PrefixListName": "partners", "AddressFamily": "IPv4", "Entries": []any{map[string]any{"Cidr": "192.0.2.0/24"}}})
		})
		backend, _ := system.Component("Backend")
		if len(backend.Leaves) == 0 || backend.Leaves[0].String() != test.want {
			t.Errorf("%s: got %q, want %q first", name, backend.Leaves, test.want)
		}
	}
}
