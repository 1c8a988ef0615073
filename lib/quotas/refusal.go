package quotas

import (
	"fmt"
	"regexp"
)

// tooMany is how the CDK refuses a stack: TooManyResourcesInStack.
var tooMany = regexp.MustCompile(`Number of resources in stack '(?:([^'/]+)/)?([^'/]+)': (\d+) is greater than allowed maximum of (\d+)`)

// TooManyResources says in the terms of cdk.json that the CDK refused a stack for the number of its resources. It is empty for any other
// refusal. lib/config refuses what certainly has too many; the constructs may add more.
func TooManyResources(refusal string) string {
	found := tooMany.FindStringSubmatch(refusal)
	if found == nil {
		return ""
	}
	of := ""
	if found[1] != "" {
		of = " of " + found[1]
	}
	return fmt.Sprintf("the stack %s%s would have %s resources, and CloudFormation allows %s; fix: fewer services, workers, jobs, "+
		"egress, secrets or queues. Each process has its own rules and policies, and a job has those of the service that it runs",
		found[2], of, found[3], found[4])
}
