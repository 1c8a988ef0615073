package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPipelinesFitIntoCodePipeline catches a pipeline that AWS refuses when it is created, long after the configuration was accepted.
func TestPipelinesFitIntoCodePipeline(t *testing.T) {
	for _, c := range []struct {
		development, production int
		want                    string
	}{
		{development: 46},
		{development: 47, want: "a pipeline for 47 environments has 51 stages, and CodePipeline allows 50"},
		{development: 60, want: "a pipeline for 60 environments has 64 stages, and CodePipeline allows 50"},
		{development: 49, want: "a pipeline for 49 environments has 53 stages, and CodePipeline allows 50"},
		{production: 46, want: "the pipeline has 603 actions, and CodePipeline allows 500"},
		{development: 25, production: 20},
		{development: 23, production: 23, want: "the pipeline has 511 actions, and CodePipeline allows 500"},
	} {
		var environments []string
		for i := range c.development + c.production {
			tier := "nonproduction"
			if i >= c.development {
				tier = "production"
			}
			environments = append(environments, fmt.Sprintf(`{"name": "e%d", "tier": %q, "account": "2222222222%02d", "region": "us-east-1",
				"availabilityZones": ["us-east-1a", "us-east-1b"]}`, i, tier, i))
		}
		text := `{"environments": [` + strings.Join(environments, ",") + `], "pipeline": ` + goodPipeline + `}`
		_, err := Read(decodeJSON(t, text))
		switch problems, _ := err.(Problems); {
		case c.want == "":
			if err != nil {
				t.Errorf("%d and %d environments: %v, want no problem", c.development, c.production, err)
			}
		case len(problems) != 1 || problems[0].Path != "environments" || problems[0].Wrong != c.want:
			t.Errorf("%d and %d environments: got %v, want %q", c.development, c.production, err, c.want)
		}
	}
}

