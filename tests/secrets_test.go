package tests

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// TestTwoDatabaseSecrets catches a renamed secret (services and people look for the design document's name), one without a customer managed
// key, and a fixed password.
func TestTwoDatabaseSecrets(t *testing.T) {
	eachShape(t, func(p platform) {
		var names []string
		for _, secret := range under("data/Database", p.some("AWS::SecretsManager::Secret")) {
			names = append(names, secret.Properties.Text("Name"))
			p.leadsTo(secret, "KmsKeyId", "network/Key/Resource")
			p.absent(secret, "SecretString")
			if generated := secret.Properties.Map("GenerateSecretString"); generated.Text("GenerateStringKey") != "password" {
				p.t.Errorf("%s generates %v, want a password", secret, generated)
			}
		}
		prefix := "kasha/" + p.env.Name + "/rds/mysql"
		expected := []string{prefix + "/admin-password", prefix + "/connection"}
		if p.env.HasMigrator() {
			expected = append(expected, prefix+"/migrator")
		}
		if want := sorted(expected); sorted(names) != want {
			p.t.Errorf("secrets %s, want %s", sorted(names), want)
		}
		if p.env.Edge.HasPublicOrigin() {
			p.equal(p.at("data/OriginSecret/Resource"), "Name", "kasha/"+p.env.Name+"/origin/secret")
		}
	})
}

// TestCredentialsAreInjected catches a password in a plain variable, and a service that gets the master user's password.
func TestCredentialsAreInjected(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			injected := pairs(c.says.Maps("Secrets"), "Name", "ValueFrom")
			for _, declared := range c.configured.Secrets.Variables() {
				delete(injected, declared) // TestDeclaredSecretsAreInjected
			}
			holds := c.configured.Uses.MySQL() && !p.env.Database.Proxy
			if !holds && len(injected) > 0 {
				p.t.Errorf("%s is given %v, want no secrets", c.definition, injected)
			}
			for variable, value := range pairs(c.says.Maps("Environment"), "Name", "Value") {
				if regexp.MustCompile(`(?i)password|secret|token|credential`).MatchString(variable) {
					p.t.Errorf("%s is a plain variable (%s), want it injected", variable, value)
				}
			}
			for variable, from := range injected {
				if secret := p.follow(cloudformation.References(from)[0].String()); secret.Path != "data/Database/ConnectionSecret/Resource" {
					p.t.Errorf("%s comes from %s, want the connection secret", variable, secret)
				}
			}
			if holds && (injected["DATABASE_USERNAME"] == "" || injected["DATABASE_PASSWORD"] == "") {
				p.t.Errorf("%s is given %v, want DATABASE_USERNAME and DATABASE_PASSWORD", c.definition, injected)
			}
		}
	})
}

// TestInjectedSecretsCanBeDecrypted catches a task that cannot start. ECS reads the secrets of a task with its execution role, and
// Kasha's secrets are encrypted with a customer managed key.
func TestInjectedSecretsCanBeDecrypted(t *testing.T) {
	eachShape(t, func(p platform) {
		injecting := 0
		for _, task := range p.some("AWS::ECS::TaskDefinition") {
			role := p.follow(task.Properties.Text("ExecutionRoleArn"))
			for _, container := range task.Properties.Maps("ContainerDefinitions") {
				for _, secret := range container.Maps("Secrets") {
					if len(cloudformation.References(secret.Text("ValueFrom"))) == 0 {
						continue // TestDeclaredSecretsAreInjected
					}
					injecting++
					keys := p.decryptionKeys(strings.TrimSuffix(role.Path, "/Resource"))
					if key := p.keyOf(secret.Text("ValueFrom")); !slices.Contains(keys, key) {
						p.t.Errorf("%s is given %s, and %s may use the keys %v, want %s among them", task, secret.Text("Name"), role, keys, key)
					}
				}
			}
		}
		if injecting < 6 { // those of the SQL task
			p.t.Errorf("%d secrets are injected, want at least 6", injecting)
		}
	})
}

// decryptionKeys are the keys with which a role may decrypt.
func (p platform) decryptionKeys(role string) []string {
	var keys []string
	for _, statement := range p.statements(role, "kms:Decrypt") {
		for _, resource := range statement.Texts("Resource") {
			if key, ok := p.model.Find(resource); ok {
				keys = append(keys, key.String())
			}
		}
	}
	return keys
}

// keyOf is the key that encrypts the secret in a container's ValueFrom, which is the secret's ARN and the name of a field.
func (p platform) keyOf(valueFrom string) string {
	p.t.Helper()
	for _, reference := range cloudformation.References(valueFrom) {
		secret, ok := p.model.Find(reference.String())
		if ok && secret.Type == "AWS::SecretsManager::SecretTargetAttachment" {
			secret, ok = p.model.Find(secret.Properties.Text("SecretId"))
		}
		if ok && secret.Type == "AWS::SecretsManager::Secret" {
			if key, ok := p.model.Find(secret.Properties.Text("KmsKeyId")); ok {
				return key.String()
			}
		}
	}
	p.t.Fatalf("%s: found no secret with a key, want one", valueFrom)
	return ""
}

// TestNothingSecretIsInATemplate catches a password, token or private key in a template. It also catches a dynamic reference, which
// CloudFormation replaces by the secret itself, where people or containers could read it: in outputs, variables and names.
func TestNothingSecretIsInATemplate(t *testing.T) {
	literal := regexp.MustCompile(`(?i)"?(password|passwd|secret_?string|token|api_?key|private_?key)"?\s*[:=]\s*"?[^\s"{$]{6,}` +
		`|AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*KEY`)
	named := regexp.MustCompile(`(?i)/[a-z]*(password|secretstring)$`)
	reference := regexp.MustCompile(`\{\{resolve:secretsmanager:[^}]*\}?[^}]*\}\}`)
	// AWS compares or sends these values, so whoever may read the resource may read them. None opens more than the way in that it names.
	resolves := regexp.MustCompile(`/(MasterUserPassword|OriginCustomHeaders/HeaderValue|HttpHeaderConfig/Values|` +
		`ByteMatchStatement/SearchString|Canary/RunConfig/EnvironmentVariables/PASS)$`)
	eachShape(t, func(p platform) {
		check := func(where, text string) {
			if plain := reference.ReplaceAllString(text, ""); literal.MatchString(plain) || named.MatchString(where) && plain != "" {
				p.t.Errorf("%s: %q looks like a secret, want none in a template", where, plain)
			}
			if reference.MatchString(text) && !resolves.MatchString(where) {
				p.t.Errorf("%s: CloudFormation replaces %s by the secret, want no dynamic reference here", where, text)
			}
		}
		visit := func(where string, value any) {
			cloudformation.Walk(value, func(at cloudformation.At, value any) bool {
				if text, ok := value.(string); ok {
					check(strings.Join(append([]string{where}, at...), "/"), text)
				}
				return true
			})
		}
		for _, each := range p.model.Resources() {
			visit(each.Path, each.Properties)
		}
		for _, stack := range p.stacks {
			for name, output := range stack.Template.Outputs {
				visit(stack.Name+" output "+name, output.Value)
			}
		}
	})
}
