package preflight

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// standIn is a server on this machine that stands in for STS, Systems Manager, CloudFormation, IAM, EC2, AWS Backup and
// Service Quotas.
type standIn struct {
	account    string               // of the credentials
	identity   string               // the error code of STS; empty: it answers with the account
	bootstraps map[string]string    // the bootstrap version of each region; absent: there is no parameter
	refusals   map[string]string    // the error code of Systems Manager, by region; hangUp: it closes the connection
	role       string               // the error code of IAM for ECS's role; empty: the role exists
	toolkits   map[string]stack     // the bootstrap stack of each region; absent: there is none
	zones      map[string]string    // the ids of the region's zones, by name; nil: a to c are az1, az2 and az4
	noZones    string               // the error code of EC2; hangUp: it closes the connection
	qualifier  string               // of the bootstraps; empty: the CDK's default
	secrets    map[string]described // by name
	parameters map[string]string    // the key of each, by name
	noSecrets  string               // the error code of Secrets Manager, and of Systems Manager about parameters of the application
	edge       *stack               // the edge stack; nil: there is none
	vaults     map[string][]vault   // the vaults of each region, one a page
	noVaults   string               // the error code of AWS Backup; hangUp: it closes the connection
	issued     map[string]string    // ACM's answer about each certificate, by region and ARN; absent: there is none
	noACM      string               // the error code of ACM; hangUp: it closes the connection
	noCLI      bool                 // the AWS command line is not installed
	vpcs       []string             // the environment of each; empty: somebody else's
	addresses  []string             // Elastic IP addresses, likewise
	granted    map[string]float64   // what the account may have, by quota; nil: Service Quotas refuses to answer
	asked      []string             // the services in the order of calls, each once in a row: sts/us-east-1, ssm/eu-west-1
}

// stack is a bootstrap stack as CloudFormation describes it.
type stack struct {
	status     string // empty: UPDATE_COMPLETE
	version    string
	parameters map[string]string
	tags       map[string]string
	resources  []string // logical ids
	outputs    map[string]string
	refusal    string // the error code of CloudFormation; empty: it answers
}

// of makes a stack with the CDK's own template from some of its parameters.
func of(version string, parameters map[string]string) stack {
	all := map[string]string{"Qualifier": "hnb659fds", "BootstrapVariant": "AWS CDK: Default Resources", "TrustedAccounts": "",
		"CloudFormationExecutionPolicies": "", "InputPermissionsBoundary": "", "PublicAccessBlockConfiguration": "true"}
	maps.Copy(all, parameters)
	return stack{version: version, parameters: all, resources: []string{"StagingBucket", "DeploymentActionRole", "LookupRole"}}
}

const hangUp = "hang up"

// signedFor finds the region that a request was signed for, which is the region it would have gone to.
var signedFor = regexp.MustCompile(`Credential=[^/]+/[0-9]+/([a-z0-9-]+)/([a-z0-9]+)/`)

func (a *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	signed := signedFor.FindStringSubmatch(r.Header.Get("Authorization"))
	if signed == nil {
		http.Error(w, "not signed", http.StatusTeapot)
		return
	}
	region, service := signed[1], signed[2]
	if call := service + "/" + region; len(a.asked) == 0 || a.asked[len(a.asked)-1] != call {
		a.asked = append(a.asked, call)
	}
	switch service {
	case "sts":
		a.whoAmI(w)
		return
	case "ec2":
		a.ec2(w, r, region)
		return
	case "servicequotas":
		a.quota(w, r, region)
		return
	case "iam":
		a.clusterRole(w, r)
		return
	case "acm":
		a.describeCertificate(w, r, region)
		return
	case "backup":
		a.listVaults(w, r, region)
		return
	case "cloudformation":
		a.toolkit(w, r, region)
		return
	}
	if service == "secretsmanager" || strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeParameters") {
		a.describe(w, r)
		return
	}
	a.parameter(w, r, region)
}

func (a *standIn) whoAmI(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/xml")
	if a.identity != "" {
		refuse(w, a.identity, "The stand-in says "+a.identity+".")
		return
	}
	fmt.Fprintf(w, "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult>"+
		"</GetCallerIdentityResponse>", a.account)
}

// refuse answers with an error of the query protocol.
func refuse(w http.ResponseWriter, code, message string) {
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", code, message)
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
		refuse(w, refusal, "The stand-in says so.")
		return
	}
	fmt.Fprint(w, `<GetRoleResponse><GetRoleResult><Role><RoleName>AWSServiceRoleForECS</RoleName></Role></GetRoleResult></GetRoleResponse>`)
}

func (a *standIn) toolkit(w http.ResponseWriter, r *http.Request, region string) {
	w.Header().Set("Content-Type", "text/xml")
	there, ok := a.toolkits[region]
	action, name := r.FormValue("Action"), "CDKToolkit"
	if strings.HasSuffix(r.FormValue("StackName"), "-edge") {
		there, ok, name = stack{}, a.edge != nil && region == "us-east-1", r.FormValue("StackName")
		if a.edge != nil {
			there = *a.edge
		}
	}
	switch {
	case there.refusal == hangUp:
		panic(http.ErrAbortHandler)
	case there.refusal != "":
		refuse(w, there.refusal, "The stand-in says so.")
		return
	case !ok || r.FormValue("StackName") != name:
		refuse(w, "ValidationError", "Stack with id "+r.FormValue("StackName")+" does not exist")
		return
	}
	var text strings.Builder
	entries := func(element, key, value string, of map[string]string) {
		fmt.Fprintf(&text, "<%s>", element)
		for _, name := range slices.Sorted(maps.Keys(of)) {
			fmt.Fprintf(&text, "<member><%[1]s>%[2]s</%[1]s><%[3]s>%[4]s</%[3]s></member>", key, name, value, of[name])
		}
		fmt.Fprintf(&text, "</%s>", element)
	}
	if action == "ListStackResources" {
		for _, id := range there.resources {
			fmt.Fprintf(&text, "<member><LogicalResourceId>%s</LogicalResourceId></member>", id)
		}
		fmt.Fprintf(w, "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>%s</StackResourceSummaries>"+
			"</ListStackResourcesResult></ListStackResourcesResponse>", text.String())
		return
	}
	fmt.Fprintf(&text, "<StackName>%s</StackName><StackStatus>%s</StackStatus>", name, cmp.Or(there.status, "UPDATE_COMPLETE"))
	entries("Parameters", "ParameterKey", "ParameterValue", there.parameters)
	entries("Tags", "Key", "Value", there.tags)
	outputs := map[string]string{"BootstrapVersion": there.version}
	maps.Copy(outputs, there.outputs)
	entries("Outputs", "OutputKey", "OutputValue", outputs)
	fmt.Fprintf(w, "<DescribeStacksResponse><DescribeStacksResult><Stacks><member>%s</member></Stacks></DescribeStacksResult>"+
		"</DescribeStacksResponse>", text.String())
}

func (a *standIn) parameter(w http.ResponseWriter, r *http.Request, region string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	var input struct{ Name string }
	_ = json.NewDecoder(r.Body).Decode(&input)
	version, there := a.bootstraps[region]
	refusal := a.refusals[region]
	if refusal == "" && (!there || input.Name != "/cdk-bootstrap/"+cmp.Or(a.qualifier, "hnb659fds")+"/version") {
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

// noMachine removes every source of credentials that this machine could have.
func noMachine(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
		"AWS_CA_BUNDLE", "AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSM",
		"AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_CLOUDFORMATION",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(home, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(home, "credentials"))
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
}

// start directs this test's calls of AWS to the stand-in, with invented credentials.
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
