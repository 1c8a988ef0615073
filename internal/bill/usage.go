package bill

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// Usage is what visitors and the application cause in a month. A bill at rest has none of it.
type Usage struct {
	RequestsMillion float64 `json:"requestsMillion"` // requests of viewers to CloudFront
	TransferGB      float64 `json:"transferGB"`      // from CloudFront to viewers
	MessagesMillion float64 `json:"messagesMillion"` // requests to SQS: a message is sent, received and deleted
	LogsGB          float64 `json:"logsGB"`          // that CloudWatch Logs takes in
	NATGB           float64 `json:"natGB"`           // that NAT gateways pass on
}

// Prices by use, in US dollars of us-east-1. Sources as in prices.go.
const (
	requestsMillion = 1.00  // HTTPS requests to CloudFront in North America; estimator, 2026-08-21
	transferGB      = 0.085 // CloudFront to North America; estimator, 2026-08-21
	freeTransferGB  = 1024  // a month in each account; a public summary of CloudFront's free tier, before 2026-11-22
	webACLMillion   = 0.60  // requests that a web ACL looks at; estimator, 2026-08-21
	messagesMillion = 0.40  // standard queues; estimator, 2026-08-21
	logsGB          = 0.50  // rate card, 2026-09-30
	natGB           = 0.045 // rate card, 2026-09-30
)

// ReadUsage reads a file with a Usage as JSON. A field of another name is an error.
func ReadUsage(file string) (Usage, error) {
	var usage Usage
	data, err := os.Open(file)
	if err != nil {
		return usage, err
	}
	defer data.Close()
	decoder := json.NewDecoder(data)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&usage); err != nil {
		return usage, fmt.Errorf("%s: %w; fix: write numbers for requestsMillion, transferGB, messagesMillion, logsGB, natGB", file, err)
	}
	for _, value := range []float64{usage.RequestsMillion, usage.TransferGB, usage.MessagesMillion, usage.LogsGB, usage.NATGB} {
		if value < 0 {
			return usage, errors.New(file + ": a number below zero; fix: write the amount of one month")
		}
	}
	return usage, nil
}

// Lines are what a usage costs in a month. Load balancers bill by use too (LCU-hours), which depends on the shape of the traffic; no
// line has it.
func (u Usage) Lines() []Line {
	return []Line{
		{Item: "CloudFront requests, a million each", Count: int(u.RequestsMillion), Monthly: u.RequestsMillion * requestsMillion},
		{Item: "CloudFront transfer, GB beyond 1024", Count: int(u.TransferGB), Monthly: max(u.TransferGB-freeTransferGB, 0) * transferGB},
		{Item: "web ACL, a million requests each", Count: int(u.RequestsMillion), Monthly: u.RequestsMillion * webACLMillion},
		{Item: "SQS requests, a million each", Count: int(u.MessagesMillion), Monthly: u.MessagesMillion * messagesMillion},
		{Item: "logs, GB", Count: int(u.LogsGB), Monthly: u.LogsGB * logsGB},
		{Item: "NAT gateway traffic, GB", Count: int(u.NATGB), Monthly: u.NATGB * natGB},
	}
}

// SavedWhileOff is what a schedule saves in a month: the share of the time in which tasks and database are off, of what they cost.
func (e Estimate) SavedWhileOff(tasks, database float64) float64 {
	saved := 0.0
	for _, line := range e.Lines {
		switch line.Rests {
		case WithTasks:
			saved += line.Monthly * tasks
		case WithDatabase:
			saved += line.Monthly * database
		}
	}
	return saved
}
