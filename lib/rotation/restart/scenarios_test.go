package restart

import "time"

type scenario struct {
	name     string
	change   func(*platform)
	input    map[string]any // of the execution
	behind   bool           // it succeeds although tasks keep the password of before
	restarts int
	err      string // the error the execution ends with; none: it succeeds
	cause    string // part of its cause
	told     int    // messages to the alarm topic
	minutes  int    // that the execution takes at least
}

func scenarios() []scenario {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	justRotated := func(p *platform) { p.connection.rotated, p.connection.changed = ago(5*time.Minute), ago(5*time.Minute) }
	return []scenario{
		{name: "nothing to do", change: func(*platform) {}},
		{name: "rotated", change: justRotated, restarts: 1, minutes: 11},
		{name: "rotated for the first time", change: func(p *platform) {
			justRotated(p)
			p.admin.rotated, p.admin.created = time.Time{}, ago(24*time.Hour)
		}, restarts: 1, minutes: 11},
		{name: "changed by hand", change: func(p *platform) { p.connection.changed = ago(time.Minute) }, restarts: 1, minutes: 11},
		{name: "never rotated yet", change: func(p *platform) {
			p.connection = secret{created: ago(time.Hour), changed: ago(time.Hour)}
			p.deployments[0].created = ago(50 * time.Minute)
		}},
		{name: "rotated while the service is at rest", change: func(p *platform) { justRotated(p); p.desired = 0 }},
		{name: "rotated while a release is rolled out", change: func(p *platform) { justRotated(p); p.release(ago(6*time.Minute), time.Time{}, "") }, behind: true},
		{name: "released since the rotation", change: func(p *platform) { justRotated(p); p.deployments[0].created = ago(4 * time.Minute) }},
		{name: "a release since the rotation still has tasks of before", change: func(p *platform) { justRotated(p); p.release(ago(4*time.Minute), time.Time{}, "") }, behind: true},
		{name: "a release since the rotation has none of before left", change: func(p *platform) {
			justRotated(p)
			p.release(ago(4*time.Minute), time.Time{}, "")
			p.deployments[0].tasks, p.deployments[1].tasks = 2, 0
		}},
		{name: "a release hangs for two hours after the rotation", change: func(p *platform) {
			p.connection.changed = ago(2*time.Hour + time.Minute)
			p.release(ago(3*time.Hour), time.Time{}, "")
		}, err: "RestartFailed", cause: "a deployment does not end", told: 1},
		{name: "a release hangs for less", change: func(p *platform) {
			p.connection.changed = ago(2*time.Hour - time.Minute)
			p.release(ago(3*time.Hour), time.Time{}, "")
		}, behind: true},
		{name: "a late restart waits for its turn", change: func(p *platform) { p.connection.changed = ago(2*time.Hour + 16*time.Minute) }, err: "RestartFailed", cause: "still hold the password of before, more than 120 minutes after it changed. It stays valid"},
		{name: "a late restart has its turn", change: func(p *platform) { p.connection.changed = ago(3*time.Hour + time.Minute) }, restarts: 1, minutes: 11},
		{name: "a late restart is asked for", input: map[string]any{"now": true}, change: func(p *platform) { p.connection.changed = ago(2*time.Hour + 16*time.Minute) }, restarts: 1, minutes: 11},
		{name: "a rotation is under way", change: func(p *platform) { p.connection.unfinished, p.connection.changed = true, ago(time.Minute) }},
		{name: "a rotation is under way, and the one before was missed", change: func(p *platform) {
			p.connection.unfinished, p.connection.changed, p.connection.rotated = true, ago(time.Minute), ago(10*time.Minute)
		}, restarts: 1, minutes: 11},
		{name: "new tasks fail and the restart is rolled back", change: func(p *platform) { justRotated(p); p.restart = "rolled back" }, restarts: 1, err: "RestartFailed", cause: "rolled the restart back", told: 1, minutes: 11},
		{name: "the restart is given up", change: func(p *platform) { justRotated(p); p.restart = "given up" }, restarts: 1, err: "RestartFailed", cause: "rolled the restart back", told: 1},
		{name: "the restart never ends", change: func(p *platform) { justRotated(p); p.restart = "never ends" }, restarts: 1, err: "RestartFailed", cause: "not complete after 45 minutes", told: 1, minutes: restartMinutes},
		{name: "the restart is refused", change: func(p *platform) { justRotated(p); p.restart = "refused" }, restarts: 1, err: "RestartFailed", cause: "service is draining", told: 1},
		{name: "the restart fails again at a later check", change: func(p *platform) {
			p.connection.rotated, p.connection.changed = ago(25*time.Minute), ago(25*time.Minute)
			p.restart = "rolled back"
		}, restarts: 1, err: "RestartFailed", told: 0},
		{name: "a rotation hangs", change: func(p *platform) { p.connection.unfinished, p.connection.changed = true, ago(65*time.Minute) }, err: "RotationFailed", cause: "did not finish for connection", told: 1},
		{name: "a rotation still hangs", change: func(p *platform) { p.connection.unfinished, p.connection.changed = true, ago(3*time.Hour) }, err: "RotationFailed", told: 0},
		{name: "a rotation hangs since yesterday", change: func(p *platform) { p.connection.unfinished, p.connection.changed = true, ago(25*time.Hour+time.Minute) }, err: "RotationFailed", told: 1},
		{name: "the master's rotation hangs", change: func(p *platform) { p.admin.unfinished, p.admin.changed = true, ago(70*time.Minute) }, err: "RotationFailed", cause: "did not finish for admin", told: 1},
		{name: "rotation is switched off", change: func(p *platform) { p.admin.switchedOff, p.admin.changed = true, ago(time.Minute) }, err: "RotationFailed", cause: "switched off for admin", told: 1},
		{name: "both rotations are switched off", change: func(p *platform) {
			p.admin.switchedOff, p.connection.switchedOff = true, true
		}, err: "RotationFailed", cause: "switched off for connection and admin", told: 1},
		{name: "due, within the margin", change: func(p *platform) { p.connection.rotated = noon.AddDate(0, 0, -92).Add(time.Hour) }},
		{name: "overdue", change: func(p *platform) { p.connection.rotated = noon.AddDate(0, 0, -92).Add(-time.Minute) }, err: "RotationFailed", cause: "More than 92 days without a rotation: connection", told: 1},
		{name: "never rotated and overdue", change: func(p *platform) {
			p.admin.rotated, p.admin.created, p.admin.changed = time.Time{}, noon.AddDate(0, 0, -93).Add(-time.Minute), noon.AddDate(0, 0, -93)
		}, err: "RotationFailed", cause: "without a rotation: admin", told: 1},
		{name: "rotated, and the master's rotation hangs", change: func(p *platform) {
			justRotated(p)
			p.admin.unfinished, p.admin.changed = true, ago(70*time.Minute)
		}, restarts: 1, err: "RotationFailed", told: 1},
		{name: "Secrets Manager does not answer", change: func(p *platform) { p.broken = "secretsmanager:describeSecret" }, err: "CheckBroken"},
		{name: "Secrets Manager answers once", change: func(p *platform) { p.broken, p.brokenAfter = "secretsmanager:describeSecret", 1 }, err: "CheckBroken"},
		{name: "ECS does not answer during a restart", change: func(p *platform) {
			justRotated(p)
			p.broken, p.brokenAfter = "ecs:describeServices", 1
		}, restarts: 1, err: "CheckBroken"},
		{name: "ECS does not answer", change: func(p *platform) { p.broken = "ecs:describeServices" }, err: "CheckBroken"},
		{name: "the service is gone", change: func(p *platform) { p.gone = true }, err: "CheckBroken"},
		{name: "nobody can be told", change: func(p *platform) { justRotated(p); p.restart, p.broken = "rolled back", "sns:publish" }, restarts: 1, err: "RestartFailed"},
	}
}
