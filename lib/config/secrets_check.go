package config

import (
	"fmt"
	"regexp"
	"strings"

	"kasha/lib/names"
	"kasha/lib/quotas"
)

var (
	// secretPattern and fieldPattern leave out the colon, which separates the parts of a reference in a task definition.
	secretPattern    = regexp.MustCompile(`^[A-Za-z0-9/_+=.@-]{1,512}$`)
	fieldPattern     = regexp.MustCompile(`^[A-Za-z0-9/_+=.@-]{1,255}$`)
	parameterPattern = regexp.MustCompile(`^(/[A-Za-z0-9_.-]+)+$|^[A-Za-z0-9_.-]+$`)
	keyPattern       = regexp.MustCompile(`^arn:aws[a-z-]*:kms:([a-z0-9-]+):[0-9]{12}:key/[A-Za-z0-9-]+$`)
)

// checkSecrets checks the secrets of all processes: each variable, and that all name the same thing in the same way.
func checkSecrets(at object, e Environment) {
	said := map[string]mention{} // by the kind and name of the source
	for _, process := range e.Processes() {
		if process.Ends() {
			continue // its secrets are those of the process that it runs
		}
		processAt := at.in(process.Field)
		for _, variable := range process.Secrets.Variables() {
			injection, secret := process.Secrets[variable], processAt.in("secrets")
			secret.path = child(secret.path, variable)
			checkSecretVariable(secret, variable, process)
			checkInjection(secret, injection, e)
			if at.valid("region") {
				checkKey(secret, injection, e)
			}
			source := injection.Source()
			id := string(source.Kind) + source.Name
			if first, known := said[id]; known {
				first.checkAgainst(secret, injection)
			} else {
				said[id] = mention{path: child(process.Field+".secrets", variable), Injection: injection}
			}
		}
		checkPolicySize(processAt, process.Secrets)
	}
}

func checkSecretVariable(at object, variable string, process Process) {
	at.rejectIf(!variablePattern.MatchString(variable) || len(variable) > 255, "",
		"this is not the name of an environment variable", "letters, digits and underscores, not beginning with a digit")
	if isReserved(variable) {
		at.reject("", "Kasha or AWS sets this variable", reservedFix(variable))
	}
	_, plain := process.Environment[variable]
	at.rejectIf(plain, "", process.Field+".environment has this variable too", "remove it from one of the two")
}

// checkInjection checks one variable's source.
func checkInjection(at object, i Injection, e Environment) {
	switch {
	case i.Secret == "" && i.Parameter == "":
		at.reject("", "it does not say where the value is", `{"secret": "shop/prod/stripe"} or {"parameter": "/shop/prod/dsn"}`)
		return
	case i.Secret != "" && i.Parameter != "":
		at.reject("parameter", "the value is in a secret or in a parameter, not in both", "one of the two")
		return
	case i.Parameter != "":
		at.rejectIf(i.Field != "", "field", "a parameter has no fields", "leave it out, or a secret in place of the parameter")
		at.rejectIf(i.Create, "create", "Kasha creates no parameters: CloudFormation cannot make an encrypted one",
			`"secret" in place of "parameter"`)
		checkParameter(at, i.Parameter)
	default:
		checkSecretReference(at, i.Secret, e)
		if i.Field != "" && !fieldPattern.MatchString(i.Field) {
			at.reject("field", quote(i.Field)+" is not a field that ECS can read", "letters, digits and /_+=.@-")
		}
	}
}

// checkSecretReference refuses what ECS would misread, what belongs to Kasha, and ARNs.
//
// A secret of another account would need more than this account can give. Its resource policy must admit the execution role, and the role
// of the state machine that restarts services. Its key's policy must admit the execution role.
func checkSecretReference(at object, name string, e Environment) {
	const form = "a name of letters, digits and /_+=.@-, such as \"shop/prod/stripe\""
	if strings.HasPrefix(name, "arn:") {
		at.reject("secret", "this is an ARN; Kasha reads secrets of the environment's own account and region, by their names",
			"the secret's name, without the ARN's last hyphen and six characters; copy a secret of another account into this one")
		return
	}
	if !secretPattern.MatchString(name) {
		at.reject("secret", quote(name)+" is not the name of a secret", form)
	}
	if names.PartialARN(name) {
		at.reject("secret", "ECS would read the end of "+quote(name)+" as the end of an ARN, and find another secret or none",
			"a name without a hyphen before its last six characters")
	}
	if at.valid("secret") && (e.ownsSecret(name) || names.OwnSecret(name)) {
		at.reject("secret", quote(name)+" is a secret of Kasha's own", `another name; for the database's password: "uses": ["database"]`)
	}
}

func checkParameter(at object, name string) {
	const maxLevels, maxLength = 15, 1011
	const form = `a name such as "/shop/prod/dsn": levels of letters, digits and _.-`
	if strings.HasPrefix(name, "arn:") {
		at.reject("parameter", "this is an ARN; Kasha reads parameters of the environment's own account and region, by their names", form)
		return
	}
	if !parameterPattern.MatchString(name) || len(name) > maxLength || strings.Count(name, "/") > maxLevels {
		at.reject("parameter", quote(name)+" is not the name of a parameter", form+fmt.Sprintf(", at most %d levels", maxLevels))
	}
	if first := strings.ToLower(strings.TrimPrefix(name, "/")); strings.HasPrefix(first, "aws") || strings.HasPrefix(first, "ssm") {
		at.reject("parameter", "names that begin with aws or ssm belong to AWS", "a parameter of your own; for a secret, \"secret\"")
	}
}

func checkKey(at object, i Injection, e Environment) {
	if i.Key == "" {
		return
	}
	at.rejectIf(i.Create, "key", "a secret that Kasha creates is encrypted with the environment's own key", "leave the field out")
	match := keyPattern.FindStringSubmatch(i.Key)
	switch {
	case match == nil:
		at.reject("key", "this is not the ARN of a KMS key", "the key's own ARN, not an alias's: arn:aws:kms:"+e.Region+":111111111111:key/ID")
	case match[1] != e.Region:
		at.reject("key", "the key is in "+match[1]+", and the environment in "+e.Region, "a key of "+e.Region)
	}
}

// mention is the first variable that names a source. Others that name the same one must agree with it.
type mention struct {
	Injection
	path string
}

// checkAgainst checks a later mention of the source. One secret is one resource, with one key and one shape of its value.
func (first mention) checkAgainst(at object, i Injection) {
	if !at.valid("") {
		return
	}
	if i.Key != first.Key {
		at.reject("key", first.path+" names the same secret with another key or none", "the same key in both")
	}
	if i.Create != first.Create {
		at.reject("create", first.path+" names the same secret, and only one of the two creates it", `the same "create" in both`)
	}
	if i.Create && i.Field != first.Field {
		at.reject("field", first.path+" reads another field of the same secret, and Kasha creates a secret with one random value",
			"a secret for each value")
	}
}

// checkPolicySize checks that the permissions fit into the execution role. Each source has a policy of its own (stages, grantSecrets). IAM
// counts the characters of a role's inline policies. A fifth of them is for what every execution role may do.
func checkPolicySize(at object, secrets Secrets) {
	const most, each, withKey = quotas.RolePolicyCharacters * 4 / 5, 260, 380
	size := 0
	for _, source := range secrets.Sources() {
		size += each + len(source.Name)
		if source.Key != "" {
			size += withKey
		}
	}
	if size > most {
		at.reject("secrets", fmt.Sprintf("the permissions to read all %d of them do not fit into one role", len(secrets.Sources())),
			"fewer; one secret can have several fields")
	}
}
