package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func badFurtherServices() []bad {
	of := func(services string) string { return `{"services": {` + services + `}}` }
	var seven, routes []string
	for i := range 7 {
		seven = append(seven, fmt.Sprintf(`"s%d": {"internalPort": %d, "minTasks": 1, "maxTasks": 1}`, i, 9000+i))
	}
	for i := range 21 {
		routes = append(routes, fmt.Sprintf(`"/r%d/*"`, i))
	}
	return []bad{
		{name: "service called like the frontend", patch: of(`"frontend": {"routes": ["/a"]}`), path: "services.frontend",
			wrong: "cannot name a further service", fix: "not frontend and backend"},
		{name: "service in capitals", patch: of(`"API": {"routes": ["/a"]}`), path: "services.API", wrong: "cannot name", fix: "24 characters"},
		{name: "service with a long name", patch: of(`"` + strings.Repeat("s", 25) + `": {"routes": ["/a"]}`),
			path: "services." + strings.Repeat("s", 25), wrong: "cannot name", fix: "24 characters"},
		{name: "services that only a hyphen tells apart", path: "services.a1", wrong: `"a1" differs from "a-1" by hyphens only`,
			patch: of(`"a-1": {"routes": ["/a"]}, "a1": {"routes": ["/b"]}`), fix: "differs in letters"},
		{name: "two services of one construct", patch: of(`"a": {"routes": ["/a"]}, "a-logs": {"routes": ["/b"]}`), path: "services.a",
			wrong: "as the service a-logs", fix: "another name"},
		{name: "seven services", patch: of(strings.Join(seven, ",")), path: "services", wrong: "7 further services", fix: "at most 6"},
		{name: "services and jobs of more than a stack", path: "", wrong: "at least 453 resources of its processes", fix: "fewer services",
			patch: `{"services": {` + strings.Join(seven[:6], ",") + `}, "jobs": {` + strings.Join(jobsOf(20), ",") + `}}`},
		{name: "service that nobody reaches", patch: of(`"a": {}`), path: "services.a.routes", wrong: "no request would reach", fix: `"/api/*"`},
		{name: "service in two ways", patch: of(`"a": {"routes": ["/a"], "internalPort": 9000}`), path: "services.a.routes",
			wrong: "it has no paths", fix: "one of the two"},
		{name: "keep-alive of a service below its load balancer's", path: "services.a.keepAliveSeconds", fix: "305 or more",
			patch: `{"frontend": {"idleSeconds": 300}, "services": {"a": {"routes": ["/a"], "keepAliveSeconds": 300}}}`,
			wrong: "keeps for 300 seconds"},
		{name: "internal twice", patch: of(`"a": {"internal": true, "internalPort": 9000}`), path: "services.a.internal",
			wrong: "internalPort says so", fix: "remove it"},
		{name: "port of root, internal", patch: of(`"a": {"internalPort": 1023}`), path: "services.a.internalPort", wrong: "1023 is not a port",
			fix: "1024 to 65535"},
		{name: "internal port beyond the last", patch: of(`"a": {"internalPort": 65536}`), path: "services.a.internalPort",
			wrong: "65536 is not a port", fix: "1024 to 65535"},
		{name: "the backend's port", patch: of(`"a": {"internalPort": 8080}`), path: "services.a.internalPort", wrong: "of the backend",
			fix: "8081"},
		{name: "MySQL's port, internal", patch: of(`"a": {"internalPort": 3306}`), path: "services.a.internalPort", wrong: "port of MySQL",
			fix: "8081"},
		{name: "one port for two", patch: of(`"a": {"internalPort": 9000}, "b": {"internalPort": 9000}`), path: "services.b.internalPort",
			wrong: "the port of the service a", fix: "another port"},
		{name: "all paths", patch: of(`"a": {"routes": ["/*"]}`), path: "services.a.routes[0]", wrong: "none for the frontend",
			fix: "the image of the frontend"},
		{name: "star in the middle", patch: of(`"a": {"routes": ["/a/*/b"]}`), path: "services.a.routes[0]", wrong: "is not a path",
			fix: `"/api/*"`},
		{name: "star within a name", patch: of(`"a": {"routes": ["/api*"]}`), path: "services.a.routes[0]", wrong: "is not a path",
			fix: `"/api/*"`},
		{name: "relative route", patch: of(`"a": {"routes": ["api"]}`), path: "services.a.routes[0]", wrong: "is not a path", fix: `"/login"`},
		{name: "query in a route", patch: of(`"a": {"routes": ["/a?b"]}`), path: "services.a.routes[0]", wrong: "is not a path", fix: `"/login"`},
		{name: "eight slashes", patch: of(`"a": {"routes": ["/a/b/c/d/e/f/g/*"]}`), path: "services.a.routes[0]", wrong: "is not a path",
			fix: "7 slashes"},
		{name: "endless route", patch: of(`"a": {"routes": ["/` + strings.Repeat("a", 128) + `"]}`), path: "services.a.routes[0]",
			wrong: "is not a path", fix: `"/login"`},
		{name: "one route for two", patch: of(`"a": {"routes": ["/api/*"]}, "b": {"routes": ["/b", "/api/*"]}`), path: "services.b.routes[1]",
			wrong: "already a route of the service a", fix: "one of the two"},
		{name: "route within another of the service", patch: of(`"a": {"routes": ["/api/*", "/api/v1"]}`), path: "services.a.routes[1]",
			wrong: "overlap and belong to one service", fix: "the one with more paths"},
		{name: "priority out of the range", patch: of(`"a": {"routes": [{"path": "/a", "priority": 1000}]}`),
			path: "services.a.routes[0].priority", wrong: "1000 is not a priority", fix: "2 to 999"},
		{name: "the frontend's priority", patch: of(`"a": {"routes": [{"path": "/a", "priority": 1}]}`),
			path: "services.a.routes[0].priority", wrong: "1 is not a priority", fix: "2 to 999"},
		{name: "one priority for two", path: "services.b.routes[0].path", wrong: `would have the priority of "/a", 7`,
			fix:   "that no other route has",
			patch: of(`"a": {"routes": [{"path": "/a", "priority": 7}]}, "b": {"routes": [{"path": "/b", "priority": 7}]}`)},
		{name: "outer route first", path: "services.b.routes[0]", wrong: `"/api/*" would come before "/api/b/*"`,
			fix:   `a priority of "/api/b/*" below 9`,
			patch: of(`"a": {"routes": [{"path": "/api/*", "priority": 9}]}, "b": {"routes": ["/api/b/*"]}`)},
		{name: "route of the bucket", path: "services.a.routes[0]", wrong: "CloudFront serves", fix: "edge.static.except",
			patch: `{"services": {"a": {"routes": ["/assets/*"]}}, "edge": {"static": {"paths": ["/assets/*"]}}}`},
		{name: "twenty-one routes", patch: of(`"a": {"routes": [` + strings.Join(routes, ",") + `]}`), path: "services.a.routes[20]",
			wrong: "cannot have 21 routes", fix: "at most 20"},
		{name: "call of a public service", path: "backend.uses[0]", wrong: `"a" is public`, fix: "backend",
			patch: `{"services": {"a": {"routes": ["/a"]}}, "backend": {"uses": ["service:a", "queue:*"]}}`},
		{name: "call of nothing", path: "backend.uses[0]", wrong: `no internal service "serch"`, fix: `"search", if you mean that`,
			patch: `{"services": {"search": {"internalPort": 9000}}, "backend": {"uses": ["service:serch", "queue:*"]}}`},
		{name: "call of itself", patch: of(`"a": {"internalPort": 9000, "uses": ["service:a"]}`), path: "services.a.uses[0]",
			wrong: "would call itself", fix: "remove it"},
		{name: "call twice", path: "backend.uses[2]", wrong: "name the same thing", fix: "one of them",
			patch: `{"services": {"a": {"internalPort": 9000}}, "backend": {"uses": ["service:a", "queue:*", "service:a"]}}`},
		{name: "job that calls what its process does not", path: "jobs.j.uses[0]", wrong: `does not use "service:a"`, fix: "backend.uses",
			patch: `{"services": {"a": {"internalPort": 9000}}, "jobs": {"j": {"runs": "backend", "command": ["a"],
				"schedule": "cron(0 3 * * ? *)", "uses": ["service:a"]}}}`},
		{name: "more tasks than addresses, together", path: "services.a.maxTasks", wrong: "frontend and services.a may run 20 tasks together",
			fix:   "at most 19 together",
			patch: `{"network": {"cidr": "10.0.0.0/24"}, "services": {"a": {"routes": ["/a"], "maxTasks": 16}}}`},
		{name: "pools of a further service", path: "database.poolSize", wrong: "8 service-a tasks", fix: "poolSize",
			patch: `{"services": {"a": {"routes": ["/a"], "uses": ["database"]}}, "database": {"poolSize": 5}}`},
		{name: "one task of a service in production", base: minimalProd, patch: of(`"a": {"routes": ["/a"], "minTasks": 1}`),
			path: "services.a.minTasks", wrong: "two availability zones", fix: "2 or more"},
	}
}

