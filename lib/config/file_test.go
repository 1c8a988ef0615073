package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	content := `{"app": "go run .", "context": {"@aws-cdk/x": true, "kasha": {"environments": [` + minimalDev + `,` + minimalProd + `]}}}` + "\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	kasha, err := ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(kasha.Environments) != 2 || kasha.Environments[1].Name != "prod" {
		t.Errorf("%+v", kasha)
	}
}

func TestReadFileWithoutAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	_, err := ReadFile(file)
	if err == nil || !strings.Contains(err.Error(), "there is no such file") || !strings.Contains(err.Error(), file) {
		t.Error(err)
	}
	_, err = ReadFile(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Error(err)
	}
}

func TestFilesThatAreNoConfiguration(t *testing.T) {
	for name, c := range map[string]struct{ file, where, wrong, write string }{
		"trailing comma":         {"{\n  \"app\": \"x\",\n  \"context\": {\n  },\n}", "cdk.json:5:1", "this is not JSON", "missing or extra comma"},
		"comment":                {"{\n  // the app\n  \"app\": \"x\"}", "cdk.json:2:3", "this is not JSON", "no comments"},
		"ends early":             {"{\n  \"app\": \"x\",\n", "cdk.json:2:14", "it ends too early", "missing or extra comma"},
		"empty":                  {"", "cdk.json:1:1", "it ends too early", "valid JSON"},
		"two objects":            {"{}\n\n {}", "cdk.json:3:2", "something follows", "one JSON object"},
		"brace too many":         {"{}}", "cdk.json:1:3", "something follows", "one JSON object"},
		"no kasha":               {`{"context": {"other": 1}}`, "", `there is no "kasha"`, `"context": {"kasha": {"environments": [`},
		"no context":             {`{"app": "x"}`, "", `there is no "kasha"`, `"tier": "nonproduction"`},
		"a list":                 {`[1]`, "", `there is no "kasha"`, `"context"`},
		"kasha is null":          {"{\"context\":\n{\"kasha\": null}}", "cdk.json:2", "found null, want an object", `"environments": [`},
		"kasha is text":          {"{\"context\":\n{\"kasha\":\n \"x\"}}", "cdk.json:2", `found the text "x"`, `"environments": [`},
		"kasha is written twice": {"{\"context\": {\"kasha\": {},\n\"kasha\": {\"environments\": [" + minimalDev + "]}}}", "cdk.json:2", "written twice, first at cdk.json:1", "it once"},
	} {
		_, err := parse("cdk.json", []byte(c.file))
		problems, ok := err.(Problems)
		if !ok || len(problems) != 1 {
			t.Errorf("%s: want one problem, have %v", name, err)
			continue
		}
		if p := problems[0]; p.Where != c.where || !strings.Contains(p.Wrong, c.wrong) || !strings.Contains(p.Write, c.write) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// The whole of what a user sees. Every kind of problem keeps its line, and the order is that of the paths.
func TestPrintedProblems(t *testing.T) {
	const file = `{
  "app": "go run .",
  "context": {
    "kasha": {
      "environments": [
        {
          "name": "dev",
          "tier": "nonproduction",
          "availabilityZones": ["us-east-1a", "us-east-1b"],
          "logs": { "retentionDays": 10 }
        },
        {
          "name": "prod",
          "tier": "production",
          "region": "eu-west-1",
          "availabilityZones": ["eu-west-1a", "euw1-az2"],
          "database": {
            "engineVersion": "8.0.35",
            "multiAz": true,
            "multiAz": "yes",
            "instanceclass": "db.r6g.large"
          },
          "frontend": { "image": "nginx:1.28.0", "minTasks": 1 }
        }
      ]
    }
  }
}
`
	const want = `9 problems in the configuration:

environments[0].logs.retentionDays (dev, cdk.json:10)
  wrong: CloudWatch does not offer 10 days
  write: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653

environments[0].region (dev, cdk.json:6)
  wrong: the region is missing
  write: one of af-south-1, ap-east-1, ap-east-2, ap-northeast-1, ap-northeast-2, ap-northeast-3, ap-south-1, ap-south-2, ap-southeast-1, ap-southeast-2, ap-southeast-3, ap-southeast-4, ap-southeast-5, ap-southeast-6, ap-southeast-7, ca-central-1, ca-west-1, eu-central-1, eu-central-2, eu-north-1, eu-south-1, eu-south-2, eu-west-1, eu-west-2, eu-west-3, il-central-1, me-central-1, me-south-1, mx-central-1, sa-east-1, us-east-1, us-east-2, us-west-1 or us-west-2

environments[1].availabilityZones[1] (prod, cdk.json:16)
  wrong: "euw1-az2" is a zone's id; the name is wanted, which differs between accounts
  write: two of eu-west-1a, eu-west-1b and eu-west-1c, as ` + "`aws ec2 describe-availability-zones`" + ` lists them for your account

environments[1].database.engineVersion (prod, cdk.json:18)
  wrong: "8.0.35" is retired: RDS no longer offers it. MySQL 8.0 is past standard support and bills Extended Support, $0.10 per vCPU-hour
  write: "8.4.10", the newest; 8.4.5, 8.4.6, 8.4.7, 8.4.8 and 8.4.9 are current too

environments[1].database.instanceclass (prod, cdk.json:21)
  wrong: unknown field; did you mean "instanceClass"?
  write: "instanceClass", or delete the field

environments[1].database.multiAz (prod, cdk.json:20)
  wrong: written twice, first at cdk.json:19; only the last would count
  write: it once

environments[1].database.multiAz (prod, cdk.json:20)
  wrong: found the text "yes", want true or false
  write: true or false, without quotes

environments[1].frontend.image (prod, cdk.json:23)
  wrong: "nginx:1.28.0" is on Docker Hub, which limits pulls per address, and all tasks share one
  write: "ecr:1.28.0" if it is your own, pushed to this environment's repository; "public.ecr.aws/docker/library/nginx:1.28.0" if it is an official image of that name

environments[1].frontend.minTasks (prod, cdk.json:23)
  wrong: production wants a task in each of two zones
  write: 2 or more`
	_, err := parse("cdk.json", []byte(file))
	if err == nil {
		t.Fatal("accepted")
	}
	if got := err.Error(); got != want {
		t.Errorf("printed\n%s\n\nwant\n%s", got, want)
	}
}

func TestOneProblemIsPrintedAsOne(t *testing.T) {
	const want = "1 problem in the configuration:\n\nenvironments[0].logs (dev)\n  wrong: found the number 7, want an object\n  write: an object in braces with fields of retentionDays"
	_, err := Read(configuration(t, minimalDev, `{"logs": 7}`))
	if err == nil || err.Error() != want {
		t.Errorf("printed\n%v\nwant\n%s", err, want)
	}
}

func TestPathsAreInOrder(t *testing.T) {
	order := []string{"environments", "environments[2].name", "environments[9].alarms", "environments[10].account", "environments[10].frontend", "environments[10].frontend.cpu", "pipeline.branch"}
	for i := range order {
		for j := range order {
			if before(order[i], order[j]) != (i < j) {
				t.Errorf("%s before %s is %v", order[i], order[j], i >= j)
			}
		}
	}
}

func TestAnErrorCannotTalkToTheTerminal(t *testing.T) {
	raw := decodeJSON(t, minimalDev).(map[string]any)
	raw["region"] = "\x1b[31mred\u202e"
	raw["\x1b[2J"] = true
	raw[strings.Repeat("long", 100)] = true
	text := problemsOf(t, map[string]any{"environments": []any{raw}}).Error()
	if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, strings.Repeat("long", 50)) {
		t.Errorf("%q", text)
	}
}
