package restart

import "time"

type scenario struct {
	name     string
	change   func(*platform)
	input    map[string]any // of the execution
	behind   bool           // it succeeds although tasks hold an old password
	restarts int
	err      string // the error with which the execution fails; empty: it succeeds
	cause    string // part of its cause
	told     int    // messages to the alarm topic
	minutes  int    // how long the execution takes at least
}

func scenarios() []scenario {
	return append(restartScenarios(), rotationScenarios()...)
}

func ago(d time.Duration) time.Time { return noon.Add(-d) }

func justRotated(p *platform) {
	p.connection.rotated, p.connection.changed = ago(5*time.Minute), ago(5*time.Minute)
}

// restartScenarios are about the service's tasks and its deployments.
func restartScenarios() []scenario {
	return []scenario{
		{name: "nothing to do", change: func(*platform) {}},
		{name: "rotated", change: justRotated, restarts: 1, minutes: 11},
		{name: "rotated for the first time", restarts: 1, minutes: 11, change: func(p *platform) {
			justRotated(p)
			p.admin.rotated, p.admin.created = time.Time{}, ago(24*time.Hour)
		}},
		{name: "changed by hand", restarts: 1, minutes: 11, change: func(p *platform) { p.connection.changed = ago(time.Minute) }},
		{name: "not rotated yet", change: func(p *platform) {
			p.connection = secret{created: ago(time.Hour), changed: ago(time.Hour)}
			p.deployments[0].created = ago(50 * time.Minute)
		}},
		{name: "rotated while the service has no tasks", change: func(p *platform) { justRotated(p); p.desired = 0 }},
		{name: "rotated during a release", behind: true, change: func(p *platform) {
			justRotated(p)
			p.release(ago(6*time.Minute), time.Time{}, completes)
		}},
		{name: "released after the rotation", change: func(p *platform) {
			justRotated(p)
			p.deployments[0].created = ago(4 * time.Minute)
		}},
		{name: "a release after the rotation still has old tasks", behind: true, change: func(p *platform) {
			justRotated(p)
			p.release(ago(4*time.Minute), time.Time{}, completes)
		}},
		{name: "a release after the rotation has no old tasks left", change: func(p *platform) {
			justRotated(p)
			p.release(ago(4*time.Minute), time.Time{}, completes)
			p.deployments[0].tasks, p.deployments[1].tasks = 2, 0
		}},
		{name: "a release hangs for two hours after the rotation", err: "RestartFailed", cause: "a deployment is still in progress", told: 1,
			change: func(p *platform) {
				p.connection.changed = ago(2*time.Hour + time.Minute)
				p.release(ago(3*time.Hour), time.Time{}, completes)
			}},
		{name: "a release hangs for less than two hours", behind: true, change: func(p *platform) {
			p.connection.changed = ago(2*time.Hour - time.Minute)
			p.release(ago(3*time.Hour), time.Time{}, completes)
		}},
		{name: "a late restart waits for its turn", err: "RestartFailed",
			cause:  "still hold the previous password, more than 120 minutes after it changed. It stays valid",
			change: func(p *platform) { p.connection.changed = ago(2*time.Hour + 16*time.Minute) }},
		{name: "a late restart has its turn", restarts: 1, minutes: 11,
			change: func(p *platform) { p.connection.changed = ago(3*time.Hour + time.Minute) }},
		{name: "a late restart is requested", input: map[string]any{"now": true}, restarts: 1, minutes: 11,
			change: func(p *platform) { p.connection.changed = ago(2*time.Hour + 16*time.Minute) }},
		{name: "new tasks fail and the restart is rolled back", change: onRestart(rolledBack),
			restarts: 1, err: "RestartFailed", cause: "rolled the restart back", told: 1, minutes: 11},
		{name: "ECS gives the restart up", change: onRestart(givenUp),
			restarts: 1, err: "RestartFailed", cause: "rolled the restart back", told: 1},
		{name: "the restart never ends", change: onRestart(neverEnds),
			restarts: 1, err: "RestartFailed", cause: "not complete after 45 minutes", told: 1, minutes: restartMinutes},
		{name: "ECS refuses the restart", change: onRestart(refused),
			restarts: 1, err: "RestartFailed", cause: "service is draining", told: 1},
		{name: "the restart fails again at a later check", restarts: 1, err: "RestartFailed", told: 0, change: func(p *platform) {
			p.connection.rotated, p.connection.changed = ago(25*time.Minute), ago(25*time.Minute)
			p.restart = rolledBack
		}},
		{name: "ECS does not answer during a restart", restarts: 1, err: "CheckBroken", change: func(p *platform) {
			justRotated(p)
			p.broken, p.brokenAfter = "ecs:describeServices", 1
		}},
		{name: "ECS does not answer", err: "CheckBroken", change: func(p *platform) { p.broken = "ecs:describeServices" }},
		{name: "the service does not exist", err: "CheckBroken", change: func(p *platform) { p.gone = true }},
		{name: "SNS does not answer", restarts: 1, err: "RestartFailed", change: func(p *platform) {
			justRotated(p)
			p.restart, p.broken = rolledBack, "sns:publish"
		}},
	}
}

