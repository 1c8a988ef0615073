package main

import (
	"net"
	"net/http"
)

// viewer is who asks, as CloudFront says it.
type viewer struct {
	Address string // without the port
	Scheme  string // http or https, as the viewer connected
}

// The headers in which CloudFront describes the viewer. It sets them anew, so nobody can forge them from outside. X-Forwarded-Proto
// describes CloudFront's own connection instead, and X-Forwarded-For may begin with anything.
const (
	viewerAddress = "CloudFront-Viewer-Address"
	viewerScheme  = "CloudFront-Forwarded-Proto"
)

// viewerOf reads them. A health check of the load balancer has neither.
func viewerOf(header http.Header) viewer {
	// SplitHostPort knows an IPv6 address in brackets only, and CloudFront writes none: the port is what follows the last colon.
	address := header.Get(viewerAddress)
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == ':' {
			address = address[:i]
			break
		}
	}
	if net.ParseIP(address) == nil {
		address = ""
	}
	return viewer{Address: address, Scheme: header.Get(viewerScheme)}
}

// passOn copies what describes the viewer to a request for the backend, which otherwise sees the frontend only. The header with
// CloudFront's secret is not passed on.
func passOn(from, to http.Header) {
	for _, name := range []string{viewerAddress, viewerScheme, "X-Forwarded-For"} {
		if values := from.Values(name); len(values) > 0 {
			to[http.CanonicalHeaderKey(name)] = values
		}
	}
}
