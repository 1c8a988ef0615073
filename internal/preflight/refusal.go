package preflight

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"kasha/lib/config"
)

// asksForCode is no problem of the AWS CLI, which asks for the code itself.
const asksForCode = "The profile asks for an MFA code, which this check cannot pass on; fix: export its credentials first with " +
	"`eval \"$(aws configure export-credentials --profile PROFILE --format env)\"`."

// unusable says in one sentence why credentials do not work, and what to do. signIn is the command that renews credentials from
// signing in; it is empty for others.
func unusable(err error, signIn string) string {
	renew := "get new ones from where these came from"
	if signIn != "" {
		renew = "sign in with `" + signIn + "` (add --profile if you use one)"
	}
	var (
		noProfile awsconfig.SharedConfigProfileNotExistError
		wantsCode awsconfig.AssumeRoleTokenProviderNotSetError
		operation *smithy.OperationError
	)
	switch code := apiCode(err); {
	case errors.As(err, &noProfile):
		return fmt.Sprintf("The profile %q is not in the AWS configuration; fix: check AWS_PROFILE "+
			"(`aws configure list-profiles` lists the profiles).", noProfile.Profile)
	case errors.As(err, &wantsCode):
		return asksForCode
	case errors.As(err, &operation) && operation.Service() == "ec2imds":
		return "There are no AWS credentials; fix: choose a profile with AWS_PROFILE=..., " +
			"or create one with `aws configure sso` or `aws login`."
	case isExpired(code):
		return "The AWS credentials have expired; fix: " + renew + "."
	case isSkewed(err, code):
		return "AWS refuses requests from this machine because its clock is wrong; fix: set the clock."
	case isUnknown(code):
		return "AWS does not know these credentials (" + code + "): they are mistyped, disabled or deleted; fix: " + renew + "."
	case code == "ForbiddenException":
		return "You are signed in, but may not use the role that the profile names (" + cause(err) + "); " +
			"fix: check sso_account_id and sso_role_name, or have the role assigned to you."
	case code == "TooManyRequestsException":
		return "AWS throttles the sign-in (" + cause(err) + "); fix: try again in a minute."
	case isDenied(code):
		return "These credentials may not assume the role that the profile names: " + cause(err) + "."
	case isUnreachable(err):
		return "AWS cannot be reached from this machine (" + cause(err) + "); fix: check the network and the proxy."
	case signIn != "":
		return "You are not signed in to AWS; fix: " + renew + "."
	}
	return "The AWS credentials cannot be used: " + cause(err) + "."
}

// unanswered says why a service of a region does not answer a question, and what to do.
func unanswered(err error, session aws.Config, region, service, question string) string {
	switch code := apiCode(err); {
	case isUnknown(code):
		return fmt.Sprintf("%s does not accept these credentials, but %s does: the account has not enabled that region; "+
			"fix: enable it in the account's settings, or choose another region in cdk.json.", region, config.EdgeRegion)
	case isExpired(code):
		return unusable(err, signInCommand(session.Credentials))
	case isUnreachable(err):
		return fmt.Sprintf("%s in %s cannot be reached from this machine (%s); fix: check the network and the proxy.",
			service, region, cause(err))
	}
	return fmt.Sprintf("%s in %s does not say %s: %s.", service, region, question, cause(err))
}

func apiCode(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	return ""
}

// The query protocol (STS) and the JSON protocol (Systems Manager, IAM Identity Center) use different codes for the same error.
// Source: "Common error types" in the API references of STS and Systems Manager.
func isExpired(code string) bool {
	return slices.Contains([]string{"ExpiredToken", "ExpiredTokenException", "RequestExpired"}, code)
}

func isUnknown(code string) bool {
	return slices.Contains([]string{
		"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature",
	}, code)
}

func isDenied(code string) bool {
	return slices.Contains([]string{"AccessDenied", "AccessDeniedException"}, code)
}

// isSkewed reports whether the clock is wrong. AWS reports a wrong signature then, and only the message says why.
func isSkewed(err error, code string) bool {
	message := err.Error()
	return isUnknown(code) && (strings.Contains(message, "Signature expired") || strings.Contains(message, "Signature not yet current"))
}

func isUnreachable(err error) bool {
	var unsent *smithyhttp.RequestSendError
	return errors.As(err, &unsent) || errors.Is(err, context.DeadlineExceeded)
}

// cause returns the message without the names of the SDK's own layers.
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
