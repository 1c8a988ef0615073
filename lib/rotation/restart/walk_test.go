package restart

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kasha/tests/statemachine"
)

// TestEveryWayThroughTheFlow executes every state, rule and catcher of the definition, with its expressions evaluated by JSONata's
// reference implementation. It catches a service that is restarted needlessly or not at all, and a failure that notifies
// nobody, or notifies all day.
func TestEveryWayThroughTheFlow(t *testing.T) {
	_, m := filledIn(t, production())
	model := statemachine.ReadModel(t)
	evaluate := statemachine.NewEvaluator(t)
	taken := map[string]bool{}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			aws := atRest()
			s.change(&aws)
			call := func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
				model.CheckCall(t, api, arguments)
				answer, err := aws.call(api, arguments, now)
				model.CheckAnswer(t, api, answer)
				return answer, err
			}
			x := statemachine.Execution{Machine: m, Evaluator: evaluate, Start: noon, Input: s.input, Call: call}
			x.Run(t)
			x.Note(taken)
			if x.Err != s.err || (s.err == "") != (x.Status == "SUCCEEDED") {
				t.Errorf("ended %s %q (%s), want %q", x.Status, x.Err, x.Cause, s.err)
			}
			if upToDate := !s.behind; s.err == "" && !reflect.DeepEqual(x.Output, map[string]any{"upToDate": upToDate}) {
				t.Errorf("output %v, want upToDate %v", x.Output, upToDate)
			}
			if !strings.Contains(x.Cause, s.cause) {
				t.Errorf("cause %q, want it to contain %q", x.Cause, s.cause)
			}
			if aws.restarts != s.restarts {
				t.Errorf("%d restarts, want %d", aws.restarts, s.restarts)
			}
			if len(aws.told) != s.told {
				t.Errorf("%d messages to the topic, want %d", len(aws.told), s.told)
			}
			if took := x.Now.Sub(x.Start); took < time.Duration(s.minutes)*time.Minute {
				t.Errorf("ended after %s, want at least %d minutes", took, s.minutes)
			} else if took >= time.Duration(m.TimeoutSeconds)*time.Second {
				t.Errorf("ended after %s, want less than the machine's TimeoutSeconds", took)
			}
		})
	}
	taken["ChooseMode JudgeRotation"] = true // by TestWithoutAServiceTheFlowOnlyWatches
	statemachine.CheckTaken(t, m, taken)
}

// TestWithoutAServiceTheFlowOnlyWatches catches an environment with a proxy in which a failed rotation notifies nobody. It also
// catches a state machine that asks ECS for a service that does not hold the password.
func TestWithoutAServiceTheFlowOnlyWatches(t *testing.T) {
	settings := production()
	settings.ServiceName = NoService
	_, m := filledIn(t, settings)
	evaluate := statemachine.NewEvaluator(t)
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
		x := statemachine.Execution{Machine: m, Evaluator: evaluate, Start: noon, Call: call}
		x.Run(t)
		if x.Err != c.err || (c.err != "") != (len(aws.told) == 1) {
			t.Errorf("ended %q (%s) with %d messages to the topic, want %q", x.Err, x.Cause, len(aws.told), c.err)
		}
	}
}
