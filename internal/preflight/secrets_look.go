package preflight

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"kasha/lib/config"
	"kasha/lib/names"
)

// lookAtSecret asks Secrets Manager about one secret.
func lookAtSecret(ctx context.Context, session aws.Config, env config.Environment, w wanted) (obstacle, note string) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	client := secretsmanager.NewFromConfig(session, func(o *secretsmanager.Options) { o.Region = env.Region })
	secret, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(w.Name)})
	switch {
	case apiCode(err) == "ResourceNotFoundException" && w.created:
		return "", ""
	case apiCode(err) == "ResourceNotFoundException":
		return w.absent(env), ""
	case err != nil:
		return w.unlooked(err, session, env, "Secrets Manager")
	case secret.DeletedDate != nil:
		return fmt.Sprintf("%s is scheduled for deletion; fix: aws secretsmanager restore-secret --region %s --secret-id %s",
			w.title(), env.Region, w.Name), ""
	case w.created && !isOwn(secret.Tags, env):
		return fmt.Sprintf("%s exists already and is not %s's, so creating it would fail; fix: another name, or leave \"create\" out.",
			w.title(), env.Name), ""
	case !hasCurrent(secret.VersionIdsToStages):
		return fmt.Sprintf("%s has no value, and ECS starts no task without one; "+
			"fix: aws secretsmanager put-secret-value --region %s --secret-id %s --secret-string file://FILE", w.title(), env.Region, w.Name), ""
	}
	if wrong := w.wrongKey(aws.ToString(secret.KmsKeyId), "alias/aws/secretsmanager"); wrong != "" {
		return wrong, ""
	}
	if len(w.fields) == 0 {
		return "", ""
	}
	return w.lookAtFields(ctx, client)
}

// isOwn reports whether the environment created a secret, or an earlier stack of it did.
func isOwn(tags []types.Tag, env config.Environment) bool {
	said := map[names.Tag]string{}
	for _, tag := range tags {
		said[names.Tag(aws.ToString(tag.Key))] = aws.ToString(tag.Value)
	}
	return areOf(said, env)
}

func hasCurrent(versions map[string][]string) bool {
	for _, stages := range versions {
		if slices.Contains(stages, "AWSCURRENT") {
			return true
		}
	}
	return false
}

// lookAtFields checks that the value is a JSON object with the fields. No error holds a part of the value.
func (w wanted) lookAtFields(ctx context.Context, client *secretsmanager.Client) (obstacle, note string) {
	answer, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(w.Name)})
	if err != nil {
		return "", fmt.Sprintf("These credentials may not read the secret %s (%s), so this check does not know whether it has %s.",
			w.Name, apiCode(err), fieldNames(w.fields))
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(aws.ToString(answer.SecretString)), &object); err != nil || object == nil {
		return fmt.Sprintf("%s is not a JSON object, so ECS finds no %s in it; fix: leave \"field\" out, or give it such a value.",
			w.title(), fieldNames(w.fields)), ""
	}
	var missing []string
	for _, field := range w.fields {
		if _, ok := object[field]; !ok {
			missing = append(missing, field)
		}
	}
	if len(missing) > 0 {
		return fmt.Sprintf("%s has no field %s, and ECS starts no task without it; fix: correct \"field\", or add it to the secret.",
			w.title(), fieldNames(missing)), ""
	}
	return "", ""
}

// lookAtParameter asks Systems Manager about one parameter, without its value.
func lookAtParameter(ctx context.Context, session aws.Config, env config.Environment, w wanted) (obstacle, note string) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	client := ssm.NewFromConfig(session, func(o *ssm.Options) { o.Region = env.Region })
	answer, err := client.DescribeParameters(ctx, &ssm.DescribeParametersInput{ParameterFilters: []ssmtypes.ParameterStringFilter{
		{Key: aws.String("Name"), Option: aws.String("Equals"), Values: []string{w.Name}},
	}})
	switch {
	case err != nil:
		return w.unlooked(err, session, env, "Systems Manager")
	case len(answer.Parameters) == 0:
		return w.absent(env), ""
	}
	return w.wrongKey(aws.ToString(answer.Parameters[0].KeyId), "alias/aws/ssm"), ""
}
