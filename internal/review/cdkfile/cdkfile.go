// Package cdkfile compares what the CDK's command line reads beside the templates: the fields of cdk.json, and cdk.context.json. A command
// of cdk.json runs in every synthesis and deployment, with the credentials of whoever deploys. An option such as requireApproval decides
// what a deployment by hand does. None of them is in a template.
//
// It takes both files of two revisions and returns findings. The order of fields and the form of the text say nothing. The fields are
// those that the pinned version of aws-cdk reads (lib/cli/user-configuration.js). A field that it does not read is reported as not judged.
// What context does is compared in the templates, because the application gets it in a review too. cdk.context.json is different: a
// review does not pass it on.
package cdkfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"kasha/internal/review"
)

// The names of the two files, in the project's folder.
const (
	Name    = "cdk.json"
	Context = "cdk.context.json"
)

// version is the one of aws-cdk that was read for the table. package.json pins it.
const version = "2.1148.1"

// Files are the two files of a revision. A file that it does not have is empty.
type Files struct{ CDK, Context []byte }

// Compare returns what differs between the files of two revisions.
func Compare(base, head Files) (found review.Beside, err error) {
	old, err := fields(Name, base.CDK)
	if err != nil {
		return found, fmt.Errorf("base: %w", err)
	}
	new, err := fields(Name, head.CDK)
	if err != nil {
		return found, fmt.Errorf("head: %w", err)
	}
	known := readFields()
	for _, name := range names(old, new) {
		field, isKnown := known[name]
		before, after := field.effective(old[name]), field.effective(new[name])
		if name == "context" || reflect.DeepEqual(before, after) {
			continue
		}
		finding := review.Finding{Construct: Name, Old: text(old[name]), New: text(new[name])}
		to := unjudged
		finding.What = name + ": the CDK's command line does not read this field of cdk.json (aws-cdk " + version +
			"); another version might"
		if isKnown {
			to, finding.What = field.judge(before, after)
			finding.What = name + ": " + finding.What
		}
		add(&found, to, finding)
	}
	compareSettings(old["context"], new["context"], &found)
	return found, compareContext(base, head, &found)
}

// compareSettings reports feature flags and other values of the context. The configuration of Kasha is compared in the templates alone.
func compareSettings(base, head any, found *review.Beside) {
	old, _ := base.(map[string]any)
	new, _ := head.(map[string]any)
	for _, name := range names(old, new) {
		to, says := note, "a setting of the CDK; the changes of templates below are all that it does in this revision"
		if strings.HasPrefix(name, "aws:") {
			to, says = unjudged, "the CDK reserves this name, and its command line may set it otherwise than this review"
		}
		if name != "kasha" && !reflect.DeepEqual(old[name], new[name]) {
			add(found, to, review.Finding{Construct: Name, What: "context, " + name + ": " + says, Old: text(old[name]), New: text(new[name])})
		}
	}
}

// compareContext reports the values that the CDK's command line passes to the application and that a review does not pass.
func compareContext(base, head Files, found *review.Beside) error {
	old, err := fields(Context, base.Context)
	if err != nil {
		return fmt.Errorf("base: %w", err)
	}
	new, err := fields(Context, head.Context)
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	for _, name := range names(old, new) {
		if !reflect.DeepEqual(old[name], new[name]) {
			add(found, unjudged, review.Finding{Construct: Context, Old: text(old[name]), New: text(new[name]),
				What: name + ": a synthesis by the CDK's command line gets this value, and the review synthesizes without it"})
		}
	}
	return nil
}

func add(found *review.Beside, to kind, finding review.Finding) {
	list := map[kind]*[]review.Finding{
		opening: &found.Openings, weakening: &found.Weakenings, note: &found.Notes, unjudged: &found.Unjudged,
	}[to]
	*list = append(*list, finding)
}

// fields reads a file as the CDK does, which ignores a byte-order mark and tells App from app.
func fields(name string, data []byte) (map[string]any, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	var read map[string]any
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return read, nil
}

func names(old, new map[string]any) []string {
	all := maps.Clone(new)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, old)
	return slices.Sorted(maps.Keys(all))
}

// text is a value as a finding shows it. A field that is not there has none.
func text(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	}
	data, _ := json.Marshal(value)
	return string(data)
}
