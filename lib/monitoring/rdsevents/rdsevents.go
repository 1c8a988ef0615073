// Package rdsevents lists the events that RDS reports about a database instance, and who must be notified of each. It does not import the
// CDK.
//
// The EventBridge rules match event IDs. RDS also offers subscriptions to whole categories, but their messages have no AlarmName, so no
// pager's filter matches them. A category also mixes urgent events with others: "availability" contains the full storage and every
// restart.
//
// Source: the RDS user guide, "Amazon RDS event categories and event messages", DB instance events and RDS Proxy events. RDS publishes
// on a best effort basis ("Monitoring Amazon RDS events"), so no event replaces an alarm.
package rdsevents

// Event is one event id.
type Event struct {
	ID       string // RDS-EVENT-0221, as in the event's detail.EventID
	Category string // the user guide's
	Notify   Audience
	Planned  bool   // an environment with a schedule has it every evening and morning
	Says     string // what has happened; for Nobody, whom it concerns
}

// Audience is who must know of an event.
type Audience string

// The audiences. Each but Nobody is a rule.
const (
	Urgent      Audience = "urgent"      // the database is down, will be, or its data is at risk
	Maintenance Audience = "maintenance" // can wait until the morning
	Patches     Audience = "patches"     // something must be updated, or will be
	Nobody      Audience = "nobody"
)

// IDs returns the ids of the events for an audience. With a schedule, planned ones are left out.
func IDs(events []Event, audience Audience, schedule bool) []string {
	var ids []string
	for _, event := range events {
		if event.Notify == audience && !(schedule && event.Planned) {
			ids = append(ids, event.ID)
		}
	}
	return ids
}

// prefix is what each id begins with.
const prefix = "RDS-EVENT-"

// in sets the category of events.
func in(category string, events ...Event) []Event {
	for i := range events {
		events[i].Category = category
	}
	return events
}

// Proxy returns the events of RDS Proxy, detail-type "RDS DB Proxy Event".
func Proxy() []Event {
	return in("failure",
		Event{ID: prefix + "0243", Notify: Urgent, Says: "the subnets have no free addresses for the proxy's capacity"},
		Event{ID: prefix + "0275", Notify: Urgent, Says: "callers open connections faster than the proxy accepts them"},
	)
}
