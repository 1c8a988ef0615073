package preflight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// described is a secret as the stand-in has it.
type described struct {
	value   string // empty: no version
	key     string
	tags    map[string]string
	deleted bool
	sealed  bool // it may be described but not read
}

// describe stands in for Secrets Manager, and for Systems Manager's list of parameters.
func (a *standIn) describe(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	var input struct {
		SecretId         string
		ParameterFilters []struct{ Values []string }
	}
	_ = json.NewDecoder(r.Body).Decode(&input)
	refuse := func(code string) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type": %q, "message": "The stand-in says so."}`, code)
	}
	secret, there := a.secrets[input.SecretId]
	target := r.Header.Get("X-Amz-Target")
	switch {
	case a.noSecrets != "":
		refuse(a.noSecrets)
	case strings.HasSuffix(target, ".DescribeParameters"):
		found := []map[string]string{}
		if key, there := a.parameters[input.ParameterFilters[0].Values[0]]; there {
			found = append(found, map[string]string{"Name": input.ParameterFilters[0].Values[0], "KeyId": key})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"Parameters": found})
	case !there:
		refuse("ResourceNotFoundException")
	case strings.HasSuffix(target, ".GetSecretValue") && secret.sealed:
		refuse("AccessDeniedException")
	case strings.HasSuffix(target, ".GetSecretValue"):
		_ = json.NewEncoder(w).Encode(map[string]any{"Name": input.SecretId, "SecretString": secret.value})
	default:
		answer := map[string]any{"Name": input.SecretId, "KmsKeyId": secret.key}
		if secret.value != "" {
			answer["VersionIdsToStages"] = map[string]any{"1": []string{"AWSCURRENT"}}
		}
		if secret.deleted {
			answer["DeletedDate"] = 1764000000
		}
		tags := []map[string]string{}
		for key, value := range secret.tags {
			tags = append(tags, map[string]string{"Key": key, "Value": value})
		}
		answer["Tags"] = tags
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// TestSecretsAreLookedAt catches a deployment that starts although ECS would not find a secret, its field, its value or its key. It also
// catches an obstacle where all is well, and a value of a secret in a message.
func TestSecretsAreLookedAt(t *testing.T) {
	const arn = "arn:aws:kms:us-east-1:444444444444:key/1234abcd"
	own := map[string]string{"application": "kasha", "environment": "prod"}
	good := described{value: `{"key": "hunter2hunter2", "webhook": "x"}`}
	for _, test := range []struct {
		name       string
		declared   config.Injection
		secrets    map[string]described
		parameters map[string]string
		refusal    string
		obstacle   string // empty: none
		note       string // empty: none
	}{
		{name: "there", declared: config.Injection{Secret: "stripe", Field: "key"}, secrets: map[string]described{"stripe": good}},
		{name: "absent", declared: config.Injection{Secret: "stripe", Field: "key"},
			obstacle: "The secret stripe (backend.secrets.KEY) does not exist in us-east-1, and ECS starts no task without it; fix: aws " +
				`secretsmanager create-secret --region us-east-1 --name stripe --secret-string file://FILE, where FILE holds a JSON object ` +
				`with "key".`},
		{name: "no such field", declared: config.Injection{Secret: "stripe", Field: "secret"}, secrets: map[string]described{"stripe": good},
			obstacle: `has no field "secret", and ECS starts no task without it; fix: correct "field"`},
		{name: "not an object", declared: config.Injection{Secret: "stripe", Field: "key"},
			secrets: map[string]described{"stripe": {value: "hunter2hunter2"}}, obstacle: `is not a JSON object, so ECS finds no "key" in it`},
		{name: "whole value", declared: config.Injection{Secret: "stripe"},
			secrets: map[string]described{"stripe": {value: "hunter2", sealed: true}}},
		{name: "no value", declared: config.Injection{Secret: "stripe"}, secrets: map[string]described{"stripe": {}},
			obstacle: "has no value, and ECS starts no task without one; fix: aws secretsmanager put-secret-value"},
		{name: "deleted", declared: config.Injection{Secret: "stripe"}, secrets: map[string]described{"stripe": {value: "x", deleted: true}},
			obstacle: "is scheduled for deletion; fix: aws secretsmanager restore-secret --region us-east-1 --secret-id stripe"},
		{name: "field that may not be read", declared: config.Injection{Secret: "stripe", Field: "key"},
			secrets: map[string]described{"stripe": {value: "x", sealed: true}}, note: `does not know whether it has "key"`},
		{name: "key that cdk.json lacks", declared: config.Injection{Secret: "stripe"},
			secrets: map[string]described{"stripe": {value: "x", key: arn}}, obstacle: "encrypted with the key " + arn + ", which ECS may not use"},
		{name: "key that cdk.json has", declared: config.Injection{Secret: "stripe", Key: arn},
			secrets: map[string]described{"stripe": {value: "x", key: "1234abcd"}}},
		{name: "another key", declared: config.Injection{Secret: "stripe", Key: arn},
			secrets: map[string]described{"stripe": {value: "x", key: arn + "f"}}, obstacle: "cdk.json names another"},
		{name: "key that it does not have", declared: config.Injection{Secret: "stripe", Key: arn},
			secrets: map[string]described{"stripe": {value: "x"}}, obstacle: `a key of AWS's, which needs no permission; fix: leave "key" out`},
		{name: "to be created", declared: config.Injection{Secret: "session", Create: true}},
		{name: "created", declared: config.Injection{Secret: "session", Create: true},
			secrets: map[string]described{"session": {value: "x", key: arn, tags: own}}},
		{name: "taken", declared: config.Injection{Secret: "session", Create: true}, secrets: map[string]described{"session": {value: "x"}},
			obstacle: "exists already and is not prod's, so creating it would fail"},
		{name: "parameter", declared: config.Injection{Parameter: "/dsn"}, parameters: map[string]string{"/dsn": "alias/aws/ssm"}},
		{name: "no parameter", declared: config.Injection{Parameter: "/dsn"},
			obstacle: "aws ssm put-parameter --region us-east-1 --name /dsn --type SecureString --value file://FILE, where FILE holds the value."},
		{name: "parameter with a key", declared: config.Injection{Parameter: "/dsn"}, parameters: map[string]string{"/dsn": "alias/shop"},
			obstacle: "encrypted with the key alias/shop, which ECS may not use"},
		{name: "not allowed", declared: config.Injection{Secret: "stripe"}, refusal: "AccessDeniedException",
			note: "may not look at the secret stripe, so this check does not know whether ECS will find it (backend.secrets.KEY)"},
		{name: "parameter that may not be seen", declared: config.Injection{Parameter: "/dsn"}, refusal: "AccessDeniedException",
			note: "may not look at the parameter /dsn"},
		{name: "expired", declared: config.Injection{Secret: "stripe"}, refusal: "ExpiredTokenException", obstacle: "credentials have expired"},
	} {
		t.Run(test.name, func(t *testing.T) {
			aws := standIn{account: "444444444444", bootstraps: map[string]string{"us-east-1": "30", "eu-west-1": "30"},
				secrets: test.secrets, parameters: test.parameters, noSecrets: test.refusal}
			aws.start(t)
			kasha := platform()
			env := &kasha.Environments[0]
			env.Name, env.Region, env.AvailabilityZones = "prod", "us-east-1", []string{"us-east-1a", "us-east-1b"}
			env.Backend.Secrets = config.Secrets{"KEY": test.declared}
			clearance, err := Check(context.Background(), kasha, *env, Deploy, Toolkit{})
			var found Obstacles
			errors.As(err, &found)
			said := strings.Join(append(slices.Clone(found.Sentences), clearance.Notes...), "\n")
			if strings.Contains(said, "hunter2") {
				t.Errorf("a value is in %q, want none", said)
			}
			if got := strings.Join(found.Sentences, "\n"); !strings.Contains(got, test.obstacle) || test.obstacle == "" && err != nil {
				t.Errorf("got obstacles %q (%v), want %q", got, err, test.obstacle)
			}
			if got := strings.Join(clearance.Notes, "\n"); !strings.Contains(got, test.note) || test.note == "" && got != "" {
				t.Errorf("got notes %q, want %q", got, test.note)
			}
		})
	}
}
