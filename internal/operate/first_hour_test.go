package operate

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/runbook"
	"kasha/lib/config"
)

// healthyAccount is one in which prod has just been deployed, with everything that the first hour asks about.
func healthyAccount() *account {
	const done = "CREATE_COMPLETE"
	stacks := `[{"StackName": "kasha-prod-network", "StackStatus": "` + done + `"},
		{"StackName": "kasha-prod-data", "StackStatus": "` + done + `"},
		{"StackName": "kasha-prod-services", "StackStatus": "UPDATE_COMPLETE"}, {"StackName": "kasha-prod-edge", "StackStatus": "` + done + `"}]`
	return &account{answers: map[string][]string{
		"sts get-caller-identity": {`"111111111111"`},
		"iam list-roles": {`["AWSServiceRoleForRDS", "AWSServiceRoleForECS", "AWSServiceRoleForElasticLoadBalancing",
			"AWSServiceRoleForApplicationAutoScaling_ECSService"]`},
		"backup describe-global-settings":         {`"true"`},
		"ecr get-registry-scanning-configuration": {`[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*"}]}]`},
		"rds describe-db-instances":               {`["available", "rds-ca-rsa2048-g1", "open-source-rds-extended-support-disabled", "{}"]`},
		"secretsmanager describe-secret":          {`{"RotationEnabled": true, "VersionIdsToStages": {"a": ["AWSCURRENT", "AWSPENDING"]}}`},
		"backup get-restore-testing-selection":    {`["RDS", "arn:aws:iam::111111111111:role/x"]`},
		"backup list-restore-jobs":                {`[]`},
		"cloudformation describe-stacks":          {stacks},
		"cloudformation list-stack-resources":     {`["arn:one", "arn:two"]`},
		"elbv2 describe-load-balancer-attributes": {attributes("true")},
		"sns list-topics":                         {`["arn:aws:sns:us-east-1:111111111111:kasha-prod-alarms"]`},
		"sns list-subscriptions-by-topic":         {`["email arn:aws:sns:us-east-1:111111111111:kasha-prod-alarms:1"]`},
		"events list-rules":                       {`["kasha-prod-warning-deployment-failed"]`},
		"cloudwatch get-metric-statistics":        {`[0.0]`},
		"events describe-rule":                    {`"ENABLED"`},
		"synthetics get-canary":                   {`["RUNNING", "syn-nodejs-puppeteer-16.1"]`},
		"synthetics describe-runtime-versions":    {`[]`},
		"cloudfront list-key-value-stores":        {`["arn:store"]`},

		"cloudfront-keyvaluestore describe-key-value-store": {`{"Status": "READY", "ItemCount": 2}`},
	}}
}

func attributes(protected string) string {
	return `[{"Key": "deletion_protection.enabled", "Value": "` + protected + `"}, {"Key": "access_logs.s3.enabled", "Value": "true"},
		{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}, {"Key": "idle_timeout.timeout_seconds", "Value": "60"}]`
}

// TestBothOriginsHaveThreeLoadBalancers catches a check that takes the second origin of an environment for one too many.
func TestBothOriginsHaveThreeLoadBalancers(t *testing.T) {
	for answer, right := range map[string]bool{`["arn:one", "arn:two", "arn:three"]`: true, `["arn:one", "arn:two"]`: false} {
		aws := healthyAccount()
		aws.answers["cloudformation list-stack-resources"] = []string{answer}
		o := aws.everything()
		o.Environment.Edge.BothOrigins = true
		if got, err := askBalancers(o); err != nil || got.Right != right {
			t.Errorf("%s: got %+v, error %v, want right: %v", answer, got, err, right)
		}
	}
}

// everything is a production to which every entry applies.
func (a *account) everything() Operator {
	o := a.operator("prod")
	o.Environment.Tier = config.Production
	o.Environment.Backup.Archive, o.Environment.Backup.RestoreTest = true, true
	o.Environment.Backup.CopyRegion, o.Environment.Backup.CopyAccount = "us-west-2", "222222222222"
	o.Environment.Alarms.Canary, o.Environment.Edge.Access.Password = true, true
	return o
}

