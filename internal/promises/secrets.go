package promises

import (
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
)

// secret is one thing whose value ECS injects into a process's tasks.
type secret struct {
	kind string // secret or parameter
	name string
	own  string // the construct path of a secret that the environment creates; empty: it exists already
	key  string // the ARN of the customer managed key of an existing one; empty: a key of AWS's
}

// secretOf reads one declaration: secret:NAME or parameter:NAME, with the ARN of a key behind a space.
func secretOf(env cloudformation.Environment, declared string) secret {
	what, key, _ := strings.Cut(declared, " ")
	kind, name, _ := strings.Cut(what, ":")
	found := secret{kind: kind, name: name, key: key}
	for _, resource := range env.Resources("AWS::SecretsManager::Secret") {
		if kind == "secret" && resource.Properties.Text("Name") == name {
			found.own = resource.Name()
		}
	}
	return found
}

// readsSecret lets ECS read one value when it starts a process's tasks, and decrypt it where the key is a customer managed one. The
// process itself reads nothing: its task role is not here.
func readsSecret(process string, s secret) promise {
	role, api := executionRole(process), "secretsmanager"
	asked := "arn:*:secretsmanager:*:secret:" + s.name // by ECS; what Secrets Manager finds ends in a hyphen and six characters
	read := allowlist.Permission{Who: role, May: readSecret(), On: []string{asked, asked + "-??????"}, Must: true}
	if s.kind == "parameter" {
		api = "ssm"
		read.May, read.On = []string{"ssm:GetParameters"}, []string{"arn:*:ssm:*:parameter/" + strings.TrimPrefix(s.name, "/")}
	}
	all := promise{connections: mustCall(process, api)}
	key := s.key
	if s.own != "" {
		read.On, key = []string{s.own}, generalKey
	}
	all.permissions = append(all.permissions, read)
	if key != "" {
		all.permissions = append(all.permissions, allowlist.Permission{
			Who: role, May: decrypt(), On: []string{key}, OnlyIf: "kms:ViaService", Must: true,
		})
	}
	return all
}
