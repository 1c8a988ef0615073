package exposure

import (
	"slices"
	"strings"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// keptOut reports a queue or topic whose new key does not admit the AWS services that send to it. Nothing fails in the deployment, and what
// these services send is lost. The policy of an AWS managed key admits none, and nobody can change it. Sources: SQS developer guide, "Key
// management"; SNS developer guide, "Managing Amazon SNS encryption keys and costs".
func (e *Environment) keptOut(s Stack, r Resource) []Finding {
	kind := values.Type(r.New)
	if r.Old == nil || kind != "AWS::SQS::Queue" && kind != "AWS::SNS::Topic" {
		return nil
	}
	old, new := e.then(values.Properties(r.Old)["KmsMasterKeyId"]), values.Properties(r.New)["KmsMasterKeyId"]
	if new == nil || values.Equal(old, new) {
		return nil
	}
	admitted := e.admittedBy(new)
	var out []string
	for _, service := range sendingServices(s.New, r.LogicalID) {
		if !slices.Contains(admitted, service) {
			out = append(out, service)
		}
	}
	if len(out) == 0 && kind == "AWS::SNS::Topic" && isManagedByAWS(new) {
		out = []string{"CloudWatch alarms and other AWS services"} // the topic's own default policy admits those of its account
	}
	if len(out) == 0 {
		return nil
	}
	return []Finding{e.about(s, r, "the key does not admit "+strings.Join(out, ", ")+": what is sent from there is lost", old, new)}
}

func isManagedByAWS(key any) bool { return strings.Contains(values.Text(key), "alias/aws/") }

// sendingServices are the AWS services that a policy in the template lets send to a queue or topic.
func sendingServices(template engine.Template, id string) []string {
	var all []string
	for _, policy := range template {
		p := values.Properties(policy)
		for _, property := range []string{"Queues", "Topics"} {
			if slices.ContainsFunc(asList(p[property]), func(of any) bool { return refersTo(of, id) }) {
				all = append(all, services(p["PolicyDocument"])...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// admittedBy are the AWS services that a key of the templates lets encrypt. Of a key that is elsewhere, nobody knows.
func (e *Environment) admittedBy(key any) []string {
	return services(values.Properties(e.after.resources[nameOf(key)])["KeyPolicy"])
}

// services are the services that a policy allows something.
func services(document any) []string {
	statements, err := iam.Parse(document)
	if err != nil {
		return nil
	}
	var all []string
	for _, statement := range statements {
		for _, principal := range statement.Principals {
			if statement.Allows() && principal.Kind == "Service" {
				all = append(all, principal.Name)
			}
		}
	}
	return all
}
