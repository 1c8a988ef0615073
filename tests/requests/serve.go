package requests

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/cloudformation"
)

// AWS's own policies, the same in every account. Source: CloudFront developer guide, "Use managed cache policies" and "Use managed origin
// request policies".
const (
	cachingDisabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	allViewerAndMore = "33f36d7e-f396-46d9-90e0-52428a34d9dc"
	hostHeaderOnly   = "bf0718e1-ba1e-49d1-88b1-f726733018ae"
)

// serve says from where a request is served, what the origin sees of it, under which key the answer is cached, and with which status.
func (e *Edge) serve(behavior cloudformation.Properties, r Request) (string, error) {
	origin, err := e.originOf(behavior.Text("TargetOriginId"))
	if err != nil {
		return "", err
	}
	sees, err := seen(behavior.Text("OriginRequestPolicyId"), r)
	if err != nil {
		return "", err
	}
	from := "load balancer " + sees
	if _, isBucket := origin["S3OriginConfig"]; isBucket {
		if sees != r.Path {
			return "", fmt.Errorf("the bucket gets %q, and it refuses a request with another Host header", sees)
		}
		from = "bucket " + r.Path
	}
	key, err := e.keyOf(behavior.Text("CachePolicyId"), r)
	if err != nil {
		return "", err
	}
	answer := from + ", " + key
	if r.Gets != "" {
		got, err := gets(behavior.Text("OriginRequestPolicyId"), r)
		if err != nil {
			return "", err
		}
		answer += ", gets " + r.Gets + ": " + got
	}
	if r.Show != "" {
		value, err := e.header(behavior, r)
		if err != nil {
			return "", err
		}
		answer += ", " + r.Show + ": " + value
	}
	if r.OriginStatus == 0 {
		return answer, nil
	}
	return e.failed(answer, r.OriginStatus)
}

func (e *Edge) originOf(id string) (cloudformation.Properties, error) {
	for _, origin := range e.config.Maps("Origins") {
		if origin.Text("Id") == id {
			return origin, only(origin, "an origin", "ConnectionTimeout", "CustomOriginConfig", "DomainName", "Id", "OriginAccessControlId",
				"OriginCustomHeaders", "S3OriginConfig", "VpcOriginConfig")
		}
	}
	return nil, fmt.Errorf("the distribution has no origin %s", id)
}

// seen is what the origin gets: the path, and with the query string and cookies where the policy forwards them.
func seen(policy string, r Request) (string, error) {
	switch policy {
	case "", hostHeaderOnly:
		return r.Path, nil
	case allViewerAndMore:
		return r.Path + withQuery(r.Query), nil
	}
	return "", fmt.Errorf("the origin request policy %s is not known here", policy)
}

// gets is what the origin gets in a header of the viewer.
func gets(policy string, r Request) (string, error) {
	if value, sent := r.Headers[strings.ToLower(r.Gets)]; sent && policy == allViewerAndMore {
		return value, nil
	}
	if policy != "" && policy != hostHeaderOnly && policy != allViewerAndMore {
		return "", fmt.Errorf("the origin request policy %s is not known here", policy)
	}
	return "none", nil
}

// keyOf is under what an answer is cached, besides the distribution. Only GET and HEAD are cached.
func (e *Edge) keyOf(policy string, r Request) (string, error) {
	switch policy {
	case cachingDisabled:
		return "not cached", nil
	case cachingOptimized:
		if r.Method != "GET" && r.Method != "HEAD" {
			return "not cached", nil
		}
		return "cached as " + r.Path, nil
	}
	return "", fmt.Errorf("the cache policy %s is not known here", policy)
}

// failed is what becomes of an origin's error: it passes as it is, or has a page of the distribution. No error is cached.
func (e *Edge) failed(answer string, status int) (string, error) {
	for _, response := range e.config.Maps("CustomErrorResponses") {
		if code, ok := response.Int("ErrorCode"); !ok || code != status {
			continue
		}
		if ttl, ok := response.Int("ErrorCachingMinTTL"); !ok || ttl != 0 {
			return "", fmt.Errorf("the error %d is cached for %d seconds", status, ttl)
		}
		page := response.Text("ResponsePagePath")
		if page == "" {
			return fmt.Sprintf("%d of the %s", status, answer), nil
		}
		if response.Text("ResponseCode") != strconv.Itoa(status) {
			return "", fmt.Errorf("the error %d becomes %s", status, response.Text("ResponseCode"))
		}
		behavior, err := e.behaviorOf(page)
		if err != nil {
			return "", err
		}
		from, err := e.serve(behavior, Request{Method: "GET", Path: page})
		return fmt.Sprintf("%d with the %s", status, from), err
	}
	// CloudFront caches none of these as an error. On a cached path, 412 and 415 with a max-age of their own are the exception.
	if slices.Contains([]int{200, 301, 302, 304, 401, 409, 410, 412, 415, 422, 429}, status) {
		return fmt.Sprintf("%d of the %s", status, answer), nil
	}
	return "", fmt.Errorf("the status %d is not known here", status)
}
