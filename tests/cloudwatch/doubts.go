package cloudwatch

// Doubt is one way in which CloudWatch may evaluate an alarm, where AWS's pages leave it open. A promise must hold in all of them.
type Doubt struct {
	// Extra is how many periods the evaluation range is longer than EvaluationPeriods. The length is not published. In AWS's own
	// example it is two. People have seen an alarm of one period take three or four to react to the end of its metric.
	Extra int

	// EmptyStaysEmpty: FILL does not fill a series that has no data in the whole range. The page speaks of missing values of a series.
	EmptyStaysEmpty bool

	// IfNeedsAll: IF has no value where one of its three arguments has none, also when that argument is not chosen.
	IfNeedsAll bool

	// Late is how many minutes after the end of a minute its data can be read.
	Late int

	// Sliding: the periods end with the minute of the evaluation. Otherwise they are aligned: a period of five minutes ends at :00, :05.
	Sliding bool

	// Start is when a phase begins within a period, in sixths of it.
	Start int
}

// mostExtra is the longest evaluation range that is tried, in periods beyond EvaluationPeriods.
const mostExtra = 5

// doubts are all combinations. Whether a period slides, and where in it a phase begins, matters for periods of several minutes only.
func doubts(severalMinutes bool) []Doubt {
	type moment struct {
		sliding bool
		start   int
	}
	moments := []moment{{}}
	if severalMinutes {
		moments = []moment{{start: 0}, {start: 1}, {start: 4}, {sliding: true}}
	}
	var all []Doubt
	for extra := range mostExtra + 1 {
		for _, empty := range []bool{false, true} {
			for _, needs := range []bool{false, true} {
				for _, late := range []int{0, 2} {
					for _, when := range moments {
						all = append(all, Doubt{
							Extra: extra, EmptyStaysEmpty: empty, IfNeedsAll: needs, Late: late, Sliding: when.sliding, Start: when.start,
						})
					}
				}
			}
		}
	}
	return all
}
