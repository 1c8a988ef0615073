package promises

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/cloudformation"
	"kasha/lib/names"
)

// process is an ECS service or a task that a state machine runs to its end, and what its task definition declares to use. The
// declaration stands in the metadata. What each use means (ports, actions, resources) is written in this package.
type process struct {
	name string   // its construct path: Backend
	uses []string // as the configuration has them: database, queue:jobs:send
	ends bool     // its tasks end: they read a changed secret when they start the next time

	secrets []secret // that ECS injects
	egress  []string // further connections, each as PORT CIDR
	routes  []string // of a further service: public PATH, internal PATH or internal PORT
	port    int      // where the container of a service listens

	cluster string // of a service without a load balancer, whose tasks may protect themselves; empty for other processes

	migrates bool // logs in to the primary as the user that changes the schema
}

// processes reads the declarations of an environment. Without a declaration, the backend uses what the design document says, and any other
// service nothing. So what a construct gives to a process without a declaration is a violation.
func processes(env cloudformation.Environment) []process {
	var found []process
	for _, service := range env.Resources("AWS::ECS::Service") {
		name := service.Name()
		definition, ok := env.Find(service.Properties.Text("TaskDefinition"))
		if !ok {
			continue // a task definition outside of the environment; nothing is promised to it
		}
		uses := definition.Metadata.Texts(names.UsesMetadata)
		if _, declared := definition.Metadata[names.UsesMetadata]; !declared && name == backend {
			uses = []string{"database", "replica", "bucket", "queue:*"}
		}
		p := process{
			name: name, uses: uses, secrets: injected(env, definition), egress: definition.Metadata.Texts(names.EgressMetadata),
			routes: definition.Metadata.Texts(names.RoutesMetadata), port: containerPort(env, name),
		}
		if cluster, ok := env.Find(service.Properties.Text("Cluster")); ok && len(service.Properties.Maps("LoadBalancers")) == 0 {
			p.cluster = cluster.Properties.Text("ClusterName")
		}
		found = append(found, p)
	}
	return append(found, processesThatEnd(env, found)...)
}

// injected reads which secrets a task definition declares.
func injected(env cloudformation.Environment, definition cloudformation.Resource) []secret {
	var secrets []secret
	for _, declared := range definition.Metadata.Texts(names.SecretsMetadata) {
		secrets = append(secrets, secretOf(env, declared))
	}
	return secrets
}

// processesThatEnd reads the declarations of task definitions that no service has. A state machine beside each starts its tasks.
func processesThatEnd(env cloudformation.Environment, services []process) []process {
	var found []process
	for _, definition := range env.Resources("AWS::ECS::TaskDefinition") {
		name, isTask := strings.CutSuffix(definition.Name(), "/Task")
		_, declared := definition.Metadata[names.UsesMetadata]
		isService := slices.ContainsFunc(services, func(p process) bool { return p.name == name })
		if isTask && declared && !isService {
			found = append(found, process{
				name: name, uses: definition.Metadata.Texts(names.UsesMetadata), ends: true, secrets: injected(env, definition),
				egress: definition.Metadata.Texts(names.EgressMetadata), migrates: definition.Metadata.Text(names.UserMetadata) == "migrator",
			})
		}
	}
	return found
}

// promises returns what a process may do and must be able to do.
func (p process) promises(e environment) []promise {
	all := []promise{runsAsTasks(p.name)}
	switch {
	case isShell(p.name):
		all = append(all, peopleOpenAShell(p.name))
	case p.name == release:
		all = append(all, runsToItsEnd(p.name), releaseAnswersCloudFormation())
	case p.ends:
		all = append(all, runsToItsEnd(p.name), startsAtItsTimes(p.name))
	}
	if p.migrates {
		all = append(all, migrates(p.name))
	}
	if p.cluster != "" {
		all = append(all, protectsItsTasks(p.name, p.cluster))
	}
	if p.holdsPassword(e) {
		all = append(all, holdsThePassword(p.name))
	}
	for _, s := range p.secrets {
		all = append(all, readsSecret(p.name, s))
	}
	if len(p.routes) > 0 {
		all = append(all, servesRoutes(p, e))
	}
	for _, declared := range p.egress {
		all = append(all, opensEgress(p.name, declared))
	}
	return append(all, p.declared(e)...)
}

// declared returns what the uses of a process let it do.
func (p process) declared(e environment) []promise {
	var all []promise
	for _, use := range p.uses {
		parts := strings.SplitN(use, ":", 3)
		switch parts[0] {
		case "database":
			if !p.migrates {
				all = append(all, usesDatabase(p.name, e))
			}
		case "replica":
			all = append(all, usesReplica(p.name, e))
		case "bucket":
			all = append(all, usesBucket(p.name))
		case "queue":
			direction := ""
			if len(parts) == 3 {
				direction = parts[2]
			}
			all = append(all, usesQueue(p.name, parts[1], direction, e))
		case "service":
			all = append(all, usesService(p.name, parts[1], e))
		}
	}
	return all
}

// holdsPassword reports whether ECS gives a process's tasks a password when they start. They must be replaced after a rotation.
func (p process) holdsPassword(e environment) bool {
	return !p.migrates && !e.hasProxy && (slices.Contains(p.uses, "database") || slices.Contains(p.uses, "replica"))
}

// processesRunAndUse lets every process run, and use what it declares.
func processesRunAndUse(e environment) []promise {
	var all []promise
	for _, p := range e.processes {
		for _, allowed := range p.promises(e) {
			if p.ends { // the state machine's definition has the network of its task
				for i := range allowed.connections {
					allowed.connections[i].From = machineOf(p.name)
					if isShell(p.name) {
						allowed.connections[i] = fromAShell(p.name, allowed.connections[i])
					}
				}
			}
			all = append(all, allowed)
		}
	}
	return all
}

// tasksRestartAfterARotation lets a state machine restart the processes that hold a secret or parameter, and report. The backend's own
// database password has a state machine of its own.
func tasksRestartAfterARotation(e environment) promise {
	const role, schedule = holdersRole, "Holders/ScheduleRole"
	restarts := holdersAreRestarted(e)
	if len(restarts) == 0 {
		return promise{}
	}
	return promise{permissions: append(restarts, []allowlist.Permission{
		{Who: role, May: publish(), On: []string{"Alarms"}, Must: true},
		{Who: role, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:EncryptionContext:aws:sns:topicArn", Must: true},
		{Who: role, May: []string{"logs:PutResourcePolicy"}, On: []string{"*"}}, // see servicesRestartAfterARotation
		{Who: schedule, May: []string{"states:StartExecution"}, On: []string{"Holders/Machine"}, Must: true},
		{Who: allowlist.Service("states"), May: assume(), On: []string{role}},
		{Who: allowlist.Service("scheduler"), May: assume(), On: []string{schedule}, OnlyIf: "aws:SourceAccount"},
	}...)}
}

const holdersRole = "Holders/Machine/Role"

// holdersAreRestarted is the right to restart the processes that hold a secret or parameter.
func holdersAreRestarted(e environment) []allowlist.Permission {
	var holders []string
	for _, p := range e.processes {
		if !p.ends && (p.name != backend && p.holdsPassword(e) || len(p.secrets) > 0) {
			holders = append(holders, p.name)
		}
	}
	if len(holders) == 0 {
		return nil
	}
	return []allowlist.Permission{{Who: holdersRole, May: []string{"ecs:UpdateService"}, On: holders, Must: true}}
}
