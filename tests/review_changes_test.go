package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/markdown"
	"kasha/internal/review/promised"
	"kasha/tests/reviewtest"
	"kasha/tests/verdicts"
)

// changedField is a change of one field of a running production, and what the review must say of it.
type changedField struct {
	name      string
	field     string   // of the environment: backend
	value     string   // what the field is after the change
	says      []string // "section: finding", as everythingSaid
	openings  []string // parts of all openings that no declaration explains
	weakens   []string // parts of all weakenings
	mentions  []string // in the fates of losses, and in the review as a comment
	unmention []string
}

func changedFields() []changedField {
	const targetGroup = "LoadBalancers[${PublicLoadBalancer/PublicListener/ECSGroup}].ContainerPort changes: new tasks register with this port"
	return []changedField{
		{name: "another port", field: "frontend", value: `{"port": 3001, "image": "ecr:1"}`,
			says:     []string{"note: Frontend/Service/Service/Service: " + targetGroup},
			mentions: []string{"**FrontendTasks** (existing), kasha-prod-services in prod | FromCloudFront80 | be called on `tcp 3001`"}},
		{name: "the proxy is switched on", field: "database", value: `{"proxy": true}`,
			says: []string{"note: DatabaseProxy/Proxy: the database proxy is switched on. Before you deploy: the connection secret must name"},
			openings: []string{"Database/SecurityGroup: security group allows more inbound traffic", "rds-db:connect", "rds-db:connect",
				"rds-db:connect", "allow sqs:SendMessage on ${Monitoring/Undelivered.Arn} by Service:events.amazonaws.com"},
			weakens: []string{"Holders/Machine: removed", "Holders/Schedule: removed", "DefinitionSubstitutions.ClusterName",
				"DefinitionSubstitutions.ServiceName"},
			mentions: []string{"docs/runbooks/rotation.md, section E"}},
		{name: "another image", field: "backend", value: `{"port": 8080, "image": "ecr:2"}`,
			says: []string{"note: Release/Resource: Image changes: the release command runs before any service gets the new image"}},
		{name: "a queue is renamed", field: "messaging", value: `{"notification": ["mails", "webhook"]}`,
			says: []string{
				"loss: Messaging/email: removed", "note: Monitoring/worker-mail-not-running: Metrics[visible].MetricStat.Metric.Dimensions[QueueName]",
			},
			mentions:  []string{"Its messages are no longer processed.", `(docs/deployment.md, "Queues and the replica")`},
			unmention: []string{"it no longer notifies anyone"}},
		{name: "a worker is removed", field: "workers", value: `{}`,
			weakens: []string{"Monitoring/worker-mail-not-running: removed: it no longer notifies anyone", "WorkerMail/Needed: removed",
				"WorkerMail/Scaling: removed", "WorkerMail/Service/Service: removed", "TaskCount/Target: removed", "Holders/", "Holders/"}},
		{name: "a service behind a path", field: "services", value: `{"api": {"image": "ecr:1", "port": 8080, "routes": ["/api/*"],
			"uses": ["database"], "secrets": {"KEY": {"secret": "shop/prod/key", "create": true}}}}`,
			openings: []string{"Database/SecurityGroup: security group allows more inbound traffic:  -> tcp 3306 from ${ServiceApi/Tasks.GroupId}",
				"Holders/Machine/Role/DefaultPolicy: additional permission: allow secretsmanager:DescribeSecret"},
			mentions: []string{"PublicLoadBalancerSecurityGroup | be called on `tcp 8080`"}},
	}
}

// TestTheReviewOfAChangedField catches an opening or a weakening that a change of the configuration does not cause. It also catches a
// review that does not say what the change needs.
func TestTheReviewOfAChangedField(t *testing.T) {
	t.Cleanup(func() { reviewtest.Engine().Close() })
	fields := map[string]string{
		"release":  `{"runs": "backend", "command": ["bin/migrate"]}`,
		"workers":  `{"mail": {"queue": "email", "uses": ["bucket", "database"]}}`,
		"backend":  `{"port": 8080, "image": "ecr:1"}`,
		"frontend": `{"port": 3000, "image": "ecr:1"}`,
	}
	environment := func(t *testing.T, field, value string) assembly.Assembly {
		text := `{"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1",
			"availabilityZones": ["us-east-1a", "us-east-1b"]`
		for name, is := range fields {
			if name == "workers" && field == "messaging" {
				is = strings.Replace(is, "email", "mails", 1)
			}
			if name != field {
				text += `, "` + name + `": ` + is
			}
		}
		if field != "" {
			text += `, "` + field + `": ` + value
		}
		return synthesizeTo(t, t.TempDir(), configurationOf(t, text+"}"))
	}
	before := environment(t, "", "")
	for _, c := range changedFields() {
		t.Run(c.name, func(t *testing.T) {
			head := environment(t, c.field, c.value)
			report := reviewtest.Compare(t, before, head)
			report.Declare(promised.Declared(head).Explain)
			c.check(t, report)
		})
	}
}

func (c changedField) check(t *testing.T, report review.Report) {
	t.Helper()
	said := everythingSaid(report)
	for _, want := range c.says {
		if !slices.ContainsFunc(said, func(line string) bool { return strings.HasPrefix(line, want) }) {
			t.Errorf("the review does not say %q, got\n%s", want, strings.Join(said, "\n"))
		}
	}
	if c.field != "messaging" { // a policy that names a list of queues is one statement
		reviewtest.Wants(t, "opening", openedBy(report), c.openings...)
	}
	reviewtest.Wants(t, "weakening", report.Weakenings, c.weakens...)
	text := markdown.Render(report, "f")
	for _, want := range c.mentions {
		if !strings.Contains(text, want) {
			t.Errorf("the review does not have %q:\n%s", want, text)
		}
	}
	for _, other := range c.unmention {
		if strings.Contains(text, other) {
			t.Errorf("the review has %q:\n%s", other, text)
		}
	}
}

// TestAnotherPortThatNoDeclarationHasIsAnOpening catches another port between two security groups of today that counts as declared, only
// because one between the two was open before.
func TestAnotherPortThatNoDeclarationHasIsAnOpening(t *testing.T) {
	t.Cleanup(func() { reviewtest.Engine().Close() })
	base := stacksOf(t, "application")
	edit := verdicts.Edit{In: "services", At: pathOf(t, base, "FrontendTasks/from "), Set: map[string]any{"FromPort": 22.0, "ToPort": 22.0}}
	head, err := edit.Apply(base)
	if err != nil {
		t.Fatal(err)
	}
	reviewtest.Wants(t, "opening", openedBy(reviewOf(t, base, head)), "FrontendTasks: security group allows more inbound traffic")
}
