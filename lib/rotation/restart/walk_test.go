package restart

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestEveryWayThroughTheFlow walks the definition through every state, rule and catcher, with its expressions evaluated by
// JSONata's reference implementation. It catches a service that is restarted needlessly or not at all, and a trouble that
// nobody hears of or everybody all day.
func TestEveryWayThroughTheFlow(t *testing.T) {
	_, m := filledIn(t, production())
	model := readModel(t)
	evaluate := newEvaluator(t)
	taken := map[string]bool{}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			aws := atRest()
			s.change(&aws)
			x := execution{machine: m, evaluator: evaluate, start: noon, input: s.input, call: func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
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
			if upToDate := !s.behind; s.err == "" && !reflect.DeepEqual(x.output, map[string]any{"upToDate": upToDate}) {
				t.Errorf("says %v, want up to date: %v", x.output, upToDate)
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
		if transition.from == "ChooseWay" && transition.to == "JudgeRotation" {
			continue // TestWithoutAServiceTheFlowOnlyWatches goes there
		}
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

// TestWithoutAServiceTheFlowOnlyWatches catches a proxy's environment in which a failed rotation is heard of by nobody, and a flow
// that asks ECS for a service that does not hold the password.
func TestWithoutAServiceTheFlowOnlyWatches(t *testing.T) {
	settings := production()
	settings.ServiceName = NoService
	_, m := filledIn(t, settings)
	evaluate := newEvaluator(t)
	for _, c := range []struct {
		change func(*platform)
		err    string
	}{
		{func(*platform) {}, ""},
		{func(p *platform) { p.connection.changed = noon.Add(-time.Minute) }, ""},
		{func(p *platform) { p.connection.unfinished, p.connection.changed = true, noon.Add(-65*time.Minute) }, "RotationFailed"},
		{func(p *platform) { p.admin.switchedOff, p.admin.changed = true, noon.Add(-time.Minute) }, "RotationFailed"},
		{func(p *platform) { p.connection.rotated = noon.AddDate(0, 0, -92).Add(-time.Minute) }, "RotationFailed"},
	} {
		aws := atRest()
		c.change(&aws)
		x := execution{machine: m, evaluator: evaluate, start: noon, call: func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
			if strings.HasPrefix(api, "ecs:") {
				t.Errorf("calls %s", api)
			}
			return aws.call(api, arguments, now)
		}}
		x.run(t)
		if x.err != c.err || (c.err != "") != (len(aws.told) == 1) {
			t.Errorf("ended %q (%s) and told %d times, want %q", x.err, x.cause, len(aws.told), c.err)
		}
	}
}