// TestStacksFitIntoCloudFormation catches an environment that only the CDK refuses, after minutes and by types of resources.
func TestStacksFitIntoCloudFormation(t *testing.T) {
	for _, c := range []struct {
		jobs, egress, secrets int
		want                  string
	}{
		{jobs: 20},
		{jobs: 20, egress: 4},
		{jobs: 20, egress: 20, want: "at least 753 resources of its processes; CloudFormation allows 500"},
		{jobs: 20, egress: 3, secrets: 10, want: "at least 606 resources"},
		{egress: 20, secrets: 20},
	} {
		var jobs, egress, secrets []string
		for i := range c.jobs {
			jobs = append(jobs, fmt.Sprintf(`"job-%d": {"runs": "frontend", "command": ["x"],
				"schedule": "cron(%d 3 * * ? *)"}`, i, i))
		}
		for i := range c.egress {
			egress = append(egress, fmt.Sprintf(`{"port": %d, "to": "198.51.100.7/32", "for": "a service"}`, 5000+i))
		}
		for i := range c.secrets {
			secrets = append(secrets, fmt.Sprintf(`"KEY_%d": {"secret": "shop/key/%d"}`, i, i))
		}
		_, err := Read(configuration(t, minimalDev, fmt.Sprintf(`{"jobs": {%s}, "frontend": {"image": "ecr:1", "port": 8080,
			"egress": [%s], "secrets": {%s}}}`, strings.Join(jobs, ","), strings.Join(egress, ","), strings.Join(secrets, ","))))
		switch problems, _ := err.(Problems); {
		case c.want == "":
			if err != nil {
				t.Errorf("%+v: %v, want no problem", c, err)
			}
		case len(problems) != 1 || problems[0].Path != "environments[0]" || !strings.Contains(problems[0].Wrong, c.want):
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

// TestStacksLookUpFewOutputs catches an environment whose deployment CloudFormation would throttle.
func TestStacksLookUpFewOutputs(t *testing.T) {
	for _, c := range []struct {
		queues, jobs int
		uses         string
		want         string
	}{
		{queues: 17},
		{queues: 17, jobs: 2, uses: `, "uses": ["queue:q1:send"]`},
		{queues: 17, jobs: 2, want: "at least 102 outputs of the data stack"},
		{queues: 6, jobs: 5, want: "at least 72 outputs"},
	} {
		var jobs, queues []string
		for i := range c.jobs {
			jobs = append(jobs, fmt.Sprintf(`"job-%d": {"runs": "backend", "command": ["x"], "schedule": "cron(%d 3 * * ? *)"%s}`, i, i, c.uses))
		}
		for i := range c.queues {
			queues = append(queues, fmt.Sprintf(`"q%d"`, i))
		}
		problems := problemsOf(t, configuration(t, minimalProd, fmt.Sprintf(`{"database": {"poolSize": 1}, "jobs": {%s},
			"messaging": {"main": [%s], "notification": []}}`, strings.Join(jobs, ","), strings.Join(queues, ","))))
		switch {
		case c.want == "" && len(problems) > 0, c.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Wrong, c.want)):
			t.Errorf("%+v: got %v", c, problems)
		}
	}
}

// TestActionsAreThoseOfThePipeline catches a count that differs from the synthesized pipeline, which testdata/snapshots/pipeline.txt shows.
func TestActionsAreThoseOfThePipeline(t *testing.T) {
	snapshot, err := os.ReadFile("../../testdata/snapshots/pipeline.txt")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../testdata/pipeline.json")
	if err != nil {
		t.Fatal(err)
	}
	kasha := mustRead(t, decodeJSON(t, string(data)))
	counted := map[string]int{}
	stage := ""
	for _, line := range strings.Split(string(snapshot), "\n")[1:] {
		switch {
		case strings.HasPrefix(line, " "):
			counted[stage]++
		case line != "":
			stage = line
		}
	}
	own := 0
	for _, stage := range []string{"Source", "Build", "UpdatePipeline", "Assets"} {
		own += counted[stage]
	}
	if own != pipelineOwnActions || len(counted) != pipelineOwnStages+len(kasha.Environments) {
		t.Errorf("the pipeline has %d actions of its own and %d stages, want %d and %d", own, len(counted), pipelineOwnActions,
			pipelineOwnStages+len(kasha.Environments))
	}
	for _, e := range kasha.Environments {
		if got := e.pipelineActions(); got != counted[e.Name] || got == 0 {
			t.Errorf("%s: counted %d actions, and the pipeline has %d", e.Name, got, counted[e.Name])
		}
	}
}

// TestTextsFitIntoATemplate catches an environment whose variables make the template larger than CloudFormation allows.
func TestTextsFitIntoATemplate(t *testing.T) {
	for _, c := range []struct {
		workers, size int
		want          string
	}{
		{workers: 10, size: 10},
		{workers: 10, size: 30_000, want: "the template of the services stack would have up to 1"},
		{workers: 2, size: 30_000},
	} {
		var workers []string
		for i := range c.workers {
			workers = append(workers, fmt.Sprintf(`"w%d": {"queue": "jobs", "environment": {"TEXT": %q}}`, i, strings.Repeat("x", c.size)))
		}
		text := strings.Repeat("y", c.size)
		_, err := Read(configuration(t, minimalDev, fmt.Sprintf(`{
			"frontend": {"environment": {"A": %[1]q}}, "backend": {"environment": {"A": %[1]q}},
			"services": {"a": {"routes": ["/a"], "environment": {"A": %[1]q}}, "b": {"routes": ["/b"], "environment": {"A": %[1]q}},
			"c": {"routes": ["/c"], "environment": {"A": %[1]q}}, "d": {"routes": ["/d"], "environment": {"A": %[1]q}}},
			"workers": {%[2]s}}`, text, strings.Join(workers, ","))))
		problems, _ := err.(Problems)
		if c.want == "" && err != nil {
			t.Errorf("%+v: %v, want no problem", c, err)
		}
		if c.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Wrong, c.want)) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}
