package config

import (
	"slices"
	"strings"
)

// Headers are response headers of some paths. The application's own headers take precedence. A field that is left out is as in the element
// of "/*", and without such an element as Kasha has it. A path's cors is its own.
type Headers struct {
	// Paths are where the headers are sent. "/*" is the whole site. Any other path is one of edge.cachedPaths or edge.static, or one of the
	// load balancer: then only its headers differ. It must not be inside of a path that comes before it.
	//
	//	Default: none; required
	//	Allowed: "/*" alone, or path patterns from the root, of at most 255 characters each
	//	Source:  CloudFront developer guide, "Path pattern" and "Add or remove HTTP headers in CloudFront responses with a policy"
	Paths []string `json:"paths"`

	// ContentSecurityPolicy is the header Content-Security-Policy, by which browsers refuse content from elsewhere. Kasha's own is
	// "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'".
	//
	//	Default: ""
	//	Allowed: directives divided by semicolons, of at most 1783 characters; "none" sends no such header
	//	Source:  CloudFront developer guide, "Understand response headers policies"; W3C, "Content Security Policy Level 3"
	ContentSecurityPolicy string `json:"contentSecurityPolicy"`

	// ContentSecurityPolicyReportOnly is a policy that browsers only report on, to try it before it is enforced. They write what it would
	// refuse to their console, and send it to the address after report-uri. The enforced policy stays.
	//
	//	Default: ""
	//	Allowed: directives divided by semicolons, of at most 1783 characters; "none" sends no such header
	//	Source:  W3C, "Content Security Policy Level 3", Content-Security-Policy-Report-Only
	ContentSecurityPolicyReportOnly string `json:"contentSecurityPolicyReportOnly"`

	// FrameOptions is the header X-Frame-Options. Kasha's own is DENY. Browsers ignore it beside an enforced policy with frame-ancestors,
	// which can name the sites that may show these pages.
	//
	//	Default: ""
	//	Allowed: DENY, SAMEORIGIN, or "none" for no such header
	//	Source:  CloudFront API, ResponseHeadersPolicyFrameOptions
	FrameOptions string `json:"frameOptions"`

	// ReferrerPolicy is the header Referrer-Policy: what other sites learn of the page that a visitor comes from. Kasha's own is
	// strict-origin-when-cross-origin.
	//
	//	Default: ""
	//	Allowed: no-referrer, same-origin, strict-origin, strict-origin-when-cross-origin, origin, origin-when-cross-origin,
	//	         no-referrer-when-downgrade or unsafe-url
	//	Source:  CloudFront API, ResponseHeadersPolicyReferrerPolicy
	ReferrerPolicy string `json:"referrerPolicy"`

	// PermissionsPolicy is the header Permissions-Policy: which of a browser's features pages may use, such as camera=(). Kasha has none.
	//
	//	Default: ""
	//	Allowed: features with their lists, divided by commas, of at most 1783 characters; "none" sends no such header
	//	Source:  W3C, "Permissions Policy"
	PermissionsPolicy string `json:"permissionsPolicy"`

	// CORS is which other sites' pages may read responses. Without it, the application's own headers decide alone.
	//
	//	Default: none
	//	Allowed: an object
	//	Source:  CloudFront API, ResponseHeadersPolicyCorsConfig
	CORS *CORS `json:"cors,omitempty"`
}

