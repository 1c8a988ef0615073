package restart

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/tests/statemachine"
)

// holders returns the settings of an environment with two services. The secret key is held by both.
func holders() HoldersSettings {
	const arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:"
	return HoldersSettings{
		Environment: "dev", ClusterName: "kasha-dev", TopicArn: "arn:aws:sns:us-east-1:111111111111:kasha-dev-alarms", CheckMinutes: 15,
		Holdings: []Holding{
			{Service: "frontend", Kind: Secret, ID: arn + "key"},
			{Service: "worker", Kind: Secret, ID: arn + "key"},
			{Service: "worker", Kind: Parameter, ID: "/shop/dsn"},
		},
	}
}

func holdersMachine(t *testing.T, settings HoldersSettings) (string, statemachine.Machine) {
	t.Helper()
	return statemachine.Fill(t, HoldersDefinition, settings.Placeholders())
}

// shop is the AWS of two services that hold one secret, and of a parameter that only the worker holds.
type shop struct {
	secret    secret
	parameter time.Time
	services  map[string]*platform
	broken    string // the call that fails, or its argument
	told      []map[string]any
}

func shopAtRest() *shop {
	frontend, worker := atRest(), atRest()
	return &shop{
		secret: frontend.connection, parameter: noon.AddDate(0, 0, -30), services: map[string]*platform{"frontend": &frontend, "worker": &worker},
	}
}

func (s *shop) call(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
	if s.broken != "" && strings.Contains(api+fmt.Sprint(arguments), s.broken) {
		return nil, errors.New("throttled")
	}
	switch api {
	case "secretsmanager:describeSecret":
		return s.secret.describe("key"), nil
	case "ssm:describeParameters":
		if s.parameter.IsZero() {
			return map[string]any{"Parameters": []any{}}, nil
		}
		return map[string]any{"Parameters": []any{map[string]any{"Name": "/shop/dsn", "LastModifiedDate": statemachine.Stamp(s.parameter)}}}, nil
	case "ecs:describeServices":
		return s.services[arguments["Services"].([]any)[0].(string)].call(api, arguments, now)
	case "ecs:updateService":
		return s.services[arguments["Service"].(string)].call(api, arguments, now)
	}
	s.told = append(s.told, arguments)
	return map[string]any{"MessageId": "1"}, nil
}

