package runbook

import (
	"regexp"
	"slices"
	"strings"

	"kasha/lib/names"
)

// mention is one form in which runbooks mention what AWS or the repository has, besides plain names. A form that is missing here is
// not checked, and a rename then goes unnoticed: add it, with a case in the test.
type mention struct {
	pattern *regexp.Regexp
	wrong   func(k Known, found []string) string // what is wrong with a match and its groups; empty: nothing
}

// lineMentions are checked in every line, in running text and commands alike.
var lineMentions = []mention{
	{
		pattern: regexp.MustCompile("(?:^|[\\s`'\"(])((?:prod|dev|dr)/[a-z*]+)"),
		wrong: func(k Known, found []string) string {
			return unless(k.paths[strings.Replace(found[1], "dr/", "prod/", 1)], "the CDK has no stack "+found[1])
		},
	},
	{
		pattern: regexp.MustCompile("`make ([a-z-]+)|(?:^|[\\s(])make ([a-z-]+) ENV="),
		wrong: func(k Known, found []string) string {
			target := found[1] + found[2]
			return unless(slices.Contains(k.project.Targets, target), "the Makefile has no target "+target)
		},
	},
	{
		pattern: regexp.MustCompile(`\bFILE=([A-Za-z0-9_./-]+)|\x60(docs/[A-Za-z0-9_./-]+)\x60`),
		wrong: func(k Known, found []string) string {
			file := found[1] + found[2]
			// Readers create the files under build themselves.
			return unless(strings.HasPrefix(file, "build/") || k.project.HasFile(file), "there is no file "+file)
		},
	},
	{
		pattern: regexp.MustCompile("\\bmetric `([A-Za-z0-9]+)`"),
		wrong: func(k Known, found []string) string {
			return unless(k.showsMetric(found[1]), "no alarm and no dashboard has a metric "+found[1])
		},
	},
	{
		pattern: regexp.MustCompile("`(-[a-z][a-z0-9-]*)`"),
		wrong: func(_ Known, found []string) string {
			return found[1] + " is the end of a name; fix: write the whole name, which can be checked and searched for"
		},
	},
}

// commandMentions are checked in the commands of code blocks and code spans.
var commandMentions = []mention{
	{
		pattern: regexp.MustCompile(`--stack-name "?([A-Za-z0-9-]+).*?OutputKey=='([A-Za-z0-9]+)'`),
		wrong: func(k Known, found []string) string {
			return unless(k.output(found[1], found[2]), "stack "+found[1]+" has no output "+found[2])
		},
	},
	{
		pattern: regexp.MustCompile(`--stack-name "?([A-Za-z0-9-]+).*?starts_with\(LogicalResourceId, ?'([A-Za-z0-9]+)'`),
		wrong: func(k Known, found []string) string {
			return unless(k.HasLogicalID(found[1], found[2]) || slices.Contains(k.optionalIDs[found[1]], found[2]),
				"stack "+found[1]+" has no logical id that begins with "+found[2])
		},
	},
	{
		pattern: regexp.MustCompile(`contains\(@, ?'([A-Za-z0-9]+)'`),
		wrong: func(k Known, found []string) string {
			// ECS names a service after its stack and its logical id.
			contains := func(id string) bool { return strings.Contains(id, found[1]) }
			return unless(slices.ContainsFunc(k.services, contains), "no ECS service has "+found[1]+" in its name")
		},
	},
	{
		pattern: regexp.MustCompile(`ResourceType=='([A-Za-z0-9:]+)'`),
		wrong: func(k Known, found []string) string {
			return unless(k.types[found[1]], "no stack has a resource of type "+found[1])
		},
	},
	{
		// Environments share an account, so such a command may find what belongs to another one. A name that only some environments have
		// belongs to OptionalNames.
		pattern: regexp.MustCompile(`"\w+(?:\.\w+)*\[\?[^|"]*\| ?\[0\]|aws \S+ (?:list|describe)-\S+ --query '?\w+\[0\]|` +
			`ends_with\([^,]+, ?'([^']*)'`),
		wrong: func(_ Known, found []string) string {
			return unless(strings.Contains(found[1], names.Application), found[0]+" may find another environment's; fix: write the exact name")
		},
	},
	{
		pattern: regexp.MustCompile(`--namespace (\S+).* --metric-name (\S+)`),
		wrong: func(k Known, found []string) string {
			metric := found[1] + " " + found[2]
			return unless(k.metrics[metric] || slices.Contains(documentedMetrics(), metric),
				"no alarm, no dashboard and no list in internal/runbook has the metric "+metric)
		},
	},
	{
		pattern: regexp.MustCompile(`\bcdk (?:deploy|destroy|diff) (.*)`),
		wrong: func(_ Known, found []string) string {
			for _, word := range strings.Fields(found[1]) {
				// Words with a slash are stacks, which lineMentions check.
				if word = strings.Trim(word, `'"`); word != names.PipelineStack && !strings.HasPrefix(word, "--") && !strings.Contains(word, "/") {
					return "the CDK has no stack " + word + "; fix: write the path of a stack, and an option's value with ="
				}
			}
			return ""
		},
	},
}

func unless(right bool, wrong string) string {
	if right {
		return ""
	}
	return wrong
}

// documentedMetrics returns metrics that runbooks use and no alarm and no dashboard has. Source: RDS user guide, "Amazon CloudWatch
// metrics for Amazon RDS" and "Monitoring Amazon RDS Proxy metrics". For load balancers: Elastic Load Balancing user guide, "CloudWatch
// metrics for your Application Load Balancer".
func documentedMetrics() []string {
	return []string{
		"AWS/RDS BinLogDiskUsage", "AWS/RDS AvailabilityPercentage", "AWS/Events FailedInvocations",
		"AWS/ApplicationELB HTTPCode_ELB_502_Count", "AWS/ApplicationELB HTTPCode_ELB_503_Count", "AWS/ApplicationELB HTTPCode_ELB_504_Count",
	}
}
