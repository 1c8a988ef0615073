package config

import (
	"strings"
	"testing"
)

func badSchedules() []bad {
	row := func(name, patch, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"schedule": ` + patch + `}`, path: path, wrong: wrong, fix: fix}
	}
	return []bad{
		{name: "production at night", base: minimalProd, patch: `{"schedule": {}}`, path: "schedule", wrong: "every evening",
			fix: "leave the field out"},
		{name: "schedule with a replica", patch: `{"schedule": {}, "database": {"readReplica": true}}`, path: "schedule",
			wrong: "cannot stop a database that has a read replica", fix: "set database.readReplica to false"},
		{name: "schedule with an archive", patch: `{"schedule": {}, "backup": {"archive": true}}`, path: "schedule",
			wrong: "first of the month at 07:00 UTC", fix: "set backup.archive to false"},
		row("hour without minutes", `{"start": "7"}`, "schedule.start", `"7" is not a time`, `"07:00"`),
		row("twelve-hour clock", `{"stop": "08:00pm"}`, "schedule.stop", "is not a time", "24-hour clock"),
		row("start while clocks change", `{"start": "02:30"}`, "schedule.start", "clocks change", `"05:00" to "23:30"`),
		row("stop at the end of the day", `{"stop": "23:59"}`, "schedule.stop", "near midnight", `"05:00" to "23:30"`),
		row("night shift", `{"start": "20:00", "stop": "07:00"}`, "schedule.stop", "is too short", "on the same day"),
		row("two hours", `{"start": "09:00", "stop": "11:00"}`, "schedule.stop", "from 09:00 to 11:00",
			"2 hours and 30 minutes after the start"),
		row("three hours where clocks change", `{"start": "09:00", "stop": "12:00", "timeZone": "Europe/Berlin"}`, "schedule.stop",
			"is too short", "3 hours and 30 minutes"),
		row("late start alone", `{"start": "19:00"}`, "schedule.start", "from 19:00 to 20:00", "after the start"),
		row("abbreviated zone", `{"timeZone": "CET"}`, "schedule.timeZone", `"CET" is not a time zone`, "Europe/Berlin"),
		row("zone of the machine", `{"timeZone": "Local"}`, "schedule.timeZone", "is not a time zone", "Europe/Berlin"),
		row("misspelt zone", `{"timeZone": "Europe/Berln"}`, "schedule.timeZone", "is not a time zone", "IANA"),
		row("no day", `{"days": []}`, "schedule.days", "would never start", `["MON", "TUE"]`),
		row("day in full", `{"days": ["MONDAY"]}`, "schedule.days[0]", `"MONDAY" is not a day`, "MON"),
		row("day twice", `{"days": ["MON", "MON"]}`, "schedule.days[1]", "in the list twice", "it once"),
	}
}

// TestAScheduleHasOfficeHoursByDefault catches a schedule that loses its defaults when one field is written, and days out of order.
func TestAScheduleHasOfficeHoursByDefault(t *testing.T) {
	schedule := environmentOf(t, minimalDev, `{"schedule": {"days": ["SUN", "TUE"], "timeZone": "Europe/Berlin"}}`).Schedule
	on, off := strings.Join(schedule.SortedDays(), " "), strings.Join(schedule.DaysOff(), " ")
	if schedule.Start != "07:00" || schedule.Stop != "20:00" || on != "TUE SUN" || off != "MON WED THU FRI SAT" {
		t.Errorf("%+v", schedule)
	}
}
