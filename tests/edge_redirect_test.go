package tests

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestEveryNameLeadsToTheDistribution catches an alias without a record, one that the certificate lacks, and one that CloudFront refuses.
func TestEveryNameLeadsToTheDistribution(t *testing.T) {
	eachShape(t, func(p platform) {
		want := p.env.Edge.HostNames()
		if got := p.distribution().Texts("Aliases"); !slices.Equal(got, want) {
			p.t.Errorf("the distribution answers under %v, want %v", got, want)
		}
		if len(want) == 0 {
			return
		}
		if p.env.Edge.Domain.CertificateARN == "" {
			certificate := p.at("edge/Edge/Certificate/Resource").Properties
			if got := append([]string{certificate.Text("DomainName")}, certificate.Texts("SubjectAlternativeNames")...); !slices.Equal(got, want) {
				p.t.Errorf("the certificate is for %v, want %v", got, want)
			}
		}
		pointed := map[string]int{}
		for _, record := range p.some("AWS::Route53::RecordSet") {
			if found, ok := p.model.Find(record.Properties.Map("AliasTarget").Text("DNSName")); ok && found.Type == "AWS::CloudFront::Distribution" {
				pointed[strings.TrimSuffix(record.Properties.Text("Name"), ".")]++
			}
		}
		for _, host := range p.env.Edge.Hosts() {
			want := 2 // for IPv4 and IPv6
			if host.IsManual() {
				want = 0
			}
			if pointed[host.Name] != want {
				p.t.Errorf("%s has %d records that lead to the distribution, want %d", host.Name, pointed[host.Name], want)
			}
		}
	})
}

// TestTheRedirectKeepsPathAndQuery runs the function's code on requests as CloudFront hands them over. It catches a redirect to the wrong
// name, and one that loses the path, a parameter or its order. It also catches one that turns POST into GET, and a loop.
func TestTheRedirectKeepsPathAndQuery(t *testing.T) {
	p := platformOf(t, "prod-domain")
	function := p.at("edge/Edge/Redirect/Resource").Properties
	behaviors := append(p.distribution().Maps("CacheBehaviors"), p.distribution().Map("DefaultCacheBehavior"))
	for _, behavior := range behaviors {
		associations := behavior.Maps("FunctionAssociations")
		if len(associations) != 1 || associations[0].Text("EventType") != "viewer-request" {
			t.Errorf("%s runs %v, want the redirect before the cache", behavior.Text("PathPattern"), associations)
		}
	}
	type value map[string]any
	for name, c := range map[string]struct {
		method, host, path string
		query              value
		status             float64
		location           string
	}{
		"the site itself":       {method: "GET", host: "www.example.com", path: "/"},
		"the site in capitals":  {method: "GET", host: "WWW.Example.COM", path: "/"},
		"another name":          {method: "GET", host: "example.com", path: "/", status: 301, location: "https://www.example.com/"},
		"the domain's own name": {method: "HEAD", host: "app.example.com", path: "/a/b", status: 301, location: "https://www.example.com/a/b"},
		"CloudFront's own name": {
			method: "GET", host: "d111111abcdef8.cloudfront.net", path: "/", status: 301, location: "https://www.example.com/",
		},
		"a form": {method: "POST", host: "example.com", path: "/order", status: 308, location: "https://www.example.com/order"},
		"an encoded path": {
			method: "GET", host: "example.com", path: "/caf%C3%A9%2Fmenu", status: 301, location: "https://www.example.com/caf%C3%A9%2Fmenu",
		},
		"a query": {
			method: "GET", host: "example.com", path: "/s", query: value{"q": value{"value": "a%26b"}, "page": value{"value": "2"}}, status: 301,
			location: "https://www.example.com/s?page=2&q=a%26b", // JSON sorts the names of the test; CloudFront keeps the viewer's order
		},
		"a parameter twice": {
			method: "GET", host: "example.com", path: "/s", status: 301, location: "https://www.example.com/s?tag=a&tag=b",
			query: value{"tag": value{"value": "b", "multiValue": []value{{"value": "a"}, {"value": "b"}}}},
		},
		"a parameter without a value": {
			method: "GET", host: "example.com", path: "/s", query: value{"debug": value{"value": ""}}, status: 301,
			location: "https://www.example.com/s?debug",
		},
	} {
		t.Run(name, func(t *testing.T) {
			event, err := json.Marshal(value{"request": value{
				"method": c.method, "uri": c.path, "querystring": c.query, "headers": value{"host": value{"value": c.host}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			output := runFunction(t, function.Text("FunctionCode"), string(event))
			var answer struct {
				StatusCode float64                      `json:"statusCode"`
				Headers    map[string]map[string]string `json:"headers"`
			}
			if err := json.Unmarshal([]byte(output), &answer); err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			if answer.StatusCode != c.status || answer.Headers["location"]["value"] != c.location {
				t.Errorf("the function answers %s, want status %v and location %q (0: the request goes on)", output, c.status, c.location)
			}
		})
	}
}

// runFunction runs the code of a CloudFront function on an event, and returns what its handler returns, as JSON.
func runFunction(t *testing.T, code, event string) string {
	t.Helper()
	script := code + "\nconst event = " + event + "; event.request.querystring ||= {}; console.log(JSON.stringify(handler(event)));"
	output, err := exec.Command("node", "-e", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return string(output)
}