// TestAHealthyFirstHourPasses catches an entry that never says right, and one that is not asked.
func TestAHealthyFirstHourPasses(t *testing.T) {
	aws := healthyAccount()
	if _, err := aws.everything().FirstHour(); err != nil {
		t.Errorf("%v\n%s", err, aws.out.String())
	}
	for _, entry := range FirstHourEntries() {
		aws.wantPrinted(t, "\n"+entry.Title+"\n")
	}
	if got := strings.Count(aws.out.String(), "\n  right\n"); got != len(FirstHourEntries()) {
		t.Errorf("%d entries are right, want %d", got, len(FirstHourEntries()))
	}
	aws = healthyAccount()
	aws.answers["elbv2 describe-load-balancer-attributes"] = []string{attributes("false")}
	o := aws.operator("prod")
	if _, err := o.FirstHour(); err != nil {
		t.Errorf("nonproduction: %v\n%s", err, aws.out.String())
	}
	if strings.Contains(aws.out.String(), "The canary") {
		t.Error("an environment without a canary is asked about it")
	}
}

// TestEveryWrongAnswerIsDifferent catches an entry that accepts what is not right.
func TestEveryWrongAnswerIsDifferent(t *testing.T) {
	for call, wrong := range map[string]struct{ answer, title, says string }{
		"iam list-roles": {
			answer: `["AWSServiceRoleForRDS"]`, title: "Service-linked roles", says: "missing: AWSServiceRoleForECS",
		},
		"backup describe-global-settings": {answer: `"false"`, title: "Cross-account backup", says: "false"},
		"ecr get-registry-scanning-configuration": {
			answer: `[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "shop/*"}]},
				{"scanFrequency": "MANUAL", "repositoryFilters": [{"filter": "*"}]}]`,
			title: "Scans of cached images", says: "SCAN_ON_PUSH for shop/*",
		},
		"rds describe-db-instances": {
			answer: `["available", "rds-ca-rsa4096-g1", "open-source-rds-extended-support", "{}"]`, title: "The database", says: "rsa4096",
		},
		"secretsmanager describe-secret": {
			answer: `{"RotationEnabled": true, "VersionIdsToStages": {"a": ["AWSCURRENT"], "b": ["AWSPENDING"]}}`,
			title:  "No rotation is left unfinished", says: "unfinished: b",
		},
		"backup get-restore-testing-selection": {answer: `["RDS", ""]`, title: "The restore test's role", says: "RDS"},
		"backup list-restore-jobs":             {answer: `["FAILED no permission"]`, title: "The restore test's role", says: "no permission"},
		"cloudformation describe-stacks": {
			answer: `[{"StackName": "kasha-prod-edge", "StackStatus": "ROLLBACK_COMPLETE", "StackStatusReason": "must be verified"}]`,
			title:  "Every stack is complete", says: "kasha-prod-edge ROLLBACK_COMPLETE must be verified",
		},
		"cloudformation list-stack-resources":     {answer: `["arn:one"]`, title: "Load balancer attributes", says: "1 load balancer, want 2"},
		"elbv2 describe-load-balancer-attributes": {answer: `[]`, title: "Load balancer attributes", says: "0 of 3 attributes"},
		"sns list-topics":                         {answer: `[]`, title: "Someone receives the alarms", says: "there is no topic"},
		"sns list-subscriptions-by-topic": {
			answer: `["email PendingConfirmation"]`, title: "Someone receives the alarms", says: "PendingConfirmation",
		},
		"events list-rules":                {answer: `[]`, title: "EventBridge may publish to the encrypted topic", says: "there is no rule"},
		"cloudwatch get-metric-statistics": {answer: `[3.0]`, title: "EventBridge may publish to the encrypted topic", says: "3 times"},
		"events describe-rule":             {answer: `"DISABLED"`, title: "Restore events of the second region", says: "DISABLED"},
		"synthetics get-canary":            {answer: `["ERROR", "syn-nodejs-puppeteer-16.1"]`, title: "The canary", says: "ERROR"},
		"cloudfront list-key-value-stores": {answer: `[]`, title: "The site's password", says: "0 stores are named kasha-prod-access"},
		"cloudfront-keyvaluestore describe-key-value-store": {
			answer: `{"Status": "READY", "ItemCount": 0}`, title: "The site's password", says: "READY, 0 items",
		},
		"synthetics describe-runtime-versions": {
			answer: `["2027-02-03T00:00:00Z"]`, title: "The canary", says: "2027-02-03",
		},
	} {
		aws := healthyAccount()
		aws.answers[call] = []string{wrong.answer}
		_, err := aws.everything().FirstHour()
		var different Differences
		if !errors.As(err, &different) || !slices.Equal(different.Titles, []string{wrong.title}) {
			t.Errorf("%s: got %v, want %q to differ and nothing else", call, err, wrong.title)
		}
		_, section, _ := strings.Cut(aws.out.String(), "\n"+wrong.title+"\n")
		section, _, _ = strings.Cut(section, "DIFFERENT")
		if !strings.Contains(section, wrong.says) {
			t.Errorf("%s: it says\n%s\nwant %q in it", call, section, wrong.says)
		}
		aws = healthyAccount()
		delete(aws.answers, call)
		if _, err := aws.everything().FirstHour(); !errors.As(err, &different) || !strings.Contains(aws.out.String(), "AccessDenied") {
			t.Errorf("%s is refused: got %v, want a difference with AWS's reason", call, err)
		}
	}
}

