package requests

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/cloudformation"
)

// Decision is what the edge does with a request. A server that stands in for the edge does the same.
type Decision struct {
	Status   int    // of the edge's own answer; 0: an origin answers
	Reason   string // of its own answer: the rule that refuses, or the address of a redirection
	Bucket   bool   // the origin is the bucket of static files, and otherwise the load balancer
	Path     string // that the origin gets
	Query    string // that the origin gets
	Cookies  bool   // the origin gets them
	behavior cloudformation.Properties
}

// Redirects reports whether the edge's own answer leads to another address.
func (d Decision) Redirects() bool {
	return d.Status == 301 || d.Status == 302 || d.Status == 307 || d.Status == 308
}

// Decide returns what the edge does with a request, as Answer says it in words.
func (e *Edge) Decide(r Request) (Decision, error) {
	behavior, onward, answer, err := e.route(r)
	if err != nil {
		return Decision{}, err
	}
	if answer != "" {
		status, reason, _ := strings.Cut(answer, " ")
		code, err := strconv.Atoi(status)
		return Decision{Status: code, Reason: reason}, err
	}
	origin, err := e.originOf(behavior.Text("TargetOriginId"))
	if err != nil {
		return Decision{}, err
	}
	policy := behavior.Text("OriginRequestPolicyId")
	d := Decision{Path: onward.Path, behavior: behavior}
	_, d.Bucket = origin["S3OriginConfig"]
	switch policy {
	case "", hostHeaderOnly:
	case allViewerAndMore:
		d.Query, d.Cookies = onward.Query, true
	default:
		return d, fmt.Errorf("the origin request policy %s is not known here", policy)
	}
	return d, nil
}

// Finish adds to the headers of an origin's answer what the behavior's policy adds. CloudFront does so also where an error has a page of
// the distribution: the policy is that of the request.
func (e *Edge) Finish(d Decision, r Request, headers http.Header) error {
	policy, ok := e.env.Find(d.behavior.Text("ResponseHeadersPolicyId"))
	if !ok {
		return fmt.Errorf("no template has the response headers policy %s", d.behavior.Text("ResponseHeadersPolicyId"))
	}
	all, err := added(policy.Properties.Map("ResponseHeadersPolicyConfig"), r)
	if err != nil {
		return err
	}
	for name, each := range all {
		if each.override || headers.Get(name) == "" {
			headers.Set(name, each.value)
		}
	}
	return nil
}

// PageOf returns the path of the page that the distribution shows instead of an origin's error; empty: none.
func (e *Edge) PageOf(status int) string {
	responses := e.config.Maps("CustomErrorResponses")
	i := slices.IndexFunc(responses, func(p cloudformation.Properties) bool { return p.Text("ErrorCode") == strconv.Itoa(status) })
	if i < 0 {
		return ""
	}
	return responses[i].Text("ResponsePagePath")
}
