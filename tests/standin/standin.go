// Package standin is a server that handles requests as a synthesized edge does. It redirects, refuses, rewrites paths and adds headers,
// as the distribution, its web ACL, its functions and its policies say. Package requests computes this, and fails on what it does not know.
// The origins behind it are a handler for the load balancer, which a test can stop, and files for the bucket.
//
// The server does not cache: every request reaches an origin. It does not send headers that AWS adds by itself, such as X-Cache. The web
// ACL gets one request at a time, so no request exceeds a rate limit.
package standin

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path"
	"strings"
	"sync"

	"kasha/tests/requests"
)

// Server stands in for the edge. Its listeners are those of httptest.
type Server struct {
	Edge    *requests.Edge
	From    netip.Addr        // the address of every viewer
	Country string            // and its country
	Files   map[string]string // of the bucket, by path: /assets/app.js
	App     http.Handler      // behind the load balancer

	deciding sync.Mutex // one process runs the functions, a request at a time

	mu      sync.Mutex
	stopped bool
	seen    []Seen
	failed  []error
}

// Seen is a request as an origin got it, or as the edge answered it by itself.
type Seen struct {
	By                         string // edge, load balancer, bucket
	Method, Host, Path, Cookie string
	HTTP                       bool // without TLS
	Status                     int
}

// Stop stops the load balancer, and Start starts it again. CloudFront answers 502 while nothing accepts its connections. Source: CloudFront
// developer guide, "HTTP 502 status code (Bad Gateway)".
func (s *Server) Stop() { s.set(true) }

// Start starts the load balancer again.
func (s *Server) Start() { s.set(false) }

func (s *Server) set(stopped bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = stopped
}

// Requests are those since the last call.
func (s *Server) Requests() []Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}

// Problems are what package requests did not know.
func (s *Server) Problems() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	request := s.request(r, len(body))
	s.deciding.Lock()
	decision, err := s.Edge.Decide(request)
	s.deciding.Unlock()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if decision.Status != 0 {
		s.note(r, "edge", r.URL.Path, "", decision.Status)
		if decision.Redirects() {
			w.Header().Set("Location", decision.Reason)
		}
		http.Error(w, "", decision.Status)
		return
	}
	answer := s.ask(r, decision, body)
	if page := s.Edge.PageOf(answer.Code); page != "" {
		status := answer.Code
		answer = s.file(page)
		answer.Code = status
	}
	headers := answer.Header()
	if err := s.Edge.Finish(decision, request, headers); err != nil {
		s.fail(w, r, err)
		return
	}
	for name, values := range headers {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// request is a request as package requests wants it.
func (s *Server) request(r *http.Request, size int) requests.Request {
	headers := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	host, _, _ := strings.Cut(r.Host, ":")
	return requests.Request{
		Method: r.Method, Host: host, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, HTTP: r.TLS == nil, From: s.From, Country: s.Country,
		Headers: headers, BodyBytes: size, Rate: 1,
	}
}

// ask asks the origin of a decision.
func (s *Server) ask(r *http.Request, d requests.Decision, body []byte) *httptest.ResponseRecorder {
	if d.Bucket {
		answer := s.file(d.Path)
		s.note(r, "bucket", d.Path, "", answer.Code)
		return answer
	}
	answer := httptest.NewRecorder()
	forwarded := httptest.NewRequest(r.Method, "https://"+r.Host+d.Path, bytes.NewReader(body))
	forwarded.URL.RawQuery = d.Query
	if cookies := r.Header.Get("Cookie"); d.Cookies && cookies != "" {
		forwarded.Header.Set("Cookie", cookies)
	}
	s.mu.Lock()
	stopped := s.stopped
	s.mu.Unlock()
	if stopped {
		answer.Code = http.StatusBadGateway
	} else {
		s.App.ServeHTTP(answer, forwarded)
	}
	s.note(r, "load balancer", d.Path, forwarded.Header.Get("Cookie"), answer.Code)
	return answer
}

// file is what the bucket answers. S3 answers 403 for a file that is not there to whom may not list the bucket.
func (s *Server) file(name string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	text, ok := s.Files[name]
	if !ok {
		answer.Code = http.StatusForbidden
		return answer
	}
	answer.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	_, _ = answer.WriteString(text)
	return answer
}

func (s *Server) note(r *http.Request, by, path, cookie string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, Seen{By: by, Method: r.Method, Host: r.Host, Path: path, Cookie: cookie, HTTP: r.TLS == nil, Status: status})
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.mu.Lock()
	s.failed = append(s.failed, fmt.Errorf("%s %s: %w", r.Method, r.URL, err))
	s.mu.Unlock()
	http.Error(w, err.Error(), http.StatusInternalServerError)
}
