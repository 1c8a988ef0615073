package architecture

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
)

// readQueues adds the queues that processes exchange messages over. A dead-letter queue is a fact of the queue that fills it. A queue
// that only takes what something else could not deliver is in the report's tables.
func (r *reader) readQueues() {
	for _, queue := range r.env.Resources("AWS::SQS::Queue") {
		policy := queue.Properties.Map("RedrivePolicy")
		dead, ok := r.env.Find(policy.Text("deadLetterTargetArn"))
		if !ok {
			continue
		}
		times, _ := policy.Int("maxReceiveCount")
		name := queue.Name()
		r.add(Component{
			ID: name, Title: name[strings.LastIndex(name, "/")+1:], Kind: Queue, Resource: queue, Senders: r.sendersTo(queue),
			DeadLetter: fmt.Sprintf("after %s: to %s", plural(times, "failure"), dead.Name()[strings.LastIndex(dead.Name(), "/")+1:]) + keptIn(dead),
		})
	}
}

// keptIn says for how long messages stay in a dead-letter queue. AWS's own default is four days.
func keptIn(queue cloudformation.Resource) string {
	seconds, ok := queue.Properties.Int("MessageRetentionPeriod")
	if !ok {
		seconds = 345600
	}
	return ", kept there for " + plural(seconds/86400, "day")
}

// readUses finds which queues and buckets each process may use, from the rights of its role.
func (r *reader) readUses(grants []permissions.Grant) {
	roles := r.rolesOfProcesses()
	order := []string{"send", "receive", "read", "write", "delete"}
	for _, grant := range grants {
		process := roles[grant.Who]
		thing := strings.TrimSuffix(strings.TrimSuffix(grant.On, "*"), "/")
		verb := verbs()[grant.Action]
		if process == "" || verb == "" {
			continue
		}
		if r.index(thing) < 0 && !r.addBucket(thing) {
			continue
		}
		i := slices.IndexFunc(r.system.Uses, func(u Use) bool { return u.Process == process && u.Thing == thing })
		if i < 0 {
			r.system.Uses = append(r.system.Uses, Use{Process: process, Thing: thing})
			i = len(r.system.Uses) - 1
		}
		if use := &r.system.Uses[i]; !slices.Contains(use.May, verb) {
			use.May = append(use.May, verb)
			slices.SortFunc(use.May, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
		}
	}
}

// verbs are the actions by which a process uses something, as people say them.
func verbs() map[string]string {
	return map[string]string{
		"sqs:SendMessage": "send", "sqs:ReceiveMessage": "receive", "s3:GetObject": "read", "s3:PutObject": "write", "s3:DeleteObject": "delete",
	}
}

// addBucket adds a bucket that a process uses, and reports whether there is one of this name.
func (r *reader) addBucket(name string) bool {
	for _, bucket := range r.env.Resources("AWS::S3::Bucket") {
		if bucket.Name() != name {
			continue
		}
		facts := []string{"versions are kept"}
		if bucket.Properties.Map("VersioningConfiguration").Text("Status") != "Enabled" {
			facts = []string{"without versions"}
		}
		r.add(Component{ID: name, Title: name[strings.LastIndex(name, "/")+1:] + " bucket", Kind: Bucket, Facts: facts, Resource: bucket})
		return true
	}
	return false
}

// rolesOfProcesses maps the names of roles to the processes whose code has them.
func (r *reader) rolesOfProcesses() map[string]string {
	roles := map[string]string{}
	for _, component := range r.system.Components {
		var role cloudformation.Resource
		switch component.Kind {
		case Service:
			definition, _ := r.env.Find(component.Resource.Properties.Text("TaskDefinition"))
			role, _ = r.env.Find(definition.Properties.Text("TaskRoleArn"))
		case Function:
			role, _ = r.env.Find(component.Resource.Properties.Text("Role"))
		case Task:
			role, _ = r.env.Find(r.definitionOf(component).Properties.Text("TaskRoleArn"))
		}
		if role.LogicalID != "" {
			roles[role.Name()] = component.ID
		}
	}
	return roles
}
