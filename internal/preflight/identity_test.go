package preflight

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"
)

// TestIdentifyWithoutCredentials catches a check that hangs on a machine without credentials, or reports something that does not help.
func TestIdentifyWithoutCredentials(t *testing.T) {
	const none = "There are no AWS credentials; fix: choose a profile with AWS_PROFILE=..., or create one with `aws configure sso` or " +
		"`aws login`."
	// The worst case: a metadata service that accepts connections and never answers.
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	absent := httptest.NewServer(http.NotFoundHandler())
	defer absent.Close()
	for _, test := range []struct {
		name        string
		environment map[string]string
		config      string
		want        string // the start of the sentence
	}{
		{name: "no configuration", want: none},
		{
			name: "silent metadata service", want: none,
			environment: map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://" + silent.Addr().String()},
		},
		{name: "another server at its address", environment: map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": absent.URL}, want: none},
		{name: "metadata switched off", environment: map[string]string{"AWS_EC2_METADATA_DISABLED": "true"}, want: none},
		{
			name: "unknown profile", environment: map[string]string{"AWS_PROFILE": "work"},
			want: `The profile "work" is not in the AWS configuration; fix: check AWS_PROFILE`,
		},
		{
			name: "unknown source profile", environment: map[string]string{"AWS_PROFILE": "work"},
			config: "[profile work]\nsource_profile = base\nrole_arn = arn:aws:iam::444444444444:role/ops\n",
			want:   `The profile "base" is not in the AWS configuration; fix: check AWS_PROFILE`,
		},
		{
			name: "never signed in", environment: map[string]string{"AWS_PROFILE": "work"},
			config: "[profile work]\nsso_session = s\nsso_account_id = 444444444444\nsso_role_name = Admin\n[sso-session s]\nsso_region = " +
				"eu-west-1\nsso_start_url = https://example.com/start\n",
			want: "You are not signed in to AWS; fix: sign in with `aws sso login` (add --profile if you use one).",
		},
		{
			name: "no login session", environment: map[string]string{"AWS_PROFILE": "work"}, config: "[profile work]\nlogin_session = " +
				"arn:aws:iam::444444444444:user/ops\n",
			want: "You are not signed in to AWS; fix: sign in with `aws login` (add --profile if you use one).",
		},
		{
			name: "role with MFA", environment: map[string]string{"AWS_PROFILE": "work"},
			config: "[profile base]\naws_access_key_id = x\naws_secret_access_key = x\n[profile work]\nsource_profile = base\nrole_arn = " +
				"arn:aws:iam::444444444444:role/ops\nmfa_serial = arn:aws:iam::444444444444:mfa/ops\n",
			want: "The profile asks for an MFA code, which this check cannot pass on; fix:",
		},
		{
			name: "process that fails", environment: map[string]string{"AWS_PROFILE": "work"}, config: "[profile work]\ncredential_process = " +
				"false\n",
			want: "The AWS credentials cannot be used: exit status 1.",
		},
		{
			name: "no network", environment: map[string]string{"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
				"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"},
			want: "AWS cannot be reached from this machine (dial tcp 127.0.0.1:1: connect: connection refused); fix: check the network and " +
				"the proxy.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			noMachine(t)
			for name, value := range test.environment {
				t.Setenv(name, value)
			}
			if err := os.WriteFile(os.Getenv("AWS_CONFIG_FILE"), []byte(test.config), 0o600); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			_, account, problem := identify(context.Background())
			if !strings.HasPrefix(problem, test.want) || account != "" {
				t.Errorf("got account %q and problem %q, want %q", account, problem, test.want)
			}
			if strings.Contains(problem, "\n") || strings.Count(problem, "operation error") > 0 {
				t.Errorf("got %q, want one sentence without the SDK's own terms", problem)
			}
			if took := time.Since(begin); took > 4500*time.Millisecond { // the SDK itself waits 5 seconds
				t.Errorf("took %v, want at most 4.5 s", took)
			}
		})
	}
}

// TestTheAWSCLIAsksForACodeItself catches an operation whose every failure is blamed on a profile that asks for an MFA code. It also
// catches one whose credentials do not exist and are not blamed.
func TestTheAWSCLIAsksForACodeItself(t *testing.T) {
	for config, want := range map[string]string{
		"[profile base]\naws_access_key_id = x\naws_secret_access_key = x\n[profile work]\nsource_profile = base\nrole_arn = " +
			"arn:aws:iam::444444444444:role/ops\nmfa_serial = arn:aws:iam::444444444444:mfa/ops\n": "",
		"[profile other]\n": `The profile "work" is not in the AWS configuration`,
	} {
		noMachine(t)
		t.Setenv("AWS_PROFILE", "work")
		if err := os.WriteFile(os.Getenv("AWS_CONFIG_FILE"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := CredentialsProblem(context.Background()); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s\ngot %q, want %q", config, got, want)
		}
	}
}

// TestUnusable catches a cause that is reported as another one.
func TestUnusable(t *testing.T) {
	refused := func(code, message string) error {
		refusal := &smithy.GenericAPIError{Code: code, Message: message}
		return &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: refusal}
	}
	for _, test := range []struct {
		err    error
		signIn string
		want   string
	}{
		{
			err:  refused("AccessDenied", "User ops is not authorized to perform sts:AssumeRole."),
			want: "These credentials may not assume the role that the profile names: User ops is not authorized to perform sts:AssumeRole.",
		},
		{
			err:  refused("SignatureDoesNotMatch", "Signature expired: 20261122T120000Z is now earlier than 20261122T130000Z"),
			want: "AWS refuses requests from this machine because its clock is wrong; fix: set the clock.",
		},
		{
			err: refused("SignatureDoesNotMatch", "The request signature we calculated does not match"),
			want: "AWS does not know these credentials (SignatureDoesNotMatch): they are mistyped, disabled or deleted; fix: get new ones " +
				"from where these came from.",
		},
		{
			err:    refused("ForbiddenException", "No access"),
			signIn: "aws sso login", want: "You are signed in, but may not use the role that the profile names (No access); fix: check " +
				"sso_account_id and sso_role_name, or have the role assigned to you.",
		},
		{
			err:    refused("TooManyRequestsException", "Rate exceeded"),
			signIn: "aws sso login", want: "AWS throttles the sign-in (Rate exceeded); fix: try again in a minute.",
		},
		{
			err:    refused("UnauthorizedException", "Session token not found or invalid"),
			signIn: "aws sso login", want: "You are not signed in to AWS; fix: sign in with `aws sso login` (add --profile if you use one).",
		},
		{
			err:    refused("InvalidGrantException", ""),
			signIn: "aws sso login", want: "You are not signed in to AWS; fix: sign in with `aws sso login` (add --profile if you use one).",
		},
		{
			err:    refused("ExpiredToken", ""),
			signIn: "aws login", want: "The AWS credentials have expired; fix: sign in with `aws login` (add --profile if you use one).",
		},
		{
			err:  refused("RegionDisabledException", "STS is not activated in this region."),
			want: "The AWS credentials cannot be used: STS is not activated in this region.",
		},
		{
			err:    fmt.Errorf("operation error: %w", context.DeadlineExceeded),
			signIn: "aws login", want: "AWS cannot be reached from this machine (no answer in time); fix: check the network and the proxy.",
		},
	} {
		if got := unusable(test.err, test.signIn); got != test.want {
			t.Errorf("%v\ngot  %q\nwant %q", test.err, got, test.want)
		}
	}
}
