package restart

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"kasha/tests/statemachine"
)

// platform is the AWS of one scenario: the two secrets, the service, and what happens to a restart.
type platform struct {
	connection, admin secret
	desired           int
	deployments       []deployment // the primary one first
	restart           outcome
	gone              bool
	broken            string // the call that fails
	brokenAfter       int    // how often it succeeds before

	restarts int
	told     []map[string]any
}

// outcome is how a deployment ends.
type outcome string

const (
	completes  outcome = ""
	rolledBack outcome = "rolled back"
	givenUp    outcome = "given up"
	neverEnds  outcome = "never ends"
	refused    outcome = "refused"
)

// deployment is one of the service's deployments. Without a time to end, it is complete or stays in progress.
type deployment struct {
	created, ends time.Time
	outcome       outcome
	rollout       string
	tasks         int
}

type secret struct {
	created, rotated, changed time.Time
	unfinished, disabled      bool
}

func (s secret) describe(name string) map[string]any {
	versions := map[string]any{"v1": []any{"AWSCURRENT"}, "v0": []any{"AWSPREVIOUS"}}
	if s.unfinished {
		versions["v2"] = []any{"AWSPENDING"}
	} else {
		versions["v1"] = []any{"AWSCURRENT", "AWSPENDING"} // how a finished rotation may leave it
	}
	answer := map[string]any{
		"Name": name, "CreatedDate": statemachine.Stamp(s.created), "LastChangedDate": statemachine.Stamp(s.changed),
		"VersionIdsToStages": versions, "RotationEnabled": !s.disabled,
	}
	if !s.rotated.IsZero() {
		answer["LastRotatedDate"] = statemachine.Stamp(s.rotated)
	}
	return answer
}

// release starts a deployment. The old tasks run until it ends.
func (p *platform) release(created, ends time.Time, end outcome) {
	p.deployments = append([]deployment{{created: created, ends: ends, outcome: end, rollout: "IN_PROGRESS"}}, p.deployments...)
}

// settle ends the deployments whose time has come.
func (p *platform) settle(now time.Time) {
	primary := &p.deployments[0]
	if primary.rollout != "IN_PROGRESS" || primary.ends.IsZero() || now.Before(primary.ends) {
		return
	}
	switch primary.outcome {
	case rolledBack: // the previous deployment becomes the primary one again
		p.deployments = p.deployments[1:]
	case givenUp:
		primary.rollout = "FAILED"
	case completes:
		primary.rollout, primary.tasks = "COMPLETED", p.desired
		p.deployments = p.deployments[:1]
	}
}

func (p *platform) describe() []any {
	var all []any
	for i, d := range p.deployments {
		status := "ACTIVE"
		if i == 0 {
			status = "PRIMARY"
		}
		all = append(all, map[string]any{
			"Status": status, "CreatedAt": statemachine.Stamp(d.created), "RolloutState": d.rollout, "RunningCount": d.tasks, "PendingCount": 0,
		})
	}
	return all
}

func (p *platform) call(api string, arguments map[string]any, now time.Time) (map[string]any, error) {
	p.settle(now)
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
		if p.restart == refused {
			return nil, errors.New("service is draining")
		}
		ends := now.Add(11*time.Minute + time.Second)
		if p.restart == neverEnds {
			ends = time.Time{}
		}
		p.release(now, ends, p.restart)
		return map[string]any{}, nil
	case "ecs:describeServices":
		if p.gone {
			return map[string]any{"Services": []any{}, "Failures": []any{map[string]any{"Reason": "MISSING"}}}, nil
		}
		return map[string]any{"Services": []any{map[string]any{"DesiredCount": p.desired, "Deployments": p.describe()}}}, nil
	case "sns:publish":
		p.told = append(p.told, arguments)
		return map[string]any{"MessageId": "1"}, nil
	}
	return nil, fmt.Errorf("no call %s", api)
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// atRest is a platform in order: rotated ten days ago, and restarted a minute later.
func atRest() platform {
	rotated := noon.AddDate(0, 0, -10)
	s := secret{created: noon.AddDate(-1, 0, 0), rotated: rotated, changed: rotated}
	restarted := deployment{created: rotated.Add(time.Minute), rollout: "COMPLETED", tasks: 2}
	return platform{connection: s, admin: s, desired: 2, deployments: []deployment{restarted}}
}
