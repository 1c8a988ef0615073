package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kasha/internal/cloudformation"
	"kasha/internal/inventory"
	"kasha/lib/cron"
	"kasha/lib/spelling"
)

// calendar is the section about what happens by itself: off-hours, jobs, backups, maintenance windows, rotations.
type calendar struct {
	Zone, From    string
	OnDayAndNight bool
	Week          []moment // in the days from From
	Often         []moment // at a rate, or too often for a list
	Later         []moment // the next time after the week
	Problems      []string

	zone     *time.Location
	from, to time.Time
	at       map[int64]*moment
}

// moment is one row of the calendar.
type moment struct {
	When, What string
	at         time.Time
}

// horizon is how far the calendar looks for the next time. A cron expression of AWS that names no year fires at least once in four years.
const horizon = 4 * 366

const clock = "Mon 2 Jan 15:04"

// calendarOf needs the hours of the environment only for its time zone and off-hours; nil where it has none.
func calendarOf(env cloudformation.Environment, h *hours, problem error, from time.Time) calendar {
	c := calendar{zone: time.UTC, at: map[int64]*moment{}}
	if problem != nil {
		c.Problems = append(c.Problems, "The schedule cannot be read: "+problem.Error())
	}
	if h != nil {
		c.zone = h.week.Zone
	}
	c.OnDayAndNight = problem == nil && (h == nil || len(h.week.On) == 0)
	c.from = time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, c.zone)
	c.to = c.from.AddDate(0, 0, daysOfWeek)
	c.Zone, c.From = c.zone.String(), c.from.Format("2 January 2006")
	if h != nil {
		for _, event := range h.week.Events {
			for _, change := range event.Changes {
				c.happens(event.At, change)
			}
		}
		for _, job := range h.week.Frequent {
			c.Often = append(c.Often, moment{When: "in this week", What: job})
		}
	}
	c.readDatabases(env)
	c.readBackups(env)
	c.readTimers(env)
	for _, each := range c.at {
		c.Week = append(c.Week, *each)
	}
	for _, list := range [][]moment{c.Week, c.Later} {
		slices.SortFunc(list, func(a, b moment) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(a.What, b.What)) })
	}
	return c
}

// happens adds something to the week.
func (c *calendar) happens(at time.Time, what string) {
	if known := c.at[at.Unix()]; known != nil {
		known.What += "; " + what
		return
	}
	c.at[at.Unix()] = &moment{at.In(c.zone).Format(clock), what, at}
}

// repeats adds what a cron or rate expression of AWS starts.
func (c *calendar) repeats(of, expression, zone, what string) {
	if rate, ok := strings.CutPrefix(expression, "rate("); ok {
		c.Often = append(c.Often, moment{When: "every " + strings.TrimPrefix(strings.TrimSuffix(rate, ")"), "1 "), What: what})
		return
	}
	times, err := cron.Parse(expression)
	location, zoneErr := time.LoadLocation(cmp.Or(zone, "UTC"))
	if err := errors.Join(err, zoneErr); err != nil {
		c.Problems = append(c.Problems, fmt.Sprintf("When %s happens cannot be read: %v", of, err))
		return
	}
	week := times.Times(c.from, c.to, location)
	for _, at := range week {
		c.happens(at, what)
	}
	if len(week) > 0 {
		return
	}
	for at := range times.All(c.to, c.to.AddDate(0, 0, horizon), location) {
		c.Later = append(c.Later, moment{at.In(c.zone).Format("Mon 2 Jan 2006 15:04"), what, at})
		return
	}
	c.Problems = append(c.Problems, of+" happens at no time in four years: "+expression)
}

// readDatabases adds the windows of RDS, which are in UTC: 03:00-04:00 each day, and sun:05:00-sun:06:00 each week.
func (c *calendar) readDatabases(env cloudformation.Environment) {
	for _, database := range env.Resources("AWS::RDS::DBInstance") {
		p := database.Properties
		if n, ok := p.Int("BackupRetentionPeriod"); ok && n > 0 {
			when := "every day at a time that RDS chooses"
			if window := p.Text("PreferredBackupWindow"); window != "" {
				when = "every day, " + window + " UTC"
			}
			c.Often = append(c.Often, moment{When: when, What: database.Name() + ": an automated backup"})
		}
		start, end, ok := strings.Cut(p.Text("PreferredMaintenanceWindow"), "-")
		if !ok {
			c.Often = append(c.Often, moment{
				When: "every week at a time that RDS chooses", What: database.Name() + ": maintenance, if there is any",
			})
			continue
		}
		day, hour, _ := strings.Cut(start, ":")
		hours, minutes, _ := strings.Cut(hour, ":")
		_, until, _ := strings.Cut(end, ":")
		c.repeats(database.Name(), fmt.Sprintf("cron(%s %s ? * %s *)", strings.TrimPrefix(minutes, "0"), hours, strings.ToUpper(day)), "",
			fmt.Sprintf("%s: maintenance, if there is any (until %s UTC)", database.Name(), until))
	}
}

func (c *calendar) readBackups(env cloudformation.Environment) {
	for _, plan := range env.Resources("AWS::Backup::BackupPlan") {
		for _, rule := range plan.Properties.Map("BackupPlan").Maps("BackupPlanRule") {
			what := plan.Name() + ": the backup " + rule.Text("RuleName")
			if minutes, ok := rule.Int("StartWindowMinutes"); ok {
				what += " (starts within " + spelling.Count(minutes/60, "hour") + ")"
			}
			for _, copied := range rule.Maps("CopyActions") {
				what += ", copied to " + inventory.NameOf(env, copied.Text("DestinationBackupVaultArn"))
			}
			c.repeats(plan.Name(), rule.Text("ScheduleExpression"), rule.Text("ScheduleExpressionTimezone"), what)
		}
	}
	for _, test := range env.Resources("AWS::Backup::RestoreTestingPlan") {
		p := test.Properties
		c.repeats(test.Name(), p.Text("ScheduleExpression"), p.Text("ScheduleExpressionTimezone"), test.Name()+": a test restores a backup")
	}
}

// readTimers adds schedules that internal/schedule does not have: those at a rate. Off-hours and jobs are there.
func (c *calendar) readTimers(env cloudformation.Environment) {
	for _, schedule := range env.Resources("AWS::Scheduler::Schedule") {
		p := schedule.Properties
		if expression := p.Text("ScheduleExpression"); strings.HasPrefix(expression, "rate(") {
			c.repeats(schedule.Name(), expression, "", cmp.Or(p.Text("Description"), schedule.Name()))
		}
	}
	for _, rotation := range env.Resources("AWS::SecretsManager::RotationSchedule") {
		rules := rotation.Properties.Map("RotationRules")
		expression := rules.Text("ScheduleExpression")
		if days := rules.Text("AutomaticallyAfterDays"); expression == "" && days != "" {
			expression = "rate(" + days + " days)"
		}
		if expression != "" {
			c.repeats(rotation.Name(), expression, "", rotation.Name()+": the password is changed")
		}
	}
	for _, canary := range env.Resources("AWS::Synthetics::Canary") {
		if expression := canary.Properties.Map("Schedule").Text("Expression"); expression != "" {
			c.repeats(canary.Name(), expression, "", canary.Name()+": the canary visits the site")
		}
	}
	for _, rule := range env.Resources("AWS::Events::Rule") {
		if expression := rule.Properties.Text("ScheduleExpression"); expression != "" {
			c.repeats(rule.Name(), expression, "", cmp.Or(rule.Properties.Text("Description"), rule.Name()))
		}
	}
}
