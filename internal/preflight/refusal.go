package preflight

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// unusable explains why credentials do not work. signIn is the command that renews them, where they come from signing in.
func unusable(err error, signIn string) string {
	renew := "get new ones where these came from"
	if signIn != "" {
		renew = "sign in again with `" + signIn + "` (with --profile, if you use one)"
	}
	var (
		noProfile awsconfig.SharedConfigProfileNotExistError
		wantsCode awsconfig.AssumeRoleTokenProviderNotSetError
		operation *smithy.OperationError
	)
	switch code := apiCode(err); {
	case errors.As(err, &noProfile):
		return fmt.Sprintf("The profile %q is not in the AWS configuration: check AWS_PROFILE (`aws configure list-profiles` lists the profiles there are).", noProfile.Profile)
	case errors.As(err, &wantsCode):
		return "The profile wants an MFA code, which cannot be given here: export its credentials first with `eval \"$(aws configure export-credentials --profile PROFILE --format env)\"`."
	case errors.As(err, &operation) && operation.Service() == "ec2imds":
		return "There are no AWS credentials: choose a profile with AWS_PROFILE=..., or make one with `aws configure sso` or `aws login`."
	case isExpired(code):
		return "The AWS credentials have expired: " + renew + "."
	case isSkewed(err, code):
		return "AWS refuses requests from this machine because its clock is wrong: set the clock."
	case isUnknown(code):
		return "AWS does not know these credentials (" + code + "): they are mistyped, disabled or deleted; " + renew + "."
	case code == "ForbiddenException":
		return "You are signed in, and may not use the role that the profile names: check sso_account_id and sso_role_name, or have the role assigned to you (" + cause(err) + ")."
	case code == "TooManyRequestsException":
		return "AWS answers too many requests at the moment: try again in a minute (" + cause(err) + ")."
	case isDenied(code):
		return "These credentials may not assume the role that the profile names: " + cause(err) + "."
	case isUnreachable(err):
		return "AWS cannot be reached from here: check the network and the proxy (" + cause(err) + ")."
	case signIn != "":
		return "You are not signed in to AWS any more: " + renew + "."
	}
	return "The AWS credentials cannot be used: " + cause(err) + "."
}

func apiCode(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	return ""
}

// The codes are those of the query protocol (STS) and of the JSON protocol (SSM, SSO), which say the same in two ways.
// Source: "Common error types" in the API references of STS and Systems Manager.
func isExpired(code string) bool {
	return slices.Contains([]string{"ExpiredToken", "ExpiredTokenException", "RequestExpired"}, code)
}

func isUnknown(code string) bool {
	return slices.Contains([]string{"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"}, code)
}

func isDenied(code string) bool {
	return slices.Contains([]string{"AccessDenied", "AccessDeniedException"}, code)
}

// isSkewed: a wrong clock is reported as a wrong signature, and only the message tells.
func isSkewed(err error, code string) bool {
	return isUnknown(code) && (strings.Contains(err.Error(), "Signature expired") || strings.Contains(err.Error(), "Signature not yet current"))
}

func isUnreachable(err error) bool {
	var unsent *smithyhttp.RequestSendError
	return errors.As(err, &unsent) || errors.Is(err, context.DeadlineExceeded)
}

// cause is what lies beneath the names of the SDK's own layers.
func cause(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return strings.TrimSuffix(refused.ErrorMessage(), ".")
	}
	var unsent *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(err, &unsent):
		return unsent.Err.Error()
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSuffix(line, ".")
}
