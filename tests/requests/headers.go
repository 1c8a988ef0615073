package requests

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// header returns what a response has in one header: the origin's own, or what the response headers policy of the behavior adds. Source:
// CloudFront developer guide, "Understand response headers policies".
func (e *Edge) header(behavior cloudformation.Properties, r Request) (string, error) {
	policy, ok := e.env.Find(behavior.Text("ResponseHeadersPolicyId"))
	if !ok {
		return "", fmt.Errorf("no template has the response headers policy %s", behavior.Text("ResponseHeadersPolicyId"))
	}
	config := policy.Properties.Map("ResponseHeadersPolicyConfig")
	if err := only(config, "a response headers policy", "Comment", "Name", "CorsConfig", "CustomHeadersConfig",
		"SecurityHeadersConfig"); err != nil {
		return "", err
	}
	added, err := added(config, r)
	if err != nil {
		return "", err
	}
	name := strings.ToLower(r.Show)
	own, sends := r.Sends[name]
	if policy, adds := added[name]; adds && (policy.override || !sends) {
		return policy.value, nil
	}
	if !sends {
		return "none", nil
	}
	return own, nil
}

// addition is a header of a policy.
type addition struct {
	value    string
	override bool
}

// added are the headers of a policy, by their names in lower case.
func added(config cloudformation.Properties, r Request) (map[string]addition, error) {
	all := map[string]addition{}
	security := config.Map("SecurityHeadersConfig")
	if err := only(security, "security headers", "ContentSecurityPolicy", "ContentTypeOptions", "FrameOptions", "ReferrerPolicy",
		"StrictTransportSecurity"); err != nil {
		return nil, err
	}
	for setting, header := range map[string]struct{ property, name string }{
		"ContentSecurityPolicy": {"ContentSecurityPolicy", "content-security-policy"},
		"FrameOptions":          {"FrameOption", "x-frame-options"},
		"ReferrerPolicy":        {"ReferrerPolicy", "referrer-policy"},
	} {
		if value := security.Map(setting); value.Text(header.property) != "" {
			all[header.name] = addition{value.Text(header.property), value.Text("Override") == "true"}
		}
	}
	if transport := security.Map("StrictTransportSecurity"); len(transport) > 0 {
		value := "max-age=" + transport.Text("AccessControlMaxAgeSec")
		if transport.Text("IncludeSubdomains") == "true" {
			value += "; includeSubDomains"
		}
		if transport.Text("Preload") == "true" {
			value += "; preload"
		}
		all["strict-transport-security"] = addition{value, transport.Text("Override") == "true"}
	}
	if options := security.Map("ContentTypeOptions"); len(options) > 0 {
		all["x-content-type-options"] = addition{"nosniff", options.Text("Override") == "true"}
	}
	for _, custom := range config.Map("CustomHeadersConfig").Maps("Items") {
		all[strings.ToLower(custom.Text("Header"))] = addition{custom.Text("Value"), custom.Text("Override") == "true"}
	}
	if config["CorsConfig"] == nil || r.Headers["origin"] == "" {
		return all, nil
	}
	cors := config.Map("CorsConfig")
	override := cors.Text("OriginOverride") == "true"
	for _, origin := range cors.Map("AccessControlAllowOrigins").Texts("Items") {
		if origin == "*" {
			all["access-control-allow-origin"] = addition{"*", override}
		} else if matchesPattern(origin, r.Headers["origin"]) {
			all["access-control-allow-origin"] = addition{r.Headers["origin"], override}
		}
	}
	if cors.Text("AccessControlAllowCredentials") == "true" {
		all["access-control-allow-credentials"] = addition{"true", override}
	}
	if methods := cors.Map("AccessControlAllowMethods").Texts("Items"); r.Method == "OPTIONS" {
		all["access-control-allow-methods"] = addition{strings.Join(slices.Sorted(slices.Values(methods)), ","), override}
	}
	return all, nil
}
