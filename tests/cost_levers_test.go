package tests

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	reported "kasha/internal/levers"
	"kasha/internal/schedule"
	"kasha/tests/generated"
)

// TestCostLeversDocumentIsCurrent synthesizes each lever with both of its settings and writes the difference of the two bills to
// docs/cost.md. It catches a lever that no longer saves anything, and an outdated figure.
func TestCostLeversDocumentIsCurrent(t *testing.T) {
	variant(t)
	var environments []string
	add := func(name, fields string) {
		if fields != "" {
			fields = ", " + fields
		}
		environments = append(environments, fmt.Sprintf(`{"name": %q, "tier": "nonproduction", "region": "us-east-1",
			"availabilityZones": ["us-east-1a", "us-east-1b"]%s}`, name, fields))
	}
	add("base", "")
	for i, lever := range levers() {
		add(fmt.Sprintf("l%d", i), lever.expensive+lever.cheap)
	}
	whole := synthesizeTo(t, t.TempDir(), configurationOf(t, environments...))
	base := bill.Of(whole.Stage("base")).Monthly()
	bills := map[string]float64{"": base}

	var table strings.Builder
	fmt.Fprintf(&table, "The fixed cost of a nonproduction environment with every default is $%.2f a month.\n\n", base)
	table.WriteString("| Field | Cheap setting | Saves a month | What it takes |\n| --- | --- | --- | --- |\n")
	for i, lever := range levers() {
		stacks := whole.Stage(fmt.Sprintf("l%d", i))
		estimate := bill.Of(stacks)
		bills[lever.field] = estimate.Monthly()
		saving := estimate.Monthly() - bills[lever.than]
		if lever.cheap != "" {
			saving = -saving
		}
		if lever.field == "schedule" {
			found, err := schedule.Read(stacks)
			if err != nil {
				t.Fatal(err)
			}
			saving += asleep(estimate, found)
		}
		if saving < 0.5 || len(estimate.Unpriced) > 0 {
			t.Errorf("%s saves $%.2f (without a price: %v), want at least $0.50 and a price for every resource",
				lever.field, saving, estimate.Unpriced)
		}
		compareWithReport(t, lever, stacksWithout(lever, stacks, whole.Stage("base")), saving)
		fmt.Fprintf(&table, "| `%s` | %s | $%.2f | %s |\n", strings.ReplaceAll(lever.field, ", ", "`, `"), lever.is, saving, lever.takes)
	}

	compareGenerated(t, "docs/cost.md", generated.Part{Name: "cost levers", Text: table.String()})
}

// stacksWithout are the templates with the expensive setting of a lever.
func stacksWithout(l lever, own, base []assembly.Stack) []assembly.Stack {
	if l.expensive != "" {
		return own
	}
	return base
}

// compareWithReport catches a saving in the report that differs from the one that a real change of the field makes. The report estimates it
// from the templates alone, so a small difference is allowed, such as the price of a composite alarm.
func compareWithReport(t *testing.T, l lever, stacks []assembly.Stack, saving float64) {
	t.Helper()
	difference := max(0.60, saving/20)
	for _, estimated := range reported.Of(stacks) {
		_, short, _ := strings.Cut(l.field, ".")
		short, _, _ = strings.Cut(short, ",")
		if estimated.Field != l.field && !strings.HasPrefix(estimated.Field, short+", of every service") {
			continue
		}
		if math.Abs(estimated.Monthly-saving) > difference {
			t.Errorf("%s: the report says $%.2f, want about the $%.2f that a synthesis saves", l.field, estimated.Monthly, saving)
		}
		return
	}
	t.Errorf("%s: the report has no such row", l.field)
}

func levers() []lever {
	return []lever{
		{field: "network.natGateways", expensive: `"network": {"natGateways": 2}`, is: "1, nonproduction's default",
			takes: "the loss of its zone cuts off both zones"},
		{field: "frontend.spot, backend.spot", expensive: `"frontend": {"spot": false}, "backend": {"spot": false}`,
			is: "true, nonproduction's default", takes: "AWS stops tasks with two minutes' notice; in production two of each service stay"},
		{field: "frontend.architecture, backend.architecture",
			cheap: `"frontend": {"architecture": "arm64"}, "backend": {"architecture": "arm64"}`,
			is:    "arm64", takes: "needs images for arm64"},
		{field: "frontend.minTasks, backend.minTasks", cheap: `"frontend": {"minTasks": 1}, "backend": {"minTasks": 1}`,
			is: "1", takes: "no second task while one is replaced"},
		{field: "schedule", cheap: `"schedule": {"timeZone": "Europe/Berlin"}`,
			is: "seven to eight on five days", takes: "[off-hours](schedule.md); not in production"},
		{field: "database.instanceClass", expensive: `"database": {"instanceClass": "db.t4g.medium"}`,
			is: "db.t3.micro, nonproduction's default", takes: "1 GiB, 64 connections, no Insights"},
		{field: "database.multiAz", expensive: `"database": {"multiAz": true}`, is: "false, nonproduction's default",
			takes: "an outage of the zone stops the database, and so does maintenance"},
		{field: "database.readReplica", expensive: `"database": {"readReplica": true}`, is: "false, nonproduction's default",
			takes: "reads go to the primary"},
		{field: "database.proxy", expensive: `"database": {"proxy": true}`, is: "false, the default",
			takes: "tasks hold a password and are restarted after its rotation"},
		{field: "alarms.coverage", expensive: `"alarms": {"coverage": "full"}`, is: "critical, nonproduction's default",
			takes: "no warnings, and no Container Insights, which only warnings read"},
		{field: "alarms.canary", expensive: `"alarms": {"coverage": "full", "canary": true}`, is: "false, the default",
			takes: "no requests to the site from outside", than: "alarms.coverage"},
		{field: "alarms.healthCheckPath", expensive: `"alarms": {"coverage": "full", "healthCheckPath": "/"}`, is: "empty, the default",
			takes: "no alarm within minutes from three continents", than: "alarms.coverage"},
		{field: "backup.archive", expensive: `"backup": {"archive": true}`, is: "false, nonproduction's default",
			takes: "backups end after `database.backupRetentionDays`; snapshots are billed too, $0.095 a GiB"},
		{field: "network.interfaceEndpoints", expensive: `"network": {"interfaceEndpoints": ["sqs"]}`, is: "none, the default",
			takes: "the traffic passes the NAT gateways; the saving is for each name"},
	}
}

// lever is a field of the configuration that saves money. One of its two settings is a default.
type lever struct {
	field     string
	expensive string // the expensive setting as JSON fields of an environment; empty if it is the default
	cheap     string // the cheap setting as JSON fields; empty if it is the default
	is        string // the cheap setting in words
	takes     string // what the cheap setting costs in availability or comfort
	than      string // the lever whose expensive setting this one is added to; empty if none
}

// asleep is what a schedule saves in a week without a change of the clocks, extrapolated to a month.
func asleep(estimate bill.Estimate, hours schedule.Schedule) float64 {
	const week = 7 * 24 * time.Hour
	on := hours.Calendar(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), 7).On
	saved := 0.0
	for _, line := range estimate.Lines {
		switch line.Rests {
		case bill.WithTasks:
			saved += line.Monthly * float64(week-on["frontend"]) / float64(week)
		case bill.WithDatabase:
			saved += line.Monthly * float64(week-on["database"]) / float64(week)
		}
	}
	return saved
}
