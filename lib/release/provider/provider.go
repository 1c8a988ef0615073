// Package provider is what CloudFormation calls for a release: the logic of the Lambda function in lib/release/function, without AWS.
//
// CloudFormation waits for an answer at a URL that it signs. A Lambda function may run for 15 minutes at most, so this one only starts a
// state machine (lib/release/wait). The state machine calls the function again, with the answer.
//
// A deletion is answered at once and always with success: nothing has to be undone, and a stack must be deletable.
//
// Failure modes: if the state machine cannot be started, the deployment fails with that error. If the answer cannot be delivered, the
// function fails, and its caller tries again. CloudFormation gives up after the time in the resource's ServiceTimeout.
package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Request is what CloudFormation sends, as far as it is needed. Source: CloudFormation user guide, "Custom resource request reference".
type Request struct {
	RequestType        string // Create, Update or Delete
	ResponseURL        string
	StackId            string //nolint:revive,staticcheck // the names are CloudFormation's
	RequestId          string
	LogicalResourceId  string
	PhysicalResourceId string
}

// Response is what CloudFormation expects. Source: CloudFormation user guide, "Custom resource response reference".
type Response struct {
	Status             string // Success or Failed
	Reason             string `json:",omitempty"`
	PhysicalResourceId string
	StackId            string
	RequestId          string
	LogicalResourceId  string
}

// The two values of Status.
const (
	Success = "SUCCESS"
	Failed  = "FAILED"
)

// Input is what the state machine is started with.
type Input struct {
	Request
	TaskDefinition string // its ARN
}

// Event is what the function is called with: a request of CloudFormation's, or an answer of the state machine's with the request that it
// answers.
type Event struct {
	Request
	Answer *Answer
}

// Answer is how a release ended.
type Answer struct {
	Request Request
	Status  string
	Reason  string
}

// Provider answers CloudFormation.
type Provider struct {
	TaskDefinition string // that the release runs

	// Start starts the state machine. The same name and input start it once.
	Start func(ctx context.Context, name, input string) error

	// Put delivers an answer.
	Put func(ctx context.Context, url string, body []byte) error

	Sleep func(time.Duration)
}

// A new role's permissions take some seconds to work everywhere.
const (
	startAttempts = 6
	startPause    = 5 * time.Second
)

// Handle takes one event.
func (p Provider) Handle(ctx context.Context, event Event) error {
	switch {
	case event.Answer != nil:
		return p.respond(ctx, event.Answer.Request, event.Answer.Status, event.Answer.Reason)
	case event.ResponseURL == "" || event.RequestId == "":
		return errors.New("this is neither a request of CloudFormation's nor an answer to one")
	case event.RequestType == "Delete":
		return p.respond(ctx, event.Request, Success, "")
	}
	if err := p.start(ctx, event.Request); err != nil {
		return p.respond(ctx, event.Request, Failed, fmt.Sprintf("The release was not started: %v", err))
	}
	return nil
}

func (p Provider) start(ctx context.Context, request Request) error {
	input, err := json.Marshal(Input{Request: request, TaskDefinition: p.TaskDefinition})
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		if err = p.Start(ctx, request.RequestId, string(input)); err == nil || attempt == startAttempts {
			return err
		}
		p.Sleep(startPause)
	}
}

// maxReason leaves room for the other texts in the 4096 bytes that CloudFormation reads of a response.
const maxReason = 2000

// respond keeps the resource's physical id. CloudFormation would delete the resource under an earlier one.
func (p Provider) respond(ctx context.Context, request Request, status, reason string) error {
	if status != Success && status != Failed {
		status, reason = Failed, fmt.Sprintf("the state machine answers %q, which is no status", status)
	}
	for len(reason) > maxReason {
		_, size := utf8.DecodeLastRuneInString(reason)
		reason = reason[:len(reason)-size]
	}
	id := request.PhysicalResourceId
	if id == "" {
		id = request.LogicalResourceId
	}
	body, err := json.Marshal(Response{
		Status: status, Reason: reason, PhysicalResourceId: id,
		StackId: request.StackId, RequestId: request.RequestId, LogicalResourceId: request.LogicalResourceId,
	})
	if err != nil {
		return err
	}
	return p.Put(ctx, request.ResponseURL, body)
}