func onRestart(o outcome) func(*platform) {
	return func(p *platform) { justRotated(p); p.restart = o }
}

// rotationScenarios are about the two secrets.
func rotationScenarios() []scenario {
	return []scenario{
		{name: "a rotation is in progress", change: rotating(time.Minute)},
		{name: "a rotation is in progress, and no check saw the one before", restarts: 1, minutes: 11, change: func(p *platform) {
			rotating(time.Minute)(p)
			p.connection.rotated = ago(10 * time.Minute)
		}},
		{name: "a rotation hangs", change: rotating(65 * time.Minute),
			err: "RotationFailed", cause: "did not finish: connection", told: 1},
		{name: "a rotation still hangs", change: rotating(3 * time.Hour), err: "RotationFailed", told: 0},
		{name: "a rotation has been hanging since yesterday", change: rotating(25*time.Hour + time.Minute), err: "RotationFailed", told: 1},
		{name: "the master user's rotation hangs", err: "RotationFailed", cause: "did not finish: admin", told: 1,
			change: func(p *platform) { p.admin.unfinished, p.admin.changed = true, ago(70*time.Minute) }},
		{name: "rotation is disabled", err: "RotationFailed", cause: "switched off for admin", told: 1,
			change: func(p *platform) { p.admin.disabled, p.admin.changed = true, ago(time.Minute) }},
		{name: "both rotations are disabled", err: "RotationFailed", cause: "switched off for connection and admin", told: 1,
			change: func(p *platform) { p.admin.disabled, p.connection.disabled = true, true }},
		{name: "due, within the margin", change: func(p *platform) { p.connection.rotated = noon.AddDate(0, 0, -92).Add(time.Hour) }},
		{name: "overdue", err: "RotationFailed", cause: "More than 92 days without a rotation: connection", told: 1,
			change: func(p *platform) { p.connection.rotated = noon.AddDate(0, 0, -92).Add(-time.Minute) }},
		{name: "never rotated and overdue", err: "RotationFailed", cause: "without a rotation: admin", told: 1, change: func(p *platform) {
			p.admin.rotated, p.admin.created = time.Time{}, noon.AddDate(0, 0, -93).Add(-time.Minute)
			p.admin.changed = noon.AddDate(0, 0, -93)
		}},
		{name: "rotated, and the master user's rotation hangs", restarts: 1, err: "RotationFailed", told: 1, change: func(p *platform) {
			justRotated(p)
			p.admin.unfinished, p.admin.changed = true, ago(70*time.Minute)
		}},
		{name: "Secrets Manager does not answer", err: "CheckBroken",
			change: func(p *platform) { p.broken = "secretsmanager:describeSecret" }},
		{name: "Secrets Manager answers once", err: "CheckBroken",
			change: func(p *platform) { p.broken, p.brokenAfter = "secretsmanager:describeSecret", 1 }},
	}
}

// rotating is a rotation of the connection secret that has been in progress for a while.
func rotating(since time.Duration) func(*platform) {
	return func(p *platform) { p.connection.unfinished, p.connection.changed = true, ago(since) }
}
