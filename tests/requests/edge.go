package requests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// Edge is a distribution with its web ACL and functions.
type Edge struct {
	env       cloudformation.Environment
	config    cloudformation.Properties // of the distribution
	acl       cloudformation.Properties
	functions *Functions
	store     map[string]string // of the functions
}

// Read finds the edge in the templates. A table of another environment's edge has several distributions, which is an error.
func Read(env cloudformation.Environment, functions *Functions) (*Edge, error) {
	distributions := env.Resources("AWS::CloudFront::Distribution")
	if len(distributions) != 1 {
		return nil, fmt.Errorf("the templates have %d distributions, want one", len(distributions))
	}
	config := distributions[0].Properties.Map("DistributionConfig")
	acl, ok := env.Find(config.Text("WebACLId"))
	if !ok {
		return nil, fmt.Errorf("no template has the web ACL %s", config.Text("WebACLId"))
	}
	return &Edge{env: env, config: config, acl: acl.Properties, functions: functions}, only(config, "the distribution",
		"Aliases", "CacheBehaviors", "Comment", "CustomErrorResponses", "DefaultCacheBehavior", "Enabled", "HttpVersion", "IPV6Enabled",
		"Logging", "Origins", "ViewerCertificate", "WebACLId")
}

// Answer is what a request gets. AWS WAF comes before the redirection to HTTPS, that before the function, and that before the cache.
// Functions of viewer requests run after the web ACL, and a changed address keeps its behavior. Sources: CloudFront developer guide, "How
// Lambda@Edge works with requests and responses" and "Restrictions on edge functions". Where the redirection stands, no page was found that
// says it.
func (e *Edge) Answer(r Request) (string, error) {
	behavior, r, answer, err := e.route(r)
	if answer != "" || err != nil {
		return answer, err
	}
	return e.serve(behavior, r)
}

// route returns what the edge answers itself, or the behavior and the request that goes on to an origin.
func (e *Edge) route(r Request) (behavior cloudformation.Properties, onward Request, answer string, err error) {
	host := strings.ToLower(r.Host)
	if !slices.Contains(e.config.Texts("Aliases"), host) && !strings.HasSuffix(host, ".cloudfront.net") {
		return nil, r, "403 no such name", nil
	}
	if answer, err := e.refusal(r); answer != "" || err != nil {
		return nil, r, answer, err
	}
	if behavior, err = e.behaviorOf(r.Path); err != nil {
		return nil, r, "", err
	}
	switch policy := behavior.Text("ViewerProtocolPolicy"); {
	case policy != "redirect-to-https":
		return nil, r, "", fmt.Errorf("the viewer protocol policy %s is not known here", policy)
	case r.HTTP:
		return nil, r, "301 https://" + r.Host + r.Path + withQuery(r.Query), nil
	case !slices.Contains(behavior.Texts("AllowedMethods"), r.Method):
		return nil, r, "403 method", nil
	}
	onward, answer, err = e.run(behavior, r)
	return behavior, onward, answer, err
}

// behaviorOf returns the first behavior whose path pattern matches, else the default one.
func (e *Edge) behaviorOf(path string) (cloudformation.Properties, error) {
	known := []string{
		"AllowedMethods", "CachedMethods", "CachePolicyId", "Compress", "FunctionAssociations", "OriginRequestPolicyId", "PathPattern",
		"ResponseHeadersPolicyId", "TargetOriginId", "ViewerProtocolPolicy",
	}
	for _, behavior := range e.config.Maps("CacheBehaviors") {
		if matchesPattern(behavior.Text("PathPattern"), path) {
			return behavior, only(behavior, "a behavior", known...)
		}
	}
	behavior := e.config.Map("DefaultCacheBehavior")
	return behavior, only(behavior, "the default behavior", known...)
}

// matchesPattern reports whether a path pattern matches. Source: CloudFront developer guide, "Path pattern". internal/review/exposure has
// the same function on purpose. These answers are what the review's verdicts are tested with, so they must not come from the review.
func matchesPattern(pattern, path string) bool {
	if pattern == "" {
		return path == ""
	}
	if pattern[0] == '*' {
		for i := range len(path) + 1 {
			if matchesPattern(pattern[1:], path[i:]) {
				return true
			}
		}
		return false
	}
	return path != "" && (pattern[0] == '?' || pattern[0] == path[0]) && matchesPattern(pattern[1:], path[1:])
}

func withQuery(query string) string {
	if query == "" {
		return ""
	}
	return "?" + query
}

// only fails on a property that is not known: it may change the answer.
func only(p cloudformation.Properties, what string, known ...string) error {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%s has the property %s, which is not known here", what, name)
		}
	}
	return nil
}

// OwnCertificate stands for a certificate that is in the templates.
const OwnCertificate = "a certificate of the environment's own"

// Certificate is what viewers get: the ARN of an existing certificate, or words for one of the templates.
func (e *Edge) Certificate() string {
	certificate := e.config.Map("ViewerCertificate").Text("AcmCertificateArn")
	if found, ok := e.env.Find(certificate); ok && found.Type == "AWS::CertificateManager::Certificate" {
		return OwnCertificate
	}
	return certificate
}

// Unmet returns the path patterns of the distribution that no request of a table meets.
func (e *Edge) Unmet(rows []Row) []string {
	var unmet []string
	for _, behavior := range e.config.Maps("CacheBehaviors") {
		pattern := behavior.Text("PathPattern")
		if !slices.ContainsFunc(rows, func(row Row) bool {
			met, err := e.behaviorOf(row.Request.Path)
			return err == nil && met.Text("PathPattern") == pattern
		}) {
			unmet = append(unmet, pattern)
		}
	}
	return unmet
}
