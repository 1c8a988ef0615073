package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func badSecrets() []bad {
	const key = `"arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"`
	backend := func(name, variable, written, field, wrong, fix string) bad {
		return bad{name: name, patch: `{"backend": {"secrets": {"` + variable + `": ` + written + `}}}`,
			path: "backend.secrets." + variable + field, wrong: wrong, fix: fix}
	}
	one := func(name, written, field, wrong, fix string) bad {
		return backend(name, "KEY", written, field, wrong, fix)
	}
	cases := []bad{
		backend("secret in a variable with a hyphen", "A-B", `{"secret": "a"}`, "", "not the name of an environment variable", "letters, digits"),
		backend("secret in a variable of Kasha", "DATABASE_PASSWORD", `{"secret": "a"}`, "", "Kasha or AWS sets this variable", "reserved are"),
		backend("secret in a variable of AWS", "AWS_REGION", `{"secret": "a"}`, "", "Kasha or AWS sets this variable", "AWS_*"),
		{name: "variable that is plain and secret", patch: `{"backend": {"environment": {"KEY": "x"}, "secrets": {"KEY": {"secret": "a"}}}}`,
			path: "backend.secrets.KEY", wrong: "backend.environment has this variable too", fix: "remove it from one"},
		one("secret without a source", `{}`, "", "does not say where the value is", `{"secret": "shop/prod/stripe"}`),
		one("secret with two sources", `{"secret": "a", "parameter": "b"}`, ".parameter", "not in both", "one of the two"),
		one("secret as text", `"shop/prod/stripe"`, "", "expected an object", "secret, field, parameter"),
		one("field of a parameter", `{"parameter": "/a", "field": "b"}`, ".field", "a parameter has no fields", "leave it out"),
		one("parameter to create", `{"parameter": "/a", "create": true}`, ".create", "Kasha creates no parameters", `"secret"`),
		one("ARN of a secret", `{"secret": "arn:aws:secretsmanager:us-east-1:111111111111:secret:a-AbCdEf"}`, ".secret", "this is an ARN",
			"the secret's name, without"),
		one("ARN of a parameter", `{"parameter": "arn:aws:ssm:us-east-1:111111111111:parameter/a"}`, ".parameter", "this is an ARN",
			"a name such as"),
		one("colon in a secret's name", `{"secret": "a:b"}`, ".secret", "is not the name of a secret", "letters, digits"),
		one("endless name", `{"secret": "`+strings.Repeat("a", 513)+`"}`, ".secret", "is not the name of a secret", "letters, digits"),
		one("name that ECS reads as an ARN", `{"secret": "shop/prod/api-stripe"}`, ".secret", "as the end of an ARN", "without a hyphen"),
		one("admin password of the database", `{"secret": "kasha/dev/rds/mysql/admin-password"}`, ".secret", "a secret of Kasha's own",
			`"uses": ["database"]`),
		one("secret of another environment", `{"secret": "kasha/prod/origin/secret"}`, ".secret", "a secret of Kasha's own", "another name"),
		{name: "admin password under a prefix of one's own", patch: `{"database": {"secretNamePrefix": "shop/db"},
			"frontend": {"secrets": {"KEY": {"secret": "shop/db/admin-password"}}}}`,
			path: "frontend.secrets.KEY.secret", wrong: "a secret of Kasha's own", fix: `"uses": ["database"]`},
		one("colon in a field", `{"secret": "a", "field": "b:c"}`, ".field", "is not a field that ECS can read", "letters, digits"),
		one("space in a parameter", `{"parameter": "/a b"}`, ".parameter", "is not the name of a parameter", `"/shop/prod/dsn"`),
		one("parameter that ends in a slash", `{"parameter": "/a/"}`, ".parameter", "is not the name of a parameter", "levels"),
		one("parameter of too many levels", `{"parameter": "`+strings.Repeat("/a", 16)+`"}`, ".parameter", "is not the name", "at most 15"),
		one("parameter of AWS", `{"parameter": "/aws/reference/secretsmanager/a"}`, ".parameter", "belong to AWS", `"secret"`),
		one("key that is an alias", `{"secret": "a", "key": "arn:aws:kms:us-east-1:111111111111:alias/a"}`, ".key", "not the ARN of a KMS key",
			"not an alias's"),
		one("key of another region", `{"secret": "a", "key": "arn:aws:kms:eu-west-1:111111111111:key/a"}`, ".key", "the key is in eu-west-1",
			"a key of us-east-1"),
		one("key of a created secret", `{"secret": "a", "create": true, "key": `+key+`}`, ".key", "the environment's own key", "leave"),
		{name: "one secret with a key and without",
			patch: `{"backend": {"secrets": {"A": {"secret": "a", "key": ` + key + `}, "B": {"secret": "a"}}}}`,
			path:  "backend.secrets.B.key", wrong: "backend.secrets.A names the same secret", fix: "the same key"},
		{name: "one secret created and existing", patch: `{"backend": {"secrets": {"A": {"secret": "a", "create": true}}},
			"frontend": {"secrets": {"A": {"secret": "a"}}}}`,
			path: "frontend.secrets.A.create", wrong: "backend.secrets.A names the same secret", fix: `the same "create"`},
		{name: "created secret with two fields", patch: `{"backend": {"secrets": {"A": {"secret": "a", "field": "x", "create": true},
			"B": {"secret": "a", "field": "y", "create": true}}}}`,
			path: "backend.secrets.B.field", wrong: "another field of the same secret", fix: "a secret for each value"},
		{name: "more secrets than a role has room for", patch: `{"backend": {"secrets": {` + manySecrets(32) + `}}}`,
			path: "backend.secrets", wrong: "the permissions to read all 32 of them do not fit", fix: "several fields"},
	}
	const other = `{"environments": [{"name": "dev", "tier": "nonproduction", "region": "us-east-1",
		"availabilityZones": ["us-east-1a", "us-east-1b"], "backend": {"secrets": {"A": {"secret": "a", "create": true}}},
		"database": {"secretNamePrefix": "db/dev"}},
		{"name": "test", "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
		"network": {"cidr": "10.1.0.0/16"}, "backend": {"secrets": {"A": %s}}}]}`
	return append(cases,
		bad{name: "secret that two environments create", patch: "/" + fmt.Sprintf(other, `{"secret": "a", "create": true}`),
			path: "/environments[1].backend.secrets.A.secret", wrong: "already created by environments[0]", fix: "another name"},
		bad{name: "password of a neighbour's database", patch: "/" + fmt.Sprintf(other, `{"secret": "db/dev/connection"}`),
			path: "/environments[1].backend.secrets.A.secret", wrong: "a database secret of environments[0]", fix: "another secret"},
	)
}

