package provider

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// aws is Step Functions and CloudFormation's response URL.
type aws struct {
	refuses int // how many starts fail
	lost    bool

	started []string // name and input
	to      string
	answer  *Response
	slept   time.Duration
}

func (a *aws) provider() Provider {
	return Provider{
		TaskDefinition: "arn:task-definition/release:7",
		Start: func(_ context.Context, name, input string) error {
			a.started = append(a.started, name, input)
			if a.refuses--; a.refuses >= 0 {
				return errors.New("AccessDenied")
			}
			return nil
		},
		Put: func(_ context.Context, url string, body []byte) error {
			if a.lost {
				return errors.New("connection reset")
			}
			a.to, a.answer = url, &Response{}
			return json.Unmarshal(body, a.answer)
		},
		Sleep: func(d time.Duration) { a.slept += d },
	}
}

// event is a request as CloudFormation sends it.
func event(t *testing.T, kind, physical string) Event {
	t.Helper()
	text := `{"RequestType": "` + kind + `", "ResponseURL": "https://s3.example/signed", "StackId": "arn:stack", "RequestId": "r-1",
	  "LogicalResourceId": "Release", "PhysicalResourceId": "` + physical + `", "ResourceType": "Custom::Release",
	  "ResourceProperties": {"ServiceToken": "arn:function", "Image": "ecr:2"}, "OldResourceProperties": {"Image": "ecr:1"}}`
	var e Event
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestADeletionAlwaysSucceeds catches a stack that cannot be deleted because a release runs or fails.
func TestADeletionAlwaysSucceeds(t *testing.T) {
	a := &aws{refuses: 100}
	if err := a.provider().Handle(context.Background(), event(t, "Delete", "Release")); err != nil {
		t.Fatal(err)
	}
	want := Response{Status: Success, PhysicalResourceId: "Release", StackId: "arn:stack", RequestId: "r-1", LogicalResourceId: "Release"}
	if a.answer == nil || *a.answer != want || a.to != "https://s3.example/signed" || len(a.started) > 0 {
		t.Errorf("answered %+v to %s and started %v, want %+v and no start", a.answer, a.to, a.started, want)
	}
}

// TestARequestStartsTheStateMachine catches an answer before the release has ended, and an input without what the state machine needs.
func TestARequestStartsTheStateMachine(t *testing.T) {
	for _, kind := range []string{"Create", "Update"} {
		a := &aws{refuses: 2} // the role is new
		if err := a.provider().Handle(context.Background(), event(t, kind, "")); err != nil {
			t.Fatal(err)
		}
		var input Input
		if len(a.started) != 6 || json.Unmarshal([]byte(a.started[5]), &input) != nil {
			t.Fatalf("%s: started %v, want the third start to work", kind, a.started)
		}
		want := Input{Request: event(t, kind, "").Request, TaskDefinition: "arn:task-definition/release:7"}
		if a.started[4] != "r-1" || input != want || a.answer != nil || a.slept != 10*time.Second {
			t.Errorf("%s: started %s with %+v after %s and answered %+v, want r-1 with %+v, and no answer", kind, a.started[4], input, a.slept,
				a.answer, want)
		}
	}
}

// TestAStartThatFailsIsAnswered catches a deployment that waits for an hour because nothing was started.
func TestAStartThatFailsIsAnswered(t *testing.T) {
	a := &aws{refuses: 100}
	if err := a.provider().Handle(context.Background(), event(t, "Update", "Release")); err != nil {
		t.Fatal(err)
	}
	if a.answer == nil || a.answer.Status != Failed || !strings.Contains(a.answer.Reason, "AccessDenied") || a.slept > 30*time.Second {
		t.Errorf("answered %+v after %s, want a failure that names AccessDenied within half a minute", a.answer, a.slept)
	}
	a = &aws{refuses: 100, lost: true}
	if err := a.provider().Handle(context.Background(), event(t, "Update", "Release")); err == nil {
		t.Error("an answer that is lost is no error, so Lambda would not try again")
	}
}

// TestTheStateMachinesAnswerIsHandedOn catches another physical id, for which CloudFormation deletes the resource under the old one. It
// also catches a reason that is too long for CloudFormation, and a status that it does not know.
func TestTheStateMachinesAnswerIsHandedOn(t *testing.T) {
	for _, test := range []struct{ physical, status, reason, wantID, wantStatus string }{
		{"", Success, "well", "Release", Success},
		{"earlier", Failed, strings.Repeat("ü", 3000), "earlier", Failed},
		{"earlier", "MAYBE", "", "earlier", Failed},
	} {
		a := &aws{}
		answer := Answer{Request: event(t, "Update", test.physical).Request, Status: test.status, Reason: test.reason}
		text, _ := json.Marshal(map[string]any{"Answer": answer})
		var e Event
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatal(err)
		}
		if err := a.provider().Handle(context.Background(), e); err != nil {
			t.Fatal(err)
		}
		if a.answer == nil || a.answer.Status != test.wantStatus || a.answer.PhysicalResourceId != test.wantID || len(a.started) > 0 {
			t.Errorf("%s: answered %+v, want %s for %s", test.status, a.answer, test.wantStatus, test.wantID)
			continue
		}
		if reason := a.answer.Reason; len(reason) > maxReason || !utf8.ValidString(reason) || strings.ContainsRune(reason, utf8.RuneError) {
			t.Errorf("a reason of %d bytes, want at most %d in whole characters", len(reason), maxReason)
		}
	}
}

// TestSomethingElseIsRefused catches a call by hand that starts a release, which no one waits for.
func TestSomethingElseIsRefused(t *testing.T) {
	a := &aws{}
	if err := a.provider().Handle(context.Background(), Event{}); err == nil || len(a.started) > 0 || a.answer != nil {
		t.Errorf("error %v, started %v, answered %v; want an error and nothing else", err, a.started, a.answer)
	}
}
