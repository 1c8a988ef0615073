package main

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// TestInjectedSecretsCanBeDecrypted catches a task that cannot start: ECS reads its secrets with the execution role, and they
// are encrypted with a key of ours.
func TestInjectedSecretsCanBeDecrypted(t *testing.T) {
	for shape := range shapeNames() {
		env := resolvedText(t, synthesized(t, shape).Stacks)
		injecting := 0
		for _, task := range env.Resources("AWS::ECS::TaskDefinition") {
			role, ok := env.Find(task.Properties.Text("ExecutionRoleArn"))
			if !ok {
				t.Fatalf("%s: %s has no execution role", shape, task)
			}
			for _, container := range task.Properties.Maps("ContainerDefinitions") {
				for _, secret := range container.Maps("Secrets") {
					injecting++
					keys := keysThatMayBeUsed(env, strings.TrimSuffix(role.Path, "/Resource"))
					if key := keyOf(t, env, secret.Text("ValueFrom")); !slices.Contains(keys, key) {
						t.Errorf("%s: %s gets %s, and %s may not use its key %s", shape, task, secret.Text("Name"), role, key)
					}
				}
			}
		}
		if injecting < 6 { // the SQL task's
			t.Errorf("%s: only %d secrets are injected", shape, injecting)
		}
	}
}

func keysThatMayBeUsed(env cloudformation.Environment, role string) []string {
	var keys []string
	for _, statement := range statements(env, role, "kms:Decrypt") {
		for _, resource := range statement.Texts("Resource") {
			if key, ok := env.Find(resource); ok {
				keys = append(keys, key.String())
			}
		}
	}
	return keys
}

// keyOf follows what a container names, a secret's ARN and a field of it, to the key that the secret is encrypted with.
func keyOf(t *testing.T, env cloudformation.Environment, valueFrom string) string {
	t.Helper()
	for _, reference := range cloudformation.References(valueFrom) {
		secret, ok := env.Find(reference.String())
		if ok && secret.Type == "AWS::SecretsManager::SecretTargetAttachment" {
			secret, ok = env.Find(secret.Properties.Text("SecretId"))
		}
		if ok && secret.Type == "AWS::SecretsManager::Secret" {
			if key, ok := env.Find(secret.Properties.Text("KmsKeyId")); ok {
				return key.String()
			}
		}
	}
	t.Fatalf("%s names no secret with a key", valueFrom)
	return ""
}
