package exposure

import (
	"fmt"
	"strings"

	"kasha/internal/review/properties"
)

// told merges the findings of one resource that mean the same, such as the period and the threshold of an alarm. The first one has its
// values in the columns before and after, and those that follow have them in the sentence. Without them, a further method of a CORS policy
// would hide that every origin is allowed.
type told struct {
	order []string
	first map[string]Finding
	also  map[string][]string
	means map[string]string
}

func (t *told) add(finding Finding, rule properties.Rule) {
	if t.first == nil {
		t.first, t.also, t.means = map[string]Finding{}, map[string][]string{}, map[string]string{}
	}
	key := string(rule.Class) + rule.Path
	if rule.Means != "" {
		key = string(rule.Class) + rule.Means
	}
	key += "\n" + finding.Brings // what follows from a declaration must not hide what does not
	if _, known := t.first[key]; known {
		t.also[key] = append(t.also[key], fmt.Sprintf("%s (%s → %s)", finding.What, orNothing(finding.Old), orNothing(finding.New)))
		return
	}
	t.order = append(t.order, key)
	t.first[key], t.means[key] = finding, rule.Means
}

// findings are the merged ones, in the order in which they were added.
func (t *told) findings() []Finding {
	const most = 6 // of one sentence; the changes of the resource have them all
	var all []Finding
	for _, key := range t.order {
		finding, also := t.first[key], t.also[key]
		if len(also) > most {
			also = append(also[:most:most], fmt.Sprintf("%d more", len(also)-most))
		}
		finding.What = strings.Join(append([]string{finding.What}, also...), ", ")
		if t.means[key] != "" {
			finding.What += ": " + t.means[key]
		}
		all = append(all, finding)
	}
	return all
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
