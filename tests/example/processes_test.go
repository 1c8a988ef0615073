package example

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// orders is the queue of messaging.main in examples/shop/kasha.json.
const orders = "kasha-dev-orders"

// testBeforeRelease catches a worker that starts on a schema that is not its image's, and an application's user who may change it.
func (w *world) testBeforeRelease(t *testing.T) {
	w.fails(t, "worker-packer", func(*task) {}, "Table 'kasha.orders' doesn't exist", "fix: run the release")
	w.fails(t, "release", func(release *task) {
		application := w.secrets[connection]
		release.variables["DATABASE_USERNAME"], release.variables["DATABASE_PASSWORD"] = application["username"], application["password"]
	}, "migration 1, the table orders", "CREATE command denied to user 'kasha_app'")
}

// testRelease catches a release that its user's rights do not suffice for, and one that cannot be run again.
func (w *world) testRelease(t *testing.T) {
	if said := w.completes(t, "release"); !strings.Contains(said, `"applied":3`) {
		t.Errorf("the release said %q, want three migrations", said)
	}
	if said := w.completes(t, "release"); !strings.Contains(said, `"applied":0`) {
		t.Errorf("the release said %q when run again, want no migrations", said)
	}
}

// completes runs a task to its end, which must be exit code 0, and returns what it said.
func (w *world) completes(t *testing.T, name string) string {
	t.Helper()
	what, err := w.task(name)
	if err != nil {
		t.Fatal(err)
	}
	running := w.launch(t, what)
	if err := running.end(time.Minute); err != nil {
		t.Fatalf("%s ended with %v, want exit code 0; it said:\n%s", name, err, running.said())
	}
	return running.said()
}

// work starts the worker, as ECS does when messages wait. It runs until it is stopped, beyond the test that starts it.
func (w *world) work(t *testing.T) *process {
	t.Helper()
	what, err := w.task("worker-packer")
	if err != nil {
		t.Fatal(err)
	}
	w.services[what.name] = w.launch(w.whole, what)
	return w.services[what.name]
}

// testWorker catches a worker that does not finish orders, or leaves their messages in the queue.
func (w *world) testWorker(t *testing.T) {
	w.packed(t, w.work(t), "apples &amp; &lt;pears&gt;")
}

// packed waits until the site shows an order as packed, and the queue has no message any more.
func (w *world) packed(t *testing.T, by *process, article string) {
	t.Helper()
	by.await(t, 20*time.Second, func() error {
		if _, page, _ := w.get(t, "/", nil); !strings.Contains(page, article+" (packed)") {
			return fmt.Errorf("the page does not show %s as packed: %s", article, page)
		}
		has, err := w.cloud.attributes(orders)
		if err == nil && (has["ApproximateNumberOfMessages"] != "0" || has["ApproximateNumberOfMessagesNotVisible"] != "0") {
			err = fmt.Errorf("the queue has %s messages, and %s in work", has["ApproximateNumberOfMessages"],
				has["ApproximateNumberOfMessagesNotVisible"])
		}
		return err
	})
}

// testReport catches a job that does not write its report, or counts otherwise than the database.
func (w *world) testReport(t *testing.T) {
	w.completes(t, "job-report")
	job, err := w.task("job-report")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Now().UTC()
	report, err := w.cloud.s3(http.MethodGet, job.variables["BUCKET_NAME"]+"/reports/"+day.Format(time.DateOnly)+".json")
	if err != nil { // the job ran before midnight
		report, err = w.cloud.s3(http.MethodGet, job.variables["BUCKET_NAME"]+"/reports/"+day.AddDate(0, 0, -1).Format(time.DateOnly)+".json")
	}
	var got, want struct{ Orders, Packed int }
	if err != nil || json.Unmarshal(report, &got) != nil {
		t.Fatalf("the report is %q, %v", report, err)
	}
	if err := w.database.admin.QueryRow("SELECT COUNT(*), COUNT(packed) FROM kasha.orders").Scan(&want.Orders, &want.Packed); err != nil {
		t.Fatal(err)
	}
	if got != want || got.Packed != 1 {
		t.Errorf("the report counts %+v, want %+v with one that is packed", got, want)
	}
}
