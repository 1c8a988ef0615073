package restart

import (
	_ "embed"
	"strconv"
	"strings"
)

// HoldersDefinition is the state machine for every other secret that tasks hold, in Amazon States Language. Like Definition, it compares
// the date of each secret with the dates of the service's deployments. It does not wait for a restart: the next check looks again.
//
//go:embed holders.asl.json
var HoldersDefinition string

// Kind says how the date of a held value is read.
type Kind string

// The kinds of values that tasks hold.
const (
	Secret    Kind = "secret"    // of Secrets Manager, by its ARN
	Parameter Kind = "parameter" // of Systems Manager, by its name
)

// Holding is one service and one value that its tasks have held since they started. None of the texts has a space or a bar.
type Holding struct {
	Service string
	Kind    Kind
	ID      string
}

// HoldersSettings are the values for the placeholders of HoldersDefinition in one environment.
type HoldersSettings struct {
	Environment  string
	ClusterName  string
	Holdings     []Holding
	TopicArn     string
	CheckMinutes int
}

// Placeholders returns the value of each placeholder in HoldersDefinition, by name.
func (s HoldersSettings) Placeholders() map[string]string {
	var holdings []string
	for _, h := range s.Holdings {
		holdings = append(holdings, h.Service+"|"+string(h.Kind)+"|"+h.ID)
	}
	return map[string]string{
		"Environment":  s.Environment,
		"ClusterName":  s.ClusterName,
		"Holdings":     strings.Join(holdings, " "),
		"TopicArn":     s.TopicArn,
		"CheckMinutes": strconv.Itoa(s.CheckMinutes),
		"LateMinutes":  strconv.Itoa(Settings{CheckMinutes: s.CheckMinutes}.lateMinutes()),
		"RetryMinutes": strconv.Itoa(retryMinutes),
	}
}