// TestTheFirstHourOnlyReads catches a command that changes something.
func TestTheFirstHourOnlyReads(t *testing.T) {
	aws := healthyAccount()
	if _, err := aws.everything().FirstHour(); err != nil {
		t.Fatal(err)
	}
	if len(aws.calls) < len(FirstHourEntries()) {
		t.Errorf("only %d calls", len(aws.calls))
	}
	for _, call := range aws.calls {
		if _, operation, _ := strings.Cut(call, " "); !regexp.MustCompile(`^(describe|get|list)-`).MatchString(operation) {
			t.Errorf("the first hour calls aws %s, want only what reads", call)
		}
	}
}

// TestThePageOfTheFirstHourIsTheCommands catches an entry that the page does not mark, a mark without an entry, and an entry
// without an answer. It also catches a command that differs from the one on the page.
func TestThePageOfTheFirstHourIsTheCommands(t *testing.T) {
	text, err := os.ReadFile("../../docs/first-hour.md")
	if err != nil {
		t.Fatal(err)
	}
	var marked []string
	sections := strings.Split(string(text), "\n### ")[1:]
	for _, section := range sections {
		heading, body, _ := strings.Cut(section, "\n")
		for _, part := range []string{"```sh\n", "\n- **Expected:** ", "\n- **If not:** "} {
			if !strings.Contains(body, part) {
				t.Errorf("%s: there is no %q", heading, strings.TrimSpace(part))
			}
		}
		title, isMarked := strings.CutSuffix(heading, " *")
		if !isMarked {
			continue
		}
		marked = append(marked, title)
		entry := slices.IndexFunc(FirstHourEntries(), func(e Entry) bool { return e.Title == title })
		if entry < 0 {
			continue
		}
		var documented []string
		for _, command := range runbook.Parse("first-hour.md", body).Commands {
			for _, call := range command.Calls {
				documented = append(documented, call.Name)
			}
		}
		aws := healthyAccount()
		if _, err := FirstHourEntries()[entry].Ask(aws.everything()); err != nil {
			t.Fatal(err)
		}
		for _, call := range aws.calls {
			if !slices.Contains(documented, call) && call != "events list-rules" { // the page names one rule for all
				t.Errorf("%s: the command calls aws %s, and the page does not", title, call)
			}
		}
	}
	var titles []string
	for _, entry := range FirstHourEntries() {
		titles = append(titles, entry.Title)
	}
	if !slices.Equal(marked, titles) {
		t.Errorf("the page marks %q, the command asks %q", marked, titles)
	}
	if len(sections) < 18 {
		t.Errorf("%d entries in the page, want at least 18", len(sections))
	}
}
