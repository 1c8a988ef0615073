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

// TestIdentifyWithoutCredentials catches a machine without credentials on which the check hangs, or says something that
// does not help.
func TestIdentifyWithoutCredentials(t *testing.T) {
	const none = "There are no AWS credentials: choose a profile with AWS_PROFILE=..., or make one with `aws configure sso` or `aws login`."
	// A metadata service that accepts and never answers is the worst that a network can do.
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
		{name: "nothing at all", want: none},
		{name: "silent metadata service", environment: map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://" + silent.Addr().String()}, want: none},
		{name: "something else at its address", environment: map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": absent.URL}, want: none},
		{name: "metadata switched off", environment: map[string]string{"AWS_EC2_METADATA_DISABLED": "true"}, want: none},
		{
			name: "profile that is not there", environment: map[string]string{"AWS_PROFILE": "work"},
			want: `The profile "work" is not in the AWS configuration: check AWS_PROFILE`,
		},
		{
			name: "profile of a profile that is not there", environment: map[string]string{"AWS_PROFILE": "work"}, config: "[profile work]\nsource_profile = base\nrole_arn = arn:aws:iam::444444444444:role/ops\n",
			want: `The profile "base" is not in the AWS configuration: check AWS_PROFILE`,
		},
		{
			name: "never signed in", environment: map[string]string{"AWS_PROFILE": "work"},
			config: "[profile work]\nsso_session = s\nsso_account_id = 444444444444\nsso_role_name = Admin\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.com/start\n",
			want:   "You are not signed in to AWS any more: sign in again with `aws sso login` (with --profile, if you use one).",
		},
		{
			name: "no login session", environment: map[string]string{"AWS_PROFILE": "work"}, config: "[profile work]\nlogin_session = arn:aws:iam::444444444444:user/ops\n",
			want: "You are not signed in to AWS any more: sign in again with `aws login` (with --profile, if you use one).",
		},
		{
			name: "role with a code", environment: map[string]string{"AWS_PROFILE": "work"},
			config: "[profile base]\naws_access_key_id = x\naws_secret_access_key = x\n[profile work]\nsource_profile = base\nrole_arn = arn:aws:iam::444444444444:role/ops\nmfa_serial = arn:aws:iam::444444444444:mfa/ops\n",
			want:   "The profile wants an MFA code, which cannot be given here:",
		},
		{
			name: "process that fails", environment: map[string]string{"AWS_PROFILE": "work"}, config: "[profile work]\ncredential_process = false\n",
			want: "The AWS credentials cannot be used: exit status 1.",
		},
		{
			name: "no network", environment: map[string]string{"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"},
			want: "AWS cannot be reached from here: check the network and the proxy (dial tcp 127.0.0.1:1: connect: connection refused).",
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
				t.Errorf("account %q and %q, want %q", account, problem, test.want)
			}
			if strings.Contains(problem, "\n") || strings.Count(problem, "operation error") > 0 {
				t.Errorf("not one sentence for a person: %q", problem)
			}
			if took := time.Since(begin); took > 4500*time.Millisecond { // the SDK's own patience is 5 seconds
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestUnusable catches a cause that is taken for another one, and so sends its reader the wrong way.
func TestUnusable(t *testing.T) {
	refused := func(code, message string) error {
		return &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: &smithy.GenericAPIError{Code: code, Message: message}}
	}
	for _, test := range []struct {
		err    error
		signIn string
		want   string
	}{
		{refused("AccessDenied", "User ops is not authorized to perform sts:AssumeRole."), "", "These credentials may not assume the role that the profile names: User ops is not authorized to perform sts:AssumeRole."},
		{refused("SignatureDoesNotMatch", "Signature expired: 20261122T120000Z is now earlier than 20261122T130000Z"), "", "AWS refuses requests from this machine because its clock is wrong: set the clock."},
		{refused("SignatureDoesNotMatch", "The request signature we calculated does not match"), "", "AWS does not know these credentials (SignatureDoesNotMatch): they are mistyped, disabled or deleted; get new ones where these came from."},
		{refused("ForbiddenException", "No access"), "aws sso login", "You are signed in, and may not use the role that the profile names: check sso_account_id and sso_role_name, or have the role assigned to you (No access)."},
		{refused("TooManyRequestsException", "Rate exceeded"), "aws sso login", "AWS answers too many requests at the moment: try again in a minute (Rate exceeded)."},
		{refused("UnauthorizedException", "Session token not found or invalid"), "aws sso login", "You are not signed in to AWS any more: sign in again with `aws sso login` (with --profile, if you use one)."},
		{refused("InvalidGrantException", ""), "aws sso login", "You are not signed in to AWS any more: sign in again with `aws sso login` (with --profile, if you use one)."},
		{refused("ExpiredToken", ""), "aws login", "The AWS credentials have expired: sign in again with `aws login` (with --profile, if you use one)."},
		{refused("RegionDisabledException", "STS is not activated in this region."), "", "The AWS credentials cannot be used: STS is not activated in this region."},
		{fmt.Errorf("operation error: %w", context.DeadlineExceeded), "aws login", "AWS cannot be reached from here: check the network and the proxy (no answer in time)."},
	} {
		if got := unusable(test.err, test.signIn); got != test.want {
			t.Errorf("%v\nsays %q\nwant %q", test.err, got, test.want)
		}
	}
}
