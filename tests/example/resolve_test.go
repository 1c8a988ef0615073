package example

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// deployed is what a deployment of the templates would know and the templates do not: addresses, names and secrets. The loopback gives
// the addresses, the emulator the URLs, and the rest is invented as AWS forms it.
type deployed struct {
	cloudformation.Environment
	hosts   hosts
	cloud   *cloud
	secrets map[string]map[string]string // the fields of each secret, by its name; a secret without fields has one under ""
}

// readSecrets invents the value of every secret as its template describes it. An attachment adds what Secrets Manager adds.
// Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
func (d *deployed) readSecrets() error {
	d.secrets = map[string]map[string]string{}
	for _, secret := range d.Resources("AWS::SecretsManager::Secret") {
		generate := secret.Properties.Map("GenerateSecretString")
		fields := map[string]string{}
		if key := generate.Text("GenerateStringKey"); key == "" {
			fields[""] = invented(48)
		} else {
			if err := json.Unmarshal([]byte(generate.Text("SecretStringTemplate")), &fields); err != nil {
				return fmt.Errorf("the template of %s: %w", secret, err)
			}
			fields[key] = invented(30)
		}
		d.secrets[secret.Properties.Text("Name")] = fields
	}
	for _, attachment := range d.Resources("AWS::SecretsManager::SecretTargetAttachment") {
		secret, found := d.Find(attachment.Properties.Text("SecretId"))
		database, known := d.Find(attachment.Properties.Text("TargetId"))
		if !found || !known {
			return fmt.Errorf("%s attaches something that no template has", attachment)
		}
		fields := d.secrets[secret.Properties.Text("Name")]
		fields["engine"], fields["port"] = "mysql", database.Properties.Text("Port")
		fields["host"] = d.hosts.database(database)
	}
	return nil
}

// value resolves the references in a text to what is deployed here.
func (d *deployed) value(text string) (string, error) {
	var problem error
	resolved := cloudformation.ReplacePlaceholders(text, func(placeholder string) string {
		value, err := d.reference(placeholder)
		if err != nil && problem == nil {
			problem = err
		}
		return value
	})
	for problem == nil && strings.Contains(resolved, "{{resolve:secretsmanager:") {
		resolved, problem = d.dynamic(resolved)
	}
	return resolved, problem
}

func (d *deployed) reference(placeholder string) (string, error) {
	resource, ok := d.Find(placeholder)
	if !ok {
		return "", fmt.Errorf("%s is no resource of the environment", placeholder)
	}
	reference, _ := cloudformation.ParseReference(placeholder)
	switch resource.Type + " " + reference.Attribute {
	case "AWS::RDS::DBInstance Endpoint.Address":
		return d.hosts.database(resource), nil
	case "AWS::ElasticLoadBalancingV2::LoadBalancer DNSName":
		return d.hosts.balancer(resource), nil
	case "AWS::SQS::Queue ":
		return d.cloud.queues[queueName(resource)], nil
	case "AWS::S3::Bucket ":
		return bucketName(resource), nil
	case "AWS::SecretsManager::Secret ":
		return fmt.Sprintf("arn:aws:secretsmanager:%s:%s:secret:%s-AbCdEf", resource.Region, resource.Account,
			resource.Properties.Text("Name")), nil
	}
	return "", fmt.Errorf("nothing here stands for %s of %s; fix: add it to tests/example", cmp.Or(reference.Attribute, "Ref"), resource)
}

// dynamic resolves the first {{resolve:secretsmanager:...}} of a text.
func (d *deployed) dynamic(text string) (string, error) {
	before, rest, _ := strings.Cut(text, "{{resolve:secretsmanager:")
	inner, after, found := strings.Cut(rest, "}}")
	name, _, _ := strings.Cut(inner, ":SecretString")
	fields, known := d.secrets[name]
	if !found || !known {
		return "", fmt.Errorf("{{resolve:secretsmanager:%s}} names no secret of the environment", inner)
	}
	return before + fields[""] + after, nil
}

// injected is the value that ECS gives to a variable with ValueFrom: an ARN, and behind it the field, the stage and the version.
// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
func (d *deployed) injected(valueFrom string) (string, error) {
	parts := strings.Split(valueFrom, ":")
	if len(parts) != 7 && len(parts) != 10 {
		return "", fmt.Errorf("%s is no ARN of a secret with a field, a stage and a version", valueFrom)
	}
	name := strings.TrimSuffix(parts[6], "-AbCdEf")
	fields, known := d.secrets[name]
	if !known {
		return "", fmt.Errorf("there is no secret %s", name)
	}
	if len(parts) == 7 || parts[7] == "" {
		whole, err := json.Marshal(fields)
		return string(whole), err
	}
	value, has := fields[parts[7]]
	if !has {
		return "", fmt.Errorf("the secret %s has no field %q, only %s; ECS would not start the task", name, parts[7],
			strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
	}
	return value, nil
}

// invented is a random text of letters and digits.
func invented(length int) string {
	text := ""
	for len(text) < length {
		text += rand.Text()
	}
	return text[:length]
}
