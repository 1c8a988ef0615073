// Package example runs examples/shop on localhost as its templates describe it. nginx replaces CloudFront and the two load balancers.
// MariaDB replaces RDS, and accepts only TLS. The emulator provides S3 and SQS, and both services have a read-only root file system.
// Every variable, header, port and time-out comes from the synthesized templates. scripts/example starts these tests.
//
// It does not test MySQL's own server, its authentication caching_sha2_password, IAM tokens, the web ACL, security groups or permissions.
package example

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheShop catches what docs/application.md promises and an application does not get, and what the example breaks of its contract.
func TestTheShop(t *testing.T) {
	w := newWorld(t)
	t.Run("the backend needs its user", w.testUserIsMissing)
	t.Run("the release needs its user", w.testMigratorIsMissing)
	for _, file := range []string{"../../docs/sql/users.sql", "../../docs/sql/migrator.sql"} {
		w.sql(t, file)
	}
	t.Run("before the release", w.testBeforeRelease)
	if !t.Run("the release", w.testRelease) {
		t.FailNow()
	}
	for name, at := range map[string]int{"backend": backend, "frontend": frontend} {
		what, err := w.task(name)
		if err != nil {
			t.Fatal(err)
		}
		if w.services[name], err = w.run(t, what, at); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("an order", w.testOrder)
	t.Run("headers", w.testHeaders)
	t.Run("ways around", w.testWaysAround)
	t.Run("the worker", w.testWorker)
	t.Run("the report", w.testReport)
	t.Run("broken", w.testBroken)
	t.Run("a migration that fails", w.testMigrationFails)
	t.Run("a worker that crashes", w.testWorkerCrashes)
	t.Run("a worker that is lost", w.testWorkerIsLost)
	t.Run("a message that is no order", w.testNoOrder)
	t.Run("a missing queue", w.testQueueIsMissing)
	t.Run("a rotation", w.testRotation)
	if t.Failed() {
		for name, service := range w.services {
			t.Logf("the %s said:\n%s", name, service.said())
		}
	}
	if os.Getenv("KASHA_EXAMPLE_STAY") != "" {
		w.stay(t)
	}
	t.Run("stopping", w.testStopping)
}

// get asks for a path as a viewer, and returns status, body and headers.
func (w *world) get(t *testing.T, path string, header http.Header) (int, string, http.Header) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, "https://"+w.site+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	response, err := w.viewer().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body), response.Header
}

// place orders an article as a viewer.
func (w *world) place(t *testing.T, article string) {
	t.Helper()
	response, err := w.viewer().PostForm("https://"+w.site+"/orders", url.Values{"article": {article}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("an order is answered with %s, want 303; the backend said:\n%s", response.Status, w.services["backend"].said())
	}
}

func (w *world) testOrder(t *testing.T) {
	article := "apples & <pears>"
	w.place(t, article)
	status, body, header := w.get(t, "/", nil)
	if want := "apples &amp; &lt;pears&gt;"; status != http.StatusOK || !strings.Contains(body, want) {
		t.Errorf("the page is %d %q, want the order %q", status, body, want)
	}
	for name, want := range map[string]string{
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff",
	} {
		if header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, header.Get(name), want)
		}
	}
	var placed struct {
		Messages []struct{ Body string }
	}
	look := map[string]any{"QueueUrl": w.cloud.queues[orders], "VisibilityTimeout": 0} // the message stays for the worker
	if err := w.cloud.sqs("ReceiveMessage", look, &placed); err != nil {
		t.Fatal(err)
	}
	var told struct {
		ID      int64
		Article string
	}
	if len(placed.Messages) != 1 || json.Unmarshal([]byte(placed.Messages[0].Body), &told) != nil || told.Article != article {
		t.Fatalf("the queue has %v, want one message with the order", placed.Messages)
	}
	backend, err := w.task("backend")
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := w.cloud.s3(http.MethodGet, fmt.Sprintf("%s/receipts/%d.json", backend.variables["BUCKET_NAME"], told.ID))
	if err != nil || !strings.Contains(string(receipt), "apples") {
		t.Errorf("the receipt is %q, %v; want the order", receipt, err)
	}
}

// stay prints how to reach the shop, and waits for Ctrl-C.
func (w *world) stay(t *testing.T) {
	file := filepath.Join(os.TempDir(), "kasha-shop-authority.pem")
	if err := os.WriteFile(file, w.authority.PEM(), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file)
	fmt.Printf("\nThe shop runs until Ctrl-C. Look at it:\n  curl --cacert %s --resolve %s:443:%s https://%s/seen\n\n", file, w.site,
		w.hosts.address(cloudFront), w.site)
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	<-interrupted
}

// testStopping catches a container that drops a request on SIGTERM, or that does not end before SIGKILL.
func (w *world) testStopping(t *testing.T) {
	answered := make(chan string, 1)
	go func() {
		status, body, _ := w.get(t, "/slow", nil)
		answered <- fmt.Sprint(status, " ", body)
	}()
	time.Sleep(500 * time.Millisecond)
	if err := w.services["frontend"].stop(20 * time.Second); err != nil {
		t.Errorf("the frontend ends with %v after SIGTERM, want no error; it said:\n%s", err, w.services["frontend"].said())
	}
	if err := w.services["worker-packer"].stop(20 * time.Second); err != nil {
		t.Errorf("the worker ends with %v after SIGTERM, want no error; it said:\n%s", err, w.services["worker-packer"].said())
	}
	if got := <-answered; got != "200 finished\n" {
		t.Errorf("the request in work got %q, want 200 finished", got)
	}
	if err := w.services["backend"].stop(20 * time.Second); err != nil {
		t.Errorf("the backend ends with %v after SIGTERM, want no error; it said:\n%s", err, w.services["backend"].said())
	}
	if status, _, _ := w.get(t, "/", nil); status != http.StatusBadGateway {
		t.Errorf("without a task the load balancer answers %d, want 502", status)
	}
}
