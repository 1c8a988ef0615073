package preflight

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// standIn stands in for STS, Systems Manager and IAM on this machine.
type standIn struct {
	account    string            // whose the credentials are
	identity   string            // the error code that STS answers with, instead of the account
	bootstraps map[string]string // the bootstrap version of each region; none: the parameter is missing
	refusals   map[string]string // the error code that Systems Manager answers with, by region; hangUp: it does not answer
	role       string            // the error code that IAM answers with when it is asked for ECS's role; empty: the role is there
	noCLI      bool              // the AWS command line is not installed
	asked      []string          // what was asked: sts/us-east-1, ssm/eu-west-1
}

const hangUp = "hang up"

// signedFor finds the region that a request was signed for, which is the region it would have gone to.
var signedFor = regexp.MustCompile(`Credential=[^/]+/[0-9]+/([a-z0-9-]+)/([a-z]+)/`)

func (a *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	signed := signedFor.FindStringSubmatch(r.Header.Get("Authorization"))
	if signed == nil {
		http.Error(w, "not signed", http.StatusTeapot)
		return
	}
	region, service := signed[1], signed[2]
	a.asked = append(a.asked, service+"/"+region)
	switch service {
	case "sts":
		a.whoAmI(w)
		return
	case "iam":
		a.clusterRole(w, r)
		return
	}
	a.parameter(w, r, region)
}

func (a *standIn) whoAmI(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/xml")
	if a.identity != "" {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>The stand-in says %[1]s.</Message></Error></ErrorResponse>`, a.identity)
		return
	}
	fmt.Fprintf(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, a.account)
}

func (a *standIn) clusterRole(w http.ResponseWriter, r *http.Request) {
	refusal := a.role
	if r.FormValue("Action") != "GetRole" || r.FormValue("RoleName") != "AWSServiceRoleForECS" {
		refusal = "ValidationError"
	}
	if refusal == hangUp {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "text/xml")
	if refusal != "" {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>The stand-in says so.</Message></Error></ErrorResponse>`, refusal)
		return
	}
	fmt.Fprint(w, `<GetRoleResponse><GetRoleResult><Role><RoleName>AWSServiceRoleForECS</RoleName></Role></GetRoleResult></GetRoleResponse>`)
}

func (a *standIn) parameter(w http.ResponseWriter, r *http.Request, region string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	var input struct{ Name string }
	_ = json.NewDecoder(r.Body).Decode(&input)
	version, there := a.bootstraps[region]
	refusal := a.refusals[region]
	if refusal == "" && (!there || input.Name != "/cdk-bootstrap/hnb659fds/version") {
		refusal = "ParameterNotFound"
	}
	if refusal == hangUp {
		panic(http.ErrAbortHandler)
	}
	if refusal != "" {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type": %q, "message": "The stand-in says so."}`, refusal)
		return
	}
	fmt.Fprintf(w, `{"Parameter": {"Value": %q}}`, version)
}

// noMachine takes away every place where this machine could have credentials.
func noMachine(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
		"AWS_CA_BUNDLE", "AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL_IAM", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(home, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(home, "credentials"))
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
}

// start makes a stand-in the AWS of this test, reached with credentials that are made up.
func (a *standIn) start(t *testing.T) {
	t.Helper()
	noMachine(t)
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	t.Setenv("AWS_ACCESS_KEY_ID", "stand-in")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "stand-in")
	programs := t.TempDir()
	if !a.noCLI {
		if err := os.WriteFile(filepath.Join(programs, "aws"), []byte("#!/bin/sh\nexit 1\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", programs)
}
