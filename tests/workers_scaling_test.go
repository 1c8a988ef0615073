package tests

import (
	"math/rand/v2"
	"testing"

	"kasha/internal/cloudformation"
	"kasha/lib/config"
	"kasha/tests/generated"
	"kasha/tests/scaling"
)

// startSeconds is how long messages wait at most until tasks run for them, besides what is acceptable: docs/workers.md promises it.
const startSeconds = 6 * 60

// TestStepsStartNoFewerTasksThanNeeded catches a number of needed tasks that has no step, or one with fewer tasks. It also catches more
// steps than Application Auto Scaling allows, and steps that are much too coarse.
func TestStepsStartNoFewerTasksThanNeeded(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, _ config.Process, worker config.Worker) {
		policy := scalingPolicy(t, p, path)
		if len(policy.Steps) > 20 {
			t.Errorf("%s has %d steps, want at most 20", path, len(policy.Steps))
		}
		for needed := range worker.MaxTasks + 5 {
			least := min(max(needed, worker.MinTasks), worker.MaxTasks)
			if got, ok := policy.Tasks(float64(needed)); !ok || got < least || got > least+1+least/4 {
				t.Errorf("%s: %d tasks for %d that are needed, want %d, or a few more in large steps", path, got, needed, least)
			}
		}
	})
}

// TestSteadyTrafficHasASteadyNumberOfTasks catches scaling that swings: tasks empty the queue, are taken away, and messages wait again.
// Even traffic must not change the number of tasks at all once it has found it. If a single message is a hundredth of a task or more,
// traffic between two numbers may move it between these. Random traffic of the same rate may too: a few long messages are very uneven.
func TestSteadyTrafficHasASteadyNumberOfTasks(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, _ config.Process, worker config.Worker) {
		policy := scalingPolicy(t, p, path)
		tried := 0
		for _, load := range []float64{0.1, 0.5, 0.8, 0.85, 1, 1.6, 2.4} { // in tasks that are always busy; 0.8 and 1.6 are between two numbers
			if needed := load/0.8 + 1; needed > float64(worker.MaxTasks) {
				continue
			}
			tried++
			perMinute := load * 60 * float64(worker.MessagesAtOnce) / worker.SecondsPerMessage
			minutes := 10 * worker.WindowMinutes()
			found := settled(simulate(t, policy, worker, scaling.Steady(perMinute, minutes, nil), minutes))
			neighbours := 0
			if worker.SecondsPerMessage/float64(60*worker.WindowMinutes()*worker.MessagesAtOnce) > 0.01 {
				neighbours = 1
			}
			if found.most-found.least > neighbours || found.oldest > worker.AcceptableSeconds {
				t.Errorf("%s, even traffic for %.2f tasks: %d to %d tasks, and messages wait for %d s; want one number, and at most %d s",
					path, load, found.least, found.most, found.oldest, worker.AcceptableSeconds)
			}
			uneven := settled(simulate(t, policy, worker, scaling.Steady(perMinute, minutes, rand.New(rand.NewPCG(1, 2))), minutes))
			if uneven.most-uneven.least > 2 || uneven.changes > minutes/10 || uneven.least == 0 && load >= 0.5 {
				t.Errorf("%s, random traffic for %.2f tasks: %d to %d tasks, %d changes in %d minutes; want neighbours, and a change in ten minutes",
					path, load, uneven.least, uneven.most, uneven.changes, minutes)
			}
		}
		if tried == 0 {
			t.Errorf("%s: no load was tried, because %d tasks are fewer than each needs", path, worker.MaxTasks)
		}
	})
}

// TestAWorkerFollowsADay simulates a day of uneven traffic from the synthesized policies. It catches a worker that lets messages wait for
// longer than docs/workers.md promises while it could run more tasks. It also catches one that never leaves zero, or does not return to it.
func TestAWorkerFollowsADay(t *testing.T) {
	t.Parallel()
	eachWorker(t, func(t *testing.T, p platform, path string, _ config.Process, worker config.Worker) {
		policy := scalingPolicy(t, p, path)
		atNoon := 0.5 * float64(worker.MaxTasks*worker.MessagesAtOnce) * 60 / worker.SecondsPerMessage
		minutes := 24*60 + worker.WindowMinutes()
		day := simulate(t, policy, worker, scaling.Day(atNoon, rand.New(rand.NewPCG(3, 4))), minutes)
		atMost := 0 // the last minute in which it ran its maximum, and could do no more
		for minute, now := range day {
			if now.Desired == worker.MaxTasks {
				atMost = minute
			}
			if limit := worker.AcceptableSeconds + startSeconds; now.Oldest > limit && minute-atMost > limit/60 {
				t.Fatalf("%s at %02d:%02d: the oldest message waits for %d s while %d of %d tasks are desired, want at most %d s", path, minute/60,
					minute%60, now.Oldest, now.Desired, worker.MaxTasks, limit)
			}
			if now.Desired > worker.MaxTasks || now.Desired < worker.MinTasks {
				t.Fatalf("%s at %02d:%02d: %d tasks are desired, want %d to %d", path, minute/60, minute%60, now.Desired, worker.MinTasks,
					worker.MaxTasks)
			}
		}
		if end := day[len(day)-1]; end.Waiting > 0 || end.Desired != worker.MinTasks {
			t.Errorf("%s: after the day %d messages wait and %d tasks are desired, want none and %d", path, end.Waiting, end.Desired,
				worker.MinTasks)
		}
	})
	p := platformOf(t, "application")
	worker := p.env.Workers["thumbnails"]
	day := simulate(t, scalingPolicy(t, p, "services/WorkerThumbnails"), worker, scaling.Day(120, rand.New(rand.NewPCG(3, 4))), 24*60)
	compareGenerated(t, "docs/workers.md",
		generated.Part{Name: "a day", Text: paragraphs(scaling.Table(day))},
		generated.Part{Name: "the plot of a day", Text: paragraphs("```text\n" + scaling.Plot(day) + "```\n")})
}

func simulate(t *testing.T, policy scaling.Policy, worker config.Worker, arrivals []float64, minutes int) []scaling.Minute {
	t.Helper()
	day, err := scaling.Simulate(policy, scaling.Task{Seconds: worker.SecondsPerMessage, AtOnce: worker.MessagesAtOnce}, arrivals, minutes)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// settledNumbers are figures of the last two thirds of a simulation. In the first third, the number of tasks still finds its value.
type settledNumbers struct {
	least, most int // desired tasks
	changes     int // of the number of desired tasks
	oldest      int // the longest time that a message waited, in seconds
}

// settled returns these figures.
func settled(day []scaling.Minute) settledNumbers {
	rest := day[len(day)/3:]
	found := settledNumbers{least: rest[0].Desired}
	for i, now := range rest {
		found.least, found.most, found.oldest = min(found.least, now.Desired), max(found.most, now.Desired), max(found.oldest, now.Oldest)
		if i > 0 && now.Desired != rest[i-1].Desired {
			found.changes++
		}
	}
	return found
}

func scalingPolicy(t *testing.T, p platform, path string) scaling.Policy {
	t.Helper()
	of := func(resourceType string) []cloudformation.Properties {
		var found []cloudformation.Properties
		for _, resource := range under(path, p.all(resourceType)) {
			found = append(found, resource.Properties)
		}
		return found
	}
	policy, err := scaling.Read(p.one("AWS::ApplicationAutoScaling::ScalableTarget", path).Properties,
		of("AWS::ApplicationAutoScaling::ScalingPolicy"), of("AWS::CloudWatch::Alarm"))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return policy
}
