package example

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// testMigrationFails catches a release that hides why it failed, that disturbs the services that run, or that cannot be repeated.
func (w *world) testMigrationFails(t *testing.T) {
	w.execute(t, "ALTER TABLE kasha.orders DROP CONSTRAINT orders_article_is_given") // as before the release that adds it
	w.execute(t, "INSERT INTO kasha.orders (article) VALUES ('')")                   // and a row that it does not allow
	w.fails(t, "release", func(*task) {}, "exit status 1", "migration 3, the constraint orders_article_is_given",
		"the migrations before it are applied; fix: remove the cause, and run the release again")
	w.place(t, "quinces") // the old tasks keep serving
	w.execute(t, "DELETE FROM kasha.orders WHERE article = ''")
	if said := w.completes(t, "release"); !strings.Contains(said, `"applied":1`) {
		t.Errorf("the release said %q after the repair, want one migration", said)
	}
	w.packed(t, w.services["worker-packer"], "quinces")
}

// testWorkerCrashes catches a worker that hides why it ended, one that goes on to the next message, and a message that is lost by that.
func (w *world) testWorkerCrashes(t *testing.T) {
	w.rest(t)
	w.execute(t, "REVOKE UPDATE ON kasha.* FROM 'kasha_app'@'%'")
	w.place(t, "medlars")
	w.place(t, "damsons")
	w.fails(t, "worker-packer", func(*task) {}, "exit status 1", "packing order ", "UPDATE command denied to user 'kasha_app'",
		"its message returns to the queue")
	w.execute(t, "GRANT UPDATE ON kasha.* TO 'kasha_app'@'%'")
	running := w.work(t)
	w.packed(t, running, "medlars")
	w.packed(t, running, "damsons")
}

// testWorkerIsLost catches an order that is lost, or packed twice, when the machine below a worker is lost in the middle of its work.
func (w *world) testWorkerIsLost(t *testing.T) {
	w.rest(t)
	w.place(t, "sloes")
	locked, err := w.database.admin.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer locked.Rollback()
	if _, err := locked.Exec("SELECT id FROM kasha.orders WHERE article = 'sloes' FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	lost := w.work(t)
	lost.await(t, 10*time.Second, func() error {
		var packing int
		err := w.database.admin.QueryRow("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'UPDATE orders%'").Scan(&packing)
		if err == nil && packing != 1 {
			err = fmt.Errorf("%d statements wait for the order, want the worker's", packing)
		}
		return err
	})
	if err := lost.kill(5 * time.Second); err == nil || !strings.Contains(err.Error(), "signal: killed") {
		t.Errorf("the worker ended with %v, want SIGKILL", err)
	}
	locked.Rollback()
	again := w.work(t)
	w.packed(t, again, "sloes")
	if !strings.Contains(again.said(), `"msg":"an order is packed"`) {
		t.Errorf("the second worker said %q, want that it got the message of the lost one", again.said())
	}
}

// testNoOrder catches a worker that ends with each message that it does not understand, or deletes it.
func (w *world) testNoOrder(t *testing.T) {
	w.rest(t)
	if err := w.cloud.sqs("SendMessage", map[string]any{"QueueUrl": w.cloud.queues[orders], "MessageBody": "no order"}, nil); err != nil {
		t.Fatal(err)
	}
	w.place(t, "figs")
	running := w.work(t)
	running.await(t, 20*time.Second, func() error {
		has, err := w.cloud.attributes(orders + "-dead")
		if err == nil && has["ApproximateNumberOfMessages"] != "1" {
			err = fmt.Errorf("the dead-letter queue has %s messages, want 1", has["ApproximateNumberOfMessages"])
		}
		return err
	})
	if said := running.said(); strings.Count(said, "a message is no order, and stays in the queue") != 3 {
		t.Errorf("the worker said %q, want that it refused the message three times", said)
	}
	w.packed(t, running, "figs")
}

// testQueueIsMissing catches a process that waits forever for a queue that does not exist, or does not name it.
func (w *world) testQueueIsMissing(t *testing.T) {
	gone := func(what *task) { what.variables["QUEUE_ORDERS_URL"] += "-gone" }
	w.fails(t, "worker-packer", gone, "the queue of QUEUE_ORDERS_URL, ", orders+"-gone, does not exist; fix: deploy the data stack")
	w.fails(t, "worker-packer", func(what *task) { delete(what.variables, "QUEUE_ORDERS_URL") }, "QUEUE_ORDERS_URL is not set")

	what := w.changed(t, "backend", gone)
	running, err := w.run(t, what, backend+100)
	if err != nil {
		t.Fatal(err)
	}
	address := fmt.Sprintf("http://%s:%d/orders", w.hosts.address(backend+100), what.port)
	response, err := http.PostForm(address, url.Values{"article": {"dates"}})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusInternalServerError || strings.Contains(string(answer), "gone") {
		t.Errorf("an order without a queue is answered with %s %q, want 500 and no address", response.Status, answer)
	}
	if said := running.said(); !strings.Contains(said, "telling of an order") ||
		!strings.Contains(said, "the queue of QUEUE_ORDERS_URL, ") || !strings.Contains(said, "-gone, does not exist") {
		t.Errorf("the backend said %q, want that the queue of QUEUE_ORDERS_URL does not exist", said)
	}
}

// rest stops the worker, and makes its queue deliver a message again after two seconds instead of minutes.
func (w *world) rest(t *testing.T) {
	t.Helper()
	if err := w.services["worker-packer"].stop(20 * time.Second); err != nil {
		t.Errorf("the worker ends with %v after SIGTERM, want no error; it said:\n%s", err, w.services["worker-packer"].said())
	}
	if err := w.cloud.change(orders, map[string]string{"VisibilityTimeout": "2"}); err != nil {
		t.Fatal(err)
	}
}

// execute runs a statement as the server's own root.
func (w *world) execute(t *testing.T, statement string) {
	t.Helper()
	if _, err := w.database.admin.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
