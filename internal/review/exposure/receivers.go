package exposure

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
	"kasha/internal/review/values"
)

// revision is an environment's resources before or after the deployment, by values.Name. Those before have the names of the new revision.
type revision struct{ resources map[string]map[string]any }

func revisions(names Names, stacks []Stack) (before, after revision) {
	before, after = revision{map[string]map[string]any{}}, revision{map[string]map[string]any{}}
	for _, s := range stacks {
		for id, resource := range s.Old {
			current, _ := names.Current("${" + values.Name(s.Name, id) + "}").(string)
			properties, _ := names.Current(values.Properties(resource)).(map[string]any)
			if at, ok := cloudformation.ParseReference(current); ok {
				before.resources[values.Name(at.Stack, at.LogicalID)] = map[string]any{"Type": resource["Type"], "Properties": properties}
			}
		}
		for id, resource := range s.New {
			after.resources[values.Name(s.Name, id)] = resource
		}
	}
	return before, after
}

// mostReceiving is the largest number of tasks of each service that could receive from a queue. Unless each is a number, it is not known.
func (r revision) mostReceiving(queue string) (tasks map[string]float64, known bool) {
	tasks = map[string]float64{}
	for name, service := range r.resources {
		if values.Type(service) != "AWS::ECS::Service" || !r.couldReceive(service, queue) {
			continue
		}
		most, isNumber := values.ParseNumber(or2(values.Properties(service)["DesiredCount"], 1))
		for _, limits := range r.limits(name) {
			limit, isLimit := values.ParseNumber(limits["MaxCapacity"])
			most, isNumber = max(most, limit), isNumber && isLimit
		}
		if !isNumber {
			return nil, false
		}
		tasks[name] = most
	}
	return tasks, true
}

// surelyReceiving is the number of tasks of each service that may receive from a queue and delete what it received. A policy of its role
// names exactly this queue, without a condition, and none denies it. The largest number counts only where a scaling policy leads to it.
func (r revision) surelyReceiving(queue string) map[string]float64 {
	tasks := map[string]float64{}
	if r.refuses(queue) {
		return tasks
	}
	for name, service := range r.resources {
		if values.Type(service) != "AWS::ECS::Service" || !r.receives(service, queue) {
			continue
		}
		tasks[name] = values.Number(or2(values.Properties(service)["DesiredCount"], 1))
		for id, limits := range r.limits(name) {
			tasks[name] = values.Number(limits["MinCapacity"])
			if limits["SuspendedState"] == nil && r.hasScalingPolicy(id, limits) {
				tasks[name] = values.Number(limits["MaxCapacity"])
			}
		}
	}
	return tasks
}

// limits are the properties of the scalable targets of a service.
func (r revision) limits(service string) map[string]map[string]any {
	all := map[string]map[string]any{}
	for id, resource := range r.resources {
		if r.scales(resource, service) {
			all[id] = values.Properties(resource)
		}
	}
	return all
}

// scales reports whether a resource is a scalable target, and a service is what it scales.
func (r revision) scales(resource map[string]any, service string) bool {
	id := values.Text(values.Properties(resource)["ResourceId"])
	called := values.String(values.Properties(r.resources[service])["ServiceName"])
	return values.Type(resource) == "AWS::ApplicationAutoScaling::ScalableTarget" &&
		(strings.HasSuffix(id, "/${"+service+".Name}") || called != "" && strings.HasSuffix(id, "/"+called))
}

func (r revision) hasScalingPolicy(target string, limits map[string]any) bool {
	for _, resource := range r.resources {
		p := values.Properties(resource)
		if values.Type(resource) == "AWS::ApplicationAutoScaling::ScalingPolicy" &&
			(p["ScalingTargetId"] == any("${"+target+"}") || p["ResourceId"] != nil && values.Equal(p["ResourceId"], limits["ResourceId"])) {
			return true
		}
	}
	return false
}

const receiveMessage, deleteMessage = "sqs:ReceiveMessage", "sqs:DeleteMessage"

// couldReceive reports whether a role of a service has a statement that allows to receive from a queue, whatever else it says.
func (r revision) couldReceive(service map[string]any, queue string) bool {
	statements, read := r.taskStatements(service)
	return !read || slices.ContainsFunc(statements, func(s iam.Statement) bool {
		return s.Allows() && s.MayAction(receiveMessage) && (len(s.NotResources) > 0 || slices.ContainsFunc(s.Resources, func(text string) bool {
			return text == arn(queue) || !isAnARN(text)
		}))
	})
}

// receives reports whether a role of a service surely may take messages from exactly this queue.
func (r revision) receives(service map[string]any, queue string) bool {
	statements, read := r.taskStatements(service)
	return read && !slices.ContainsFunc(statements, refusal) &&
		allows(statements, receiveMessage, queue) && allows(statements, deleteMessage, queue)
}

// refuses reports whether the policy of a queue denies someone to take messages, under no condition.
func (r revision) refuses(queue string) bool {
	for _, policy := range r.resources {
		p := values.Properties(policy)
		if values.Type(policy) != "AWS::SQS::QueuePolicy" || !slices.ContainsFunc(asList(p["Queues"]), func(url any) bool {
			return nameOf(url) == queue
		}) {
			continue
		}
		statements, err := iam.Parse(p["PolicyDocument"])
		if err != nil || slices.ContainsFunc(statements, func(s iam.Statement) bool { return refusal(s) && !s.Conditional() }) {
			return true
		}
	}
	return false
}

func refusal(s iam.Statement) bool {
	return !s.Allows() && (s.MayAction(receiveMessage) || s.MayAction(deleteMessage))
}

func allows(statements []iam.Statement, action, queue string) bool {
	return slices.ContainsFunc(statements, func(s iam.Statement) bool {
		return s.Allows() && !s.Conditional() && s.Action(action) && slices.Contains(s.Resources, arn(queue))
	})
}

func arn(name string) string { return "${" + name + ".Arn}" }

func isAnARN(text string) bool {
	at, ok := cloudformation.ParseReference(text)
	return ok && at.Attribute == "Arn"
}

// taskStatements are those of the policies in the templates that the role of a service's tasks has. read says whether all were understood.
func (r revision) taskStatements(service map[string]any) (statements []iam.Statement, read bool) {
	definition := r.resources[nameOf(values.Properties(service)["TaskDefinition"])]
	role := nameOf(values.Properties(definition)["TaskRoleArn"])
	if values.Type(r.resources[role]) != "AWS::IAM::Role" {
		return nil, false
	}
	read = true
	add := func(document any) {
		parsed, err := iam.Parse(document)
		statements, read = append(statements, parsed...), read && err == nil
	}
	own := values.Properties(r.resources[role])
	for _, inline := range objects(own["Policies"]) {
		add(inline["PolicyDocument"])
	}
	for _, policy := range r.resources {
		p := values.Properties(policy)
		roles := asList(or2(p["Roles"], p["RoleName"]))
		switch values.Type(policy) {
		case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy":
			if slices.ContainsFunc(roles, func(text any) bool { return nameOf(text) == role || text != nil && text == own["RoleName"] }) {
				add(p["PolicyDocument"])
			}
		}
	}
	return statements, read && own["ManagedPolicyArns"] == nil && own["PermissionsBoundary"] == nil
}

// nameOf is the values.Name of the resource that a text refers to.
func nameOf(value any) string {
	at, ok := cloudformation.ParseReference(values.String(value))
	if !ok {
		return ""
	}
	return values.Name(at.Stack, at.LogicalID)
}
