package tests

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// scanEvents are events from the ECR user guide, with REPOSITORY for the repository. Its pages are "Amazon ECR events and EventBridge" and
// "EventBridge events sent for enhanced scanning".
const (
	basicScan = `{"source": "aws.ecr", "detail-type": "ECR Image Scan", "detail": {"scan-status": "COMPLETE",
		"repository-name": "REPOSITORY", "finding-severity-counts": COUNTS, "image-digest": "sha256:7f5b", "image-tags": []}}`
	enhancedScan = `{"source": "aws.inspector2", "detail-type": "Inspector2 Scan", "detail": {"scan-status": "INITIAL_SCAN_COMPLETE",
		"repository-name": "arn:aws:ecr:us-east-1:111111111111:repository/REPOSITORY", "finding-severity-counts": COUNTS}}`
)

// TestScanFindingsReachTheTopic catches findings of own or cached images that no one is notified of, and messages about images without
// findings or about other people's repositories.
func TestScanFindingsReachTheTopic(t *testing.T) {
	eachShape(t, func(p platform) {
		name, repository := "kasha-"+p.env.Name+"-warning-image-findings", "kasha-"+p.env.Name
		rules := p.all("AWS::Events::Rule")
		at := slices.IndexFunc(rules, func(each resource) bool { return each.Properties.Text("Name") == name })
		if (at >= 0) != p.env.Alarms.IsFull() {
			p.t.Fatalf("there is a rule %s: %v, want %v", name, at >= 0, p.env.Alarms.IsFull())
		}
		if at < 0 {
			return
		}
		pattern := map[string]any(rules[at].Properties.Map("EventPattern"))
		for _, try := range []struct {
			event, repository, counts string
			want                      bool
		}{
			{basicScan, repository + "/backend", `{"CRITICAL": 10, "MEDIUM": 9}`, true},
			{basicScan, repository + "/frontend", `{"HIGH": 1}`, true},
			{basicScan, repository + "-ecr-public/nginx/nginx-unprivileged", `{"HIGH": 2, "LOW": 9}`, true},
			{basicScan, repository + "/backend", `{"MEDIUM": 9}`, false},
			{basicScan, repository + "/backend", `{}`, false},
			{basicScan, "shop/backend", `{"CRITICAL": 10}`, false},
			{enhancedScan, repository + "/backend", `{"CRITICAL": 7, "TOTAL": 158}`, true},
			{enhancedScan, repository + "-ecr-public/docker/library/nginx", `{"HIGH": 61}`, true},
			{enhancedScan, repository + "/backend", `{"MEDIUM": 62, "TOTAL": 62}`, false},
			{enhancedScan, "shop/backend", `{"CRITICAL": 7}`, false},
		} {
			text := strings.NewReplacer("REPOSITORY", try.repository, "COUNTS", try.counts).Replace(try.event)
			var event map[string]any
			if err := json.Unmarshal([]byte(text), &event); err != nil {
				p.t.Fatal(err)
			}
			if got := matchesPattern(p.t, pattern, event); got != try.want {
				p.t.Errorf("%s matches %s: %v, want %v", name, text, got, try.want)
			}
		}
	})
}

// matchesPattern evaluates an event pattern as the EventBridge user guide says ("Comparison operators"), as far as Kasha's rules go.
func matchesPattern(t *testing.T, pattern, event map[string]any) bool {
	t.Helper()
	for key, want := range pattern {
		switch want := want.(type) {
		case map[string]any:
			below, _ := event[key].(map[string]any)
			if !matchesPattern(t, want, below) {
				return false
			}
		case []any:
			if key == "$or" {
				if !slices.ContainsFunc(want, func(one any) bool { return matchesPattern(t, one.(map[string]any), event) }) {
					return false
				}
			} else if !slices.ContainsFunc(want, func(one any) bool { return matchesValue(t, one, event[key]) }) {
				return false
			}
		default:
			t.Fatalf("%s: %v is neither a list nor an object", key, want)
		}
	}
	return true
}

func matchesValue(t *testing.T, want, got any) bool {
	t.Helper()
	operator, ok := want.(map[string]any)
	if !ok {
		return want == got
	}
	text, _ := got.(string)
	number, isNumber := got.(float64)
	for name, operand := range operator {
		switch operand := operand.(type) {
		case string:
			switch name {
			case "prefix":
				return strings.HasPrefix(text, operand)
			case "suffix":
				return strings.HasSuffix(text, operand)
			case "wildcard":
				return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(operand), `\*`, ".*") + "$").MatchString(text)
			}
		case []any:
			if name == "numeric" && len(operand) == 2 && operand[0] == ">" {
				least, _ := operand[1].(float64)
				return isNumber && number > least
			}
		}
	}
	t.Fatalf("the operator %v is not understood", operator)
	return false
}
