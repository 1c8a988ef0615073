package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/cost"
	"kasha/internal/schedule"
)

// lever is one field of the configuration that saves money, told as the two settings of it and what the saving takes away.
type lever struct {
	field       string
	dear, cheap string // as an environment's fields, as JSON; empty: nonproduction's default
	is          string // the cheap setting, in words
	takes       string
	than        string // the lever whose dear setting this one is added to; empty: none
}

func levers() []lever {
	return []lever{
		{"network.natGateways", `"network": {"natGateways": 2}`, "", "1, nonproduction's default", "losing its zone cuts off both", ""},
		{"frontend.spot, backend.spot", `"frontend": {"spot": false}, "backend": {"spot": false}`, "", "true, nonproduction's default", "tasks go with two minutes' notice; in production two of each service stay", ""},
		{"frontend.architecture, backend.architecture", "", `"frontend": {"architecture": "arm64"}, "backend": {"architecture": "arm64"}`, "arm64", "needs images for it", ""},
		{"frontend.minTasks, backend.minTasks", "", `"frontend": {"minTasks": 1}, "backend": {"minTasks": 1}`, "1", "no second task while one is replaced", ""},
		{"schedule", "", `"schedule": {"timeZone": "Europe/Berlin"}`, "seven to eight on five days", "[off-hours](schedule.md); not in production", ""},
		{"database.instanceClass", `"database": {"instanceClass": "db.t4g.medium"}`, "", "db.t3.micro, nonproduction's default", "1 GiB, 64 connections, no Insights", ""},
		{"database.multiAz", `"database": {"multiAz": true}`, "", "false, nonproduction's default", "an outage of the zone, or maintenance, is the database's too", ""},
		{"database.readReplica", `"database": {"readReplica": true}`, "", "false, nonproduction's default", "reads go to the primary", ""},
		{"database.proxy", `"database": {"proxy": true}`, "", "false, the default", "tasks hold a password and are restarted after its rotation", ""},
		{"alarms.coverage", `"alarms": {"coverage": "full"}`, "", "critical, nonproduction's default", "no warnings; with them go Container Insights, which only they read", ""},
		{"alarms.canary", `"alarms": {"coverage": "full", "canary": true}`, "", "false, the default", "nobody visits the site from outside", "alarms.coverage"},
		{"backup.archive", `"backup": {"archive": true}`, "", "false, nonproduction's default", "backups end after `database.backupRetentionDays`; snapshots come on top, $0.095 a GiB", ""},
		{"network.interfaceEndpoints", `"network": {"interfaceEndpoints": ["sqs"]}`, "", "none, the default", "the same traffic passes the NAT gateways; the saving is for each name", ""},
	}
}

