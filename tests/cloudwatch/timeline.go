package cloudwatch

import "slices"

// timeline is one scenario: what each metric has in each slot. A slot is a minute, or a sixth of a long period.
type timeline struct {
	alarm Alarm
	doubt Doubt

	slot    int     // minutes
	slots   int     // of a period
	late    int     // slots
	wakes   bool    // a queue's metrics can be late when it wakes
	starts  []int   // the slot in which each phase begins
	phases  []Phase // parallel to starts
	end     int     // the slot after the last phase
	samples [][]slotSample
}

type slotSample struct {
	Sample
	readable int // the number of slots that must have passed; 0: there is no sample
}

// newTimeline lays out the scenario. Before the first phase there is one of a whole evaluation range, healthy, because nobody promises
// what a new alarm does.
func newTimeline(alarm Alarm, world World, doubt Doubt) timeline {
	t := timeline{alarm: alarm, doubt: doubt, slot: slotOf(alarm.Period), samples: make([][]slotSample, len(alarm.Metrics))}
	t.slots = alarm.Period / t.slot
	t.late = (doubt.Late + t.slot - 1) / t.slot
	t.wakes = slices.ContainsFunc(alarm.Metrics, func(metric Metric) bool { return metric.Namespace == queues })
	ranged := alarm.Evaluated + doubt.Extra
	long := (alarm.Evaluated+mostExtra+3)*t.slots + (wakeMinutes+10)/t.slot
	begin := ranged*t.slots + doubt.Start*t.slots/6
	phases := world.scenario()
	t.add(world, Working, "", begin)
	for i, phase := range phases {
		before := Working
		if i > 0 {
			before = phases[i-1]
		}
		t.starts, t.phases = append(t.starts, t.end), append(t.phases, phase)
		t.add(world, phase, before, long)
	}
	return t
}

func slotOf(period int) int {
	switch {
	case period <= 10:
		return 1
	case period%6 == 0:
		return period / 6
	}
	return period / 5
}

func (t *timeline) add(world World, phase, before Phase, slots int) {
	for i, metric := range t.alarm.Metrics {
		breached := 0
		for _, earlier := range t.phases[:max(len(t.phases)-1, 0)] {
			if earlier == Broken {
				breached += slots * t.slot // all phases are equally long
			}
		}
		for n := range slots {
			sample := slotSample{}
			if gauge := world[phase][metric.ID]; gauge != nil && phase != Silent {
				moment := Moment{Minute: (t.end + n) * t.slot, Breached: breached}
				if phase == Broken {
					moment.Breached += n * t.slot
				}
				sample = slotSample{Sample: gauge(moment), readable: t.end + n + 1 + t.late}
				if sample.Count == 0 {
					sample.readable = 0
				} else if metric.Namespace == queues && before == Silent {
					sample.readable = max(sample.readable, t.end+wakeMinutes/t.slot+t.late)
				}
			}
			t.samples[i] = append(t.samples[i], sample)
		}
	}
	t.end += slots
}

// state is the alarm's state after so many slots.
func (t timeline) state(now int, before State) (State, error) {
	newest := now
	if !t.doubt.Sliding {
		newest = now / t.slots * t.slots
	}
	ranged := t.alarm.Evaluated + t.doubt.Extra
	calculation := calculation{doubt: t.doubt, seconds: float64(t.alarm.Period * 60), named: map[string][]float64{}, metrics: t.alarm.Metrics}
	calculation.length = ranged
	samples := 0.0
	for i, metric := range t.alarm.Metrics {
		series := make([]float64, ranged)
		for point := range series {
			last := newest - (ranged-1-point)*t.slots
			var count float64
			series[point], count = t.aggregate(i, last-t.slots, last, now)
			if point >= ranged-t.alarm.Evaluated {
				samples += count
			}
		}
		calculation.named[metric.ID] = series
	}
	if t.alarm.isIgnored(samples) {
		return before, nil
	}
	for _, each := range t.alarm.expressions {
		result, err := calculation.of(each.root)
		if err != nil {
			return "", err
		}
		calculation.named[each.id] = result.series
	}
	return t.alarm.State(calculation.named[t.alarm.result], before), nil
}

// aggregate is a metric's statistic over the slots from first to last that can be read by now, and the number of its samples.
func (t timeline) aggregate(metric, first, last, now int) (point, count float64) {
	point = missing
	slots, sum := 0, 0.0
	for _, sample := range t.samples[metric][max(first, 0):max(last, 0)] {
		if sample.readable == 0 || sample.readable > now {
			continue
		}
		slots++
		count += sample.Count
		sum += sample.Value
		switch t.alarm.Metrics[metric].Statistic {
		case "Sum":
			point = sum * float64(t.slot)
		case "SampleCount":
			point = count * float64(t.slot)
		case "Average":
			point = sum / float64(slots)
		case "Minimum":
			if isMissing(point) || sample.Value < point {
				point = sample.Value
			}
		default: // Maximum and the percentiles: a phase has one value
			if isMissing(point) || sample.Value > point {
				point = sample.Value
			}
		}
	}
	return point, count * float64(t.slot)
}
