package promised_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review/promised"
	"kasha/tests/handmade"
)

func environment(t *testing.T) assembly.Assembly {
	t.Helper()
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	for i := range stacks {
		stacks[i].Stage = "prod"
	}
	return assembly.Assembly{Stacks: stacks}
}

// Catches a promise that the change breaks and the review does not report. Each fault is planted in head.
func TestPlantedFaultsAreBrokenPromises(t *testing.T) {
	base := environment(t)
	if found, _ := promised.Broken(base, environment(t)); len(found) > 0 {
		t.Fatalf("without a fault: %+v, want none", found)
	}
	for _, fault := range []handmade.Fault{handmade.NetworkFaults()[0], handmade.PermissionFaults()[0]} {
		head := environment(t)
		if err := fault.Seed(head.Stacks); err != nil {
			t.Fatal(err)
		}
		found, _ := promised.Broken(base, head)
		if len(found) == 0 || found[0].Environment != "prod" {
			t.Errorf("%s: %+v, want a broken promise of prod", fault.Name, found)
		}
		if again, _ := promised.Broken(head, head); len(again) > 0 {
			t.Errorf("%s: %+v, want none: base breaks it already", fault.Name, again)
		}
		if found, _ := promised.Broken(assembly.Assembly{}, head); len(found) == 0 {
			t.Errorf("%s in a new environment: no finding", fault.Name)
		}
	}
}

// Catches an environment that cannot be read, and counts as one that keeps its promises.
func TestUnreadableEnvironmentIsABrokenPromise(t *testing.T) {
	head := environment(t)
	head.Stacks = append(head.Stacks, head.Stacks[0])
	found, _ := promised.Broken(environment(t), head)
	if len(found) != 1 || !strings.Contains(found[0].What, "cannot be checked") {
		t.Errorf("%+v, want that it cannot be checked", found)
	}
}

// Catches a configuration that is allowed, such as a prefix list of one's own, and fails every review because no model has it.
func TestWhatIsNotModelledIsNotJudged(t *testing.T) {
	head := environment(t)
	for _, stack := range head.Stacks {
		for _, group := range stack.Template.Sorted() {
			if group.Type == "AWS::EC2::SecurityGroup" {
				stack.Template.Resources["Listed"] = assembly.Resource{
					LogicalID: "Listed", Type: "AWS::EC2::SecurityGroupIngress", Path: "Listed", Properties: map[string]any{
						"GroupId": map[string]any{"Fn::GetAtt": []any{group.LogicalID, "GroupId"}}, "IpProtocol": "tcp", "FromPort": 443.0,
						"ToPort": 443.0, "SourcePrefixListId": "pl-11111111",
					},
				}
			}
		}
	}
	_, unjudged := promised.Broken(environment(t), head)
	if len(unjudged) == 0 || !strings.Contains(unjudged[0].What, "not modelled") {
		t.Errorf("unjudged %+v, want the prefix list", unjudged)
	}
}

// Catches a login with an access key, and rights of somebody outside of the templates, that no promise names and the review passes.
func TestALoginThatIsNoRoleBreaksAPromise(t *testing.T) {
	administrators := []any{"arn:aws:iam::aws:policy/AdministratorAccess"}
	document := map[string]any{"Statement": []any{map[string]any{"Effect": "Allow", "Action": "*", "Resource": "*"}}}
	for _, c := range []struct {
		kind       string
		properties map[string]any
	}{
		{"AWS::IAM::User", map[string]any{"ManagedPolicyArns": administrators}},
		{"AWS::IAM::AccessKey", map[string]any{"UserName": "deployer"}},
		{"AWS::IAM::Group", map[string]any{"ManagedPolicyArns": administrators}},
		{"AWS::IAM::UserToGroupAddition", map[string]any{"GroupName": "Administrators", "Users": []any{"deployer"}}},
		{"AWS::IAM::Policy", map[string]any{"PolicyName": "all", "Users": []any{"deployer"}, "PolicyDocument": document}},
		{"AWS::IAM::Policy", map[string]any{"PolicyName": "all", "Roles": []any{"Developer"}, "PolicyDocument": document}},
		{"AWS::SSO::Assignment", map[string]any{"PrincipalType": "USER"}},
	} {
		head := environment(t)
		head.Stacks[0].Template.Resources["Added"] = assembly.Resource{
			LogicalID: "Added", Type: c.kind, Path: "Added", Properties: c.properties,
		}
		broken, unjudged := promised.Broken(environment(t), head)
		if len(broken) != 1 || len(unjudged) > 0 || !strings.Contains(broken[0].What, "Added") {
			t.Errorf("%s %v: broken %+v, unjudged %+v; want one broken promise about it", c.kind, c.properties, broken, unjudged)
		}
		if again, _ := promised.Broken(head, head); len(again) > 0 {
			t.Errorf("%s, as in base: %+v, want none", c.kind, again)
		}
	}
}

// Catches an identity provider, which lets nobody in without a role that trusts it, reported as a broken promise.
func TestAnIdentityProviderIsNotJudged(t *testing.T) {
	head := environment(t)
	head.Stacks[0].Template.Resources["Added"] = assembly.Resource{LogicalID: "Added", Type: "AWS::IAM::OIDCProvider", Path: "Added"}
	if broken, unjudged := promised.Broken(environment(t), head); len(broken) > 0 || len(unjudged) != 1 {
		t.Errorf("broken %+v, unjudged %+v; want one that is not judged", broken, unjudged)
	}
}
