package runbook

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// ways are the ways in which runbooks name what AWS or the Makefile knows, beyond plain names. Whoever names something in
// another way is told by nobody when it is renamed: add the way here, with a case in the test.
type way struct {
	pattern *regexp.Regexp
	wrong   func(k Known, found []string) string // what is wrong with a match and its groups; empty: nothing
}

var (
	// lineWays hold for every line, prose and commands alike.
	lineWays = []way{
		{regexp.MustCompile("(?:^|[\\s`'\"(])((?:prod|dev|dr)/[a-z*]+)"), func(k Known, found []string) string {
			if k.paths[strings.Replace(found[1], "dr/", "prod/", 1)] {
				return ""
			}
			return "cdk knows no stack " + found[1]
		}},
		{regexp.MustCompile("`make ([a-z-]+)|(?:^|[\\s(])make ([a-z-]+) ENV="), func(k Known, found []string) string {
			if target := found[1] + found[2]; !slices.Contains(k.project.Targets, target) {
				return "the Makefile has no target " + target
			}
			return ""
		}},
		{regexp.MustCompile(`\bFILE=([A-Za-z0-9_./-]+)|\x60(docs/[A-Za-z0-9_./-]+)\x60`), func(k Known, found []string) string {
			// Files under build are the reader's own.
			if file := found[1] + found[2]; !strings.HasPrefix(file, "build/") && !k.project.HasFile(file) {
				return "there is no file " + file
			}
			return ""
		}},
		{regexp.MustCompile("\\bmetric `([A-Za-z0-9]+)`"), func(k Known, found []string) string {
			if !k.metric("", found[1]) {
				return "no alarm and no dashboard shows a metric " + found[1]
			}
			return ""
		}},
		{regexp.MustCompile("`(-[a-z][a-z0-9-]*)`"), func(_ Known, found []string) string {
			return found[1] + " is the end of a name: write the name out, so that it can be checked and searched for"
		}},
	}

	// commandWays hold for commands, whose lines are joined.
	commandWays = []way{
		{regexp.MustCompile(`--stack-name "?([A-Za-z0-9-]+).*?OutputKey=='([A-Za-z0-9]+)'`), func(k Known, found []string) string {
			if !k.output(found[1], found[2]) {
				return "stack " + found[1] + " has no output " + found[2]
			}
			return ""
		}},
		{regexp.MustCompile(`--stack-name "?([A-Za-z0-9-]+).*?starts_with\(LogicalResourceId, ?'([A-Za-z0-9]+)'`), func(k Known, found []string) string {
			if !slices.ContainsFunc(k.logicalIDs[found[1]], func(id string) bool { return strings.HasPrefix(id, found[2]) }) {
				return "stack " + found[1] + " has no logical id that begins with " + found[2]
			}
			return ""
		}},
		{regexp.MustCompile(`contains\(@, ?'([A-Za-z0-9]+)'`), func(k Known, found []string) string {
			// ECS names a service after its stack and its logical id.
			if !slices.ContainsFunc(k.services, func(id string) bool { return strings.Contains(id, found[1]) }) {
				return "no ECS service has " + found[1] + " in its name"
			}
			return ""
		}},
		{regexp.MustCompile(`ResourceType=='([A-Za-z0-9:]+)'`), func(k Known, found []string) string {
			if !k.types[found[1]] {
				return "no stack has a resource of type " + found[1]
			}
			return ""
		}},
		{regexp.MustCompile(`--namespace (\S+).* --metric-name (\S+)`), func(k Known, found []string) string {
			if !k.metric(found[1], found[2]) {
				return "no alarm, no dashboard and no list of ours has the metric " + found[1] + " " + found[2]
			}
			return ""
		}},
		{regexp.MustCompile(`\bcdk (?:deploy|destroy|diff) (.*)`), func(k Known, found []string) string {
			for _, word := range strings.Fields(found[1]) {
				// What looks like a stack is looked up in every line, above.
				if word = strings.Trim(word, `'"`); !strings.HasPrefix(word, "--") && !strings.Contains(word, "/") {
					return "cdk knows no stack " + word + " (an option's value is written with =)"
				}
			}
			return ""
		}},
	}
)

// documentedMetrics are those that runbooks look at and nothing of ours shows. Source: RDS User Guide, "Amazon CloudWatch
// metrics for Amazon RDS".
func documentedMetrics() []string { return []string{"AWS/RDS BinLogDiskUsage"} }

// metric reports whether a metric is known; with an empty namespace, only those that people can see on a graph or in an alarm.
func (k Known) metric(namespace, name string) bool {
	if namespace != "" {
		return k.metrics[namespace+" "+name] || slices.Contains(documentedMetrics(), namespace+" "+name)
	}
	for known := range k.metrics {
		if strings.HasSuffix(known, " "+name) {
			return true
		}
	}
	return false
}

var dashboardMetric = regexp.MustCompile(`\["([A-Z][A-Za-z]*/[A-Za-z0-9]+)","([A-Za-z0-9]+)"`)

// collectMetrics finds an alarm's metrics and those of a dashboard's body, wherever they stand.
func collectMetrics(value any, into map[string]bool) {
	switch value := value.(type) {
	case cloudformation.Properties:
		collectMetrics(map[string]any(value), into)
	case map[string]any:
		namespace, _ := value["Namespace"].(string)
		name, _ := value["MetricName"].(string)
		if namespace != "" && name != "" {
			into[namespace+" "+name] = true
		}
		for _, inner := range value {
			collectMetrics(inner, into)
		}
	case []any:
		for _, inner := range value {
			collectMetrics(inner, into)
		}
	case string:
		for _, found := range dashboardMetric.FindAllStringSubmatch(value, -1) {
			into[found[1]+" "+found[2]] = true
		}
	}
}

// collectLogicalIDs keeps what commands ask CloudFormation for.
func (k *Known) collectLogicalIDs(stack assembly.Stack) {
	for id, resource := range stack.Template.Resources {
		k.logicalIDs[stack.Name] = append(k.logicalIDs[stack.Name], id)
		k.types[resource.Type] = true
		if resource.Type == "AWS::ECS::Service" {
			k.services = append(k.services, id)
		}
	}
}
