package config

import "kasha/lib/names"

// checkSecrets checks that only one environment creates a secret, and that none reads the database passwords of the other.
func (p pair) checkSecrets() {
	created := map[string]bool{}
	for _, secret := range p.earlier.CreatedSecrets() {
		created[secret.Name] = true
	}
	p.eachSecret(p.at, p.e, func(at object, i Injection) {
		if i.Create && created[i.Secret] {
			at.reject("secret", quote(i.Secret)+" is already created by "+p.earlierPath+", in the same account and region",
				"another name, or leave create out")
		}
		at.rejectIf(p.earlier.ownsSecret(i.Secret), "secret", "it is a database secret of "+p.earlierPath, "another secret")
	})
	p.eachSecret(p.earlierAt, p.earlier, func(at object, i Injection) {
		at.rejectIf(p.e.ownsSecret(i.Secret), "secret", "it is a database secret of another environment in the same account", "another secret")
	})
}

func (p pair) eachSecret(at object, e Environment, do func(object, Injection)) {
	for _, process := range e.Processes() {
		if process.Ends() {
			continue // its secrets are those of the process that it runs
		}
		for _, variable := range process.Secrets.Variables() {
			secret := at.in(process.Field).in("secrets")
			secret.path = child(secret.path, variable)
			do(secret, process.Secrets[variable])
		}
	}
}

// ownsSecret reports whether a name is that of one of the environment's database secrets.
func (e Environment) ownsSecret(name string) bool {
	prefix := e.Database.SecretNamePrefix
	return name == names.AdminSecret(prefix) || name == names.ConnectionSecret(prefix) || name == names.MigratorSecret(prefix)
}
