package runbook

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jmespath/go-jmespath"
	"mvdan.cc/sh/v3/syntax"
)

// WrongQuery says what is wrong with the --query of a call, which is written in JMESPath. It is empty if nothing is wrong. Where answers
// has the call, the query must also find everything it names in that answer. A query that finds nothing is valid JMESPath, and the AWS
// CLI prints None for it.
func (c Call) WrongQuery() string {
	if !slices.Contains(c.Options, "query") {
		return ""
	}
	query, err := jmespath.Compile(c.Query)
	if err != nil {
		return fmt.Sprintf("aws %s: --query %q is not valid JMESPath: %v", c.Name, c.Query, err)
	}
	text, ok := answers()[c.Name]
	if !ok {
		return ""
	}
	var answer any
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return fmt.Sprintf("the answer of aws %s in internal/runbook is not JSON: %v", c.Name, err)
	}
	if found, err := query.Search(answer); err != nil || !complete(found) {
		return fmt.Sprintf("aws %s: --query %q does not find all that it names in the answer %s; "+
			"fix: correct it, or the answer in internal/runbook", c.Name, c.Query, text)
	}
	return ""
}

// complete reports whether a result has a value at each place, and at least one: no null, and no empty list.
func complete(result any) bool {
	list, isList := result.([]any)
	if !isList {
		return result != nil
	}
	return len(list) > 0 && !slices.ContainsFunc(list, func(element any) bool { return !complete(element) })
}

// valueOf returns the text of a word. A variable or a command in it becomes 0, which is valid as an index and within quotes.
func valueOf(word *syntax.Word) string {
	var b strings.Builder
	write := func(parts []syntax.WordPart) {
		for _, part := range parts {
			switch part := part.(type) {
			case *syntax.Lit:
				b.WriteString(unescape.Replace(part.Value))
			case *syntax.SglQuoted:
				b.WriteString(part.Value)
			default:
				b.WriteString("0")
			}
		}
	}
	for _, part := range word.Parts {
		if quoted, ok := part.(*syntax.DblQuoted); ok {
			write(quoted.Parts)
			continue
		}
		write([]syntax.WordPart{part})
	}
	return b.String()
}

// unescape takes off the backslashes that POSIX shell takes off within double quotes.
var unescape = strings.NewReplacer(`\\`, `\`, "\\`", "`", `\"`, `"`, `\$`, `$`)

// answers returns a short answer of each AWS command whose answer has lists within lists, or is often queried. An element has the
// members that runbooks read. Source: the section "Output" of each command's page in the AWS CLI Command Reference.
func answers() map[string]string {
	return map[string]string{
		"logs get-query-results": `{"results": [[{"field": "a", "value": "1"}, {"field": "b", "value": "2"}, {"field": "c", "value": "3"},
			{"field": "d", "value": "4"}, {"field": "@ptr", "value": "5"}]], "status": "Complete"}`,
		"ecs describe-services": `{"services": [{"serviceName": "s", "desiredCount": 2, "runningCount": 1, "taskDefinition": "t",
			"events": [{"createdAt": "2026-01-01", "message": "m"}], "capacityProviderStrategy": [{"base": 0}],
			"deployments": [{"status": "PRIMARY", "rolloutState": "COMPLETED", "createdAt": "2026-01-01"}]}]}`,
		"ecs describe-tasks": `{"tasks": [{"taskArn": "a", "startedBy": "b", "startedAt": "2026-01-01", "group": "g", "stopCode": "c",
			"stoppedAt": "2026-01-01", "stoppedReason": "r", "containers": [{"name": "n", "image": "i",
			"imageDigest": "d", "reason": "r", "exitCode": 1}]}]}`,
		"application-autoscaling describe-scalable-targets": `{"ScalableTargets": [{"ResourceId": "service/cluster/s", "MinCapacity": 0,
			"MaxCapacity": 4, "SuspendedState": {"DynamicScalingInSuspended": false, "ScheduledScalingSuspended": false}}]}`,
		"application-autoscaling describe-scaling-activities": `{"ScalingActivities": [{"ResourceId": "service/cluster/s", "Cause": "c",
			"StartTime": "2026-01-01", "StatusCode": "Successful", "StatusMessage": "m", "Description": "d",
			"NotScaledReasons": [{"Code": "AlreadyAtMaxCapacity"}]}]}`,
	}
}