// TestCostLeversAreWhatTheTemplatesSay keeps docs/cost.md: each lever is synthesized both ways, and the difference of the two
// bills is its saving. It catches a lever that no longer does anything, and a figure of last year. KASHA_UPDATE=1 writes it.
func TestCostLeversAreWhatTheTemplatesSay(t *testing.T) {
	variant(t)
	const file, begin, end = "docs/cost.md", "<!-- generated: KASHA_UPDATE=1 go test -run TestCostLevers . -->\n", "<!-- end -->\n"
	var environments []string
	add := func(name, fields string) {
		if fields != "" {
			fields = ", " + fields
		}
		environments = append(environments, fmt.Sprintf(`{"name": %q, "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]%s}`, name, fields))
	}
	add("base", "")
	for i, lever := range levers() {
		add(fmt.Sprintf("l%d", i), lever.dear+lever.cheap)
	}
	whole := synthesizeTo(t, t.TempDir(), `{"environments": [`+strings.Join(environments, ",")+`]}`)
	base := cost.Of(whole.Stage("base")).Monthly()
	bills := map[string]float64{"": base}

	var table strings.Builder
	fmt.Fprintf(&table, "A nonproduction environment with every default is $%.2f a month at rest.\n\n", base)
	table.WriteString("| Field | Cheap setting | Saves a month | What it takes |\n| --- | --- | --- | --- |\n")
	for i, lever := range levers() {
		stacks := whole.Stage(fmt.Sprintf("l%d", i))
		estimate := cost.Of(stacks)
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
			t.Errorf("%s saves $%.2f (without a price: %v)", lever.field, saving, estimate.Unpriced)
		}
		fmt.Fprintf(&table, "| `%s` | %s | $%.2f | %s |\n", strings.ReplaceAll(lever.field, ", ", "`, `"), lever.is, saving, lever.takes)
	}

	page := readFile(t, file)
	before, rest, found := strings.Cut(page, begin)
	written, after, closed := strings.Cut(rest, end)
	switch {
	case !found || !closed:
		t.Fatalf("%s has no generated part", file)
	case written == table.String():
	case os.Getenv("KASHA_UPDATE") == "1":
		if err := os.WriteFile(file, []byte(before+begin+table.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not what the templates say; KASHA_UPDATE=1 go test -run TestCostLevers . writes it anew\nwant\n%s", file, table.String())
	}
}

// asleep is what a schedule saves in a week without a change of clocks, taken for the month.
func asleep(estimate cost.Estimate, hours schedule.Schedule) float64 {
	const week = 7 * 24 * time.Hour
	on := hours.Calendar(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), 7).On
	saved := 0.0
	for _, line := range estimate.Lines {
		switch line.Rests {
		case cost.WithTasks:
			saved += line.Monthly * float64(week-on["frontend"]) / float64(week)
		case cost.WithDatabase:
			saved += line.Monthly * float64(week-on["database"]) / float64(week)
		}
	}
	return saved
}

// TestReadmeSaysWhatItCosts catches figures of the README that are not what the configuration costs any more that Kasha ships
// with, and a bill that leaves something out. These three are its environments; cdk.json itself is the user's.
func TestReadmeSaysWhatItCosts(t *testing.T) {
	readme := readFile(t, "README.md")
	for environment, stacks := range map[string][]assembly.Stack{
		"dev": synthesized(t, "dev").Stacks, "staging": pipelineAssembly(t).Stage("staging"), "prod": synthesized(t, "prod").Stacks,
	} {
		estimate := cost.Of(stacks)
		if figure := fmt.Sprintf("%s $%.2f", environment, estimate.Monthly()); !strings.Contains(readme, figure) {
			t.Errorf("README.md does not say %q", figure)
		}
		if len(estimate.Unpriced) > 0 {
			t.Errorf("%s: without a price: %v", environment, estimate.Unpriced)
		}
	}
}

// TestEveryShapeHasAPrice catches a resource that some shape has and no price list: it would be missing from every sum.
func TestEveryShapeHasAPrice(t *testing.T) {
	for shape := range shapeNames() {
		if estimate := cost.Of(synthesized(t, shape).Stacks); len(estimate.Unpriced) > 0 {
			t.Errorf("%s: without a price: %v", shape, estimate.Unpriced)
		}
	}
}

// TestQuietEnvironmentsAreCheap catches what creeps into an environment that nobody uses: alarms on warnings, metrics that
// nobody reads, another key, a second dashboard. The ceilings leave a dollar to the bill of today.
func TestQuietEnvironmentsAreCheap(t *testing.T) {
	for shape, most := range map[string]float64{"dev": 125.5, "ap-southeast-2": 125.5} {
		estimate := cost.Of(synthesized(t, shape).Stacks)
		if estimate.Monthly() > most {
			t.Errorf("%s is $%.2f a month at rest, more than $%.2f: %+v", shape, estimate.Monthly(), most, estimate.Lines)
		}
		alarming := 0.0
		for _, entry := range alarms(t, shape) {
			alarming += cost.OfAlarm(entry.Resource)
			if entry.Severity == "warning" && entry.Short != "budget" {
				t.Errorf("%s has %s", shape, entry.Name)
			}
		}
		if alarming > 2 {
			t.Errorf("the alarms of %s are $%.2f a month, more than two dollars", shape, alarming)
		}
	}
}
