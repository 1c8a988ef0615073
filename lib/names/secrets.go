package names

import "strings"

// OriginSecret returns the name of the secret with the header that CloudFront sends to the public load balancer. Secrets Manager
// allows 512 characters; the name must not be a PartialARN. docs/runbooks/rotation.md names the secret.
func (e Environment) OriginSecret() string { return Application + "/" + string(e) + "/origin/secret" }

// AccessSecret returns the name of the secret with the header by which the canary and the smoke test get in. internal/operate/password.go
// reads the secret.
func (e Environment) AccessSecret() string { return Application + "/" + string(e) + "/access/secret" }

// SecretPrefix returns the default of database.secretNamePrefix.
func (e Environment) SecretPrefix() string { return Application + "/" + string(e) + "/rds/mysql" }

// AdminSecret is the name of the master user's secret. The prefix is database.secretNamePrefix. Secrets Manager allows 512 characters.
func AdminSecret(prefix string) string { return prefix + "/admin-password" }

// ConnectionSecret is the name of the secret with which the services connect. See AdminSecret.
func ConnectionSecret(prefix string) string { return prefix + "/connection" }

// MigratorSecret is the name of the secret of the user that changes the schema. See AdminSecret.
func MigratorSecret(prefix string) string { return prefix + "/migrator" }

// OwnSecret reports whether a secret's name is one that Kasha gives to its own secrets, in any environment.
func OwnSecret(secret string) bool { return strings.HasPrefix(secret, Application+"/") }

// PartialARN reports whether a secret's name ends in a hyphen and six characters. ECS and Secrets Manager look such a name up as the
// end of a secret's ARN, and find another secret or none. Source: Secrets Manager API, CreateSecret, Name.
func PartialARN(secret string) bool {
	at := len(secret) - len("-AbCdEf")
	return at >= 0 && secret[at] == '-' && !strings.Contains(secret[at+1:], "/")
}
