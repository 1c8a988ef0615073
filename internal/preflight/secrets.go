package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kasha/lib/config"
)

// wanted is a source that ECS reads when it starts a task, and what of it the processes name.
type wanted struct {
	config.Source
	path    string   // of the first variable that names it, for messages: backend.secrets.STRIPE_KEY
	fields  []string // of the secret; none: its whole value
	created bool     // by the environment
}

// wantedSources lists each source of an environment's secrets once.
func wantedSources(env config.Environment) []*wanted {
	var all []*wanted
	for _, process := range env.Processes() {
		for _, variable := range process.Secrets.Variables() {
			injection := process.Secrets[variable]
			source := injection.Source()
			at := slices.IndexFunc(all, func(w *wanted) bool { return w.Source == source })
			if at < 0 {
				at = len(all)
				all = append(all, &wanted{Source: source, path: process.Field + ".secrets." + variable, created: env.Creates(source)})
			}
			if field := injection.Field; field != "" && !slices.Contains(all[at].fields, field) {
				all[at].fields = append(all[at].fields, field)
			}
		}
	}
	return all
}

// checkSecrets checks that ECS will find what the processes declare: the secret or parameter, its key, its value and its fields. ECS starts
// no task without them, and the first deployment would fail after a quarter of an hour.
//
// Only for a field, it reads the value of a secret. It keeps nothing of it but the names of the fields, and writes no value anywhere.
func checkSecrets(ctx context.Context, session aws.Config, env config.Environment) (obstacles, notes []string) {
	for _, source := range wantedSources(env) {
		look := lookAtSecret
		if source.Kind == config.InParameter {
			look = lookAtParameter
		}
		obstacle, note := look(ctx, session, env, *source)
		if obstacle != "" {
			obstacles = append(obstacles, obstacle)
		}
		if note != "" {
			notes = append(notes, note)
		}
	}
	return obstacles, notes
}

// title is a source in messages: The secret shop/prod/stripe (backend.secrets.STRIPE_KEY).
func (w wanted) title() string { return fmt.Sprintf("The %s %s (%s)", w.Kind, w.Name, w.path) }

// absent says how to create a source. The value comes from a file, because a shell keeps the history of its commands.
func (w wanted) absent(env config.Environment) string {
	command := fmt.Sprintf("aws ssm put-parameter --region %s --name %s --type SecureString --value file://FILE", env.Region, w.Name)
	if w.Kind == config.InSecret {
		command = fmt.Sprintf("aws secretsmanager create-secret --region %s --name %s --secret-string file://FILE", env.Region, w.Name)
	}
	holds := "the value"
	if len(w.fields) > 0 {
		holds = fmt.Sprintf(`a JSON object with %s`, fieldNames(w.fields))
	}
	return fmt.Sprintf("%s does not exist in %s, and ECS starts no task without it; fix: %s, where FILE holds %s.",
		w.title(), env.Region, command, holds)
}

// wrongKey compares the key of cdk.json with the key that encrypts the source; "" and aws mean a key of AWS's.
func (w wanted) wrongKey(actual, aws string) string {
	switch {
	case w.created, actual == "" && w.Key == "", actual == aws && w.Key == "":
		return ""
	case actual == "" || actual == aws:
		return fmt.Sprintf("%s is encrypted with a key of AWS's, which needs no permission; fix: leave \"key\" out.", w.title())
	case w.Key == "":
		return fmt.Sprintf("%s is encrypted with the key %s, which ECS may not use; fix: \"key\" with the key's ARN.", w.title(), actual)
	case strings.Contains(actual, "alias/"): // only KMS knows which key that is
		return ""
	case keyID(actual) != keyID(w.Key):
		return fmt.Sprintf("%s is encrypted with the key %s, and cdk.json names another; fix: correct \"key\".", w.title(), actual)
	}
	return ""
}

// keyID is the last part of a key's ARN, or the id alone.
func keyID(key string) string { return key[strings.LastIndex(key, "/")+1:] }

// unlooked says why nobody knows whether a source is there: as a note where these credentials may not look, otherwise as an obstacle.
func (w wanted) unlooked(err error, session aws.Config, env config.Environment, service string) (obstacle, note string) {
	if isDenied(apiCode(err)) {
		return "", fmt.Sprintf("These credentials may not look at the %s %s, so this check does not know whether ECS will find it (%s).",
			w.Kind, w.Name, w.path)
	}
	return unanswered(err, session, env.Region, service, "whether the "+string(w.Kind)+" "+w.Name+" exists"), ""
}

// fieldNames joins names: "key" and "webhook".
func fieldNames(names []string) string {
	var all []string
	for _, name := range names {
		all = append(all, fmt.Sprintf("%q", name))
	}
	return strings.Join(all, " and ")
}
