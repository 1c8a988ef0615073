package config

import (
	"encoding/json"
	"fmt"

	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// pipelineOwnStages are the stages of a pipeline before its first environment: Source, Build, UpdatePipeline and Assets.
const pipelineOwnStages = 4

// checkPipelineSize counts what AWS counts when it creates the pipeline, after the first environments of a new configuration were tried.
func checkPipelineSize(at object, environments []Environment) {
	if stages := pipelineOwnStages + len(environments); stages > quotas.PipelineStages {
		at.reject("environments", fmt.Sprintf("a pipeline for %s has %s, and CodePipeline allows %d",
			spelling.Count(len(environments), "environment"), spelling.Count(stages, "stage"), quotas.PipelineStages),
			fmt.Sprintf("at most %d environments; deploy the others from another repository, or by hand without pipeline",
				quotas.PipelineStages-pipelineOwnStages))
		return
	}
	actions := pipelineOwnActions
	for _, e := range environments {
		actions += e.pipelineActions()
	}
	if actions > quotas.PipelineActions {
		at.reject("environments", fmt.Sprintf("the pipeline has %s, and CodePipeline allows %d",
			spelling.Count(actions, "action"), quotas.PipelineActions),
			"fewer environments; deploy the others from another repository, or by hand without pipeline")
	}
}

// pipelineOwnActions are the actions of the pipeline's own stages, with two kinds of assets.
const pipelineOwnActions = 5

// pipelineActions returns how many actions of the pipeline deploy the environment. A test compares it with the synthesized pipeline.
func (e Environment) pipelineActions() int {
	const prepareAndDeploy, stacks, smoke = 2, 4, 1
	actions := prepareAndDeploy*stacks + smoke
	if e.Backup.CopyRegion != "" || e.Backup.CopyAccount != "" {
		actions += prepareAndDeploy // the stack of the copies
	}
	if e.IsProduction() {
		const promotion, check, confirmation, protection = 1, 1, 1, 1
		actions += promotion + check + confirmation + protection
	}
	return actions
}

// stackReserve is how many resources a stack may have that LeastResources does not count, such as alarms and rules between processes.
const stackReserve = 60

// checkStackSize refuses an environment whose services stack would have more resources than CloudFormation allows. The CDK counts all of
// them after minutes, and names types that nobody writes. A test compares the count with synthesized stacks.
func checkStackSize(at object, e Environment) {
	if least := e.LeastResources(); least > quotas.StackResources-stackReserve {
		at.reject("", fmt.Sprintf("the services stack would have at least %s of its processes; CloudFormation allows %d, "+
			"and alarms need %d of them",
			spelling.Count(least, "resource"), quotas.StackResources, stackReserve),
			"fewer services, workers, jobs, egress or secrets: each process has its own rules and policies, and a job has those of its service")
	}
}

// What a resource of the services stack takes of its template, in bytes, and what a byte of a process's settings takes. Measured on an
// environment of 422 resources and 230 KB of settings, whose template has 1,038,729 bytes. A small environment takes half of it, so the
// check is on the safe side.
const resourceBytes, settingsShare = 1900, 1.2

// checkTemplateSize refuses an environment whose texts make the services template too large. AWS would refuse it during the deployment.
func checkTemplateSize(at object, e Environment) {
	settings := 0
	for _, process := range e.Processes() {
		text, _ := json.Marshal(process.Container) // it was read from JSON
		settings += len(text)
	}
	if size := resourceBytes*e.LeastResources() + int(settingsShare*float64(settings)); size > quotas.TemplateBytes {
		at.reject("", fmt.Sprintf("the template of the services stack would have up to %s, and CloudFormation allows %d",
			spelling.Count(size, "byte"), quotas.TemplateBytes), "shorter commands and variables, or fewer processes")
	}
}

// mostLookUps is how many outputs of other stacks one stack may look up. CloudFormation looks each occurrence up anew, and a deployment
// with 75 of them failed with "Throttling" (aws/aws-cdk issue 38010).
const mostLookUps = 70

// checkLookUps refuses an environment whose services stack certainly looks up more: every process reads the URL and the ARN of each queue
// that it uses.
func checkLookUps(at object, e Environment) {
	if least := e.LeastLookUps(); least > mostLookUps {
		at.reject("", fmt.Sprintf("the services stack would look up at least %s of the data stack, and CloudFormation throttles more than %d",
			spelling.Count(least, "output"), mostLookUps),
			`"uses" with the queues that each process needs, in place of all; a job without "uses" has those of the service that it runs`)
	}
}

// LeastLookUps returns how many outputs of other stacks the services stack looks up at least. A test compares it with synthesized stacks.
func (e Environment) LeastLookUps() int {
	const urlAndARN = 2
	sum := 0
	for _, process := range e.Processes() {
		for _, queue := range e.Messaging.QueueNames() {
			if process.Uses.SendsTo(queue) || process.Uses.ReceivesFrom(queue) {
				sum += urlAndARN
			}
		}
	}
	return sum
}

// LeastResources returns how many resources the services stack has at least. Each process has some of its own, a rule for each further
// connection, and a policy for each secret.
func (e Environment) LeastResources() int {
	always := 30
	each := map[Kind]int{KindService: 10, KindWorker: 16, KindJob: 14, KindRelease: 20, KindShell: 8}
	if e.Alarms.IsFull() {
		always += 60
		each[KindService] += 4
		each[KindWorker] += 2
	}
	sum := always
	for _, process := range e.Processes() {
		sum += each[process.Kind] + len(process.Egress) + len(process.Secrets.Sources())
		if process.Uses.MySQL() {
			sum += 3 // rules of the two security groups, and the policy on the password
		}
	}
	return sum + 10*len(e.Services) // target groups, listener rules and alarms of further services
}
