package exposure

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// sendsOutside reports a new resource that sends data to something, or takes code from something, that is in no template. The CDK's bucket
// for assets in an account of the application is known. So is what another resource of the type names at the same place before.
func (e *Environment) sendsOutside(s Stack, r Resource) []Finding {
	var found []Finding
	decision := newResources()[values.Type(r.New)]
	for _, leaf := range textsOf(r) {
		if slices.Contains(decision.sends, leaf.Path) && e.isOutside(values.Text(leaf.Value)) && !e.wasThere(r, leaf) {
			finding := e.isAfter(s, r, properties.Opening, leaf.At+" is outside of the templates", leaf.Value)
			found = append(found, finding)
		}
	}
	return found
}

// namesForeignAccount reports a new resource with the ARN of something in an account in which the application has nothing.
func (e *Environment) namesForeignAccount(s Stack, r Resource) []Finding {
	var found []Finding
	decision := newResources()[values.Type(r.New)]
	for _, leaf := range textsOf(r) {
		text := values.Text(leaf.Value)
		bySetting := decision.why == bySettings // which says the same
		if !bySetting && e.isForeign(text) && !e.isRoleOfBefore(text) && !slices.Contains(decision.sends, leaf.Path) && !e.wasThere(r, leaf) {
			found = append(found, e.isAfter(s, r, properties.Opening, leaf.At+" is in a foreign account", leaf.Value))
		}
	}
	return found
}

// wasThere reports whether a resource of the same type has the same text at the same place before.
func (e *Environment) wasThere(r Resource, leaf properties.Leaf) bool {
	for _, old := range e.before.resources {
		if values.Type(old) != values.Type(r.New) {
			continue
		}
		for _, was := range properties.Leaves(values.Properties(old)) {
			if was.Path == leaf.Path && values.Equal(was.Value, leaf.Value) {
				return true
			}
		}
	}
	return false
}

var (
	pseudo      = regexp.MustCompile(`\$\{AWS::([A-Za-z]+)\}`)
	assetBucket = regexp.MustCompile(`^cdk-[a-z0-9]+-assets-(\d{12}|AWS-AccountId)-[A-Za-z0-9-]+$`)
	// The settings report event buses and API destinations, also of new rules.
	otherReceiver = regexp.MustCompile(`:(event-bus|api-destination)/`)

	accountID = regexp.MustCompile(`^\d{12}$`)
)

// own is how a text has the account that a stack is in, if the template does not name it.
const own = "AWS-AccountId"

// arnParts are the account of an ARN and what is behind it.
func arnParts(text string) (account, resource string, is bool) {
	parts := strings.SplitN(pseudo.ReplaceAllString(text, "AWS-$1"), ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return "", "", false
	}
	return parts[4], parts[5], true
}

func (e *Environment) isForeign(text string) bool {
	account, _, is := arnParts(text)
	return is && accountID.MatchString(account) && !e.accounts[account]
}

// isOutside reports whether a text names nothing of the templates: an ARN, a bucket, the address of one, or a host.
func (e *Environment) isOutside(text string) bool {
	account, name, isARN := arnParts(text)
	switch {
	case text == "" || e.isOurs(text) || otherReceiver.MatchString(text) || anyCall.MatchString(text):
		return false
	case isARN && account != "" && account != own && !e.accounts[account]:
		return true
	case isARN:
		name = strings.TrimSuffix(name, ":*")
		name = name[strings.LastIndexAny(name, ":/")+1:]
	default:
		name = pseudo.ReplaceAllString(text, "AWS-$1")
		for _, scheme := range []string{"s3://", "https://", "http://"} {
			name = strings.TrimPrefix(name, scheme)
		}
		name, _, _ = strings.Cut(name, "/")
	}
	if found := assetBucket.FindStringSubmatch(name); found != nil {
		return found[1] != own && !e.accounts[found[1]]
	}
	bucket, _, _ := strings.Cut(name, ".s3.")
	return name != "#{host}" && !e.isOurs(name) && !e.isCalled(bucket)
}

// isCalled reports whether a resource of the templates has a physical name.
func (e *Environment) isCalled(name string) bool {
	for _, resource := range e.after.resources {
		for _, property := range physicalNames(values.Type(resource)) {
			if called := values.Properties(resource)[property]; called != nil && values.Text(called) == name {
				return true
			}
		}
	}
	return false
}

// accountsOf are the accounts in which the application has stacks or deploys some.
func accountsOf(stacks []Stack, of Deployments) map[string]bool {
	accounts := map[string]bool{}
	for _, s := range stacks {
		accounts[s.Account] = true
	}
	for _, d := range slices.Concat(of.Before, of.New) {
		for _, account := range d.accounts() {
			accounts[account] = true
		}
	}
	return accounts
}

// attendedEndpoint reports a subscription of a person to a topic that is there before. The person gets all that is published from then on.
// Other subscriptions are among the settings.
func (e *Environment) attendedEndpoint(s Stack, r Resource) []Finding {
	topic := values.Text(at("TopicArn")(r.New))
	if at("Endpoint")(r.New) == nil || unattendedEndpoint(r.New) != nil || e.allNew([]string{topic}) {
		return nil
	}
	what := "one more person receives what is published to " + e.text(s, topic)
	return []Finding{e.isAfter(s, r, properties.Opening, what, at("Endpoint")(r.New))}
}

// logsElsewhere reports containers of a new task definition whose output leaves AWS. Of those that write to CloudWatch, the rights count.
func (e *Environment) logsElsewhere(s Stack, r Resource) []Finding {
	var found []Finding
	for _, container := range objects(at("ContainerDefinitions")(r.New)) {
		driver := values.Text(within(container, "LogConfiguration", "LogDriver"))
		if driver != "" && driver != "awslogs" && driver != "awsfirelens" {
			found = append(found, e.isAfter(s, r, properties.Opening, "the output of container "+values.Text(container["Name"])+" leaves AWS",
				within(container, "LogConfiguration", "Options")))
		}
	}
	return found
}

// secondPipeline reports a new pipeline: it deploys what its source says.
func (e *Environment) secondPipeline(s Stack, r Resource) []Finding {
	return []Finding{e.isAfter(s, r, properties.Opening, "one more pipeline runs, with this source", sources(r.New))}
}

// callsAgain reports a custom resource that gives a function of before other values.
func (e *Environment) callsAgain(s Stack, r Resource) []Finding {
	token := values.Text(at("ServiceToken")(r.New))
	if e.allNew([]string{token}) {
		return nil
	}
	return []Finding{e.isAfter(s, r, properties.Opening, "one more command runs during deployments, with a function that was there before",
		at("Command")(r.New))}
}
