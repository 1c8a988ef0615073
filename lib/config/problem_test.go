package config

import (
	"strings"
	"testing"

	"kasha/lib/offers"
)

// TestPrintedProblems is the whole of what a user sees. It catches a problem without its line, and another order than that of the paths.
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
	want := `9 problems in the configuration:

environments[0].logs.retentionDays (dev, cdk.json:10): CloudWatch Logs does not offer a retention of 10 days
  fix: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653

environments[0].region (dev, cdk.json:6): the region is missing
  fix: ` + oneOf(offers.RegionNames()) + `

environments[1].availabilityZones[1] (prod, cdk.json:16): "euw1-az2" is the id of a zone; its name is needed, which differs between accounts
  fix: two of eu-west-1a, eu-west-1b and eu-west-1c, as ` + "`aws ec2 describe-availability-zones`" + ` lists them for your account

environments[1].database.engineVersion (prod, cdk.json:18): "8.0.35" is retired: RDS no longer offers it. ` +
		`MySQL 8.0 is past standard support, and RDS bills Extended Support: $0.10 per vCPU-hour
  fix: "8.4.10", the newest; 8.4.5, 8.4.6, 8.4.7, 8.4.8 and 8.4.9 are supported too

environments[1].database.instanceclass (prod, cdk.json:21): unknown field; did you mean "instanceClass"?
  fix: "instanceClass", or delete the field

environments[1].database.multiAz (prod, cdk.json:20): written twice, first at cdk.json:19; JSON keeps only the last
  fix: write it once

environments[1].database.multiAz (prod, cdk.json:20): found the text "yes", expected true or false
  fix: true or false, without quotes

environments[1].frontend.image (prod, cdk.json:23): "nginx:1.28.0" is on Docker Hub, which limits pulls per IP address; all tasks share one
  fix: "ecr:1.28.0" if it is your own, pushed to this environment's repository; ` +
		`"public.ecr.aws/docker/library/nginx:1.28.0" if it is an official image of that name

environments[1].frontend.minTasks (prod, cdk.json:23): production needs a task in each of its two availability zones
  fix: 2 or more`
	_, err := parse("cdk.json", []byte(file))
	if err == nil {
		t.Fatal("accepted")
	}
	if got := err.Error(); got != want {
		t.Errorf("printed\n%s\n\nwant\n%s", got, want)
	}
}

// TestOneProblemIsPrintedAsOne catches a wrong plural, and a heading with an empty pair of parentheses.
func TestOneProblemIsPrintedAsOne(t *testing.T) {
	const want = "1 problem in the configuration:\n\nenvironments[0].logs (dev): found the number 7, expected an object\n" +
		"  fix: an object in braces with fields of retentionDays"
	_, err := Read(configuration(t, minimalDev, `{"logs": 7}`))
	if err == nil || err.Error() != want {
		t.Errorf("printed\n%v\nwant\n%s", err, want)
	}
}

// TestPathsAreInOrder catches environments[10] before environments[9].
func TestPathsAreInOrder(t *testing.T) {
	order := []string{"environments", "environments[2].name", "environments[9].alarms", "environments[10].account",
		"environments[10].frontend", "environments[10].frontend.cpu", "pipeline.branch"}
	for i := range order {
		for j := range order {
			if isBefore(order[i], order[j]) != (i < j) {
				t.Errorf("%s before %s is %v", order[i], order[j], i >= j)
			}
		}
	}
}

// TestErrorsHoldNoControlCharacters catches a message that repeats a user's control characters to the terminal, or a whole page of text.
func TestErrorsHoldNoControlCharacters(t *testing.T) {
	raw := decodeJSON(t, minimalDev).(map[string]any)
	raw["region"] = "\x1b[31mred\u202e"
	raw["\x1b[2J"] = true
	raw[strings.Repeat("long", 100)] = true
	text := problemsOf(t, map[string]any{"environments": []any{raw}}).Error()
	if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, strings.Repeat("long", 50)) {
		t.Errorf("%q", text)
	}
}
