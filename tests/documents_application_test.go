package tests

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/lib/edge"
	"kasha/lib/names"
)

// applicationPage says what an application receives.
const applicationPage = "docs/application.md"

// pageTable reads the table of the page whose header begins with a word: the cells of each row, without backquotes.
func pageTable(t *testing.T, first string) [][]string {
	t.Helper()
	var rows [][]string
	inside := false
	for line := range strings.Lines(readFile(t, applicationPage)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "`", "")
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			inside = false
		case cells[0] == first:
			inside = true
		case inside && !strings.HasPrefix(cells[0], "---"):
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no table that begins with %q, want one", applicationPage, first)
	}
	return rows
}

// TestThePageHasEveryVariable catches a variable that a container gets and the page lacks, one of the wrong kind, and one that nobody gets.
func TestThePageHasEveryVariable(t *testing.T) {
	written := map[string]bool{} // service, kind and name
	for _, row := range pageTable(t, "Variable") {
		written[row[1]+" "+row[2]+" "+row[0]] = false
	}
	queue := regexp.MustCompile(`^QUEUE_[A-Z0-9_]+_URL$`)
	found := func(p platform, service, kind, variable string) {
		if queue.MatchString(variable) {
			variable = "QUEUE_<NAME>_URL"
		}
		if strings.HasPrefix(variable, "SERVICE_URL_") { // no process has it by default
			service, variable = "none", "SERVICE_URL_<NAME>"
		}
		key := service + " " + kind + " " + variable
		if _, ok := written[key]; !ok && len(p.env.Frontend.Uses) > 0 {
			key = "backend " + kind + " " + variable // whose rows say what each use gives
		}
		if _, ok := written[key]; !ok {
			p.t.Errorf("the %s has the %s %s, and %s does not", service, kind, variable, applicationPage)
		}
		written[key] = true
	}
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			for _, variable := range c.says.Maps("Environment") {
				found(p, c.says.Text("Name"), "value", variable.Text("Name"))
			}
			for _, secret := range c.says.Maps("Secrets") {
				if _, own := c.configured.Secrets[secret.Text("Name")]; own {
					continue // of the application's own
				}
				found(p, c.says.Text("Name"), "secret", secret.Text("Name"))
			}
		}
	})
	for _, key := range slices.Sorted(maps.Keys(written)) {
		if !written[key] {
			t.Errorf("%s has %q, and no container of any shape has", applicationPage, key)
		}
	}
	reserved := strings.Join(names.ReservedVariables(), " ")
	for _, row := range pageTable(t, "Variable") {
		name := strings.NewReplacer("<NAME>_URL", "*", "<NAME>", "*").Replace(row[0])
		if !strings.Contains(reserved, name) {
			t.Errorf("%s is on the page, and an adopter may set it as well", row[0])
		}
	}
}

// TestThePageHasTheHeaders catches a header that the page promises and CloudFront does not forward.
func TestThePageHasTheHeaders(t *testing.T) {
	var headers []string
	for _, row := range pageTable(t, "Header at the frontend") {
		headers = append(headers, row[0])
	}
	want := []string{
		"Host", "X-Forwarded-For", "CloudFront-Viewer-Address", "CloudFront-Forwarded-Proto", "X-Forwarded-Proto", edge.OriginHeader,
	}
	if !slices.Equal(headers, want) {
		t.Errorf("headers %v, want %v", headers, want)
	}
	eachShape(t, func(p platform) {
		standard := p.distribution().Map("DefaultCacheBehavior")
		if standard.Text("OriginRequestPolicyId") != allViewerAndMore {
			p.t.Errorf("the origin request policy is %s, and the page promises all of the viewer's headers and CloudFront's own",
				standard.Text("OriginRequestPolicyId"))
		}
		if p.env.Edge.UsesVPCOrigin() {
			return // TestAVPCOriginSendsNoHeader
		}
		if header := p.origin().Maps("OriginCustomHeaders")[0].Text("HeaderName"); header != edge.OriginHeader {
			p.t.Errorf("CloudFront adds %s, and the page has %s", header, edge.OriginHeader)
		}
	})
}

