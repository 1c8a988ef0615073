package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

const (
	healthPath = "/healthz"

	// idleTimeout applies without keepAliveSeconds. It is longer than the 60 seconds of the load balancers. The side that closes an idle
	// connection must be theirs.
	idleTimeout = 75 * time.Second

	// stopTimeout is shorter than the 120 seconds between SIGTERM and SIGKILL (stopSeconds).
	stopTimeout = 110 * time.Second
)

// serve answers requests until the context ends, which SIGTERM causes. Then it finishes the requests that are in work.
func serve(ctx context.Context, address string, keepAlive time.Duration, handler http.Handler) error {
	routes := http.NewServeMux()
	// The load balancer asks with the task's address as Host. What depends on the database or the other service is not asked: ECS would
	// replace every task while the database is away.
	routes.HandleFunc("GET "+healthPath, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("well\n")) })
	routes.Handle("/", logged(handler))
	server := &http.Server{
		Addr: address, Handler: routes,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       keepAlive,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	slog.Info("the shop serves", "address", address)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	slog.Info("the shop finishes its requests")
	finish, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return server.Shutdown(finish)
}

// logged writes a line for each request, without headers and query strings: they hold secrets of viewers, and one of Kasha's.
func logged(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		answer := &recorder{ResponseWriter: w, status: http.StatusOK}
		handler.ServeHTTP(answer, r)
		slog.Info("request", "method", r.Method, "path", r.URL.Path, "status", answer.status,
			"milliseconds", time.Since(begun).Milliseconds(), "viewer", viewerOf(r.Header).Address)
	})
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}
