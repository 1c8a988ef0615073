package architecture

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// edgeFacts says what checks the requests to a distribution, under which names it answers, and which it redirects.
func (r *reader) edgeFacts(distribution cloudformation.Resource) []string {
	configuration := distribution.Properties.Map("DistributionConfig")
	var facts []string
	if acl, ok := r.env.Find(configuration.Text("WebACLId")); ok {
		facts = []string{"web ACL, " + plural(len(acl.Properties.Maps("Rules")), "rule") + rulesIn(acl)}
	}
	names, redirects := configuration.Texts("Aliases"), []string(nil)
	for _, function := range r.functionsOf(configuration) {
		served, redirect := redirectIn(function, names)
		if redirect == "" {
			redirect = "function: " + commentOf(function)
		} else {
			names = served
		}
		redirects = append(redirects, redirect)
	}
	if len(names) == 0 {
		return append(append(facts, "a name under cloudfront.net"), redirects...)
	}
	return append(append(facts, "answers as "+strings.Join(names, ", ")), redirects...)
}

// rulesIn names the rules of a web ACL. AWS's managed rule groups lose what all of their names have.
func rulesIn(acl cloudformation.Resource) string {
	var names []string
	for _, rule := range acl.Properties.Maps("Rules") {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(rule.Text("Name"), "AWSManagedRules"), "RuleSet"))
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}

// functionsOf are the functions that CloudFront runs for each request of the default behavior.
func (r *reader) functionsOf(configuration cloudformation.Properties) []cloudformation.Properties {
	var functions []cloudformation.Properties
	for _, association := range configuration.Map("DefaultCacheBehavior").Maps("FunctionAssociations") {
		if function, ok := r.env.Find(association.Text("FunctionARN")); ok {
			functions = append(functions, function.Properties)
		}
	}
	return functions
}

// redirectIn reads from the code of a function which of a distribution's names it answers itself, and where it sends all others. It knows
// only the form in which Kasha writes this; for other code, both are empty.
func redirectIn(function cloudformation.Properties, names []string) (served []string, redirect string) {
	code := function.Text("FunctionCode")
	list := regexp.MustCompile(`if \(\[([^\]]*)\]\.indexOf\(request\.headers\.host\.value`).FindStringSubmatch(code)
	to := regexp.MustCompile(`'https://([^'/]+)' \+ request\.uri`).FindStringSubmatch(code)
	if list == nil || to == nil {
		return nil, ""
	}
	var others []string
	for _, name := range names {
		if strings.Contains(list[1], "'"+name+"'") {
			served = append(served, name)
		} else {
			others = append(others, name)
		}
	}
	if len(others) == 0 || len(served) == 0 {
		return nil, ""
	}
	return served, "redirects " + strings.Join(others, ", ") + " to " + to[1]
}

// commentOf is what a function does, in the words of its comment, without the name of the application.
func commentOf(function cloudformation.Properties) string {
	comment := function.Map("FunctionConfig").Text("Comment")
	if _, does, ok := strings.Cut(comment, ": "); ok {
		return does
	}
	return comment
}

// describeEdge says which paths CloudFront answers without the origin, and whether something checks requests.
func (r *reader) describeEdge(c *Component) {
	configuration := c.Resource.Properties.Map("DistributionConfig")
	_, c.WebACL = r.env.Find(configuration.Text("WebACLId"))
	for _, behavior := range configuration.Maps("CacheBehaviors") {
		if behavior.Text("CachePolicyId") != cachingDisabled {
			c.Cached = append(c.Cached, behavior.Text("PathPattern"))
		}
	}
}

// cachingDisabled is the ID of the managed cache policy Managed-CachingDisabled (CloudFront developer guide, "Use managed cache
// policies").
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

// headerFacts says of a load balancer which header its rules ask for, who sends it, and what a request without it gets. It says nothing
// unless every rule of every listener asks for the same header.
func (r *reader) headerFacts(balancer cloudformation.Resource) []string {
	var headers, answers []string
	for _, listener := range r.env.Resources("AWS::ElasticLoadBalancingV2::Listener") {
		if r.env.Identity(listener.Properties.Text("LoadBalancerArn")) != r.env.Identity(balancer.Reference()) {
			continue
		}
		for _, action := range listener.Properties.Maps("DefaultActions") {
			answers = append(answers, answerOf(action))
		}
		for _, rule := range r.env.Resources("AWS::ElasticLoadBalancingV2::ListenerRule") {
			if r.env.Identity(rule.Properties.Text("ListenerArn")) == r.env.Identity(listener.Reference()) {
				headers = append(headers, headerOf(rule.Properties))
			}
		}
	}
	if slices.Sort(headers); len(headers) == 0 || headers[0] == "" || len(slices.Compact(headers)) > 1 || slices.Contains(answers, "") {
		return nil
	}
	fact := "passes on only requests with the secret header " + headers[0]
	if r.isSentByCloudFront(headers[0]) {
		fact += ", which CloudFront sends"
	}
	slices.Sort(answers)
	return []string{fact + "; all others get " + strings.Join(slices.Compact(answers), " or ")}
}

// answerOf is what a default action answers by itself; empty if it forwards the request.
func answerOf(action cloudformation.Properties) string {
	if code := action.Map("FixedResponseConfig").Text("StatusCode"); code != "" {
		return code
	}
	if action.Map("RedirectConfig").Text("StatusCode") != "" {
		return "a redirect to " + strings.ToUpper(action.Map("RedirectConfig").Text("Protocol"))
	}
	return ""
}

// headerOf is the name of the header that a rule compares with a secret; empty: it asks for none.
func headerOf(rule cloudformation.Properties) string {
	for _, condition := range rule.Maps("Conditions") {
		header := condition.Map("HttpHeaderConfig")
		for _, value := range header.Texts("Values") {
			if strings.Contains(value, "{{resolve:secretsmanager:") {
				return header.Text("HttpHeaderName")
			}
		}
	}
	return ""
}

func (r *reader) isSentByCloudFront(header string) bool {
	for _, distribution := range r.env.Resources("AWS::CloudFront::Distribution") {
		for _, origin := range distribution.Properties.Map("DistributionConfig").Maps("Origins") {
			for _, sent := range origin.Maps("OriginCustomHeaders") {
				if strings.EqualFold(sent.Text("HeaderName"), header) {
					return true
				}
			}
		}
	}
	return false
}
