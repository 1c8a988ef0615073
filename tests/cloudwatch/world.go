package cloudwatch

// Phase is what happens to the thing that an alarm watches.
type Phase string

// The phases.
const (
	Working Phase = "healthy" // ordinary load, nothing wrong
	Silent  Phase = "silence" // no data at all
	Broken  Phase = "breach"  // what the alarm is there for
	Quiet   Phase = "low traffic, each request of which fails"
)

// Moment is a minute in a scenario.
type Moment struct {
	Minute   int // since the scenario began
	Breached int // minutes of breach before it, in all phases together
}

// Sample is what a metric has in one minute: a value, and of how many samples it is made. Without any, the minute has no data.
type Sample struct{ Value, Count float64 }

// Gauge is a metric over time.
type Gauge func(Moment) Sample

// Steady is a metric with the same value in every minute, from one sample.
func Steady(number float64) Gauge {
	return func(Moment) Sample { return Sample{Value: number, Count: 1} }
}

// Samples is a metric with the same value in every minute, from so many samples.
func Samples(number, count float64) Gauge {
	return func(Moment) Sample { return Sample{Value: number, Count: count} }
}

// Every is a gauge with a sample once in so many minutes only, at this minute of them.
func Every(minutes, at int, gauge Gauge) Gauge {
	return func(moment Moment) Sample {
		if moment.Minute%minutes != at {
			return Sample{}
		}
		return gauge(moment)
	}
}

// World is what AWS publishes of an alarm's metrics in each phase, by the metric's id. A metric that is left out has no data then.
// Without an entry for Quiet the scenario has no such phase.
type World map[Phase]map[string]Gauge

// wakeMinutes is how late the metrics of a queue can be when it wakes: up to 15 minutes. Source: Amazon SQS developer guide, "Available
// CloudWatch metrics for Amazon SQS".
const wakeMinutes = 15

// queues is the namespace of the queues' metrics.
const queues = "AWS/SQS"

// scenario is the phases in order. Each change of phase that can happen is there, and each breach comes more than once.
func (w World) scenario() []Phase {
	phases := []Phase{Working, Silent, Working, Broken, Working, Broken, Silent, Working, Silent, Broken}
	if w[Quiet] != nil {
		phases = append(phases, Quiet, Broken, Quiet)
	}
	return append(phases, Working, Broken, Working)
}