// TestEveryHolderIsRestartedAfterAChange executes every state, rule and catcher of the definition. It catches a holder that is not
// restarted, and one that is restarted for a secret that it does not hold. It also catches a failure at one holder that stops the check of
// the others.
func TestEveryHolderIsRestartedAfterAChange(t *testing.T) {
	text, m := holdersMachine(t, holders())
	model, evaluate := statemachine.ReadModel(t), statemachine.NewEvaluator(t)
	statemachine.CheckDefinition(t, text, statemachine.Mistake{What: "a transition to nowhere", Old: `"Next": "`, New: `"Next": "No`})
	taken := map[string]bool{}
	for _, c := range []struct {
		name     string
		change   func(*shop)
		input    map[string]any
		restarts string // services, in alphabetical order
		behind   bool
		err      string
		cause    string
		told     int
	}{
		{name: "nothing to do", change: func(*shop) {}},
		{name: "the secret changed", restarts: "frontend worker", behind: true, change: func(s *shop) { s.secret.changed = ago(time.Minute) }},
		{name: "a rotation has begun", change: func(s *shop) { s.secret.unfinished, s.secret.changed = true, ago(time.Minute) }},
		{name: "a new secret was never rotated", change: func(s *shop) {
			s.secret = secret{created: ago(1000 * time.Hour), changed: ago(time.Minute), unfinished: true}
		}},
		{name: "the parameter changed", restarts: "worker", behind: true, change: func(s *shop) { s.parameter = ago(time.Minute) }},
		{name: "both changed", restarts: "frontend worker", behind: true, change: func(s *shop) {
			s.secret.changed, s.parameter = ago(2*time.Minute), ago(time.Minute)
		}},
		{name: "at rest", restarts: "worker", behind: true, change: func(s *shop) {
			s.secret.changed, s.services["frontend"].desired = ago(time.Minute), 0
		}},
		{name: "a release is in progress", restarts: "worker", behind: true, change: func(s *shop) {
			s.secret.changed = ago(time.Minute)
			s.services["frontend"].release(ago(5*time.Minute), time.Time{}, completes)
		}},
		{name: "the restart is in progress", restarts: "worker", behind: true, change: func(s *shop) {
			s.secret.changed = ago(5 * time.Minute)
			s.services["frontend"].release(ago(time.Minute), time.Time{}, completes)
		}},
		{name: "a release hangs", restarts: "worker", err: "RestartFailed", cause: "a deployment does not end", told: 1, change: func(s *shop) {
			s.secret.changed = ago(2*time.Hour + time.Minute)
			s.services["frontend"].release(ago(3*time.Hour), time.Time{}, completes)
		}},
		{name: "late, and not its turn", err: "RestartFailed", cause: "Tasks of frontend still hold", change: func(s *shop) {
			s.secret.changed = ago(2*time.Hour + 16*time.Minute)
		}},
		{name: "late, and requested", restarts: "frontend worker", behind: true, input: map[string]any{"now": true}, change: func(s *shop) {
			s.secret.changed = ago(2*time.Hour + 16*time.Minute)
		}},
		{name: "ECS refuses one", restarts: "frontend worker", err: "RestartFailed", cause: "refused to restart frontend: service is draining",
			told: 1, change: func(s *shop) {
				s.secret.changed, s.services["frontend"].restart = ago(time.Minute), refused
			}},
		{name: "and SNS does not answer", restarts: "frontend worker", err: "RestartFailed", change: func(s *shop) {
			s.secret.changed, s.services["frontend"].restart, s.broken = ago(time.Minute), refused, "sns:publish"
		}},
		{name: "the secret is gone", restarts: "worker", err: "CheckBroken", cause: ":secret:key cannot be described: throttled",
			change: func(s *shop) { s.parameter, s.broken = ago(time.Minute), "describeSecret" }},
		{name: "the parameter is gone", restarts: "frontend worker", err: "CheckBroken", cause: "/shop/dsn cannot be described",
			change: func(s *shop) { s.secret.changed, s.parameter = ago(time.Minute), time.Time{} }},
		{name: "a service is gone", restarts: "worker", err: "CheckBroken", cause: "The service frontend cannot be described",
			change: func(s *shop) { s.secret.changed, s.services["frontend"].gone = ago(time.Minute), true }},
	} {
		aws := shopAtRest()
		c.change(aws)
		x := statemachine.Execution{Machine: m, Evaluator: evaluate, Start: noon, Input: c.input}
		x.Call = func(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
			model.CheckCall(t, api, arguments)
			answer, err := aws.call(api, arguments, now)
			model.CheckAnswer(t, api, answer)
			return answer, err
		}
		x.Run(t)
		x.Note(taken)
		var restarted []string
		for name, service := range aws.services {
			if service.restarts > 1 {
				t.Errorf("%s: %d restarts of %s, want at most one", c.name, service.restarts, name)
			}
			if service.restarts > 0 {
				restarted = append(restarted, name)
			}
		}
		slices.Sort(restarted)
		if got := strings.Join(restarted, " "); got != c.restarts {
			t.Errorf("%s: restarts %q, want %q", c.name, got, c.restarts)
		}
		if x.Err != c.err || !strings.Contains(x.Cause, c.cause) || len(aws.told) != c.told {
			t.Errorf("%s: ended %q (%s) with %d messages, want %q (%s) with %d", c.name, x.Err, x.Cause, len(aws.told), c.err, c.cause, c.told)
		}
		if output, _ := x.Output.(map[string]any); c.err == "" && output["upToDate"] != !c.behind {
			t.Errorf("%s: output %v, want upToDate %v", c.name, x.Output, !c.behind)
		}
	}
	statemachine.CheckTaken(t, m, taken)
	statemachine.CheckReached(t, m)
}

// TestOneHoldingIsAList catches JSONata's habit of turning a list of one into its element: the flow would check nothing.
func TestOneHoldingIsAList(t *testing.T) {
	settings := holders()
	settings.Holdings = settings.Holdings[:1]
	_, m := holdersMachine(t, settings)
	aws := shopAtRest()
	aws.secret.changed = ago(time.Minute)
	x := statemachine.Execution{Machine: m, Evaluator: statemachine.NewEvaluator(t), Start: noon, Call: aws.call}
	x.Run(t)
	if x.Status != "SUCCEEDED" || aws.services["frontend"].restarts != 1 || aws.services["worker"].restarts != 0 {
		t.Errorf("ended %s (%s) with %d restarts of the frontend, want 1", x.Status, x.Cause, aws.services["frontend"].restarts)
	}
}