func manySecrets(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`"V%d": {"secret": "s%d"}`, i, i))
	}
	return strings.Join(all, ", ")
}

// TestGoodSecretsAreAccepted catches a rule that refuses what ECS reads.
func TestGoodSecretsAreAccepted(t *testing.T) {
	for _, written := range []string{
		`{"secret": "shop/prod/stripe", "field": "key"}`, `{"secret": "shop/prod/api-keys"}`, `{"secret": "shop-abcdef/x"}`,
		`{"secret": "` + strings.Repeat("a", 512) + `"}`, `{"parameter": "dsn"}`, `{"parameter": "` + strings.Repeat("/a", 15) + `"}`,
		`{"secret": "a", "key": "arn:aws:kms:us-east-1:222222222222:key/mrk-1234abcd12ab34cd56ef1234567890ab"}`,
		`{"parameter": "/a", "key": "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"}`,
		`{"secret": "shop/session", "create": true}`, `{"secret": "shop/session", "field": "value", "create": true}`,
	} {
		if problems := problemsOf(t, configuration(t, minimalDev, `{"frontend": {"secrets": {"KEY": `+written+`}}}`)); len(problems) > 0 {
			t.Errorf("%s\n%v", written, problems)
		}
	}
	if problems := problemsOf(t, configuration(t, minimalDev, `{"backend": {"secrets": {`+manySecrets(30)+`}}}`)); len(problems) > 0 {
		t.Errorf("30 secrets: %v", problems)
	}
}

// TestOneSourceOfManyVariablesIsOne catches a secret that is granted, created or watched once for each variable or process.
func TestOneSourceOfManyVariablesIsOne(t *testing.T) {
	e := environmentOf(t, minimalDev, `{"backend": {"secrets": {"A": {"secret": "s", "field": "a"}, "B": {"secret": "s", "field": "b"},
		"C": {"parameter": "s"}, "D": {"secret": "made", "create": true}}}, "frontend": {"secrets": {"D": {"secret": "made", "create": true}}}}`)
	want := []Source{{Kind: InParameter, Name: "s"}, {Kind: InSecret, Name: "made"}, {Kind: InSecret, Name: "s"}}
	if got := e.Backend.Secrets.Sources(); !reflect.DeepEqual(got, want) {
		t.Errorf("got sources %v, want %v", got, want)
	}
	if got, want := e.CreatedSecrets(), []CreatedSecret{{Name: "made"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got created %v, want %v", got, want)
	}
	if !e.Creates(Source{Kind: InSecret, Name: "made"}) || e.Creates(Source{Kind: InParameter, Name: "made"}) || e.Creates(want[2]) {
		t.Error("Creates mistakes an existing source for a created one, or the reverse")
	}
}
