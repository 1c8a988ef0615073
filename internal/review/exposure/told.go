package exposure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review/properties"
)

// told merges the findings of one resource that mean the same, such as the period and the threshold of an alarm. The first one has its
// values in the columns before and after, and those that follow have them in the sentence. Without them, a further method of a CORS policy
// would hide that every origin is allowed.
type told struct{ all []*merged }

type merged struct {
	key, means string
	first      Finding
	also       []string
}

func (t *told) add(finding Finding, rule properties.Rule) {
	// What follows from a declaration must not hide what does not, so both have sentences of their own.
	key := string(rule.Class) + cmp.Or(rule.Means, rule.Path) + "\n" + finding.Brings
	i := slices.IndexFunc(t.all, func(s *merged) bool { return s.key == key })
	if i < 0 {
		t.all = append(t.all, &merged{key: key, means: rule.Means, first: finding})
		return
	}
	t.all[i].also = append(t.all[i].also,
		fmt.Sprintf("%s (%s → %s)", finding.What, cmp.Or(finding.Old, "nothing"), cmp.Or(finding.New, "nothing")))
}

// findings are the merged ones, in the order in which they were added.
func (t *told) findings() []Finding {
	const most = 6 // of one sentence; the changes of the resource have them all
	var all []Finding
	for _, s := range t.all {
		finding, also := s.first, s.also
		if len(also) > most {
			also = append(also[:most:most], fmt.Sprintf("%d more", len(also)-most))
		}
		finding.What = strings.Join(append([]string{finding.What}, also...), ", ")
		if s.means != "" {
			finding.What += ": " + s.means
		}
		all = append(all, finding)
	}
	return all
}
