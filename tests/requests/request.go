// Package requests computes how a synthesized edge handles a viewer's request. The result is a redirection, a refusal, a file, or a
// request to the load balancer. It reads the distribution, the web ACL and the functions of the templates, and runs the functions' own
// code. Only tests use it.
//
// It fails closed: a property, a statement or a policy that it does not know is an error, never a guess. What only AWS can determine is
// given with the request: the managed rules that it matches, the country of its address, and its rate.
package requests

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Request is what a viewer sends, and the circumstances.
type Request struct {
	Method, Host, Path, Query string
	HTTP                      bool // without TLS
	From                      netip.Addr
	Country                   string
	Headers                   map[string]string // names in lower case
	BodyBytes                 int
	Rate                      int               // requests of the same viewer in the last five minutes, with this one
	LooksLike                 []string          // rules of AWS's managed groups whose patterns it has
	StoreIsEmpty              bool              // nobody has set the site's password yet
	Gets                      string            // a header that the origin gets, which the answer names
	OriginStatus              int               // of the load balancer or the bucket; 0 is 200
	Show                      string            // a header of the response that the answer names
	Sends                     map[string]string // headers that the origin sends, names in lower case

	labels []string // that rules of the web ACL have added
}

// Row is one line of a table: a request and the answer that is expected.
type Row struct {
	Line    int
	Request Request
	Want    string
}

// Parse reads a table. A row has two columns: the request and the answer, divided by ">". A request begins with method and address; then
// follow its circumstances as name=value. An empty line or a # begins nothing.
func Parse(table string) ([]Row, error) {
	var rows []Row
	for i, line := range strings.Split(table, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, want, ok := strings.Cut(line, " > ")
		if !ok {
			return nil, fmt.Errorf("line %d: %q has no answer; fix: request > answer", i+1, line)
		}
		request, err := parseRequest(strings.Fields(left))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		rows = append(rows, Row{Line: i + 1, Request: request, Want: strings.TrimSpace(want)})
	}
	return rows, nil
}

func parseRequest(words []string) (Request, error) {
	if len(words) < 2 {
		return Request{}, fmt.Errorf("%v is no request; fix: GET app.example.com/path?query", words)
	}
	r := Request{
		Method: words[0], From: netip.MustParseAddr("203.0.113.7"), Country: "DE", Rate: 1,
		Headers: map[string]string{"user-agent": "Mozilla/5.0"}, Sends: map[string]string{},
	}
	address, isHTTP := strings.CutPrefix(words[1], "http://")
	r.HTTP = isHTTP
	host, rest, _ := strings.Cut(address, "/")
	r.Host = host
	r.Path, r.Query, _ = strings.Cut("/"+rest, "?")
	for _, word := range words[2:] {
		name, value, _ := strings.Cut(word, "=")
		if err := r.set(name, value); err != nil {
			return r, fmt.Errorf("%s: %w", word, err)
		}
	}
	r.Headers["host"] = host
	return r, nil
}

// Basic is the header Authorization with a password.
func Basic(password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:"+password))
}

// set adds one circumstance of a request.
func (r *Request) set(name, value string) error {
	number, notNumber := strconv.Atoi(value)
	switch name {
	case "from":
		address, err := netip.ParseAddr(value)
		r.From = address
		return err
	case "country":
		r.Country = value
	case "like":
		r.LooksLike = append(r.LooksLike, value)
	case "header":
		field, content, _ := strings.Cut(value, ":")
		r.Headers[strings.ToLower(field)] = content
		if content == "" {
			delete(r.Headers, strings.ToLower(field))
		}
	case "sends":
		field, content, _ := strings.Cut(value, ":")
		r.Sends[strings.ToLower(field)] = content
	case "show":
		r.Show = value
	case "password":
		r.Headers["authorization"] = Basic(value)
	case "store":
		r.StoreIsEmpty = value == "empty"
	case "gets":
		r.Gets = value
	case "body":
		r.BodyBytes = number
		return notNumber
	case "rate":
		r.Rate = number
		return notNumber
	case "origin":
		r.OriginStatus = number
		return notNumber
	default:
		return fmt.Errorf("no such circumstance; fix: from, country, like, header, password, store, body, rate, origin, sends, gets or show")
	}
	return nil
}
