package architecture

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
)

// Secret is a secret or a parameter with those who read it.
type Secret struct {
	Name    string
	Readers []string // titles of components; CloudFront and the like, where a template resolves the secret for them
}

// String is a secret with its readers: shop/session: Frontend, Backend.
func (s Secret) String() string {
	if len(s.Readers) == 0 {
		return s.Name + ": nobody in the templates"
	}
	return s.Name + ": " + strings.Join(s.Readers, ", ")
}

// readSecretReaders lists every secret of the templates, and every other that a process gets, with all who read it.
func (r *reader) readSecretReaders(grants []permissions.Grant) {
	for _, secret := range r.env.Resources("AWS::SecretsManager::Secret") {
		r.addReader(r.nameOfSecret(secret.Reference()), "")
	}
	for _, component := range r.system.Components {
		for _, name := range component.Secrets {
			r.addReader(name, component.Title)
		}
	}
	for _, proxy := range r.env.Resources("AWS::RDS::DBProxy") {
		for _, auth := range proxy.Properties.Maps("Auth") {
			r.addReader(r.nameOfSecret(auth.Text("SecretArn")), r.titleOfResource(proxy))
		}
	}
	for _, resource := range r.env.Resources() {
		for _, name := range r.resolvedIn(resource.Properties) {
			r.addReader(name, r.titleOfResource(resource))
		}
	}
	known := r.rolesWithReaders()
	for _, grant := range grants {
		if grant.Action == readSecret && !known[grant.Who] {
			r.addReader(r.nameOfSecret(grant.On), "role "+grant.Who)
		}
	}
}

func (r *reader) addReader(name, title string) {
	at := slices.IndexFunc(r.system.Secrets, func(s Secret) bool { return s.Name == name })
	if at < 0 {
		r.system.Secrets = append(r.system.Secrets, Secret{Name: name})
		at = len(r.system.Secrets) - 1
	}
	if secret := &r.system.Secrets[at]; title != "" && !slices.Contains(secret.Readers, title) {
		secret.Readers = append(secret.Readers, title)
	}
}

// resolvedIn names the secrets that CloudFormation resolves when it deploys a resource.
func (r *reader) resolvedIn(properties cloudformation.Properties) []string {
	var names []string
	cloudformation.Walk(map[string]any(properties), func(_ cloudformation.At, value any) bool {
		text, _ := value.(string)
		for {
			_, rest, found := strings.Cut(text, "{{resolve:secretsmanager:")
			if !found {
				return true
			}
			text = rest
			reference, _, _ := strings.Cut(rest, "}}")
			if len(cloudformation.References(reference)) == 0 && !strings.HasPrefix(reference, "arn:") {
				reference, _, _ = strings.Cut(reference, ":") // a name, before the key and the version
			}
			names = append(names, r.nameOfSecret(reference))
		}
	})
	return names
}

// titleOfResource is what a reader of the picture knows a resource as.
func (r *reader) titleOfResource(resource cloudformation.Resource) string {
	of := resource
	switch resource.Type {
	case "AWS::WAFv2::WebACL":
		return "web ACL"
	case "AWS::Synthetics::Canary":
		return "canary"
	case "AWS::ElasticLoadBalancingV2::ListenerRule":
		listener, _ := r.env.Find(resource.Properties.Text("ListenerArn"))
		of, _ = r.env.Find(listener.Properties.Text("LoadBalancerArn"))
	}
	for _, component := range r.system.Components {
		if component.Resource.LogicalID != "" && component.Resource.Reference() == of.Reference() {
			return component.Title
		}
	}
	return resource.Name()
}

// rolesWithReaders are the roles whose readers are known otherwise: those of processes, those with which ECS starts their tasks, and those
// of database proxies.
func (r *reader) rolesWithReaders() map[string]bool {
	known := map[string]bool{}
	for role := range r.rolesOfProcesses() {
		known[role] = true
	}
	for _, function := range r.env.Resources("AWS::Lambda::Function") { // several of these are one component
		if role, ok := r.env.Find(function.Properties.Text("Role")); ok && r.isDrawn(function.Name()) {
			known[role.Name()] = true
		}
	}
	for _, definition := range r.env.Resources("AWS::ECS::TaskDefinition") {
		if role, ok := r.env.Find(definition.Properties.Text("ExecutionRoleArn")); ok {
			known[role.Name()] = true
		}
	}
	for _, proxy := range r.env.Resources("AWS::RDS::DBProxy") {
		if role, ok := r.env.Find(proxy.Properties.Text("RoleArn")); ok {
			known[role.Name()] = true
		}
	}
	return known
}

func (r *reader) isDrawn(id string) bool {
	_, ok := r.system.Component(id)
	return ok
}

// logins says how processes log in to a database proxy, and the proxy to the database. IAMAuth is DISABLED where nothing is written.
func (r *reader) logins(proxy cloudformation.Resource) []string {
	var facts []string
	for _, auth := range proxy.Properties.Maps("Auth") {
		name := r.nameOfSecret(auth.Text("SecretArn"))
		fact := "processes log in with IAM, the proxy with the secret " + name
		if auth.Text("IAMAuth") != "REQUIRED" {
			fact = "processes and the proxy log in with the secret " + name
		}
		facts = append(facts, fact)
	}
	return facts
}
