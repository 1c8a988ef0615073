package monitoring

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// Alarm describes one alarm, with everything that the person on call needs. Watch.Alarm builds it.
type Alarm struct {
	Name     string // without environment and severity; see names.Environment.Alarm
	Severity names.Severity
	Notice   Notice

	Metric  awscloudwatch.IMetric // with its period and statistic
	When    Limit
	For     Datapoints
	Missing awscloudwatch.TreatMissingData // never left to the default: for each metric, missing data means something else

	// Promise is how soon the alarm follows what it watches. tests/cloudwatch simulates it for every shape of environment.
	Promise deadline.Promise

	Threshold string   // the limit in words, and the reason for it
	From      []string // the configuration fields that move the threshold; empty for a fixed one

	UsersNotice bool // users notice the problem, so users-hurt goes into ALARM with this alarm
}

// Notice is the text for the person on call, the same for alarms and events.
type Notice struct {
	Means   string // what has happened
	Do      string // the first thing to do
	Runbook string // a file in docs/runbooks, without .md
}

// Limit is a threshold, and the side of it on which the alarm is in ALARM.
type Limit struct {
	comparison awscloudwatch.ComparisonOperator
	threshold  float64
}

// AtLeast means ALARM at the threshold and above it.
func AtLeast(threshold float64) Limit {
	return Limit{comparison: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD, threshold: threshold}
}

// Above means ALARM above the threshold.
func Above(threshold float64) Limit {
	return Limit{comparison: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD, threshold: threshold}
}

// Below means ALARM below the threshold.
func Below(threshold float64) Limit {
	return Limit{comparison: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD, threshold: threshold}
}

// Datapoints says how many of the last periods must breach the threshold. A period's length is the metric's.
type Datapoints struct{ toAlarm, evaluated int }

// OutOf means ALARM when toAlarm of the last evaluated periods breach the threshold.
func OutOf(toAlarm, evaluated int) Datapoints {
	return Datapoints{toAlarm: toAlarm, evaluated: evaluated}
}

// the names processes in a sentence: the backend; the backend and the frontend.
func the(processes []config.Process) string {
	if len(processes) == 0 {
		return "the application"
	}
	var names []string
	for _, process := range processes {
		names = append(names, "the "+process.Name)
	}
	return strings.Join(names, " and ")
}

// of writes processes into a sentence, of which there is one for a single process and one for several.
func of(processes []config.Process, one, several string) string {
	if len(processes) <= 1 {
		return fmt.Sprintf(one, the(processes))
	}
	return fmt.Sprintf(several, the(processes))
}

// sentence begins a text with a capital letter.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// mostFields is how many fields a description names. Those of ten workers would not fit.
const mostFields = 10

// text is the alarm's description. tests/catalogue reads its lines, so their order and labels are fixed. CloudWatch allows 1024
// characters.
func (a Alarm) text() string {
	configured := "nothing; the threshold is fixed"
	if len(a.From) > 0 {
		configured = strings.Join(a.From[:min(len(a.From), mostFields)], ", ")
		if more := len(a.From) - mostFields; more > 0 {
			configured += fmt.Sprintf(", and %d more", more)
		}
	}
	text := fmt.Sprintf("%s\nThreshold: %s\nConfigured by: %s", a.Notice.text(), a.Threshold, configured)
	if !a.Promise.IsZero() { // a composite alarm follows its children at once
		text += "\nPromise: " + a.Promise.String()
	}
	return text
}

// text is the description of an event's rule. EventBridge allows 512 characters.
func (n Notice) text() string {
	return fmt.Sprintf("%s\nDo: %s\nRunbook: docs/runbooks/%s.md", n.Means, n.Do, n.Runbook)
}
