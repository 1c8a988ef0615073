package restart

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestEveryWayThroughTheFlow executes every state, rule and catcher of the definition, with its expressions evaluated by JSONata's
// reference implementation. It catches a service that is restarted needlessly or not at all, and a failure that notifies
// nobody, or notifies all day.
func TestEveryWayThroughTheFlow(t *testing.T) {
	_, m := filledIn(t, production())
	model := readModel(t)
	evaluate := newEvaluator(t)
	taken := map[string]bool{}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			aws := atRest()
			s.change(&aws)
			call := func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
				model.checkCall(t, api, arguments)
				answer, err := aws.call(api, arguments, now)
				model.checkAnswer(t, api, answer)
				return answer, err
			}
			x := execution{machine: m, evaluator: evaluate, start: noon, input: s.input, call: call}
			x.run(t)
			x.note(taken)
			if x.err != s.err || (s.err == "") != (x.status == "SUCCEEDED") {
				t.Errorf("ended %s %q (%s), want %q", x.status, x.err, x.cause, s.err)
			}
			if upToDate := !s.behind; s.err == "" && !reflect.DeepEqual(x.output, map[string]any{"upToDate": upToDate}) {
				t.Errorf("output %v, want upToDate %v", x.output, upToDate)
			}
			if !strings.Contains(x.cause, s.cause) {
				t.Errorf("cause %q, want it to contain %q", x.cause, s.cause)
			}
			if aws.restarts != s.restarts {
				t.Errorf("%d restarts, want %d", aws.restarts, s.restarts)
			}
			if len(aws.told) != s.told {
				t.Errorf("%d messages to the topic, want %d", len(aws.told), s.told)
			}
			if took := x.now.Sub(x.start); took < time.Duration(s.minutes)*time.Minute {
				t.Errorf("ended after %s, want at least %d minutes", took, s.minutes)
			} else if took >= time.Duration(m.TimeoutSeconds)*time.Second {
				t.Errorf("ended after %s, want less than the machine's TimeoutSeconds", took)
			}
		})
	}
	for _, transition := range transitions(m) {
		if transition.from == "ChooseMode" && transition.to == "JudgeRotation" {
			continue // TestWithoutAServiceTheFlowOnlyWatches covers it
		}
		if !taken[transition.from+" "+transition.to] {
			t.Errorf("no scenario goes from %s to %s", transition.from, transition.to)
		}
	}
}

// note records the transitions of an execution.
func (x *execution) note(taken map[string]bool) {
	for i := 1; i < len(x.path); i++ {
		taken[x.path[i-1]+" "+x.path[i]] = true
	}
}

// TestWithoutAServiceTheFlowOnlyWatches catches an environment with a proxy in which a failed rotation notifies nobody. It also
// catches a state machine that asks ECS for a service that does not hold the password.
func TestWithoutAServiceTheFlowOnlyWatches(t *testing.T) {
	settings := production()
	settings.ServiceName = NoService
	_, m := filledIn(t, settings)
	evaluate := newEvaluator(t)
	for _, c := range []struct {
		change func(*platform)
		err    string
	}{
		{change: func(*platform) {}},
		{change: func(p *platform) { p.connection.changed = ago(time.Minute) }},
		{change: rotating(65 * time.Minute), err: "RotationFailed"},
		{change: func(p *platform) { p.admin.disabled, p.admin.changed = true, ago(time.Minute) }, err: "RotationFailed"},
		{change: func(p *platform) { p.connection.rotated = noon.AddDate(0, 0, -92).Add(-time.Minute) }, err: "RotationFailed"},
	} {
		aws := atRest()
		c.change(&aws)
		call := func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
			if strings.HasPrefix(api, "ecs:") {
				t.Errorf("calls %s", api)
			}
			return aws.call(api, arguments, now)
		}
		x := execution{machine: m, evaluator: evaluate, start: noon, call: call}
		x.run(t)
		if x.err != c.err || (c.err != "") != (len(aws.told) == 1) {
			t.Errorf("ended %q (%s) with %d messages to the topic, want %q", x.err, x.cause, len(aws.told), c.err)
		}
	}
}
