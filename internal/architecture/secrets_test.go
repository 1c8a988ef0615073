package architecture_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
)

func readersOf(system architecture.System) map[string]string {
	readers := map[string]string{}
	for _, secret := range system.Secrets {
		readers[secret.Name] = strings.Join(secret.Readers, ", ")
	}
	return readers
}

// Catches a reader of a secret that the list leaves out: a variable, a role, a template that resolves the secret, a proxy.
func TestASecretNamesAllItsReaders(t *testing.T) {
	const arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop/session:key::"
	system := read(t, func(stacks []assembly.Stack) {
		container(t, stacks)["Secrets"] = []any{
			map[string]any{"Name": "A", "ValueFrom": arn},
			map[string]any{"Name": "B", "ValueFrom": "arn:aws:ssm:us-east-1:111111111111:parameter/shop/smtp"},
		}
		add(t, stacks, "data", "Unread", "AWS::SecretsManager::Secret", map[string]any{"Name": "shop/unread"})
		add(t, stacks, "data", "Proxy", "AWS::RDS::DBProxy", map[string]any{"Auth": []any{
			map[string]any{"SecretArn": map[string]any{"Ref": "ConnectionSecret"}}}})
		document := func(statement map[string]any) map[string]any { return map[string]any{"Statement": []any{statement}} }
		add(t, stacks, "data", "Robot", "AWS::IAM::Role", map[string]any{
			"AssumeRolePolicyDocument": document(map[string]any{
				"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": map[string]any{"Service": "lambda.amazonaws.com"}}),
			"Policies": []any{map[string]any{"PolicyName": "p", "PolicyDocument": document(map[string]any{
				"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": map[string]any{"Ref": "AdminSecret"}})}}})
	})
	got := readersOf(system)
	for name, want := range map[string]string{
		"shop/session": "Backend", "parameter /shop/smtp": "Backend", "shop/unread": "",
		"kasha/test/origin/secret":            "Public load balancer, CloudFront",
		"kasha/test/rds/mysql/admin-password": "Rotation functions, role Added/Robot",
		"kasha/test/rds/mysql/connection":     "Rotation functions, Added/Proxy",
	} {
		if have, ok := got[name]; !ok || have != want {
			t.Errorf("%s: got %q (listed: %t), want %q", name, have, ok, want)
		}
	}
	if text := (architecture.Secret{Name: "shop/unread"}).String(); text != "shop/unread: nobody in the templates" {
		t.Errorf("got %q", text)
	}
	backend, _ := system.Component("Backend")
	if !slices.Equal(backend.Secrets, []string{"shop/session", "parameter /shop/smtp"}) {
		t.Errorf("got %q for the backend, want its two variables", backend.Secrets)
	}
}

// Catches a proxy that seems to ask for a password where it asks for IAM, or the other way round.
func TestAProxySaysHowProcessesLogIn(t *testing.T) {
	for auth, want := range map[string]string{
		"REQUIRED": "processes log in with IAM, the proxy with the secret kasha/test/rds/mysql/connection",
		"DISABLED": "processes and the proxy log in with the secret kasha/test/rds/mysql/connection",
		"":         "processes and the proxy log in with the secret kasha/test/rds/mysql/connection",
	} {
		system := read(t, func(stacks []assembly.Stack) {
			written := map[string]any{"SecretArn": map[string]any{"Ref": "ConnectionSecret"}}
			if auth != "" {
				written["IAMAuth"] = auth
			}
			add(t, stacks, "data", "Proxy", "AWS::RDS::DBProxy", map[string]any{"Auth": []any{written},
				"VpcSubnetIds":        properties(t, stacks, "AWS::RDS::DBSubnetGroup", "")["SubnetIds"],
				"VpcSecurityGroupIds": properties(t, stacks, "AWS::RDS::DBInstance", "Primary")["VPCSecurityGroups"]})
		})
		proxy, _ := system.Component("Added/Proxy")
		if !slices.Contains(proxy.Facts, want) {
			t.Errorf("IAMAuth %q: got %q, want %q", auth, proxy.Facts, want)
		}
	}
}
