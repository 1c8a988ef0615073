package config

import (
	"cmp"
	"maps"
	"slices"
)

// Secrets are the variables of a process whose values ECS reads when a task starts, by the name of the variable.
type Secrets map[string]Injection

// Injection says where the value of one variable is: in a secret of Secrets Manager, or in a parameter of Systems Manager. Both are in the
// account and the region of the environment.
type Injection struct {
	// Secret is the name of a secret.
	//
	//	Default: none, where parameter is written
	//	Allowed: letters, digits and /_+=.@-; not a hyphen and six characters at the end, which would be read as the end of an ARN; not a
	//	         secret of Kasha's own
	//	Source:  Secrets Manager API, CreateSecret, Name; ECS developer guide, "Pass Secrets Manager secrets"
	Secret string `json:"secret,omitempty"`

	// Field is the field of a secret whose value is a JSON object. Without it, the variable gets the whole value.
	//
	//	Default: ""
	//	Allowed: letters, digits and /_+=.@-; only beside secret
	//	Source:  ECS API, Secret, valueFrom: the fields of a reference are joined by colons
	Field string `json:"field,omitempty"`

	// Parameter is the name of a parameter, of any type.
	//
	//	Default: none, where secret is written
	//	Allowed: letters, digits and /_.-, at most 15 levels; not beginning with aws or ssm
	//	Source:  Systems Manager API, PutParameter, Name
	Parameter string `json:"parameter,omitempty"`

	// Key is the customer managed key that encrypts an existing secret or parameter. ECS cannot read its value without a permission on
	// this key. The key's policy must leave that permission to the account's IAM policies.
	//
	//	Default: ""; a key of AWS's, which needs no permission
	//	Allowed: the ARN of a KMS key in the region of the environment; not beside create
	//	Source:  ECS developer guide, "Amazon ECS task execution IAM role": kms:Decrypt for a customer managed key
	Key string `json:"key,omitempty"`

	// Create makes Kasha create the secret, with a random value of 40 letters and digits, in field or as the whole. ECS starts no task
	// whose secret has no value, so no secret is created empty. Put a value of your own in its place at any time. Another field gives
	// the secret a new value.
	//
	//	Default: false
	//	Allowed: true or false; only beside secret, and with one field
	//	Source:  CloudFormation, AWS::SecretsManager::Secret, GenerateSecretString
	Create bool `json:"create,omitempty"`
}

// SourceKind is the service that holds a value.
type SourceKind string

// The kinds of sources.
const (
	InSecret    SourceKind = "secret"    // Secrets Manager
	InParameter SourceKind = "parameter" // the Parameter Store of Systems Manager
)

// Source is what holds a value that ECS injects. One source may hold the values of several variables, in several processes.
type Source struct {
	Kind SourceKind
	Name string
	Key  string // the customer managed key of an existing one; empty for a key of AWS's or of the environment
}

// Source returns what holds the value.
func (i Injection) Source() Source {
	if i.Parameter != "" {
		return Source{Kind: InParameter, Name: i.Parameter, Key: i.Key}
	}
	return Source{Kind: InSecret, Name: i.Secret, Key: i.Key}
}

// Variables returns the names of the variables in order.
func (s Secrets) Variables() []string { return slices.Sorted(maps.Keys(s)) }

// Sources returns what holds the values, each source once, in order.
func (s Secrets) Sources() []Source {
	var sources []Source
	for _, injection := range s {
		sources = append(sources, injection.Source())
	}
	slices.SortFunc(sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return slices.Compact(sources)
}

// CreatedSecret is a secret that Kasha creates for processes of an environment.
type CreatedSecret struct {
	Name  string
	Field string // the field with the random value; empty: the value is the text alone
}

// CreatedSecrets returns the secrets that Kasha creates, each once, in order.
func (e Environment) CreatedSecrets() []CreatedSecret {
	fields := map[string]string{}
	for _, process := range e.Processes() {
		for _, injection := range process.Secrets {
			if injection.Create {
				fields[injection.Secret] = injection.Field
			}
		}
	}
	var created []CreatedSecret
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		created = append(created, CreatedSecret{Name: name, Field: fields[name]})
	}
	return created
}

// HasSecrets reports whether a process of the environment declares secrets.
func (e Environment) HasSecrets() bool {
	return slices.ContainsFunc(e.Processes(), func(process Process) bool { return len(process.Secrets) > 0 })
}

// Creates reports whether Kasha creates what holds a value.
func (e Environment) Creates(source Source) bool {
	return source.Kind == InSecret &&
		slices.ContainsFunc(e.CreatedSecrets(), func(created CreatedSecret) bool { return created.Name == source.Name })
}