// TestThePageHasTheNumbers catches a number of the page that production's templates do not have, and one that this test does not know.
func TestThePageHasTheNumbers(t *testing.T) {
	p := platformOf(t, "prod")
	want := map[string]string{
		"CloudFront waits for a connection": fmt.Sprint(p.origin()["ConnectionTimeout"], " seconds"),
		"CloudFront waits for a response":   fmt.Sprint(p.origin().Map("CustomOriginConfig")["OriginReadTimeout"], " seconds"),
		"Disk of a task, with the image":    "20 GiB", // no property: Fargate's own size (ECS API, EphemeralStorage)
		// No attribute of the load balancers: AWS's default (ELB user guide, "Connection idle timeout").
		"Load balancers close an idle connection after": "60 seconds",
	}
	for _, balancer := range p.some("AWS::ElasticLoadBalancingV2::LoadBalancer") {
		if value, set := pairs(balancer.Properties.Maps("LoadBalancerAttributes"), "Key", "Value")["idle_timeout.timeout_seconds"]; set {
			want["Load balancers close an idle connection after"] = value + " seconds"
		}
	}
	for _, group := range p.some("AWS::ElasticLoadBalancingV2::TargetGroup") {
		says := group.Properties
		want["Health checks: interval"] = fmt.Sprint(says["HealthCheckIntervalSeconds"], " seconds")
		want["Health checks: time for a response"] = fmt.Sprint(says["HealthCheckTimeoutSeconds"], " seconds")
		want["Health checks: failures until a task is replaced"] = fmt.Sprint(says["UnhealthyThresholdCount"])
		want["Health checks: path"] = says.Text("HealthCheckPath")
		want["Stopping: open requests may finish for"] =
			pairs(says.Maps("TargetGroupAttributes"), "Key", "Value")["deregistration_delay.timeout_seconds"] + " seconds"
	}
	for _, c := range p.containers() {
		if c.definition.Properties["EphemeralStorage"] != nil {
			t.Errorf("%s has a disk of its own size, and the page has Fargate's", c.definition)
		}
		want["Port on which the container listens"] = fmt.Sprint(c.says.Maps("PortMappings")[0]["ContainerPort"])
		want["New tasks: failed health checks are ignored for"] = fmt.Sprint(c.service.Properties["HealthCheckGracePeriodSeconds"], " seconds")
		want["Stopping: from SIGTERM to SIGKILL"] = fmt.Sprint(c.says["StopTimeout"], " seconds")
		for _, mount := range c.says.Map("LinuxParameters").Maps("Tmpfs") {
			want["Writable: "+mount.Text("ContainerPath")] = fmt.Sprint(mount["Size"], " MiB")
		}
		for _, variable := range c.says.Maps("Environment") {
			if variable.Text("Name") == names.DatabasePoolSize {
				want["Database connections of a task"] = variable.Text("Value")
			}
		}
		if !c.says.Map("LinuxParameters").Is("InitProcessEnabled") || !c.says.Is("ReadonlyRootFilesystem") {
			t.Errorf("%s has no init process or may write to its root, and the page says otherwise", c.definition)
		}
	}
	for _, rule := range p.some("AWS::WAFv2::WebACL")[0].Properties.Maps("Rules") {
		if limit, ok := rule.Map("Statement").Map("RateBasedStatement")["Limit"]; ok {
			want["Requests from one address in five minutes"] = fmt.Sprint(limit)
		}
	}
	want["Logs are kept for"] = fmt.Sprint(p.at("services/FrontendLogs/Resource").Properties["RetentionInDays"], " days")
	got := map[string]string{}
	for _, row := range pageTable(t, "What") {
		got[row[0]] = row[1]
	}
	for _, what := range slices.Sorted(maps.Keys(want)) {
		if got[what] != want[what] {
			t.Errorf("%s: the page has %q, the templates %q", what, got[what], want[what])
		}
		delete(got, what)
	}
	for what := range got {
		t.Errorf("%s is on the page, and this test does not know where the templates have it; fix: add it here", what)
	}
}
