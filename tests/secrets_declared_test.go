package tests

import (
	"slices"
	"strings"
	"testing"
)

// TestDeclaredSecretsAreInjected catches a secret that a process declares and does not get, another field of it, and a value in the
// template. It also catches a secret that is created twice for two processes, one that production would delete, and one without the
// environment's key. A service that holds a value must be restarted after a change.
func TestDeclaredSecretsAreInjected(t *testing.T) {
	p := platformOf(t, "application")
	const arn = "arn:aws:secretsmanager:us-east-1:333333333333:secret:"
	want := map[string]map[string]string{
		"frontend": {"SESSION_KEY": arn + "shop/session"},
		"backend": {
			"SESSION_KEY": arn + "shop/session", "STRIPE_KEY": arn + "shop/prod/stripe:key::",
			"STRIPE_WEBHOOK_KEY": arn + "shop/prod/stripe:webhook::",
			"SMTP_DSN":           "arn:aws:ssm:us-east-1:333333333333:parameter/shop/prod/smtp",
		},
		"service-api": {"STRIPE_KEY": arn + "shop/prod/stripe:key::"},
	}
	for _, c := range p.containers() {
		name := c.says.Text("Name")
		injected := pairs(c.says.Maps("Secrets"), "Name", "ValueFrom")
		for variable, from := range want[name] {
			if injected[variable] != from {
				t.Errorf("%s: %s comes from %q, want %q", name, variable, injected[variable], from)
			}
		}
		all := len(want[name])
		if c.configured.Uses.MySQL() {
			all += 2 // the database's user and password
		}
		if got := len(injected); got != all {
			t.Errorf("%s: %d injected variables, want %d", name, got, all)
		}
	}
	created := under("data/Secrets", p.some("AWS::SecretsManager::Secret"))
	if len(created) != 1 || created[0].Properties.Text("Name") != "shop/session" {
		t.Fatalf("created %v, want shop/session alone", created)
	}
	p.leadsTo(created[0], "KmsKeyId", "network/Key/Resource")
	p.absent(created[0], "SecretString")
	if kept := created[0].written.DeletionPolicy; kept != "RetainExceptOnCreate" {
		t.Errorf("%s has the deletion policy %q, want RetainExceptOnCreate", created[0], kept)
	}
	definition := asJSON(p.at("services/Holders/Machine/Resource").Properties["DefinitionSubstitutions"])
	for _, held := range []string{"|secret|shop/session", "|secret|shop/prod/stripe", "|parameter|/shop/prod/smtp"} {
		if !strings.Contains(definition, held) {
			t.Errorf("the state machine watches %s, want %q in it", definition, held)
		}
	}
	if got := strings.Count(definition, "|secret|shop/session"); got != 2 {
		t.Errorf("the state machine watches shop/session for %d services, want 2", got)
	}
}

// TestOnlyTheExecutionRoleReadsDeclaredSecrets catches a task role that reads a secret. It also catches an execution role that reads more
// than it must: another secret, or a parameter's history.
func TestOnlyTheExecutionRoleReadsDeclaredSecrets(t *testing.T) {
	p := platformOf(t, "application")
	var got []string
	for _, grant := range p.grants() {
		if !strings.Contains(grant.from.Path, "/Backend/Task/") || strings.Contains(grant.from.Path, "DatabasePassword") {
			continue
		}
		for _, action := range grant.says.Texts("Action") {
			if strings.HasPrefix(action, "secretsmanager:Get") || strings.HasPrefix(action, "ssm:") {
				for _, role := range grant.from.Properties.Texts("Roles") {
					got = append(got, p.follow(role).Path+" "+action+" "+strings.Join(grant.says.Texts("Resource"), ","))
				}
			}
		}
	}
	const role = "services/Backend/Task/ExecutionRole/Resource "
	both := func(name string) string { // the whole ARN, and the one by which ECS asks
		const arn = "arn:aws:secretsmanager:us-east-1:333333333333:secret:"
		return role + "secretsmanager:GetSecretValue " + arn + name + "," + arn + name + "-??????"
	}
	for _, want := range []string{
		both("shop/session"), both("shop/prod/stripe"),
		role + "ssm:GetParameters arn:aws:ssm:us-east-1:333333333333:parameter/shop/prod/smtp",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("nobody is granted %s; got %q", want, got)
		}
	}
	for _, grant := range got {
		if !strings.HasPrefix(grant, role) || strings.Contains(grant, "History") || strings.HasSuffix(grant, "*") {
			t.Errorf("%s, want no such grant", grant)
		}
	}
}

// TestKeysOfDeclaredSecretsAreUsedThroughTheirService catches a key that the execution role may use for anything else than the secret, and
// a secret that ECS cannot decrypt.
func TestKeysOfDeclaredSecretsAreUsedThroughTheirService(t *testing.T) {
	p := platformOf(t, "application")
	keys := map[string]string{}
	for _, grant := range p.grants() {
		if strings.Contains(grant.from.Path, "Backend/Task/Secret:") && grant.says.Text("Action") == "kms:Decrypt" {
			condition := grant.says.Map("Condition").Map("StringEquals").Text("kms:ViaService")
			if condition != "secretsmanager.us-east-1.amazonaws.com" {
				t.Errorf("%s allows kms:Decrypt through %q, want Secrets Manager alone", grant.from, condition)
			}
			keys[grant.from.Path] = grant.says.Text("Resource")
		}
	}
	key := keys["services/Backend/Task/Secret:shop:prod:stripe/Resource"]
	if !strings.HasSuffix(key, ":key/1234abcd-12ab-34cd-56ef-1234567890ab") {
		t.Errorf("the existing secret is decrypted with %q, want the key that it names", key)
	}
	if key := p.follow(keys["services/Backend/Task/Secret:shop:session/Resource"]); key.Path != "network/Key/Resource" {
		t.Errorf("the created secret is decrypted with %s, want the environment's key", key)
	}
}
