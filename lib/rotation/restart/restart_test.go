package restart

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse half an hour into a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	modules, node := nodeModules(t)
	text, _ := filledIn(t)
	validate := func(name, text string) (string, error) {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(node, filepath.Join(modules, "asl-validator/dist/bin/asl-validator.js"), "--json-path", file).CombinedOutput()
		return string(out), err
	}
	if out, err := validate("restart.json", text); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	// A validator that accepts anything would let this test pass for nothing.
	for what, broken := range map[string]string{
		"a transition to nowhere": strings.Replace(text, `"Next": "ReadAdminSecret"`, `"Next": "ReadAdminSecrets"`, 1),
		"a broken expression":     strings.Replace(text, "$toMillis($states.result.LastChangedDate)", "$toMillis($states.result.LastChangedDate", 1),
		"JSONPath in JSONata":     strings.Replace(text, `"Arguments": {"Cluster"`, `"Parameters": {"Cluster"`, 1),
	} {
		if _, err := validate("broken.json", broken); broken == text || err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
}

// platform is the AWS of one scenario: what the two secrets and the service look like, and what a restart comes to.
type platform struct {
	connection, admin secret
	desired           int
	deployed          time.Time
	rollout           string
	restart           string // "", "rolled back", "given up", "never ends" or "refused"
	gone              bool
	broken            string // the call that fails
	brokenAfter       int    // this many good answers to it

	restarts int
	told     []map[string]any
}

type secret struct {
	created, rotated, changed time.Time
	unfinished, switchedOff   bool
}

func (s secret) describe(name string) map[string]any {
	versions := map[string]any{"v1": []any{"AWSCURRENT"}, "v0": []any{"AWSPREVIOUS"}}
	if s.unfinished {
		versions["v2"] = []any{"AWSPENDING"}
	} else {
		versions["v1"] = []any{"AWSCURRENT", "AWSPENDING"} // how a finished rotation may leave it
	}
	answer := map[string]any{
		"Name": name, "CreatedDate": stamp(s.created), "LastChangedDate": stamp(s.changed), "VersionIdsToStages": versions, "RotationEnabled": !s.switchedOff,
	}
	if !s.rotated.IsZero() {
		answer["LastRotatedDate"] = stamp(s.rotated)
	}
	return answer
}

func (p *platform) call(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
	if api == p.broken {
		if p.brokenAfter--; p.brokenAfter < 0 {
			return nil, errors.New("throttled")
		}
	}
	switch api {
	case "secretsmanager:describeSecret":
		if strings.HasSuffix(arguments["SecretId"].(string), ":admin") {
			return p.admin.describe("admin"), nil
		}
		return p.connection.describe("connection"), nil
	case "ecs:updateService":
		p.restarts++
		if p.restart == "refused" {
			return nil, errors.New("service is draining")
		}
		p.deployed, p.rollout = now, "IN_PROGRESS"
		return map[string]any{}, nil
	case "ecs:describeServices":
		if p.gone {
			return map[string]any{"Services": []any{}, "Failures": []any{map[string]any{"Reason": "MISSING"}}}, nil
		}
		return map[string]any{"Services": []any{map[string]any{"DesiredCount": p.desired, "Deployments": p.deployments(now)}}}, nil
	case "sns:publish":
		p.told = append(p.told, arguments)
		return map[string]any{"MessageId": "1"}, nil
	}
	return nil, fmt.Errorf("no call %s", api)
}

// deployments lets a restart end after eleven minutes, with the deployment of before still listed until then.
func (p *platform) deployments(now time.Time) []any {
	before := map[string]any{"Status": "ACTIVE", "CreatedAt": stamp(now.Add(-9000 * time.Hour)), "RolloutState": "COMPLETED"}
	if p.restarts > 0 && p.rollout == "IN_PROGRESS" && now.Sub(p.deployed) > 11*time.Minute {
		switch p.restart {
		case "":
			p.rollout = "COMPLETED"
		case "rolled back":
			before["Status"] = "PRIMARY"
			return []any{before}
		case "given up":
			p.rollout = "FAILED"
		}
	}
	return []any{before, map[string]any{"Status": "PRIMARY", "CreatedAt": stamp(p.deployed), "RolloutState": p.rollout}}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// atRest is a platform where everything is as it should be: rotated ten days ago, restarted a minute later.
func atRest() platform {
	rotated := noon.AddDate(0, 0, -10)
	s := secret{created: noon.AddDate(-1, 0, 0), rotated: rotated, changed: rotated}
	return platform{connection: s, admin: s, desired: 2, deployed: rotated.Add(time.Minute), rollout: "COMPLETED"}
}

type scenario struct {
	name     string
	change   func(*platform)
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
			p.deployed = ago(50 * time.Minute)
		}},
		{name: "rotated while the service is at rest", change: func(p *platform) { justRotated(p); p.desired = 0 }},
		{name: "rotated while a release is rolled out", change: func(p *platform) { justRotated(p); p.rollout = "IN_PROGRESS" }},
		{name: "released since the rotation", change: func(p *platform) { justRotated(p); p.deployed = ago(4 * time.Minute) }},
		{name: "a rotation is under way", change: func(p *platform) { p.connection.unfinished, p.connection.changed = true, ago(time.Minute) }},
		{name: "a rotation is under way, and the one before was missed", change: func(p *platform) {
			p.connection.unfinished, p.connection.changed, p.connection.rotated = true, ago(time.Minute), ago(10*time.Minute)
		}, restarts: 1, minutes: 11},
		{name: "new tasks fail and the restart is rolled back", change: func(p *platform) { justRotated(p); p.restart = "rolled back" }, restarts: 1, err: "RestartFailed", cause: "rolled the restart back", told: 1, minutes: 11},
		{name: "the restart is given up", change: func(p *platform) { justRotated(p); p.restart = "given up" }, restarts: 1, err: "RestartFailed", cause: "rolled the restart back", told: 1},
		{name: "the restart never ends", change: func(p *platform) { justRotated(p); p.restart = "never ends" }, restarts: 1, err: "RestartFailed", cause: "not complete after 45 minutes", told: 1, minutes: RestartMinutes},
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