// CORS is which other sites' pages may read responses, by headers that CloudFront adds where the application sends none. A browser asks
// with OPTIONS before requests that a form could not send. The application must answer these with a status from 200 to 299. The bucket
// of edge.static refuses them.
type CORS struct {
	// AllowOrigins are the sites.
	//
	//	Default: none; required
	//	Allowed: origins such as "https://shop.example.com" or "https://*.example.com", or "*" alone for all sites
	//	Source:  CloudFront developer guide, "Understand response headers policies", Access-Control-Allow-Origin
	AllowOrigins []string `json:"allowOrigins"`

	// AllowMethods are the methods that their pages may use.
	//
	//	Default: ["GET", "HEAD"]
	//	Allowed: GET, HEAD, OPTIONS, PUT, PATCH, POST and DELETE
	//	Source:  CloudFront API, ResponseHeadersPolicyAccessControlAllowMethods
	AllowMethods []string `json:"allowMethods"`

	// AllowHeaders are the headers that their pages may send.
	//
	//	Default: ["Content-Type"]
	//	Allowed: names of headers, or "*" alone for all but Authorization
	//	Source:  CloudFront API, ResponseHeadersPolicyAccessControlAllowHeaders
	AllowHeaders []string `json:"allowHeaders"`

	// ExposeHeaders are the headers of responses that their pages may read, beside the few that they always may.
	//
	//	Default: []
	//	Allowed: names of headers, or "*" alone for all
	//	Source:  CloudFront API, ResponseHeadersPolicyAccessControlExposeHeaders
	ExposeHeaders []string `json:"exposeHeaders"`

	// AllowCredentials lets their pages send the visitor's cookies, and read what only this visitor may see.
	//
	//	Default: false
	//	Allowed: true or false; true without "*" in the other fields
	//	Source:  CloudFront API, AccessControlAllowCredentials
	AllowCredentials bool `json:"allowCredentials"`

	// MaxAgeSeconds is how long browsers remember the answer to OPTIONS.
	//
	//	Unit:    seconds
	//	Default: 600
	//	Allowed: 0 to 86400
	//	Source:  CloudFront API, AccessControlMaxAgeSec; browsers use less: Chromium two hours, Firefox a day
	MaxAgeSeconds int `json:"maxAgeSeconds"`
}

func (c *CORS) prepare(map[string]any) {
	*c = CORS{AllowMethods: []string{"GET", "HEAD"}, AllowHeaders: []string{"Content-Type"}, ExposeHeaders: []string{}, MaxAgeSeconds: 600}
}

const (
	// WholeSite is the path of headers that the whole site has.
	WholeSite = "/*"

	// NoHeader stands in a field of Headers for no such header.
	NoHeader = "none"

	// Kasha's own headers are for applications that send none. The policy allows only content from the site itself.
	ownContentSecurityPolicy = "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
	ownFrameOptions          = "DENY"
	ownReferrerPolicy        = "strict-origin-when-cross-origin"
)

// SiteHeaders returns the headers of all paths that have none of their own. No header is empty.
func (e Edge) SiteHeaders() Headers {
	own := Headers{
		ContentSecurityPolicy: ownContentSecurityPolicy, FrameOptions: ownFrameOptions, ReferrerPolicy: ownReferrerPolicy,
		ContentSecurityPolicyReportOnly: NoHeader, PermissionsPolicy: NoHeader,
	}
	for _, headers := range e.Headers {
		if slices.Contains(headers.Paths, WholeSite) {
			return headers.over(own)
		}
	}
	return own
}

// PathHeaders returns the headers of each further path, in order. No header is empty.
func (e Edge) PathHeaders() []Headers {
	site := e.SiteHeaders()
	var all []Headers
	for _, headers := range e.Headers {
		if !slices.Contains(headers.Paths, WholeSite) {
			all = append(all, headers.over(site))
		}
	}
	return all
}

// over fills the fields that are left out. CORS is a path's own: what one path opens would otherwise be open on others.
func (h Headers) over(base Headers) Headers {
	for field, value := range map[*string]string{
		&h.ContentSecurityPolicy: base.ContentSecurityPolicy, &h.ContentSecurityPolicyReportOnly: base.ContentSecurityPolicyReportOnly,
		&h.FrameOptions: base.FrameOptions, &h.ReferrerPolicy: base.ReferrerPolicy, &h.PermissionsPolicy: base.PermissionsPolicy,
	} {
		if *field == "" {
			*field = value
		}
	}
	return h
}

// Label returns what tells these headers from others in names: the first path, in letters, digits and _.-
func (h Headers) Label() string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, h.Paths[0])
}

// behaviors returns the path patterns of the distribution in their order, without the default one.
func (e Edge) behaviors() []string {
	return slices.Concat(e.CachedPaths, e.Static.Except, e.Static.Paths, e.HeaderPaths())
}

// HeaderPaths returns the paths of the load balancer that differ from the rest by their headers only.
func (e Edge) HeaderPaths() []string {
	served := slices.Concat(e.CachedPaths, e.Static.Except, e.Static.Paths)
	var paths []string
	for _, headers := range e.Headers {
		for _, path := range headers.Paths {
			if path != WholeSite && !slices.Contains(served, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}
