package example

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seen is what /seen shows of a request.
type seen struct {
	Host, ForwardedFor, ForwardedProto string
	Viewer                             struct{ Address, Scheme string }
	Container                          container
	Backend                            struct {
		ForwardedFor string
		Viewer       struct{ Address, Scheme string }
		Container    container
	}
}

type container struct {
	User     int
	Writable map[string]bool
}

// testHeaders catches a viewer who is believed what only CloudFront may say, and a container that is root or can write.
func (w *world) testHeaders(t *testing.T) {
	forged := http.Header{
		"X-Forwarded-For": {"198.51.100.66"}, "Cloudfront-Viewer-Address": {"198.51.100.66:1"}, "Cloudfront-Forwarded-Proto": {"http"},
		"X-Kasha-Origin": {"guessed"}, "X-Forwarded-Proto": {"https"},
	}
	status, body, _ := w.get(t, "/seen", forged)
	var got seen
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK {
		t.Fatalf("%d %q, %v; want what the frontend saw", status, body, err)
	}
	me, edge, front := w.hosts.address(aViewer), w.hosts.address(cloudFront), ""
	if got.Host != w.site || got.Viewer.Address != me || got.Viewer.Scheme != "https" || got.ForwardedProto != "http" {
		t.Errorf("the frontend saw %+v, want the host %s, the viewer %s over https, and X-Forwarded-Proto http", got, w.site, me)
	}
	if want := "198.51.100.66, " + me + ", " + edge; got.ForwardedFor != want {
		t.Errorf("the frontend's X-Forwarded-For is %q, want %q: the viewer last but one, CloudFront last", got.ForwardedFor, want)
	}
	elements := strings.Split(got.Backend.ForwardedFor, ", ")
	if front = elements[len(elements)-1]; !strings.HasPrefix(got.Backend.ForwardedFor, got.ForwardedFor) || net.ParseIP(front) == nil {
		t.Errorf("the backend's X-Forwarded-For is %q, want the frontend's and its address", got.Backend.ForwardedFor)
	}
	if got.Backend.Viewer.Address != me || got.Backend.Viewer.Scheme != "https" {
		t.Errorf("the backend saw %+v, want the viewer %s over https", got.Backend.Viewer, me)
	}
	for name, c := range map[string]container{"frontend": got.Container, "backend": got.Backend.Container} {
		if c.User != imageUser || c.Writable["/"] || c.Writable["/etc"] || !c.Writable["/tmp"] {
			t.Errorf("the %s is user %d and can write %v, want user %d and /tmp only", name, c.User, c.Writable, imageUser)
		}
	}
}

// testWaysAround catches a request that reaches the application without CloudFront, and a viewer who stays without TLS.
func (w *world) testWaysAround(t *testing.T) {
	for _, guess := range []string{"", "guessed"} {
		request, err := http.NewRequest(http.MethodGet, "http://"+w.hosts.address(publicBalancer)+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Kasha-Origin", guess)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusForbidden || string(body) != "Forbidden" {
			t.Errorf("with the header %q the load balancer answers %s %q, want 403 Forbidden", guess, response.Status, body)
		}
	}
	response, err := w.viewer().Get("http://" + w.site + "/orders?page=2")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if want := "https://" + w.site + "/orders?page=2"; response.StatusCode != 301 || response.Header.Get("Location") != want {
		t.Errorf("without TLS the edge answers %s to %q, want 301 to %q", response.Status, response.Header.Get("Location"), want)
	}
}

// TestTheShopReadsEveryVariable catches a variable of the page that the example does not read.
func TestTheShopReadsEveryVariable(t *testing.T) {
	files, err := filepath.Glob("../../examples/shop/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("the example's files: %v, %v", files, err)
	}
	source := ""
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && !strings.HasSuffix(file, "_test.go") {
			source += string(text)
		}
	}
	page, err := os.ReadFile("../../docs/application.md")
	if err != nil {
		t.Fatal(err)
	}
	variables, without := 0, ""
	for line := range strings.Lines(string(page)) {
		name, ok := strings.CutPrefix(line, "| `")
		if name, _, _ = strings.Cut(name, "`"); !ok || name != strings.ToUpper(name) || !strings.Contains(name, "_") {
			continue // a row of another table
		}
		if name == "SERVICE_URL_<NAME>" {
			without = name // the example has no further service
			continue
		}
		variables++
		if name, _, _ = strings.Cut(name, "<NAME>"); !strings.Contains(source, `"`+name) {
			t.Errorf("docs/application.md has %s, and examples/shop does not read it", name)
		}
	}
	if variables < 10 || without == "" {
		t.Errorf("docs/application.md has %d variables besides %q, want at least 10 and SERVICE_URL_<NAME>: this test reads its table wrongly",
			variables, without)
	}
}
