package architecture

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
)

// readSecrets finds which secrets and parameters each process gets: in the variables of its
// containers, or by the rights of its own role.
func (r *reader) readSecrets(grants []permissions.Grant) {
	roles := r.rolesOfProcesses()
	for i, component := range r.system.Components {
		switch component.Kind {
		case Service, Task:
			r.system.Components[i].Secrets = r.injectedInto(r.definitionOf(component))
		case Function:
		default:
			continue
		}
		for _, grant := range grants {
			if roles[grant.Who] != component.ID || grant.Action != readSecret {
				continue
			}
			if name := r.nameOfSecret(grant.On); !slices.Contains(r.system.Components[i].Secrets, name) {
				r.system.Components[i].Secrets = append(r.system.Components[i].Secrets, name)
			}
		}
	}
}

const readSecret = "secretsmanager:GetSecretValue"

// injectedInto names the secrets and parameters from which ECS sets the variables of containers.
func (r *reader) injectedInto(definition cloudformation.Resource) []string {
	var names []string
	for _, container := range definition.Properties.Maps("ContainerDefinitions") {
		for _, secret := range container.Maps("Secrets") {
			if name := r.nameOfSecret(secret.Text("ValueFrom")); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// nameOfSecret is the name of a secret or parameter that a reference, a construct path or an ARN leads to.
func (r *reader) nameOfSecret(text string) string {
	for _, secret := range r.env.Resources("AWS::SecretsManager::Secret") {
		isReferred := slices.ContainsFunc(cloudformation.References(text), func(reference cloudformation.Reference) bool {
			found, ok := r.env.Find(reference.String())
			return ok && found.Reference() == secret.Reference()
		})
		if name := secret.Properties.Text("Name"); name != "" && (isReferred || secret.Name() == text) {
			return name
		}
	}
	if _, name, ok := strings.Cut(text, ":parameter/"); ok {
		return "parameter /" + name
	}
	if _, name, ok := strings.Cut(text, ":secret:"); ok {
		name, _, _ = strings.Cut(name, ":")
		return name
	}
	return text
}
