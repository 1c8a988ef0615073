package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestRequestsInWorkAreFinished catches a process that drops requests on SIGTERM, and one that never ends.
func TestRequestsInWorkAreFinished(t *testing.T) {
	address := freeAddress(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	begun, release := make(chan bool), make(chan bool)
	go func() {
		ended <- serve(ctx, address, idleTimeout, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			begun <- true
			<-release
			io.WriteString(w, "finished")
		}))
	}()
	for deadline := time.Now().Add(5 * time.Second); askHealth(context.Background(), address) != nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the process does not become healthy")
		}
	}
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + address + "/work")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answered <- string(body)
	}()
	<-begun
	stop()
	time.Sleep(50 * time.Millisecond)
	select {
	case err := <-ended:
		t.Fatalf("the process ended before its request: %v", err)
	default:
	}
	close(release)
	if got := <-answered; got != "finished" {
		t.Errorf("the request got %q, want finished", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("the process ends with %v, want no error", err)
	}
}

// TestTheTimeOutsFitKashas catches a process that closes idle connections before the load balancer, or is killed while it finishes.
func TestTheTimeOutsFitKashas(t *testing.T) {
	if idleTimeout < 65*time.Second {
		t.Errorf("idle connections are closed after %v, want 65 seconds or more", idleTimeout)
	}
	if stopTimeout >= 120*time.Second {
		t.Errorf("requests may finish for %v, want less than 120 seconds", stopTimeout)
	}
}

// TestTheKeepAliveIsKashas catches a server that ignores keepAliveSeconds, and one that takes nonsense for no limit.
func TestTheKeepAliveIsKashas(t *testing.T) {
	for text, want := range map[string]time.Duration{"": idleTimeout, "610": 610 * time.Second, "0": 0, "long": 0} {
		got, err := readKeepAlive(func(string) string { return text })
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("KEEP_ALIVE_SECONDS=%q: got %v, %v; want %v, and an error for 0", text, got, err, want)
		}
	}
}

// TestTheViewerIsWhoCloudFrontSays catches an address out of a header that viewers can write.
func TestTheViewerIsWhoCloudFrontSays(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7:50123":         "203.0.113.7",
		"2001:db8::7:50123":         "2001:db8::7",
		"":                          "",
		"<script>:1":                "",
		"198.51.100.1, 10.0.0.1:80": "", // two, as in X-Forwarded-For
		"::ffff:203.0.113.7:50123":  "::ffff:203.0.113.7",
		"2001:db8:0:0:0:0:0:7:1234": "2001:db8:0:0:0:0:0:7",
	} {
		header := http.Header{"X-Forwarded-For": {"198.51.100.1"}}
		header.Set(viewerAddress, address)
		if got := viewerOf(header).Address; got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