func jobsOf(n int) []string {
	var jobs []string
	for i := range n {
		jobs = append(jobs, fmt.Sprintf(`"j%d": {"runs": "frontend", "command": ["a"], "schedule": "cron(0 3 * * ? *)"}`, i))
	}
	return jobs
}

// TestTheTierDecidesAboutServicesToo catches a further service with the defaults of the other tier.
func TestTheTierDecidesAboutServicesToo(t *testing.T) {
	patch := `{"services": {"a": {"routes": ["/a"]}, "b": {"routes": ["/b"], "spot": false}}}`
	dev, prod := environmentOf(t, minimalDev, patch), environmentOf(t, minimalProd, patch)
	if !dev.Services["a"].Spot || dev.Services["b"].Spot || prod.Services["a"].Spot {
		t.Errorf("on Spot: dev %v and %v, prod %v; want true, false, false",
			dev.Services["a"].Spot, dev.Services["b"].Spot, prod.Services["a"].Spot)
	}
	if got := prod.Services["a"].Service; fmt.Sprint(got) != fmt.Sprint(prod.Frontend.Service) {
		t.Errorf("the defaults are %+v, want the frontend's, %+v", got, prod.Frontend.Service)
	}
}

// TestARouteKeepsItsPriority catches a priority that depends on the other routes. ELB refuses two rules with one priority, so a route that
// is added, removed or moved must give no other rule another number. The numbers are pinned: other ones would renumber deployed rules.
func TestARouteKeepsItsPriority(t *testing.T) {
	for path, want := range map[string]int{"/api/*": 48215, "/login": 44875, "/api/search/*": 37054, "/a/b/c/d/e/f/g": 3810} {
		if got := (Route{Path: path}).RulePriority(); got != want {
			t.Errorf("%s has the priority %d, want %d", path, got, want)
		}
	}
	priorities := func(patch string) map[string]int {
		found := map[string]int{}
		for _, s := range environmentOf(t, minimalDev, patch).Services {
			for _, route := range s.Routes {
				found[route.Path] = route.RulePriority()
			}
		}
		return found
	}
	few := priorities(`{"services": {"web": {"routes": ["/api/*", "/login"]}}}`)
	many := priorities(`{"services": {"a": {"routes": ["/a/*"]}, "moved": {"routes": ["/login"]}, "web": {"routes": ["/about", "/api/*"]}}}`)
	for path, priority := range few {
		if many[path] != priority {
			t.Errorf("%s has the priority %d among other routes, want %d as before", path, many[path], priority)
		}
	}
}