// TestEveryWayThroughTheFlow walks the definition through every state, rule and catcher, with its expressions evaluated by
// JSONata's reference implementation. It catches a service that is restarted needlessly or not at all, and a trouble that
// nobody hears of or everybody all day.
func TestEveryWayThroughTheFlow(t *testing.T) {
	_, m := filledIn(t)
	model := readModel(t)
	evaluate := newEvaluator(t)
	taken := map[string]bool{}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			aws := atRest()
			s.change(&aws)
			x := execution{machine: m, evaluator: evaluate, start: noon, call: func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
				model.checkCall(t, api, arguments)
				answer, err := aws.call(api, arguments, now)
				model.checkAnswer(t, api, answer)
				return answer, err
			}}
			x.run(t)
			x.note(taken)
			if x.err != s.err || (s.err == "") != (x.status == "SUCCEEDED") {
				t.Errorf("ended %s %q (%s), want %q", x.status, x.err, x.cause, s.err)
			}
			if !strings.Contains(x.cause, s.cause) {
				t.Errorf("cause %q, want it to say %q", x.cause, s.cause)
			}
			if aws.restarts != s.restarts {
				t.Errorf("%d restarts, want %d", aws.restarts, s.restarts)
			}
			if len(aws.told) != s.told {
				t.Errorf("told %d times, want %d", len(aws.told), s.told)
			}
			if took := x.now.Sub(x.start); took < time.Duration(s.minutes)*time.Minute {
				t.Errorf("ended after %s, want at least %d minutes", took, s.minutes)
			} else if took >= time.Duration(m.TimeoutSeconds)*time.Second {
				t.Errorf("ended after %s, which is past the flow's own limit", took)
			}
		})
	}
	for _, transition := range transitions(m) {
		if !taken[transition.from+" "+transition.to] {
			t.Errorf("no scenario goes from %s to %s", transition.from, transition.to)
		}
	}
}

// note records which transitions an execution took.
func (x *execution) note(taken map[string]bool) {
	for i := 1; i < len(x.path); i++ {
		taken[x.path[i-1]+" "+x.path[i]] = true
	}
}

// TestARepeatedCheckChangesNothing catches a flow that restarts a service twice for one rotation.
func TestARepeatedCheckChangesNothing(t *testing.T) {
	_, m := filledIn(t)
	evaluate := newEvaluator(t)
	aws := atRest()
	aws.connection.rotated, aws.connection.changed = noon.Add(-time.Minute), noon.Add(-time.Minute)
	for start := noon; start.Before(noon.Add(3 * time.Hour)); start = start.Add(15 * time.Minute) {
		x := execution{machine: m, evaluator: evaluate, start: start, call: aws.call}
		x.run(t)
		if x.status != "SUCCEEDED" {
			t.Fatalf("%s: %s", x.err, x.cause)
		}
	}
	if aws.restarts != 1 {
		t.Errorf("%d restarts after one rotation, want 1", aws.restarts)
	}
}

type transition struct{ from, to, why string }

// transitions are every arrow of the flow, in the order in which a reader who begins at the start meets them.
func transitions(m machine) []transition {
	var all []transition
	seen, queue := map[string]bool{m.StartAt: true}, []string{m.StartAt}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, arrow := range m.States[name].transitions(name) {
			all = append(all, arrow)
			if !seen[arrow.to] {
				seen[arrow.to] = true
				queue = append(queue, arrow.to)
			}
		}
	}
	return all
}

func (s state) transitions(name string) []transition {
	var all []transition
	for _, rule := range s.Choices {
		all = append(all, transition{name, rule.Next, "rule"})
	}
	if s.Default != "" {
		all = append(all, transition{name, s.Default, "otherwise"})
	}
	if s.Next != "" {
		all = append(all, transition{name, s.Next, ""})
	}
	for _, catcher := range s.Catch {
		if catcher.Next != s.Next {
			all = append(all, transition{name, catcher.Next, "on error"})
		}
	}
	return all
}

// TestEveryStateCanBeReached catches a state that a change left behind.
func TestEveryStateCanBeReached(t *testing.T) {
	_, m := filledIn(t)
	reached := map[string]bool{m.StartAt: true}
	for _, arrow := range transitions(m) {
		reached[arrow.to] = true
	}
	for name := range m.States {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}
