package config

import (
	"reflect"
	"slices"
	"strings"

	"kasha/lib/offers"
)

// special explains a field that does not exist in one object, although it exists in others or means something else there. Both texts are
// empty for any other.
func special(of reflect.Type, key string, object map[string]any) (wrong, fix string) {
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return folded(name) == folded(key) })
	}
	switch of {
	case reflect.TypeFor[Job](), reflect.TypeFor[Release]():
		what, never := "job", "each run is one task, to which nothing connects"
		if of == reflect.TypeFor[Release]() {
			what, never = "release", "it runs in one task, to which nothing connects"
		}
		switch {
		case what == "job" && is("cron", "cronExpression", "when", "at", "every", "interval", "rate", "scheduleExpression"):
			return "unknown field; when a job runs is in schedule", `"schedule": "cron(0 3 * * ? *)"`
		case is(serviceFields()...), is("minTasks", "maxTasks", "spot", "replicas", "desiredCount", "healthCheck"):
			return "a " + what + " has no " + key + ": " + never, "leave the field out"
		case is(containerFields()...):
			return "a " + what + " has no " + key + " of its own: it has the image, size, variables and the like of the process named in runs",
				ofProcess(object)
		}
	case reflect.TypeFor[Worker]():
		if is(serviceFields()...) {
			return "a worker has no " + key + ": it takes messages from its queue, and nothing connects to it", "leave the field out"
		}
	case reflect.TypeFor[Database]():
		switch {
		case is("size", "instanceSize", "instanceType", "class", "type", "cpu", "memory", "memoryMiB"):
			return "unknown field; the size of the server is instanceClass, and that of its disk storageGiB",
				`"instanceClass": "db.t4g.medium", "storageGiB": 100`
		case is("version"):
			return "unknown field; MySQL's version is engineVersion", "\"engineVersion\": \"" + string(offers.NewestEngineVersion()) + "\""
		}
	}
	if slices.Contains(processTypes(), of) && is("replicas", "tasks") {
		return "unknown field; the number of tasks is between minTasks and maxTasks",
			withWritten(`"minTasks": <2>, with a maxTasks of at least that`, object[key])
	}
	if slices.Contains(processTypes(), of) && is("size", "taskSize", "instanceClass", "instanceType", "resources", "limits") {
		return "unknown field; the size of a task is cpu and memoryMiB", `"cpu": 512, "memoryMiB": 1024`
	}
	return "", ""
}

// ofProcess says where to write a field of the process that a job or a release runs.
func ofProcess(object map[string]any) string {
	runs, _ := object["runs"].(string)
	switch {
	case runs == "frontend" || runs == "backend":
		return "leave it out here; what " + runs + " has counts"
	case queueNamePattern.MatchString(runs) && len(runs) <= longestQuote:
		return "leave it out here; what services." + runs + " has counts"
	}
	return "leave it out here; what that process has counts, such as backend"
}

// processTypes are the objects that describe a process with tasks of its own.
func processTypes() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[BalancedService](), reflect.TypeFor[FurtherService](), reflect.TypeFor[Worker](),
	}
}

// containerFields are the fields of a container that a job and a release take from the process that they run. The names of other tools
// for them follow.
func containerFields() []string {
	_, names := fieldsOf(reflect.TypeFor[Container]())
	return append(names, strings.Fields("memory memoryMb mem cpuUnits vcpu vcpus env environmentVariables variables secretsFrom envFrom "+
		"size taskSize volumes platform arch tag imageTag entrypoint diskSize")...)
}

// serviceFields are the fields of a service that make sense only where something connects to its tasks.
func serviceFields() []string {
	return strings.Fields("port ports containerPort targetPort healthCheckPath startSeconds keepAliveSeconds stickinessSeconds idleSeconds " +
		"routes internal internalPort path paths")
}