// TestTheMoreSpecificRouteComesFirst catches an outer route whose rule takes the requests of an inner one.
func TestTheMoreSpecificRouteComesFirst(t *testing.T) {
	var routes []Route
	var add func(path string)
	add = func(path string) {
		for _, end := range []string{"", "/", "/*"} {
			if r := (Route{Path: path + end}); r.isValid() && r.Path != "/*" {
				routes = append(routes, r)
			}
		}
		if strings.Count(path, "/") < mostSlashes {
			add(path + "/a")
			add(path + "/bb")
		}
	}
	add("")
	pairs := 0
	for _, outer := range routes {
		if p := outer.RulePriority(); p < firstPriority || p >= FrontendPriorityBehindRoutes {
			t.Fatalf("%s has the priority %d, want one between those that people write and the frontend's", outer.Path, p)
		}
		for _, inner := range routes {
			if outer.Path != inner.Path && outer.covers(inner) {
				if pairs++; inner.RulePriority() >= outer.RulePriority() {
					t.Fatalf("%s (%d) comes behind %s (%d), which covers it", inner.Path, inner.RulePriority(), outer.Path, outer.RulePriority())
				}
			}
		}
	}
	if pairs < 1000 {
		t.Errorf("%d pairs of routes, want at least 1000", pairs)
	}
}

// TestServicesAreProcesses catches a further service that is left out of what holds for every process: connections, restarts, jobs.
func TestServicesAreProcesses(t *testing.T) {
	e := environmentOf(t, minimalDev, `{"services": {"api": {"routes": ["/api/*"], "image": "ecr:7", "port": 8000,
		"uses": ["database", "service:search"]}, "search": {"internalPort": 9200}},
		"database": {"poolSize": 2}, "jobs": {"nightly": {"runs": "api", "command": ["report"], "schedule": "cron(0 3 * * ? *)"}}}`)
	var all []string
	for _, p := range e.Processes() {
		all = append(all, p.Name)
	}
	if want := []string{"backend", "frontend", "service-api", "service-search", "job-nightly"}; !slices.Equal(all, want) {
		t.Errorf("the processes are %v, want %v", all, want)
	}
	if got := len(e.PasswordHolders()); got != 2 {
		t.Errorf("%d processes hold the password, want the backend and the service", got)
	}
	if job := e.JobContainer(e.Jobs["nightly"]); job.Image.Reference != "ecr:7" || !job.Uses.MySQL() || e.ProcessName("api") != "service-api" {
		t.Errorf("the job has %+v, want the container of the service", job)
	}
	if ports := e.Callable(); ports["search"] != 9200 || ports["backend"] != 8080 || len(ports) != 2 {
		t.Errorf("callable are %v, want search on 9200 and backend on 8080", ports)
	}
}
